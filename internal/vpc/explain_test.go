package vpc

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// explainer explains packets of the network's model, with public addresses
// beyond the node, and of its peers.
func (n *network) explainer(peers ...*network) *Explainer {
	models := map[string]Model{n.VPC.ID: n.Model}
	world := &World{Plans: map[string]*Plan{n.VPC.ID: new(Compiler).Compile(n.Model)}, Uplink: true}
	for _, p := range peers {
		models[p.VPC.ID] = p.Model
		world.Plans[p.VPC.ID] = new(Compiler).Compile(p.Model)
	}
	return &Explainer{World: world, Model: func(id string) (Model, bool) { m, ok := models[id]; return m, ok }}
}

// text is an explanation for golden files.
func (x Explanation) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "reachable %v, ends at %s", x.Reachable, x.Stopped)
	if x.Answer {
		b.WriteString(" (the answer)")
	}
	b.WriteString("\n")
	for _, way := range [][]PathComponent{x.Forward, x.Return} {
		for i, c := range way {
			mark := "drop"
			if c.Passed {
				mark = "pass"
			}
			fmt.Fprintf(&b, "%d %s %s %s", i+1, mark, c.Stage, c.Component)
			if c.Rule != nil {
				fmt.Fprintf(&b, " by %s", c.Rule.ID)
			}
			if c.Entry != nil {
				fmt.Fprintf(&b, " by entry %d", c.Entry.Number)
			}
			fmt.Fprintf(&b, ": %s\n", c.Detail)
		}
		b.WriteString("--\n")
	}
	for _, f := range x.Findings {
		fmt.Fprintf(&b, "%s vpc=%s subnet=%s interface=%s groups=%v acl=%s table=%s gateway=%s address=%s\n%s\n", f.Code, f.VPC, f.Subnet, f.Interface, f.Groups, f.ACL, f.Table, f.Gateway, f.Address, f.Text)
		b.WriteString(Shortcoming{Remedy: f.Remedy}.text()[3:])
	}
	return b.String()
}

// entries replaces what the network's ACL says.
func (n *network) entries(entries ...ACLEntry) { n.ACLs[0].Entries = entries }

func allow(number int32, egress bool, protocol Protocol, from, to int32, cidr string) ACLEntry {
	return ACLEntry{Number: number, Egress: egress, Allow: true, Protocol: protocol, FromPort: from, ToPort: to, CIDR: netip.MustParsePrefix(cidr)}
}

// peered is a VPC 10.9.0.0/16 with a database, and the peering of both.
func (n *network) peered() *network {
	p := newNetwork()
	p.VPC = VPC{ID: "vpc-9", Blocks: []Block{{CIDR: netip.MustParsePrefix("10.9.0.0/16")}}, DNSSupport: true}
	p.Subnets = []Subnet{{ID: "subnet-9", VPCID: "vpc-9", CIDR: netip.MustParsePrefix("10.9.1.0/24")}}
	p.plug("far", "subnet-9", "10.9.1.4", "sg-far")
	p.allow("sg-far", Egress, AllProtocols, -1, -1, "0.0.0.0/0")
	p.RouteTables = []RouteTable{{ID: "rtb-9", VPCID: "vpc-9", Main: true}}
	p.ACLs = []NetworkACL{Origin{NewID: func(string) string { return "acl-9" }}.newDefaultACL("vpc-9")}
	p.Peerings = []PeeringModel{{ID: "pcx-1", VPC: n.VPC, Interfaces: n.Interfaces}}
	n.Peerings = []PeeringModel{{ID: "pcx-1", VPC: p.VPC, Interfaces: p.Interfaces}}
	return p
}

func TestExplain(t *testing.T) {
	public, database := "203.0.113.80", "10.0.2.4"
	for name, c := range map[string]struct {
		change func(*network) []*network // gives the peers
		to     string
		port   uint16
		code   string // empty: reachable
	}{
		"database":            {nil, database, 5432, ""},
		"missing-group-rule":  {nil, database, 5433, CodeGroupMismatch},
		"no-egress-at-all":    {func(n *network) []*network { n.Rules = n.Rules[1:]; return nil }, database, 5432, CodeGroupEmpty},
		"nothing-there":       {nil, "10.0.2.77", 5432, CodeUnknown},
		"no-route":            {nil, public, 443, CodeNoRoute},
		"by-nat":              {func(n *network) []*network { n.addNAT(); return nil }, public, 443, ""},
		"private-by-internet": {func(n *network) []*network { n.addNAT(); return nil }, "10.77.0.1", 443, CodePrivateByInternet},
		"shared-by-internet":  {func(n *network) []*network { n.addNAT(); return nil }, "100.64.1.1", 443, CodeSharedByInternet},
		"public-subnet": {func(n *network) []*network {
			n.RouteTables[0].Routes = n.RouteTables[1].Routes
			return nil
		}, public, 443, CodeNoPublicAddress},
		"blackhole": {func(n *network) []*network {
			n.addNAT()
			n.NATGateways[0].State = StateDeleted
			return nil
		}, public, 443, CodeBadRoute},
		"blackhole-of-a-peering": {func(n *network) []*network {
			n.RouteTables[0].Routes = []Route{{Destination: netip.MustParsePrefix("10.9.0.0/16"), Target: "pcx-old"}}
			n.EndedPeerings = map[string]string{"pcx-old": "vpc-9"}
			return nil
		}, "10.9.1.4", 5432, CodeBadRoute},
		"blackhole-beside-a-peering": {func(n *network) []*network {
			p := n.peered()
			n.RouteTables[0].Routes = []Route{{Destination: netip.MustParsePrefix("10.9.0.0/16"), Target: "pcx-old"}}
			return []*network{p}
		}, "10.9.1.4", 5432, CodeBadRoute},
		"blackhole-of-an-interface": {func(n *network) []*network {
			n.addNAT()
			n.RouteTables[0].Routes = append(n.RouteTables[0].Routes, Route{Destination: netip.MustParsePrefix("203.0.113.0/24"), Target: "eni-lost"})
			return nil
		}, public, 443, CodeBadRoute},
		"acl-egress": {func(n *network) []*network {
			n.entries(allow(100, true, TCP, 443, 443, "0.0.0.0/0"), allow(100, false, AllProtocols, 0, 0, "0.0.0.0/0"))
			return nil
		}, database, 5432, CodeACL},
		"acl-stops-the-answer": {func(n *network) []*network {
			n.entries(allow(100, true, AllProtocols, 0, 0, "0.0.0.0/0"), allow(100, false, TCP, 5432, 5432, "0.0.0.0/0"))
			return nil
		}, database, 5432, CodeACL},
		"acl-stops-some-answers": {func(n *network) []*network {
			n.entries(allow(100, true, AllProtocols, 0, 0, "0.0.0.0/0"), allow(100, false, TCP, 5432, 5432, "0.0.0.0/0"), allow(110, false, TCP, 1024, 40000, "0.0.0.0/0"))
			return nil
		}, database, 5432, CodeACL},
		"acl-entry-first": {func(n *network) []*network {
			n.entries(append(n.ACLs[0].Entries, ACLEntry{Number: 50, Egress: true, Protocol: TCP, FromPort: 5000, ToPort: 6000, CIDR: netip.MustParsePrefix("10.0.2.0/24")})...)
			return nil
		}, database, 5432, CodeACL},
		"peer-without-a-route": {func(n *network) []*network { return []*network{n.peered()} }, "10.9.1.4", 5432, CodeNoRoute},
		"peer-without-a-rule": {func(n *network) []*network {
			p := n.peered()
			p.allow("sg-far", Ingress, TCP, 443, 443, "sg-app")
			n.RouteTables[0].Routes = []Route{{Destination: netip.MustParsePrefix("10.9.0.0/16"), Target: "pcx-1"}}
			return []*network{p}
		}, "10.9.1.4", 5432, CodeGroupMismatch},
		"peer-without-a-route-back": {func(n *network) []*network {
			p := n.peered()
			p.allow("sg-far", Ingress, TCP, 5432, 5432, "sg-app")
			n.RouteTables[0].Routes = []Route{{Destination: netip.MustParsePrefix("10.9.0.0/16"), Target: "pcx-1"}}
			return []*network{p}
		}, "10.9.1.4", 5432, CodeNoRoute},
		"beyond-the-peer": {func(n *network) []*network {
			p := n.peered()
			n.RouteTables[0].Routes = []Route{{Destination: defaultRoute, Target: "pcx-1"}}
			return []*network{p}
		}, public, 443, CodeOutsideOfPeer},
		"lan-without-a-route": {func(n *network) []*network {
			n.LAN = []netip.Prefix{netip.MustParsePrefix("192.168.7.0/24")}
			n.VPNGateways = []VPNGateway{{ID: "vgw-1", VPCID: "vpc-1", State: StateAvailable}}
			return nil
		}, "192.168.7.9", 1433, CodeNoRoute},
		"private-and-nowhere": {nil, "192.168.7.9", 1433, CodeNoRoute},
	} {
		t.Run(name, func(t *testing.T) {
			n := shop()
			var peers []*network
			if c.change != nil {
				peers = c.change(n)
			}
			e := n.explainer(peers...)
			e.Subnets = []string{"subnet-a", "subnet-b"}
			x := e.Explain(Packet{FromInterface: "eni-app", Destination: netip.MustParseAddr(c.to), Protocol: TCP, DestinationPort: c.port})
			code := ""
			if len(x.Findings) > 0 {
				code = x.Findings[0].Code
			}
			if code != c.code || x.Reachable != (code == "") {
				t.Errorf("code %q, want %q", code, c.code)
			}
			golden(t, "explain", name, x.text())
		})
	}
}
