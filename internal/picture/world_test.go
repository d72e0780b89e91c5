package picture

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"sallyport/internal/flowlog"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

const region = "us-east-1"

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// town is a store with VPCs of every kind of thing, and what draws them.
type town struct {
	t      testing.TB
	store  *store.Store
	drawer *Drawer
	held   Held
}

func newTown(t testing.TB, documents ...store.Document) *town {
	t.Helper()
	s, err := store.Open(t.TempDir(), append(netplan.Documents(), platform.Service{}, platform.Connector{}, platform.Workload{}, platform.WorkloadStatus{}, platform.Instance{})...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	lan := []netip.Prefix{netip.MustParsePrefix("192.168.7.0/24")}
	files := vpc.EndpointService{Name: "com.example.files", Kind: vpc.GatewayEndpoint, Prefixes: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/28")}}
	w := &town{t: t, store: s}
	w.drawer = &Drawer{
		Planner: netplan.New(netplan.Options{Uplink: true, LAN: lan, Services: []vpc.EndpointService{files}}), Flows: flowlog.NewRecent(),
		Held: func() Held { return w.held }, Now: func() time.Time { return noon },
	}
	w.held = Held{Sandboxes: map[string]error{}, Networks: map[string]error{"vpc-1": nil, "vpc-2": nil}, Gateways: map[string]error{}}
	w.put(documents...)
	return w
}

func (w *town) put(documents ...store.Document) {
	w.t.Helper()
	if err := w.store.Update(context.Background(), func(tx *store.Tx) error {
		for _, d := range documents {
			store.Put(tx, d)
		}
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) service(name string) Network {
	w.t.Helper()
	s, ok := store.Get[platform.Service](w.store.Snapshot(), "arn:"+name)
	if !ok {
		w.t.Fatalf("there is no service %s", name)
	}
	return w.drawer.Service(w.store.Snapshot(), s, 5*time.Minute)
}

func plugged(id, vpcID, subnet, address, workload string, groups ...string) vpc.Interface {
	return vpc.Interface{ID: id, Region: region, VPCID: vpcID, SubnetID: subnet, Groups: groups,
		Addresses: []netip.Addr{netip.MustParseAddr(address)}, Attachment: &vpc.Attachment{Workload: workload}}
}

func allow(id, group string, direction vpc.Direction, protocol vpc.Protocol, from, to int32, end string) vpc.SecurityGroupRule {
	r := vpc.SecurityGroupRule{ID: id, Region: region, VPCID: "vpc-1", GroupID: group, Direction: direction, Protocol: protocol, FromPort: from, ToPort: to}
	if cidr, err := netip.ParsePrefix(end); err == nil {
		r.CIDR = cidr
	} else {
		r.ReferencedGroup = end
	}
	return r
}

// everything is a VPC with every kind of gateway, a peer, three services (web by
// a connector, shop by the public side, idle without an instance) and a database.
func everything() []store.Document {
	cidr, addr := netip.MustParsePrefix, netip.MustParseAddr
	all := cidr("0.0.0.0/0")
	entries := []vpc.ACLEntry{
		{Number: 90, Egress: true, Protocol: vpc.TCP, CIDR: all, FromPort: 25, ToPort: 25},
		{Number: 100, Egress: true, Allow: true, Protocol: vpc.AllProtocols, CIDR: all}, {Number: 100, Allow: true, Protocol: vpc.AllProtocols, CIDR: all},
		{Number: vpc.ACLLastEntry, Egress: true, Protocol: vpc.AllProtocols, CIDR: all}, {Number: vpc.ACLLastEntry, Protocol: vpc.AllProtocols, CIDR: all},
	}
	files := vpc.EndpointService{Name: "com.example.files"}
	connector := platform.Connector{ARN: "arn:connector", Name: "into-the-vpc", Region: region, VPCID: "vpc-1", Subnets: []string{"subnet-app"}, Groups: []string{"sg-app"}, Active: true}
	service := func(name, egress, status string) platform.Service {
		s := platform.Service{ID: name, Name: name, ARN: "arn:" + name, Region: region, Status: platform.ServiceStatus(status), Serving: 1,
			Configuration: platform.Configuration{Egress: platform.Egress{Type: egress}}}
		if egress == platform.EgressVPC {
			s.Configuration.Egress.ConnectorARN = connector.ARN
		}
		return s
	}
	peering := vpc.Peering{ID: "pcx-1", Region: region, Status: vpc.PeeringActive, Requester: vpc.PeeringSide{VPCID: "vpc-1", Region: region}, Accepter: vpc.PeeringSide{VPCID: "vpc-2", Region: region}}
	return []store.Document{
		vpc.VPC{ID: "vpc-1", Region: region, Blocks: []vpc.Block{{CIDR: cidr("10.0.0.0/16")}}, IPv6Blocks: []vpc.Block{{CIDR: cidr("2001:db8:1::/56")}}, DNSSupport: true,
			Tags: vpc.Tags{"Name": "main", vpc.RecordTag + "db.internal": "10.0.2.5"}},
		vpc.VPC{ID: "vpc-2", Region: region, Blocks: []vpc.Block{{CIDR: cidr("10.8.0.0/16")}}, Tags: vpc.Tags{"Name": "peer"}},
		vpc.Subnet{ID: "subnet-app", Region: region, VPCID: "vpc-1", Zone: "us-east-1a", ZoneID: "use1-az1", CIDR: cidr("10.0.1.0/24"), Tags: vpc.Tags{"Name": "app"}},
		vpc.Subnet{ID: "subnet-db", Region: region, VPCID: "vpc-1", Zone: "us-east-1b", ZoneID: "use1-az2", CIDR: cidr("10.0.2.0/24")},
		vpc.Subnet{ID: "subnet-public", Region: region, VPCID: "vpc-1", Zone: "us-east-1a", ZoneID: "use1-az1", CIDR: cidr("10.0.9.0/24")},
		vpc.Subnet{ID: "subnet-peer", Region: region, VPCID: "vpc-2", Zone: "us-east-1a", CIDR: cidr("10.8.0.0/24")},
		vpc.NetworkACL{ID: "acl-1", Region: region, VPCID: "vpc-1", Default: true, Entries: entries},
		vpc.NetworkACL{ID: "acl-2", Region: region, VPCID: "vpc-2", Default: true, Entries: entries[1:]},
		vpc.RouteTable{ID: "rtb-main", Region: region, VPCID: "vpc-1", Main: true, Propagating: []string{"vgw-1"}, Routes: []vpc.Route{
			{Destination: all, Target: "nat-1"}, {Destination: cidr("10.8.0.0/16"), Target: "pcx-1"}, {Destination: cidr("203.0.113.0/24"), Target: "pcx-gone"},
			{Destination: cidr("198.51.100.128/25"), Target: "eni-firewall"}, {Destination: cidr("::/0"), Target: "eigw-1"}}},
		vpc.RouteTable{ID: "rtb-public", Region: region, VPCID: "vpc-1", Associations: []vpc.Association{{SubnetID: "subnet-public"}}, Routes: []vpc.Route{{Destination: all, Target: "igw-1"}}},
		vpc.RouteTable{ID: "rtb-unused", Region: region, VPCID: "vpc-1", Routes: []vpc.Route{{Destination: all, Target: "igw-gone"}}},
		vpc.RouteTable{ID: "rtb-2", Region: region, VPCID: "vpc-2", Main: true, Routes: []vpc.Route{{Destination: cidr("10.0.0.0/16"), Target: "pcx-1"}}},
		vpc.InternetGateway{ID: "igw-1", Region: region, VPCID: "vpc-1"}, vpc.EgressOnlyGateway{ID: "eigw-1", Region: region, VPCID: "vpc-1"},
		vpc.VPNGateway{ID: "vgw-1", Region: region, VPCID: "vpc-1", State: vpc.StateAvailable}, peering,
		vpc.PublicAddress{AllocationID: "eipalloc-1", Region: region, Address: addr("198.18.0.9"), AssociationID: "eipassoc-1", VPCID: "vpc-1", InterfaceID: "eni-nat", Private: addr("10.0.9.4"), NATGatewayID: "nat-1"},
		vpc.NATGateway{ID: "nat-1", Region: region, VPCID: "vpc-1", SubnetID: "subnet-public", InterfaceID: "eni-nat", Address: addr("10.0.9.4"), AllocationID: "eipalloc-1", Public: addr("198.18.0.9"), State: vpc.StateAvailable},
		vpc.Endpoint{ID: "vpce-files", Region: region, VPCID: "vpc-1", Kind: vpc.GatewayEndpoint, ServiceName: files.Name, State: vpc.StateAvailable, RouteTableIDs: []string{"rtb-main"}},
		vpc.Endpoint{ID: "vpce-queue", Region: region, VPCID: "vpc-1", Kind: vpc.InterfaceEndpoint, ServiceName: "com.example.queue", State: vpc.StatePending, SubnetIDs: []string{"subnet-db"}, InterfaceIDs: []string{"eni-queue"}},
		vpc.SecurityGroup{ID: "sg-app", Region: region, VPCID: "vpc-1", Name: "app"}, vpc.SecurityGroup{ID: "sg-db", Region: region, VPCID: "vpc-1", Name: "database"},
		vpc.SecurityGroup{ID: "sg-idle", Region: region, VPCID: "vpc-1", Name: "idle"},
		allow("sgr-web", "sg-app", vpc.Egress, vpc.TCP, 443, 443, "0.0.0.0/0"), allow("sgr-db-out", "sg-app", vpc.Egress, vpc.TCP, 5432, 5432, "sg-db"),
		allow("sgr-mail", "sg-app", vpc.Egress, vpc.TCP, 25, 25, "0.0.0.0/0"), allow("sgr-ping", "sg-app", vpc.Egress, vpc.ICMP, -1, -1, "10.0.0.0/8"),
		allow("sgr-db", "sg-db", vpc.Ingress, vpc.TCP, 5432, 5440, "sg-app"),
		plugged("eni-web", "vpc-1", "subnet-app", "10.0.1.4", "s-web-1", "sg-app"),
		plugged("eni-db", "vpc-1", "subnet-db", "10.0.2.5", "i-db", "sg-db"), plugged("eni-queue", "vpc-1", "subnet-db", "10.0.2.9", "relay-eni-queue", "sg-db"),
		plugged("eni-nat", "vpc-1", "subnet-public", "10.0.9.4", "nat-1"), plugged("eni-firewall", "vpc-1", "subnet-db", "10.0.2.20", "i-firewall", "sg-db"),
		plugged("eni-peer", "vpc-2", "subnet-peer", "10.8.0.4", "i-peer"),
		vpc.Interface{ID: "eni-free", Region: region, VPCID: "vpc-1", SubnetID: "subnet-db", Addresses: []netip.Addr{addr("10.0.2.77")}},
		platform.Instance{ID: "i-db", Region: region, VPCID: "vpc-1", Interfaces: []string{"eni-db"}, State: platform.InstanceRunning, Tags: vpc.Tags{"Name": "orders"}},
		platform.Workload{Key: "i-db", Region: region, Desire: platform.Run, Interfaces: []string{"eni-db"}, InstanceID: "i-db"},
		platform.Instance{ID: "i-peer", Region: region, VPCID: "vpc-2", Interfaces: []string{"eni-peer"}, State: platform.InstanceRunning, Tags: vpc.Tags{"Name": "ledger"}},
		platform.Workload{Key: "i-peer", Region: region, Desire: platform.Run, Interfaces: []string{"eni-peer"}, InstanceID: "i-peer"},
		platform.Workload{Key: "s-web-1", Region: region, Desire: platform.Run, Interfaces: []string{"eni-web"}, ServiceARN: "arn:web", Generation: 1},
		platform.WorkloadStatus{Key: "s-web-1", Phase: platform.PhaseHealthy},
		platform.Workload{Key: "s-shop-1", Region: region, Desire: platform.Run, FrontDoor: addr("169.254.192.2"), Public: true, ServiceARN: "arn:shop", Generation: 1},
		platform.WorkloadStatus{Key: "s-shop-1", Phase: platform.PhaseHealthy},
		connector, service("web", platform.EgressVPC, "RUNNING"), service("shop", platform.EgressDefault, "RUNNING"), service("idle", platform.EgressVPC, "PAUSED"),
		service("new", platform.EgressDefault, "OPERATION_IN_PROGRESS"),
	}
}
