//go:build bench

package bench

import (
	"context"
	"net/netip"
	"slices"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// BenchmarkGateways compares ways through a VPC: plain, with network ACLs of 20
// rules and groups of 1,000, and out by an internet gateway, the edge, the host
// and its uplink to a server beyond: through a NAT gateway, or with an Elastic
// IP address.
func BenchmarkGateways(b *testing.B) {
	manyThreads(b)
	plain, guarded := vpcWay(b, "vpc", 10, 1), guardedWay(b)
	nat, elastic := outWay(b, "nat", natGateway), outWay(b, "elastic", elasticAddress)
	ways := []*way{plain, guarded, nat, elastic}
	for _, w := range ways {
		w.listen(b)
	}
	for b.Loop() {
		for n := range pathRounds {
			for _, load := range []func(*way, *testing.B){(*way).loadConnects, (*way).loadRequests, (*way).loadPackets} {
				inTurn(n, ways, func(w *way) { load(w, b) })
			}
		}
	}
	compare(b, "guarded/vpc", guarded, plain)
	compare(b, "nat/vpc", nat, plain)
	compare(b, "nat/elastic", nat, elastic)
	b.ReportMetric(0, "ns/op")
}

// guardedWay is the way through groups of a thousand rules and, in both
// subnets, an ACL of 20 rules in each direction.
func guardedWay(b *testing.B) *way {
	b.Helper()
	m := pairModel(1000, 1)
	m.ACLs = nil
	for _, subnet := range []string{"subnet-1", "subnet-2"} {
		acl := vpc.NetworkACL{ID: "acl-" + subnet, VPCID: m.VPC.ID, Associations: []vpc.ACLAssociation{{SubnetID: subnet}}}
		for _, egress := range []bool{true, false} {
			for n := range int32(18) {
				acl.Entries = append(acl.Entries, vpc.ACLEntry{
					Number: n + 1, Egress: egress, Protocol: vpc.TCP, FromPort: 100 * n, ToPort: 100*n + 9, Allow: n%2 == 0,
					CIDR: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(n), 0, 0}), 16),
				})
			}
			for n, protocol := range []vpc.Protocol{vpc.TCP, vpc.UDP} {
				acl.Entries = append(acl.Entries, vpc.ACLEntry{
					Number: int32(100 + n), Egress: egress, Protocol: protocol, FromPort: 1, ToPort: 65535, Allow: true, CIDR: netip.MustParsePrefix("10.0.0.0/8"),
				})
			}
		}
		m.ACLs = append(m.ACLs, acl)
	}
	return apply(b, "guarded", datapath.Options{}, m, "client", "server")
}

// outWay is the way out of a VPC, made by a gateway of the test.
func outWay(b *testing.B, name string, add func(*vpc.Model)) *way {
	b.Helper()
	host, outside := newHost(b)
	m := pairModel(10, 1)
	for _, protocol := range []vpc.Protocol{vpc.TCP, vpc.UDP} {
		m.Rules = append(m.Rules, vpc.SecurityGroupRule{ID: "sgr-out-" + protocol.String(), GroupID: "sg-app", Direction: vpc.Egress,
			Protocol: protocol, FromPort: connectPort, ToPort: packetPort, CIDR: netip.PrefixFrom(outsideAddress, 32)})
	}
	m.Gateways = []vpc.InternetGateway{{ID: "igw-1", VPCID: m.VPC.ID}}
	add(&m)
	options := datapath.Options{Host: netns.Path(host.Name()), Uplink: "sr",
		Pool: vpc.PublicPool{Range: netip.MustParsePrefix("203.0.113.128/28"), Routed: true}}
	w := apply(b, name, options, m, "client")
	w.server, w.addr = outside, outsideAddress
	return w
}

var (
	outsideAddress = netip.MustParseAddr("203.0.113.10")
	publicAddress  = netip.MustParseAddr("203.0.113.130")
)

func defaultRoute(id, target string) vpc.RouteTable {
	return vpc.RouteTable{ID: id, VPCID: "vpc-bench", Routes: []vpc.Route{{Destination: netip.PrefixFrom(netip.IPv4Unspecified(), 0), Target: target}}}
}

// natGateway leads a private subnet out through a NAT gateway in a public one.
func natGateway(m *vpc.Model) {
	m.Subnets = append(m.Subnets, vpc.Subnet{ID: "subnet-3", VPCID: m.VPC.ID, CIDR: netip.MustParsePrefix("10.0.3.0/24")})
	m.NATGateways = []vpc.NATGateway{{ID: "nat-1", VPCID: m.VPC.ID, SubnetID: "subnet-3", InterfaceID: "eni-nat",
		Address: netip.MustParseAddr("10.0.3.10"), Public: publicAddress, State: vpc.StateAvailable}}
	main, public := defaultRoute("rtb-main", "nat-1"), defaultRoute("rtb-public", "igw-1")
	main.Main, public.Associations = true, []vpc.Association{{SubnetID: "subnet-3"}}
	m.RouteTables = []vpc.RouteTable{main, public}
}

// elasticAddress leads a public subnet out, the client with an address of its own.
func elasticAddress(m *vpc.Model) {
	m.Public = []vpc.PublicAddress{{AllocationID: "eipalloc-1", AssociationID: "eipassoc-1", Address: publicAddress,
		VPCID: m.VPC.ID, InterfaceID: "eni-client", Private: clientAddress}}
	main := defaultRoute("rtb-main", "igw-1")
	main.Main = true
	m.RouteTables = []vpc.RouteTable{main}
}

// newHost is a namespace that stands for a host with an uplink, and one that
// stands for a server beyond: the host's own addresses are nobody's to reach.
func newHost(b *testing.B) (host, outside *netns.Namespace) {
	b.Helper()
	w := newTriple(b, "host")
	w.ip("-n %c link set cr netns %r", "-n %s link set sr netns %r",
		"-n %r addr add 198.51.100.1/30 dev sr", "-n %r link set sr up", "-n %r link set lo up", "-n %r route add default via 198.51.100.2",
		"-n %s addr add 198.51.100.2/30 dev eth1", "-n %s addr add 203.0.113.10/32 dev eth1", "-n %s route add default via 198.51.100.1 src 203.0.113.10")
	return w.namespaces[2], w.namespaces[1]
}

func openACL(vpcID string) vpc.NetworkACL {
	acl := vpc.NetworkACL{ID: "acl-open", VPCID: vpcID, Default: true}
	for _, egress := range []bool{true, false} {
		acl.Entries = append(acl.Entries, vpc.ACLEntry{Number: 100, Egress: egress, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.PrefixFrom(netip.IPv4Unspecified(), 0)})
	}
	return acl
}

// apply brings a model into the kernel, and gives the way between two sandboxes;
// without a second one the server's end is the caller's to fill in.
func apply(b *testing.B, name string, options datapath.Options, m vpc.Model, sandboxes ...string) *way {
	b.Helper()
	options.Tag = newTag()
	dp, err := datapath.New(options)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := dp.CleanUp(context.Background()); err != nil {
			b.Error(err)
		}
		dp.Close()
	})
	m.Interfaces = slices.DeleteFunc(m.Interfaces, func(i vpc.Interface) bool { return !slices.Contains(sandboxes, i.ID[len("eni-"):]) })
	desired := datapath.Desired{Networks: []*vpc.Plan{new(vpc.Compiler).Compile(m)}}
	for _, id := range sandboxes {
		desired.Sandboxes = append(desired.Sandboxes, vpc.Sandbox{ID: id, Ports: []string{"eni-" + id}})
	}
	report, err := dp.Apply(b.Context(), desired)
	if err != nil {
		b.Fatal(err)
	}
	failures := []error{report.Edge, report.Networks[m.VPC.ID]}
	for _, id := range sandboxes {
		failures = append(failures, report.Sandboxes[id])
	}
	for _, err := range failures {
		if err != nil {
			b.Fatal(err)
		}
	}
	w := &way{name: name, tag: options.Tag, addr: serverAddress, client: open(b, dp.SandboxPath(sandboxes[0]))}
	if len(sandboxes) > 1 {
		w.server = open(b, dp.SandboxPath(sandboxes[1]))
	}
	return w
}
