package datapath

import (
	"net/netip"
	"slices"

	"go4.org/netipx"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// IPv6 goes from VPC to VPC as it is: nothing is translated, and the uplink has
// none. Who sends is checked by the link that it comes by, once more after the
// VPC's own router.

// dual tells whether a gateway to the public side carries IPv6.
func (e edgePlan) dual() bool {
	return slices.ContainsFunc(e.networks, func(p *vpc.Plan) bool {
		return p.Dual() && slices.ContainsFunc(p.Gateways, public6)
	})
}

// public6 tells whether a gateway leads IPv6 to the public side.
func public6(g *vpc.Gateway) bool { return g.Kind == vpc.InternetKind || g.Kind == vpc.EgressOnlyKind }

// addIPv6 lets VPCs send with addresses of their own ranges to those of VPCs with
// an internet gateway. Connections that began by an egress-only gateway are known
// by their mark, and answers to them go back by it.
func (e edgePlan) addIPv6(t *nft.Table) {
	if !e.dual() {
		return
	}
	add(t.Chains["way"], "iifname vmap @marks6", "meta nfproto ipv6 ct direction reply meta mark set ct mark")
	for _, p := range e.networks {
		for _, g := range p.Gateways {
			if p.Dual() && g.Kind == vpc.EgressOnlyKind {
				t.Chains["mark-"+e.names.gateway(g.ID)] = &nft.Chain{Rules: []string{"ct state new ct mark set " + marked(markOf(g))}}
			}
		}
	}
	add(t.Chains["forward"], "iifname . ip6 saddr @owned6 goto published6")
	t.Chains["published6"] = &nft.Chain{Rules: []string{
		"ct state invalid " + counted,
		"ct state established,related accept",
		"ip6 daddr . meta l4proto @assigned6 accept",
		counted,
	}}
}

// addIPv6Sets makes the sets of those rules.
func (e edgePlan) addIPv6Sets(m setMaker) {
	m["owned6"] = &nft.Set{Key: []nft.Type{nft.Device, nft.Addr6}, Interval: true}
	m["marks6"] = &nft.Set{Key: []nft.Type{nft.Device}, Verdicts: true}
	var reached []netip.Prefix
	for _, p := range e.networks {
		for _, g := range p.Gateways {
			if !p.Dual() || !public6(g) {
				continue
			}
			device := e.names.gateway(g.ID)
			m.add("owned6", ranges6(deviceKey(device), blocks6(p))...)
			if g.Kind == vpc.InternetKind {
				reached = append(reached, blocks6(p)...)
			} else {
				m.add("marks6", leading(device, "mark-"+device))
			}
		}
	}
	m["assigned6"] = ipv6.rangesSet(reached)
}

// ranges6 are ranges after a key, disjoint.
func ranges6(key nft.Key, ranges []netip.Prefix) []nft.Element {
	var list []nft.Element
	for _, p := range ranges { // of which no two overlap
		list = append(list, nft.Between(slices.Clone(key).Addr(p.Masked().Addr()), slices.Clone(key).Addr(netipx.PrefixLastIP(p))))
	}
	return list
}
