package datapath

import (
	"sallyport/internal/datapath/nft"
)

// hostTable is the table in the host's namespace, which guards the links to the
// edge and nothing else. It holds against what the host's other rules allow.
func hostTable(n names, to outside) *nft.Table {
	t := nft.New(n.hostTable())
	forward, input, output, nat := &nft.Chain{}, &nft.Chain{}, &nft.Chain{}, &nft.Chain{}
	forward.Hook = "type filter hook forward priority filter; policy accept;"
	input.Hook = "type filter hook input priority filter; policy accept;"
	output.Hook = "type filter hook output priority filter; policy accept;"
	nat.Hook = "type nat hook postrouting priority srcnat; policy accept;"
	t.Chains["forward"], t.Chains["input"], t.Chains["output"], t.Chains["nat"] = forward, input, output, nat
	if to.uplink != "" {
		guardPublic(t, n.publicLink(), to)
	}
	if to.private() {
		guardPrivate(t, n.privateLink(), to)
	}
	return t
}

func add(c *nft.Chain, rules ...string) { c.Rules = append(c.Rules, rules...) }

// guardPublic lets the public link lead to the uplink alone. A routed pool
// passes as it is, both ways: the edge knows who may.
func guardPublic(t *nft.Table, l hostLink, to outside) {
	in, out, up := `iifname "`+l.near+`"`, `oifname "`+l.near+`"`, `"`+to.uplink+`"`
	add(t.Chains["forward"], in+" goto outward", out+" goto inward")
	add(t.Chains["input"], in+" "+counted)
	add(t.Chains["output"], out+" "+counted)
	add(t.Chains["nat"], "oifname "+up+" ip saddr "+l.edge.String()+" masquerade")
	outward, inward := &nft.Chain{}, &nft.Chain{}
	t.Chains["outward"], t.Chains["inward"] = outward, inward
	add(outward, "oifname "+up+" ip saddr "+l.edge.String()+" accept")
	add(inward, "iifname "+up+" ct state established,related accept")
	if to.pool.Routed {
		add(outward, "oifname "+up+" ip saddr "+to.pool.Range.String()+" accept")
		add(inward, "iifname "+up+" ip daddr "+to.pool.Range.String()+" accept")
	}
	add(outward, counted)
	add(inward, counted)
}

// guardPrivate lets the private link lead to the operator's own network, and to
// the targets of endpoints, which the host itself may be.
func guardPrivate(t *nft.Table, l hostLink, to outside) {
	targets := &nft.Set{Key: []nft.Type{nft.Addr, nft.Protocol, nft.Port}, Elements: targetElements(nil, to.targets...)}
	t.Sets["lan"], t.Sets["targets"] = ipv4.rangesSet(to.lan), targets
	in, out := `iifname "`+l.near+`"`, `oifname "`+l.near+`"`
	toTarget := "ip daddr . meta l4proto . th dport @targets accept"
	add(t.Chains["forward"], in+" goto lan-outward", out+" goto lan-inward")
	add(t.Chains["input"], in+" goto lan-host")
	add(t.Chains["output"], out+" ct state established,related accept", out+" "+counted)
	add(t.Chains["nat"], "ip saddr "+l.edge.String()+" masquerade")
	t.Chains["lan-host"] = &nft.Chain{Rules: []string{toTarget, counted}}
	t.Chains["lan-outward"] = &nft.Chain{Rules: []string{"ip saddr != " + l.edge.String() + " " + counted, "ip daddr . meta l4proto @lan accept", toTarget, counted}}
	t.Chains["lan-inward"] = &nft.Chain{Rules: []string{"ct state established,related accept", counted}}
}
