package netplan

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// A VPC knows its peer's names while the peering is active and the peer allows it.
func TestNamesOfPeersAreTheirsToAllow(t *testing.T) {
	s, err := store.Open(t.TempDir(), Documents()...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	update := func(fn func(*store.Tx)) {
		t.Helper()
		if err := s.Update(context.Background(), func(tx *store.Tx) error { fn(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx *store.Tx) {
		for id, block := range map[string]string{"vpc-1": "10.1.0.0/16", "vpc-2": "10.2.0.0/16"} {
			prefix := netip.MustParsePrefix(block)
			store.Put(tx, vpc.VPC{ID: id, Region: "us-east-1", Blocks: []vpc.Block{{CIDR: prefix}}, DNSSupport: true, DNSHostnames: true})
			store.Put(tx, vpc.Interface{ID: "eni-" + id, Region: "us-east-1", VPCID: id, Addresses: []netip.Addr{prefix.Addr().Next()}})
		}
		store.Put(tx, vpc.PublicAddress{
			AllocationID: "eipalloc-1", Region: "us-east-1", Address: netip.MustParseAddr("198.18.0.2"), AssociationID: "eipassoc-1",
			VPCID: "vpc-2", InterfaceID: "eni-vpc-2", Private: netip.MustParseAddr("10.2.0.1"),
		})
	})
	planner := New(Options{})
	expect := func(why, vpcID, name, want string) {
		t.Helper()
		names, ok := planner.Names(s.Snapshot(), vpcID)
		if !ok {
			t.Fatalf("%s is not there", vpcID)
		}
		addresses, _, _ := names.Find(name)
		if got := strings.Trim(fmt.Sprint(addresses), "[]"); got != want {
			t.Errorf("%s: in %s, %s is %q, want %q", why, vpcID, name, got, want)
		}
	}
	const private, public = "ip-10-2-0-1.ec2.internal", "ec2-198-18-0-2.compute-1.amazonaws.com"
	expect("the own name", "vpc-2", private, "10.2.0.1")
	expect("the own public name", "vpc-2", public, "10.2.0.1")
	expect("without a peering", "vpc-1", private, "")
	expect("without a peering", "vpc-1", public, "198.18.0.2")
	for _, c := range []struct {
		why             string
		status          vpc.PeeringStatus
		allow           bool
		private, public string
	}{
		{"while the peering is asked for", vpc.PeeringPending, true, "", "198.18.0.2"},
		{"while the peer does not allow it", vpc.PeeringActive, false, "", "198.18.0.2"},
		{"while the peer allows it", vpc.PeeringActive, true, "10.2.0.1", "10.2.0.1"},
	} {
		update(func(tx *store.Tx) {
			store.Put(tx, vpc.Peering{
				ID: "pcx-1", Region: "us-east-1", Status: c.status,
				Requester: vpc.PeeringSide{VPCID: "vpc-1", Region: "us-east-1"}, Accepter: vpc.PeeringSide{VPCID: "vpc-2", Region: "us-east-1", AllowDNS: c.allow},
			})
		})
		expect(c.why, "vpc-1", private, c.private)
		expect(c.why, "vpc-1", public, c.public)
		expect(c.why+", the other way", "vpc-2", "ip-10-1-0-1.ec2.internal", "")
	}
	if names := planner.PublicNames(s.Snapshot()); names == nil {
		t.Error("there are no public names")
	} else if found, _, _ := names.Find(public); len(found) != 1 || found[0].String() != "198.18.0.2" {
		t.Errorf("%s is %v for everybody", public, found)
	}
}
