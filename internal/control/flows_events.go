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

// decisions is how many flows of a tick, of those unlike any before, are followed
// through the model to find what gave the verdict; one takes some 10 µs.
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
			f.decider.decide(f, snapshot, record, &e, &left)
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
	var began time.Time
	if r.Began && !r.Reply {
		began = r.First
	}
	return flowlog.Event{
		Time: r.Last, Region: r.Place.Region, VPC: r.Place.VPC, Interface: r.Interface,
		Service: r.Place.Service, Instance: r.Place.Instance, Workload: r.Place.Workload,
		Direction: string(r.Direction), Source: r.Source.Addr().String(), SourcePort: r.Source.Port(),
		Destination: r.Destination.Addr().String(), DestinationPort: r.Destination.Port(),
		Protocol: r.Protocol, Packets: r.Packets, Bytes: r.Bytes, Action: r.Action, Stage: string(r.Stage),
		Began: began, Reply: r.Reply, Way: r.Way,
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

// echo is the type of ICMP that is taken for one that records do not have: what
// is tracked is next to always a ping.
func echo(protocol uint8) uint8 {
	if vpc.Protocol(protocol) == vpc.ICMPv6 {
		return 128
	}
	return 8
}

func port(number uint16) vpc.PortRange { return vpc.PortRange{From: number, To: number} }

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
