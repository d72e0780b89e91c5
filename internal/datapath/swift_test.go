//go:build kernel

package datapath_test

import (
	"net/netip"
	"testing"

	"sallyport/internal/vpc"
)

// guardedPair is two applications in two subnets of a VPC, each guarded by an
// ACL that lets through what all may.
func guardedPair(t testing.TB) *world {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-db", everything())
	p := w.plan("vpc-0a1")
	p.Subnets = []*vpc.PlanSubnet{
		{ID: "subnet-1", CIDR: netip.MustParsePrefix("10.0.1.0/24"), ACL: "acl-1", Table: "rtb-1"},
		{ID: "subnet-2", CIDR: netip.MustParsePrefix("10.0.2.0/24"), ACL: "acl-2", Table: "rtb-1"},
	}
	db := *p.Ports[1]
	db.Subnet = "subnet-2"
	p.Ports[1] = &db
	p.Tables = map[string]*vpc.Routes{"rtb-1": {Table: "rtb-1"}}
	p.ACLs = map[string]*vpc.ACLRules{}
	w.guard("acl-1", everyPort(), everyPort())
	w.guard("acl-2", everyPort(), everyPort())
	w.apply()
	return w
}

// everyPort lets all of tcp and udp through, and no other protocol.
func everyPort() vpc.Matches {
	return vpc.Matches{Protocols: []vpc.ProtocolRegion{{Remote: remote("10.0.0.0/8"), From: vpc.TCP, To: vpc.TCP}, {Remote: remote("10.0.0.0/8"), From: vpc.UDP, To: vpc.UDP}}}
}

func (w *world) guard(acl string, egress, ingress vpc.Matches) {
	w.plan("vpc-0a1").ACLs[acl] = &vpc.ACLRules{ACL: acl, Egress: egress, Ingress: ingress}
}

// What was judged passes without being asked again, until the rules are others:
// then the very next packet of a connection meets them, either way.
func TestEstablishedFlowsMeetEveryChangeOfACLs(t *testing.T) {
	w := guardedPair(t)
	conn, err := dialTCP(t, path(w, "app"), "10.0.2.10:5432", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 3 {
		if err := echo(conn); err != nil {
			t.Fatalf("an established connection does not pass: %v", err)
		}
	}
	for _, c := range []struct {
		what, acl       string
		egress, ingress vpc.Matches
	}{
		{"nothing may leave the sender's subnet", "acl-1", vpc.Matches{}, everyPort()},
		{"nothing may come back into it", "acl-1", everyPort(), vpc.Matches{}},
		{"nothing may come into the receiver's subnet", "acl-2", everyPort(), vpc.Matches{}},
		{"nothing may leave the receiver's subnet", "acl-2", vpc.Matches{}, everyPort()},
	} {
		w := guardedPair(t)
		conn, err := dialTCP(t, path(w, "app"), "10.0.2.10:5432", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := echo(conn); err != nil {
			t.Fatal(err)
		}
		w.guard(c.acl, c.egress, c.ingress)
		w.apply()
		if err := echoWithin(conn, resend); err == nil {
			t.Errorf("%s, and an established connection goes on", c.what)
		}
		w.guard(c.acl, everyPort(), everyPort())
		w.apply()
		if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
			t.Errorf("%s no longer, and nothing passes", c.what)
		}
		w.expectKernel()
	}
}

// The versions of the rules go on after a restart: what was judged under the
// old rules is not taken for judged under the new ones.
func TestVersionsGoOnAfterARestart(t *testing.T) {
	w := guardedPair(t)
	conn, err := dialTCP(t, path(w, "app"), "10.0.2.10:5432", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := echo(conn); err != nil {
		t.Fatal(err)
	}
	w.dp.Close()
	w.dp = w.open()
	w.guard("acl-2", vpc.Matches{}, vpc.Matches{})
	w.apply()
	if err := echoWithin(conn, resend); err == nil {
		t.Error("an established connection goes on past an ACL that came with the restart")
	}
	w.expectKernel()
}
