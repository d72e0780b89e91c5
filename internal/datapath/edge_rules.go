package datapath

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// table is the edge's rules. Its base chains are always the same, so that every
// change is a difference and no packet meets a table half made.
func (e edgePlan) table() *nft.Table {
	t := nft.New(table)
	base := map[string]*nft.Chain{
		"raw":     {Hook: "type filter hook prerouting priority raw; policy accept;"},
		"way":     {Hook: "type filter hook prerouting priority mangle; policy accept;"},
		"forward": {Hook: "type filter hook forward priority filter; policy drop;"},
		"input":   {Hook: "type filter hook input priority filter; policy drop;"},
		"nat":     {Hook: "type nat hook postrouting priority srcnat; policy accept;"},
	}
	for name, c := range base {
		t.Chains[name] = c
	}
	t.Sets = e.sets()

	// A sandbox answers the front door. A public one may start something by its
	// door, but only to the edge's services.
	add(base["input"], "iifname . ip saddr @doors ct state established,related accept")
	for _, s := range e.services {
		add(base["input"], fmt.Sprintf("iifname . ip saddr @public ip daddr %s %s dport %d accept", s.At.Addr(), s.Protocol, s.At.Port()))
	}
	add(base["input"], dropped(vpc.StageGateway, "")...)

	e.addReturns(t)
	// What no route leads out of here has lo as its way.
	add(base["forward"], e.dropIf(t, `oifname "lo"`), "iifname . ip saddr @owned goto published", "iifname . ip saddr @public goto public")
	if e.to.private() {
		e.addPrivate(t)
	}
	e.addIPv6(t)
	add(base["forward"], dropped(vpc.StageGateway, "")...)
	e.addPublic(t)
	return t
}

// dropIf is a rule that drops what matches, and tells of it. Whose it is, the
// link says that it came in by.
func (e edgePlan) dropIf(t *nft.Table, match string) string {
	return dropIf(t, match, vpc.StageGateway, "")
}

// refused are the ranges that public egress never reaches.
func refused(more ...netip.Prefix) string {
	return "{ " + prefixes(slices.Concat(vpc.PrivateRanges, []netip.Prefix{vpc.Benchmarks}, more)) + " }"
}

// addReturns handles what comes from the host: answers, and, where the network
// around leads the pool here, whatever is for a public address of a VPC.
func (e edgePlan) addReturns(t *nft.Table) {
	const answers = "ct state established,related "
	if e.to.uplink != "" {
		add(t.Chains["forward"], `iifname "`+e.names.uplink()+`" goto inward`)
		// Addresses of doors and public ones are given out again, while connections last.
		inward := &nft.Chain{Rules: []string{answers + "oifname . ip daddr @owned accept", answers + "oifname . ip daddr @public accept"}}
		t.Chains["inward"] = inward
		if e.to.pool.Routed {
			add(inward, e.dropIf(t, "ip saddr "+refused(e.to.pool.Range)), "ip daddr @assigned accept")
		}
		add(inward, dropped(vpc.StageGateway, "")...)
	}
	if e.to.private() {
		add(t.Chains["forward"], `iifname "`+e.names.privateLink().far+`" goto answers`)
		t.Chains["answers"] = &nft.Chain{Rules: append([]string{answers + "accept"}, dropped(vpc.StageGateway, "")...)}
	}
}

// addPublic lets VPCs out with their public addresses and public sandboxes
// without: to each other's public addresses, and by the uplink to those outside.
//
// What goes from one public address to another is not tracked: each is
// translated in its VPC's router, one to one, and the edge only looks at who it
// is from. So is what goes out, if the pool is routed.
func (e edgePlan) addPublic(t *nft.Table) {
	published := &nft.Chain{Rules: []string{"ct state established,related oifname . ip daddr @public accept", "ip daddr @assigned accept"}}
	public := &nft.Chain{Rules: []string{"ip daddr @assigned accept"}}
	t.Chains["published"], t.Chains["public"] = published, public
	raw, nat := t.Chains["raw"], t.Chains["nat"]
	if e.to.pool.Range.IsValid() {
		// Sources in the doors' range mean nothing to a VPC.
		own := e.to.pool.Edge().String()
		add(nat, "ip saddr "+vpc.FrontDoorRange.String()+" ip daddr @assigned snat ip to "+own)
		if e.to.pool.Routed && e.to.uplink != "" {
			add(raw, "iifname . ip saddr @owned ip daddr != "+own+" notrack", `iifname "`+e.names.uplink()+`" ip daddr @assigned notrack`)
		} else {
			add(raw, "iifname . ip saddr @owned ip daddr @assigned notrack")
		}
	}
	if e.to.uplink != "" {
		up := `oifname "` + e.names.uplink() + `" `
		add(published, up+"goto outward")
		add(public, up+"goto outward")
		outward := &nft.Chain{Rules: []string{e.dropIf(t, "ct state invalid"), e.dropIf(t, "ip daddr "+refused())}}
		if len(e.closed) > 0 {
			add(outward, e.dropIf(t, "ip daddr . meta l4proto @closed"))
		}
		add(outward, e.dropIf(t, "ip daddr @host"), "accept")
		t.Chains["outward"] = outward
		add(nat, up+"masquerade")
	}
	add(published, dropped(vpc.StageGateway, "")...)
	add(public, dropped(vpc.StageGateway, "")...)
}

// addPrivate lets the VPCs' gateways to the operator's network, and the relays
// of interface endpoints, reach what is behind each of them and nothing else.
//
// VPCs may overlap: each gateway's flows are a zone of the connection tracking
// of their own until they are masqueraded, and their mark leads answers back.
func (e edgePlan) addPrivate(t *nft.Table) {
	lan := `"` + e.names.privateLink().far + `"`
	add(t.Chains["raw"], "iifname vmap @zones")
	add(t.Chains["way"], "iifname vmap @marks", "iifname "+lan+" meta mark set ct mark")
	for _, g := range e.private() {
		device := e.names.gateway(g.gateway.ID)
		t.Chains["zone-"+device] = &nft.Chain{Rules: []string{fmt.Sprintf("ct original zone set %d", g.zone)}}
		t.Chains["mark-"+device] = &nft.Chain{Rules: []string{fmt.Sprintf("ct mark set 0x%08x", g.mark()), "goto mark-private"}}
	}
	t.Chains["mark-private"] = &nft.Chain{Rules: []string{fmt.Sprintf("meta mark set 0x%08x", privateMark)}}
	add(t.Chains["forward"], "iifname @private goto private")
	none := dropped(vpc.StageGateway, "")
	t.Chains["private"] = &nft.Chain{Rules: append([]string{
		e.dropIf(t, "oifname != "+lan),
		e.dropIf(t, "ct state invalid"),
		"iifname . ip saddr @members goto remote",
		"iifname . ip saddr @relays iifname . ip daddr . meta l4proto . th dport @targets accept",
	}, none...)}
	t.Chains["remote"] = &nft.Chain{Rules: append([]string{"iifname . ip daddr @remotes accept"}, none...)}
	add(t.Chains["nat"], "oifname "+lan+" masquerade")
}

// prefixes lists ranges as nft does: disjoint and sorted.
func prefixes(list []netip.Prefix) string {
	var b netipx.IPSetBuilder
	addIPv4(&b, list)
	set, err := b.IPSet()
	if err != nil {
		return "" // ranges of a plan are valid; nft refuses an empty set
	}
	var texts []string
	for _, p := range set.Prefixes() {
		texts = append(texts, p.String())
	}
	return strings.Join(texts, ", ")
}
