package control

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"sallyport/internal/flowlog"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// decisions is how many flows of a tick are followed through the model to find
// what gave the verdict; one takes some 10 µs.
const decisions = 500

// tell turns what was seen since the last tick into events.
func (f *flows) tell(snapshot *store.Snapshot, now time.Time) {
	var events []flowlog.Event
	left := decisions
	for _, r := range f.list() {
		f.mu.Lock()
		for prefix, count := range r.limited {
			if count >= ruleLimit {
				f.skip(r, 1) // the rule tells of no more; how many there were it does not say
			}
			delete(r.limited, prefix)
		}
		live, unheard := r.live, r.unheard
		if len(live) > 0 {
			r.live = map[flowlog.Key]*flowlog.Record{}
		}
		r.unheard = 0
		f.mu.Unlock()
		for _, record := range live {
			e := event(record)
			e.Sender, e.Receiver = f.owner(snapshot, r, record.Source.Addr()), f.owner(snapshot, r, record.Destination.Addr())
			if left--; left >= 0 {
				e.Decided, e.Reason = f.decider.decide(f, snapshot, record)
			} else {
				e.Decided = record.Component
			}
			events = append(events, e)
		}
		if unheard > 0 {
			v, _ := store.Get[vpc.VPC](snapshot, r.vpc)
			events = append(events, flowlog.Event{Time: now, Region: v.Region, VPC: r.vpc, Lost: unheard})
		}
	}
	slices.SortFunc(events, func(a, b flowlog.Event) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		return strings.Compare(a.Interface+a.Direction+a.Destination, b.Interface+b.Direction+b.Destination)
	})
	f.recent.Add(events...)
}

// ruleLimit is how many packets a second a rule of the router tells of.
const ruleLimit = 1000

func event(r *flowlog.Record) flowlog.Event {
	return flowlog.Event{
		Time: r.Last, Region: r.Place.Region, VPC: r.Place.VPC, Interface: r.Interface,
		Service: r.Place.Service, Instance: r.Place.Instance, Workload: r.Place.Workload,
		Direction: string(r.Direction), Source: r.Source.Addr().String(), SourcePort: r.Source.Port(),
		Destination: r.Destination.Addr().String(), DestinationPort: r.Destination.Port(),
		Protocol: r.Protocol, Packets: r.Packets, Bytes: r.Bytes, Action: r.Action, Stage: string(r.Stage),
	}
}

// owner names who has an address in a router's VPC, or in one that is peered with it.
func (f *flows) owner(snapshot *store.Snapshot, r *watchedRouter, a netip.Addr) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if place := r.network.Addresses[a]; place != nil {
		return place.Owner()
	}
	for p := range store.Find[vpc.Peering](snapshot, "vpc="+r.vpc) {
		peer := f.routers[p.Other(r.vpc).VPCID]
		if p.Status != vpc.PeeringActive || peer == nil || peer.network == nil {
			continue
		}
		if place := peer.network.Addresses[a]; place != nil {
			return place.Owner()
		}
	}
	return ""
}

// decider finds what gave a verdict. It keeps the models of a snapshot.
type decider struct {
	sequence uint64
	models   map[string]vpc.Model
	world    *vpc.World
}

// decide names what gave a record's verdict, and why. What an ACL, a route or a
// gateway dropped is named by the kernel itself.
func (d *decider) decide(f *flows, snapshot *store.Snapshot, r *flowlog.Record) (id, reason string) {
	if d.models == nil || d.sequence != snapshot.Sequence() {
		d.sequence, d.models, d.world = snapshot.Sequence(), map[string]vpc.Model{}, nil
	}
	model, ok := d.models[r.Place.VPC]
	if !ok {
		model, _ = f.planner.Model(snapshot, r.Place.VPC)
		d.models[r.Place.VPC] = model
	}
	packet := vpc.Packet{Source: r.Source.Addr(), Destination: r.Destination.Addr(), Protocol: vpc.Protocol(r.Protocol),
		SourcePort: r.Source.Port(), DestinationPort: r.Destination.Port(), ICMPType: echo(r.Protocol)}
	if r.Action == flowlog.Accept {
		return accepted(model, r)
	}
	if d.world == nil {
		d.world = f.planner.World(snapshot)
	}
	if r.Direction == vpc.Egress {
		packet.FromInterface = r.Interface
	}
	// The plan's own reason, where it sees the packet end where the kernel did.
	if last := d.world.Reach(packet).Last(); last.Stage == r.Stage {
		if groups := groupsOf(model, r.Interface); len(groups) > 0 && (r.Stage == vpc.StageEgressPolicy || r.Stage == vpc.StageIngressPolicy) {
			return strings.Join(groups, ","), last.Detail
		}
		return either(last.Component, r.Component), last.Detail
	}
	return either(r.Component, strings.Join(groupsOf(model, r.Interface), ",")), string(r.Stage)
}

// accepted names the rule that lets a flow pass and the way that it takes.
func accepted(model vpc.Model, r *flowlog.Record) (id, reason string) {
	if r.Reply {
		return r.Way, "answer of a tracked connection"
	}
	header := vpc.Header{Source: r.Source.Addr(), Destination: r.Destination.Addr(), Protocol: vpc.Protocol(r.Protocol), ICMPType: echo(r.Protocol)}
	if header.Protocol.HasPorts() {
		header.SourcePorts, header.DestinationPorts = port(r.Source.Port()), port(r.Destination.Port())
	}
	remote := header.Destination
	if r.Direction == vpc.Ingress {
		remote = header.Source
	}
	rule, ok := model.DecidingRule(groupsOf(model, r.Interface), r.Direction, header, remote)
	switch {
	case !ok:
		return r.Way, "established before the rule was taken away"
	case r.Way == "":
		return rule.ID, "rule of " + rule.GroupID
	}
	return rule.ID + " " + r.Way, "rule of " + rule.GroupID
}

// echo is the type of ICMP that is taken for one that records do not have: what
// is tracked is next to always a ping.
func echo(protocol uint8) uint8 {
	if vpc.Protocol(protocol) == vpc.ICMPv6 {
		return 128
	}
	return 8
}

func port(number uint16) vpc.PortRange { return vpc.PortRange{From: number, To: number} }

func groupsOf(model vpc.Model, interfaceID string) []string {
	for _, i := range model.Interfaces {
		if i.ID == interfaceID {
			return i.Groups
		}
	}
	return nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
