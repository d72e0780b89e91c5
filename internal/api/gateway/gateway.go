// Package gateway is the one address that all AWS clients talk to: it verifies
// who calls, and hands the call to the service that it was signed for. Who calls
// is known by the signature, or below [SessionPrefix] by an [Authenticator].
package gateway

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"sallyport/internal/api/caller"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/rpcv2cbor"
	"sallyport/internal/wire/sigv4"
)

// Options are what a Gateway needs.
type Options struct {
	Verifier *sigv4.Verifier
	Account  string
	// JSON, Query and CBOR are the services by their signing names, such as
	// apprunner, in the protocols that they speak. One may speak several.
	JSON  map[string]awsjson.Service
	Query map[string]ec2query.Service
	CBOR  map[string]rpcv2cbor.Service
	// Own serves what is no AWS service, by the signing name sallyport.
	Own http.Handler
	// Sessions knows the callers of what is below SessionPrefix; nil serves nothing there.
	Sessions Authenticator
	// Ready tells whether the system is up, for /healthz.
	Ready func() bool
	Log   *slog.Logger
}

// OwnService is the signing name of the endpoints that AWS has no call for.
const OwnService = "sallyport"

// Gateway is an http.Handler. It is safe for concurrent use.
type Gateway struct {
	options  Options
	services map[string]languages
}

// languages are the protocols that one AWS service speaks.
type languages struct{ json, query, cbor *service }

// of is the service in the protocol that a request is in, as far as the service
// speaks it.
func (l languages) of(r *http.Request) service {
	switch {
	case l.cbor != nil && r.Header.Get(rpcv2cbor.Header) != "":
		return *l.cbor
	case l.json != nil && (l.query == nil || r.Header.Get("X-Amz-Target") != ""):
		return *l.json
	case l.query != nil:
		return *l.query
	}
	return *l.cbor
}

// service is one AWS service behind the gateway, in one protocol.
type service struct {
	http.Handler
	refuse   func(http.ResponseWriter, *http.Request, code)
	protocol sigv4.Protocol
}

// code is an error of the gateway's own, before a service is reached.
type code struct {
	name, message string
	status        int
}

// New makes the gateway.
func New(o Options) *Gateway {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	g := &Gateway{options: o, services: map[string]languages{}}
	add := func(name string, learn func(*languages)) {
		known := g.services[name]
		learn(&known)
		g.services[name] = known
	}
	for name, s := range o.JSON {
		add(name, func(l *languages) {
			l.json = &service{awsjson.NewHandler(s), func(w http.ResponseWriter, r *http.Request, c code) {
				s.WriteError(w, r, &awsjson.Error{Code: c.name, Message: c.message, Status: c.status})
			}, sigv4.JSON}
		})
	}
	for name, s := range o.Query {
		protocol := sigv4.Query
		if s.Dialect == ec2query.EC2 {
			protocol = sigv4.EC2
		}
		add(name, func(l *languages) {
			l.query = &service{ec2query.NewHandler(s), func(w http.ResponseWriter, r *http.Request, c code) {
				s.WriteError(w, r, &ec2query.Error{Code: c.name, Message: c.message, Status: c.status})
			}, protocol}
		})
	}
	for name, s := range o.CBOR {
		add(name, func(l *languages) {
			l.cbor = &service{rpcv2cbor.NewHandler(s), func(w http.ResponseWriter, r *http.Request, c code) {
				s.WriteError(w, r, &rpcv2cbor.Error{Code: c.name, Message: c.message, Status: c.status})
			}, sigv4.JSON}
		})
	}
	if o.Own != nil {
		g.services[OwnService] = languages{json: &service{o.Own, plain, sigv4.JSON}}
	}
	return g
}

// service finds a service by its signing name, in the protocol of a request.
func (g *Gateway) service(name string, r *http.Request) (service, bool) {
	known, ok := g.services[name]
	if !ok {
		return service{refuse: foreign, protocol: sigv4.JSON}, false
	}
	return known.of(r), true
}

// plain answers in a line of text, for whoever speaks none of the protocols.
func plain(w http.ResponseWriter, r *http.Request, c code) {
	if id := caller.RequestID(r.Context()); id != "" {
		w.Header().Set("X-Amzn-Requestid", id)
	}
	http.Error(w, c.name+": "+c.message, c.status)
}

// foreign answers a request for a service that is not served, in the protocol
// that it seems to be in, so that its client can show the message.
func foreign(w http.ResponseWriter, r *http.Request, c code) {
	switch {
	case r.Header.Get("X-Amz-Target") != "":
		s := awsjson.Service{ContentType: awsjson.ContentType10, RequestID: caller.RequestID}
		s.WriteError(w, r, &awsjson.Error{Code: c.name, Message: c.message, Status: c.status})
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		s := ec2query.Service{Dialect: ec2query.Query, RequestID: caller.RequestID}
		s.WriteError(w, r, &ec2query.Error{Code: c.name, Message: c.message, Status: c.status})
	default:
		plain(w, r, c)
	}
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/healthz" {
		g.health(w)
		return
	}
	began := time.Now()
	who := caller.Caller{Account: g.options.Account, RequestID: uuid.NewString()}
	r = r.WithContext(caller.With(r.Context(), who))
	if g.options.Sessions != nil && strings.HasPrefix(r.URL.EscapedPath(), SessionPrefix) {
		g.serveSession(w, r, who, began)
		return
	}
	identity, _, err := g.options.Verifier.Verify(r)
	if err != nil {
		g.refuse(w, r, err)
		return
	}
	who.Region, who.AccessKeyID = identity.Region, identity.AccessKeyID
	g.pass(w, r, identity.Service, who, began)
}

// pass hands a request over to a service, once its caller is known.
func (g *Gateway) pass(w http.ResponseWriter, r *http.Request, service string, who caller.Caller, began time.Time) {
	target, ok := g.service(service, r)
	if !ok {
		g.options.Log.Info("refused a request", "service", service, "code", "UnknownService", "request", who.RequestID, "from", r.RemoteAddr)
		foreign(w, r, code{"UnknownService", "the request is for the service " + service + ", which is not served here; SCOPE.md lists those that are", http.StatusNotFound})
		return
	}
	r = r.WithContext(caller.With(r.Context(), who))
	target.ServeHTTP(w, r)
	g.options.Log.Debug("request", "service", service, "operation", operation(r), "region", who.Region,
		"request", who.RequestID, "took", time.Since(began))
}

// refuse answers a request whose signature is not good, in the protocol of the
// service that it claims to be for.
func (g *Gateway) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var failure *sigv4.Error
	if !errors.As(err, &failure) {
		plain(w, r, code{"InternalFailure", "the signature could not be checked", http.StatusInternalServerError})
		return
	}
	claim, _ := sigv4.ClaimOf(r)
	target, _ := g.service(claim.Service, r)
	g.options.Log.Info("refused a request", "service", claim.Service, "code", failure.Code(target.protocol),
		"request", caller.RequestID(r.Context()), "from", r.RemoteAddr)
	target.refuse(w, r, code{failure.Code(target.protocol), failure.Message, failure.Status(target.protocol)})
}

func (g *Gateway) health(w http.ResponseWriter) {
	if !g.options.Ready() {
		http.Error(w, "starting", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n")) // a client that left needs no answer
}

// operation is what a request asks for, for the log alone.
func operation(r *http.Request) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return target
	}
	if r.Form != nil {
		return r.Form.Get("Action")
	}
	return r.URL.Path
}
