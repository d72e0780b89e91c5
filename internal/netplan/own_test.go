package netplan

import (
	"net/netip"
	"slices"
	"testing"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

func TestOwnInterfaceIsPlannedUntilItIsAttached(t *testing.T) {
	s, err := store.Open(t.TempDir(), append(Documents(), platform.Workload{}, platform.WorkloadStatus{})...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	put := func(i vpc.Interface) Plan {
		t.Helper()
		if err := s.Update(t.Context(), func(tx *store.Tx) error {
			store.Put(tx, vpc.VPC{ID: "vpc-1", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}})
			store.Put(tx, vpc.Subnet{ID: "subnet-1", VPCID: "vpc-1", CIDR: netip.MustParsePrefix("10.0.1.0/24")})
			store.Put(tx, i)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return New(Options{}).Plan(s.Snapshot())
	}
	own := vpc.Interface{ID: "eni-1", VPCID: "vpc-1", SubnetID: "subnet-1", Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.30")}, Groups: []string{"sg-1"},
		Tags: vpc.Tags{vpc.NamespaceTag: "db"}}
	plan := put(own)
	if len(plan.Networks) != 1 || len(plan.Networks[0].Ports) != 1 || plan.Networks[0].Ports[0].Sandbox != "own-eni-1" || plan.Networks[0].Ports[0].DefaultRoute {
		t.Fatalf("plan %+v", plan)
	}
	if !slices.ContainsFunc(plan.Sandboxes, func(b vpc.Sandbox) bool { return b.ID == "own-eni-1" && b.Namespace == "/run/netns/db" }) {
		t.Errorf("sandboxes %+v", plan.Sandboxes)
	}
	own.Attachment = &vpc.Attachment{ID: "eni-attach-1", Workload: "i-1"}
	if plan := put(own); len(plan.Sandboxes) != 0 || len(plan.Networks[0].Ports) != 0 {
		t.Errorf("plan %+v", plan)
	}
	own.Attachment, own.Tags = nil, nil
	if plan := put(own); len(plan.Networks) != 0 || len(plan.Sandboxes) != 0 {
		t.Errorf("plan %+v", plan)
	}
}
