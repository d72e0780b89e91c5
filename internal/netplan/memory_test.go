package netplan

import (
	"fmt"
	"net/netip"
	"os"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// What a planner remembers never changes what its plans say: after any changes
// they are those of a new one.
func TestMemoryDoesNotMatter(t *testing.T) {
	options := Options{
		Services: []vpc.EndpointService{{Name: "db", Kind: vpc.InterfaceEndpoint, Host: "db.lan", Port: 5432}},
		LAN:      []netip.Prefix{netip.MustParsePrefix("192.168.7.0/24")},
	}
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "netplan-memory-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		s, err := store.Open(dir, append(Documents(), platform.Workload{}, platform.WorkloadStatus{})...)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		old := New(options)
		for range rapid.IntRange(1, 15).Draw(t, "commits") {
			err := s.Update(t.Context(), func(tx *store.Tx) error {
				for range rapid.IntRange(1, 8).Draw(t, "changes") {
					alter(t, tx)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 3).Draw(t, "asked") == 0 {
				continue
			}
			got, want := old.Plan(s.Snapshot()), New(options).Plan(s.Snapshot())
			if text(got) != text(want) {
				t.Fatalf("what was planned before changed the plan to\n%s\nfrom\n%s", text(got), text(want))
			}
		}
	})
}

func text(p Plan) string {
	out := fmt.Sprintf("%d %+v\n", p.Sequence, p.Sandboxes)
	for _, n := range p.Networks {
		out += n.String()
		for id, set := range n.RuleSets {
			if !reflect.DeepEqual(set.Group, id) {
				out += "misplaced " + id
			}
		}
	}
	return out
}

// alter puts or deletes one random document.
func alter(t *rapid.T, tx *store.Tx) {
	one := func(label string, n int) int { return rapid.IntRange(1, n).Draw(t, label) }
	vpcID := fmt.Sprintf("vpc-%d", one("vpc", 2))
	block := func(v string) netip.Prefix { return netip.MustParsePrefix("10." + v[4:] + ".0.0/16") }
	there := rapid.IntRange(0, 3).Draw(t, "there") > 0
	switch kind := rapid.SampledFrom([]string{"rule", "rule", "rule", "interface", "interface", "workload", "status", "vpc", "subnet", "acl", "table",
		"gateway", "address", "list", "peering", "endpoint", "target", "nat", "vpn", "group"}).Draw(t, "kind"); kind {
	case "vpc":
		put(tx, there, vpc.VPC{ID: vpcID, Region: "us-east-1", DNSSupport: one("dns", 2) == 1, Blocks: []vpc.Block{{CIDR: block(vpcID)}}})
	case "subnet":
		put(tx, there, subnet(vpcID, one("subnet", 2)))
	case "group":
		put(tx, there, vpc.SecurityGroup{ID: "sg-1", VPCID: vpcID, Region: "us-east-1"})
	case "rule":
		put(tx, there, drawRule(t, fmt.Sprintf("sgr-%d", one("rule", 12)), vpcID))
	case "acl":
		put(tx, there, vpc.NetworkACL{ID: "acl-" + vpcID, VPCID: vpcID, Region: "us-east-1", Default: true, Entries: []vpc.ACLEntry{
			{Number: 100, Egress: true, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
			{Number: 100, Allow: one("allow", 2) == 1, Protocol: vpc.TCP, CIDR: block(vpcID), FromPort: 1, ToPort: int32(one("port", 3))}}})
	case "table":
		table := vpc.RouteTable{ID: "rtb-" + vpcID, VPCID: vpcID, Region: "us-east-1", Main: true}
		for _, target := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"igw-1", "nat-1", "pcx-1", "vgw-1", "eni-1", "eni-2"}), rapid.ID).Draw(t, "targets") {
			table.Routes = append(table.Routes, vpc.Route{Destination: netip.MustParsePrefix(fmt.Sprintf("198.51.100.%d/32", len(table.Routes))), Target: target})
		}
		put(tx, there, table)
	case "gateway":
		put(tx, there, vpc.InternetGateway{ID: "igw-1", VPCID: vpcID, Region: "us-east-1"})
	case "vpn":
		put(tx, there, vpc.VPNGateway{ID: "vgw-1", VPCID: vpcID, Region: "us-east-1", State: vpc.StateAvailable})
	case "nat":
		put(tx, there, vpc.NATGateway{ID: "nat-1", VPCID: vpcID, Region: "us-east-1", State: vpc.StateAvailable, SubnetID: subnet(vpcID, 1).ID, InterfaceID: "eni-9",
			Address: block(vpcID).Addr().Next(), Public: netip.MustParseAddr("198.18.0.3")})
	case "address":
		id := one("interface", 4)
		put(tx, there, vpc.PublicAddress{AllocationID: "eipalloc-1", Region: "us-east-1", Address: netip.MustParseAddr("198.18.0.2"), AssociationID: "eipassoc-1",
			VPCID: vpcID, InterfaceID: fmt.Sprintf("eni-%d", id), Private: address(vpcID, id)})
	case "list":
		put(tx, there, vpc.PrefixList{ID: "pl-1", Region: "us-east-1", Version: 1,
			Versions: [][]vpc.PrefixListEntry{{{CIDR: netip.MustParsePrefix(fmt.Sprintf("203.0.113.%d/32", one("entry", 3)))}}}})
	case "peering":
		put(tx, there, vpc.Peering{ID: "pcx-1", Region: "us-east-1", Status: rapid.SampledFrom([]vpc.PeeringStatus{vpc.PeeringActive, vpc.PeeringPending}).Draw(t, "status"),
			Requester: vpc.PeeringSide{VPCID: "vpc-1", Region: "us-east-1"}, Accepter: vpc.PeeringSide{VPCID: "vpc-2", Region: "us-east-1"}})
	case "endpoint":
		put(tx, there, vpc.Endpoint{ID: "vpce-1", VPCID: vpcID, Region: "us-east-1", Kind: vpc.InterfaceEndpoint, ServiceName: "db", State: vpc.StateAvailable,
			InterfaceIDs: []string{"eni-3"}})
	case "target":
		put(tx, there, vpc.EndpointTarget{Service: "db", Address: netip.AddrFrom4([4]byte{192, 168, 7, byte(one("target", 2))})})
	case "interface":
		id := one("interface", 4)
		eni := vpc.Interface{ID: fmt.Sprintf("eni-%d", id), VPCID: vpcID, Region: "us-east-1", SubnetID: subnet(vpcID, one("subnet", 2)).ID,
			Addresses: []netip.Addr{address(vpcID, id)}, NoSourceCheck: one("check", 2) == 1,
			Groups: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"sg-1", "sg-2", "sg-3"}), 1, 3, rapid.ID).Draw(t, "groups")}
		if one("attached", 4) > 1 {
			eni.Attachment = &vpc.Attachment{Workload: fmt.Sprintf("i-%d", id)}
		} else if one("own", 2) == 1 {
			eni.Tags = vpc.Tags{vpc.NamespaceTag: "db"}
		}
		put(tx, there, eni)
	case "workload":
		id := one("workload", 4)
		put(tx, there, platform.Workload{Key: fmt.Sprintf("i-%d", id), Public: one("public", 3) == 1, Interfaces: []string{fmt.Sprintf("eni-%d", id)}})
	case "status":
		put(tx, there, platform.WorkloadStatus{Key: fmt.Sprintf("i-%d", one("workload", 4)),
			Phase: rapid.SampledFrom([]platform.Phase{platform.PhaseStarted, platform.PhaseHealthy, platform.PhaseGone}).Draw(t, "phase")})
	}
}

func put[D store.Document](tx *store.Tx, there bool, d D) {
	if there {
		store.Put(tx, d)
	} else {
		store.Delete[D](tx, d.DocumentKey())
	}
}

func subnet(vpcID string, n int) vpc.Subnet {
	return vpc.Subnet{ID: fmt.Sprintf("subnet-%s-%d", vpcID[4:], n), VPCID: vpcID, Region: "us-east-1", CIDR: netip.MustParsePrefix(fmt.Sprintf("10.%s.%d.0/24", vpcID[4:], n))}
}

func address(vpcID string, n int) netip.Addr {
	return netip.MustParseAddr(fmt.Sprintf("10.%s.1.%d", vpcID[4:], 9+n))
}

func drawRule(t *rapid.T, id, vpcID string) vpc.SecurityGroupRule {
	r := vpc.SecurityGroupRule{ID: id, VPCID: vpcID, Region: "us-east-1", GroupID: rapid.SampledFrom([]string{"sg-1", "sg-2", "sg-3"}).Draw(t, "group"),
		Direction: rapid.SampledFrom([]vpc.Direction{vpc.Ingress, vpc.Egress}).Draw(t, "direction"), Protocol: vpc.TCP}
	r.FromPort = int32(rapid.IntRange(1, 4).Draw(t, "from"))
	r.ToPort = r.FromPort + int32(rapid.IntRange(0, 2).Draw(t, "more"))
	switch rapid.IntRange(0, 6).Draw(t, "peer") {
	case 0:
		r.ReferencedGroup = "sg-2"
	case 1:
		r.PrefixListID = "pl-1"
	case 2:
		r.Protocol, r.FromPort, r.ToPort, r.CIDR = vpc.AllProtocols, -1, -1, netip.MustParsePrefix("10.1.1.0/24")
	default:
		r.CIDR = netip.MustParsePrefix(rapid.SampledFrom([]string{"10.1.0.0/16", "10.1.1.0/24", "10.1.1.0/25", "10.1.1.9/32"}).Draw(t, "cidr"))
	}
	return r
}
