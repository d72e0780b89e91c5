package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"

	"sallyport/internal/api/apprunner"
	"sallyport/internal/api/cloudwatch"
	"sallyport/internal/api/ec2"
	"sallyport/internal/api/gateway"
	"sallyport/internal/api/live"
	"sallyport/internal/api/logs"
	"sallyport/internal/api/servicequotas"
	"sallyport/internal/api/sts"
	"sallyport/internal/console"
	"sallyport/internal/control"
	"sallyport/internal/datapath"
	"sallyport/internal/flowlog"
	"sallyport/internal/ingress"
	"sallyport/internal/installation"
	"sallyport/internal/logstore"
	"sallyport/internal/metrics"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/resolver"
	"sallyport/internal/scrape"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/rpcv2cbor"
	"sallyport/internal/wire/sigv4"
)

// system is the parts of a serve, wired together.
type system struct {
	store      *store.Store
	metrics    *metrics.Store
	live       metrics.Live
	engine     chosenEngine
	containers *keptEngine
	network    *datapath.DataPath
	door       *ingress.FrontDoor
	controller *control.Controller
	api        http.Handler
	names      *resolver.Resolver
	output     *logstore.Store
	inner      inner
}

// assemble opens what is kept and wires the parts. Nothing runs yet.
func assemble(ctx context.Context, home installation.Installation, c settings, door net.Addr, ready *atomic.Bool, log *slog.Logger) (s *system, err error) {
	s = &system{}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if err := home.Make(); err != nil {
		return s, err
	}
	if s.store, err = store.Open(home.Store(), documents()...); err != nil {
		return s, err
	}
	if s.metrics, err = metrics.OpenStore(home.Metrics()); err != nil {
		return s, err
	}
	credentials, err := home.EnsureCredentials()
	if err != nil {
		return s, err
	}
	token, err := home.EnsureMetricsToken()
	if err != nil {
		return s, err
	}
	if s.engine, err = chooseEngine(ctx, home, c.Containerd, log); err != nil {
		return s, err
	}
	if s.containers, err = s.engine.open(ctx, home); err != nil {
		return s, err
	}
	uplink, err := chooseUplink(c.Uplink)
	if err != nil {
		return s, err
	}
	planning, err := c.planning(uplink)
	if err != nil {
		return s, err
	}
	s.inner = edgeServices(door)
	if s.network, err = datapath.New(datapath.Options{
		Tag: home.Tag, Uplink: uplink, Pool: c.pool(), LAN: c.LAN, EdgeServices: s.inner.all(), Log: log,
	}); err != nil {
		return s, err
	}
	forwarder := newForwarder(uplink, log)
	s.names = resolver.New(resolver.Options{Zone: c.services(), Forwarder: forwarder, Log: log})
	s.door = ingress.New(ingress.Options{Dial: s.network.DialFrontDoor, Log: log})
	recent := flowlog.NewRecent()
	s.output = logstore.New(home.Logs(), nil)
	planning.Edge, planning.Host = s.inner.all(), s.network.HostAddresses
	planner := netplan.New(planning)
	scraper := scrape.New(scrape.Options{Live: &s.live, Requests: s.door.Stats, Token: token, TokenFile: home.MetricsTokenFile(), Version: versionText()})
	s.controller = control.New(control.Options{
		Store: s.store, Planner: planner, Network: s.network, Engine: s.containers, FrontDoor: s.door,
		Names: s.nameServers(c, forwarder), Output: s.output, Mirrors: c.Mirror, Log: log,
		Traffic: s.network, FlowLogDir: home.FlowLogs(), Recent: recent,
		Metrics: s.metrics, Live: &s.live, Requests: s.door, Sending: s.network, Observe: scraper.Observe,
	})
	explainer := newExplainer(s.store, planner, s.network, recent, log)
	browser, err := newConsole(home, c, credentials, door, log)
	if err != nil {
		return s, err
	}
	from := sources{planner, explainer, newNetworks(s.store, planner, s.controller, recent), planning.Services, recent, s.controller, browser, s.output, s.metrics, ctx.Done()}
	s.api = scraper.Before(browser.Before(newGateway(s.store, c, from, credentials, publicPort(door), ready, log)))
	return s, nil
}

// documents are the kinds of documents that the store keeps.
func documents() []store.Document {
	return append(ec2.Documents(),
		platform.Service{}, platform.Connector{}, platform.Operation{}, platform.Event{},
		platform.Workload{}, platform.WorkloadStatus{}, platform.Instance{},
	)
}

// sources are what the API answers from besides the store.
type sources struct {
	planner   *netplan.Planner
	explainer *live.Explainer
	networks  *live.Networks
	endpoints []vpc.EndpointService
	recent    *flowlog.Recent
	pulls     live.Pulls
	browser   *console.Console
	output    *logstore.Store
	metrics   *metrics.Store
	ending    <-chan struct{}
}

func newGateway(s *store.Store, c settings, from sources, credentials installation.Credentials, port string, ready *atomic.Bool, log *slog.Logger) *gateway.Gateway {
	quotas := c.networkQuotas()
	network := ec2.New(ec2.Deps{Store: s, Quotas: &quotas, PublicPool: c.pool(), Services: from.endpoints, LAN: c.LAN,
		UnsupportedZones: c.UnsupportedZones, Planner: from.planner, Log: log})
	services := apprunner.New(apprunner.Deps{
		Store: s, EnsureRegion: network.EnsureRegion, Preflight: from.planner.Preflight, Domain: c.Domain, PublicPort: port,
		UnsupportedZones: c.UnsupportedZones, Quotas: c.quotas(), Log: log,
	})
	output := &live.API{Store: s, Logs: from.output, Flows: from.recent, Pulls: from.pulls, Explain: from.explainer, Networks: from.networks, Done: from.ending}
	limits := &servicequotas.API{Quotas: c.catalog(), Log: log}
	readings := &cloudwatch.API{Metrics: from.metrics, Store: s, Quotas: c.catalog(), Log: log}
	own := http.NewServeMux()
	own.Handle("POST /v1/console/links", from.browser.Links())
	own.Handle("/", output.Handler())
	return gateway.New(gateway.Options{
		Verifier: sigv4.New(credentials), Sessions: from.browser, Account: c.Account, Ready: ready.Load, Log: log, Own: own,
		JSON: map[string]awsjson.Service{
			"apprunner": services.Service(), "monitoring": readings.JSON(), "servicequotas": limits.Service(),
			"logs": logs.New(logs.Deps{Store: s, Output: from.output, Done: from.ending, Log: log}).Service(),
		},
		Query: map[string]ec2query.Service{"ec2": network.Service(), "sts": sts.Service(), "monitoring": readings.Query()},
		CBOR:  map[string]rpcv2cbor.Service{"monitoring": readings.CBOR()},
	})
}

// close gives everything back; containers and networks go on.
func (s *system) close() {
	var failed error
	if s.door != nil {
		s.door.Close()
	}
	if s.containers != nil {
		failed = errors.Join(failed, s.containers.Close())
	}
	if s.network != nil {
		s.network.Close()
	}
	if s.metrics != nil {
		failed = errors.Join(failed, s.metrics.Close())
	}
	if s.store != nil {
		failed = errors.Join(failed, s.store.Close())
	}
	if failed != nil {
		slog.Warn("close", "error", failed)
	}
}
