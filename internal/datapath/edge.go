package datapath

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// EdgeService is something in the edge that public sandboxes may reach: their
// name server, the front door.
type EdgeService struct {
	Protocol string // tcp or udp
	At       netip.AddrPort
}

// edgePlan is what the edge's namespace is to hold.
type edgePlan struct {
	names     names
	services  []EdgeService
	sandboxes []vpc.Sandbox
	networks  []*vpc.Plan
	uplink    bool
	// own are the host's addresses, which public egress does not reach.
	own []netip.Addr
}

// edgePlan of the desired state, still without the host's addresses.
func (d *DataPath) edgePlan(desired Desired) edgePlan {
	return edgePlan{names: d.names(), services: d.options.EdgeServices, sandboxes: desired.Sandboxes, networks: desired.Networks,
		uplink: d.options.Uplink != ""}
}

// needed tells whether there is to be an edge at all.
func (e edgePlan) needed() bool {
	return e.uplink || len(e.services) > 0 || needsEdge(e.networks) || slices.ContainsFunc(e.sandboxes, func(s vpc.Sandbox) bool { return s.FrontDoor.IsValid() })
}

// base is what the edge holds besides its links: its addresses.
func (e edgePlan) base() *link.State {
	addresses := []netip.Addr{vpc.FrontDoorGateway}
	for _, s := range e.services {
		if !slices.Contains(addresses, s.At.Addr()) {
			addresses = append(addresses, s.At.Addr())
		}
	}
	return baseState(addresses)
}

// refused are the ranges that public egress never reaches: private, shared,
// link-local, documentation of protocols, benchmarking, multicast, reserved.
var refused = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("224.0.0.0/3"), // multicast and reserved
}

// table is the edge's rules.
func (e edgePlan) table() *nft.Table {
	t := nft.New(table)
	doors := &nft.Set{Key: []nft.Type{nft.Device, nft.Addr}}
	public := &nft.Set{Key: []nft.Type{nft.Device, nft.Addr}}
	t.Sets["doors"], t.Sets["public"] = doors, public
	for _, s := range e.sandboxes {
		if !s.FrontDoor.Is4() {
			continue
		}
		door := nft.Point(nft.Key(nil).Device(e.names.door(s.ID)).Addr(s.FrontDoor))
		doors.Elements = append(doors.Elements, door)
		if s.Public {
			public.Elements = append(public.Elements, door)
		}
	}
	slices.SortFunc(doors.Elements, nft.Compare)
	slices.SortFunc(public.Elements, nft.Compare)

	// A sandbox answers the front door. A public one may start something by its
	// door, but only to the edge's services.
	input := []string{"iifname . ip saddr @doors ct state established,related accept"}
	for _, s := range e.services {
		input = append(input, fmt.Sprintf("iifname . ip saddr @public ip daddr %s %s dport %d accept", s.At.Addr(), s.Protocol, s.At.Port()))
	}
	t.Chains["input"] = &nft.Chain{Hook: "type filter hook input priority filter; policy drop;", Rules: append(input, counted)}
	t.Chains["forward"] = &nft.Chain{Hook: "type filter hook forward priority filter; policy drop;", Rules: []string{counted}}
	if e.uplink {
		e.addOutward(t)
	}
	return t
}

// addOutward lets public sandboxes out by the uplink, to public addresses.
func (e edgePlan) addOutward(t *nft.Table) {
	host := &nft.Set{Key: []nft.Type{nft.Addr}}
	t.Sets["host"] = host
	for _, a := range e.own {
		host.Elements = append(host.Elements, nft.Point(nft.Key(nil).Addr(a)))
	}
	slices.SortFunc(host.Elements, nft.Compare)
	up := `"` + e.names.uplink() + `"`
	t.Chains["forward"].Rules = []string{
		"iifname " + up + " ct state established,related accept",
		"oifname != " + up + " " + counted,
		"iifname . ip saddr @public goto outward",
		counted,
	}
	ranges := make([]string, len(refused))
	for i, r := range refused {
		ranges[i] = r.String()
	}
	t.Chains["outward"] = &nft.Chain{Rules: []string{
		"ct state invalid " + counted,
		"ip daddr { " + strings.Join(ranges, ", ") + " } " + counted,
		"ip daddr @host " + counted,
		"accept",
	}}
	t.Chains["nat"] = &nft.Chain{Hook: "type nat hook postrouting priority srcnat; policy accept;", Rules: []string{"oifname " + up + " masquerade"}}
}

// hostTable is the table in the host's namespace, which guards the link to the
// edge and nothing else. It holds against what the host's other rules allow.
func hostTable(n names, uplink string, edge netip.Addr) *nft.Table {
	t := nft.New(n.hostTable())
	in, out, up := `iifname "`+n.host()+`"`, `oifname "`+n.host()+`"`, `"`+uplink+`"`
	t.Chains["forward"] = &nft.Chain{Hook: "type filter hook forward priority filter; policy accept;", Rules: []string{
		in + " goto outward", out + " goto inward"}}
	t.Chains["outward"] = &nft.Chain{Rules: []string{"oifname " + up + " ip saddr " + edge.String() + " accept", counted}}
	t.Chains["inward"] = &nft.Chain{Rules: []string{"iifname " + up + " ct state established,related accept", counted}}
	t.Chains["input"] = &nft.Chain{Hook: "type filter hook input priority filter; policy accept;", Rules: []string{in + " " + counted}}
	t.Chains["output"] = &nft.Chain{Hook: "type filter hook output priority filter; policy accept;", Rules: []string{out + " " + counted}}
	t.Chains["nat"] = &nft.Chain{Hook: "type nat hook postrouting priority srcnat; policy accept;", Rules: []string{
		"oifname " + up + " ip saddr " + edge.String() + " masquerade"}}
	return t
}
