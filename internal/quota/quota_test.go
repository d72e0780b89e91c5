package quota_test

import (
	"net/netip"
	"testing"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/quota"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

var region = "us-east-1"

// kinds are those that something is counted of.
var kinds = []store.Document{
	platform.Service{}, platform.Connector{}, platform.Instance{}, vpc.PublicAddress{}, vpc.VPNGateway{}, vpc.VPC{}, vpc.Subnet{}, vpc.SecurityGroup{},
	vpc.SecurityGroupRule{}, vpc.Interface{}, vpc.RouteTable{}, vpc.NetworkACL{}, vpc.InternetGateway{}, vpc.EgressOnlyGateway{}, vpc.NATGateway{},
	vpc.Peering{}, vpc.Endpoint{}, vpc.PrefixList{}, vpc.DHCPOptions{}, vpc.FlowLog{}, vpc.InsightsPath{}, vpc.InsightsAnalysis{},
}

func TestUse(t *testing.T) {
	s, err := store.Open(t.TempDir(), kinds...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	quotas := quota.Catalog(quota.Limits{}, quota.Limits{})
	for _, q := range quotas {
		if n := q.Use(s.Snapshot(), region); n != 0 {
			t.Errorf("of nothing %s uses %d", q.Code, n)
		}
	}
	any4, any6 := netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")
	err = s.Update(t.Context(), func(tx *store.Tx) error {
		for _, d := range []store.Document{
			platform.Service{ARN: "1", Region: region}, platform.Service{ARN: "2", Region: region, Status: platform.Deleted},
			platform.Service{ARN: "3", Region: "eu-west-1"},
		} {
			store.Put(tx, d.(platform.Service))
		}
		store.Put(tx, platform.Instance{ID: "i-1", Region: region, TerminatedAt: time.Now()})
		store.Put(tx, vpc.PrefixList{ID: "pl-1", Region: region, MaxEntries: 7})
		for _, id := range []string{"a", "b", "c"} {
			store.Put(tx, vpc.Subnet{ID: "subnet-" + id, Region: region, VPCID: "vpc-1", Zone: "us-east-1a"})
			store.Put(tx, vpc.SecurityGroupRule{ID: "sgr-" + id, Region: region, GroupID: "sg-1", Direction: vpc.Ingress})
		}
		store.Put(tx, vpc.Subnet{ID: "subnet-d", Region: region, VPCID: "vpc-2", Zone: "us-east-1a"})
		store.Put(tx, vpc.SecurityGroupRule{ID: "sgr-out", Region: region, GroupID: "sg-1", Direction: vpc.Egress, PrefixListID: "pl-1"})
		store.Put(tx, vpc.RouteTable{ID: "rtb-1", Region: region, Routes: []vpc.Route{{Destination: any4}, {PrefixListID: "pl-1"}}})
		store.Put(tx, vpc.NetworkACL{ID: "acl-1", Region: region, Entries: []vpc.ACLEntry{
			{Number: 1, CIDR: any4}, {Number: 2, CIDR: any4}, {Number: 1, CIDR: any6}, {Number: 1, CIDR: any4, Egress: true}}})
		store.Put(tx, vpc.NATGateway{ID: "nat-1", Region: region, SubnetID: "subnet-a"})
		store.Put(tx, vpc.NATGateway{ID: "nat-2", Region: region, SubnetID: "subnet-d"})
		store.Put(tx, vpc.Peering{ID: "pcx-1", Requester: vpc.PeeringSide{VPCID: "vpc-1", Region: region}, Accepter: vpc.PeeringSide{VPCID: "vpc-9", Region: "eu-west-1"}, Status: vpc.PeeringActive})
		store.Put(tx, vpc.Peering{ID: "pcx-2", Requester: vpc.PeeringSide{VPCID: "vpc-9", Region: "eu-west-1"}, Accepter: vpc.PeeringSide{VPCID: "vpc-1", Region: region}, Status: vpc.PeeringPending})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{
		"SP-services": 1, "L-407747CB": 3, "L-0EA8095F": 7, "L-93826ACB": 8, "L-2AEEBF1A": 2, "L-FE5A380F": 2, "L-7E9ECCDB": 1, "SP-prefix-lists": 1,
		"SP-prefix-list-entries": 7, "L-589F43AA": 1, "L-B4A6D682": 1,
	}
	seen := map[string]bool{}
	for _, q := range quotas {
		if n := q.Use(s.Snapshot(), region); n != want[q.Code] {
			t.Errorf("%s (%s): %d used, want %d", q.Code, q.Name, n, want[q.Code])
		}
		key := ""
		for _, d := range q.Dimensions() {
			key += d.Name + d.Value + " "
		}
		if seen[key] || seen[q.Code] {
			t.Errorf("%s is there twice", q.Code)
		}
		seen[key], seen[q.Code] = true, true
	}
}
