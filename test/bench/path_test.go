//go:build bench

package bench

import (
	"fmt"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

const (
	pathRounds = 41
	pathRound  = 100 * time.Millisecond
)

// BenchmarkPath compares the ways of packets between two namespaces: through a
// VPC with groups of ten and of ten thousand rules, by plain routing through a
// third namespace, and as Docker sends them out: from a bridge, by its rules, masqueraded.
// Rules of wide port ranges are measured apart, and only where rules are looked
// up at all, which is at the first packet of a connection. Plain routing is
// measured twice: what differs there is what the machine cannot tell apart.
func BenchmarkPath(b *testing.B) {
	manyThreads(b)
	plain, again, docker := plainWay(b), plainWay(b), dockerWay(b)
	few, many := vpcWay(b, "vpc", 10, 1), vpcWay(b, "vpc-10k", 10_000, 1)
	ways := []*way{plain, few, many, docker, again}
	wide := vpcWay(b, "vpc-10k-wide", 10_000, 1000)
	connecting := append(slices.Clone(ways), wide)
	for _, w := range connecting {
		w.listen(b)
	}
	for b.Loop() {
		for n := range pathRounds {
			inTurn(n, connecting, func(w *way) { w.loadConnects(b) })
			inTurn(n, ways, func(w *way) { w.loadRequests(b) })
			inTurn(n, ways, func(w *way) { w.loadPackets(b) })
		}
	}
	for _, w := range ways[:4] {
		b.ReportMetric(median(w.connects.rate), w.name+"-connects/s")
		b.ReportMetric(median(w.requests.rate), w.name+"-requests/s")
		b.ReportMetric(median(w.packets.rate), w.name+"-packets/s")
	}
	compare(b, "vpc/plain", few, plain)
	compare(b, "vpc-10k/vpc", many, few)
	compare(b, "vpc/docker", few, docker)
	compare(b, "docker/plain", docker, plain)
	compare(b, "plain/plain", again, plain)
	b.ReportMetric(ratio(wide.connects.rate, few.connects.rate), "vpc-10k-wide/vpc-connects")
	b.ReportMetric(ratio(wide.connects.perCPU, few.connects.perCPU), "vpc-10k-wide/vpc-connects-per-cpu")
	b.ReportMetric(0, "ns/op")
}

// inTurn does something with each way, a different one first in each round.
func inTurn(round int, ways []*way, do func(*way)) {
	for i := range ways {
		do(ways[(i+round)%len(ways)])
	}
}

// loadConnects, loadRequests and loadPackets are one round of a kind of load.
func (w *way) loadConnects(b *testing.B) {
	w.connects.add(func() float64 { return rate(b, w, connectors, pathRound, w.connect) })
}

func (w *way) loadRequests(b *testing.B) {
	w.requests.add(func() float64 { return rate(b, w, requesters, pathRound, w.request) })
}

func (w *way) loadPackets(b *testing.B) {
	w.packets.add(func() float64 { return w.flood(b, pathRound) })
}

// compare reports ratios of rates, and of work done for a second of CPU time,
// which the machine's other load disturbs less.
func compare(b *testing.B, name string, of, to *way) {
	for what, s := range map[string][2]series{
		"connects": {of.connects, to.connects}, "requests": {of.requests, to.requests}, "packets": {of.packets, to.packets},
	} {
		b.ReportMetric(ratio(s[0].rate, s[1].rate), name+"-"+what)
		b.ReportMetric(ratio(s[0].perCPU, s[1].perCPU), name+"-"+what+"-per-cpu")
	}
}

// vpcWay is the way through a VPC: the client's group sends to the server's
// group, which lets it in, and both groups have so many rules in the direction
// that counts, each for so many ports of an address.
func vpcWay(b *testing.B, name string, rules, ports int) *way {
	b.Helper()
	return apply(b, name, datapath.Options{}, pairModel(rules, ports), "client", "server")
}

func open(b *testing.B, path string) *netns.Namespace {
	b.Helper()
	n, err := netns.OpenPath(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { n.Close() })
	return n
}

var (
	clientAddress = netip.MustParseAddr("10.0.1.10")
	serverAddress = netip.MustParseAddr("10.0.2.10")
)

// pairModel is a VPC with a client and a server in two subnets.
func pairModel(rules, ports int) vpc.Model {
	m := vpc.Model{
		VPC: vpc.VPC{ID: "vpc-bench", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}},
		Subnets: []vpc.Subnet{
			{ID: "subnet-1", VPCID: "vpc-bench", CIDR: netip.MustParsePrefix("10.0.1.0/24")},
			{ID: "subnet-2", VPCID: "vpc-bench", CIDR: netip.MustParsePrefix("10.0.2.0/24")},
		},
		ACLs: []vpc.NetworkACL{{ID: "acl-default", VPCID: "vpc-bench", Default: true, Entries: []vpc.ACLEntry{
			{Number: 100, Egress: true, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
			{Number: 100, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
		}}},
		Groups: []vpc.SecurityGroup{{ID: "sg-app", VPCID: "vpc-bench"}, {ID: "sg-db", VPCID: "vpc-bench"}},
		Interfaces: []vpc.Interface{
			{ID: "eni-client", VPCID: "vpc-bench", SubnetID: "subnet-1", Addresses: []netip.Addr{clientAddress}, Groups: []string{"sg-app"}, Attachment: &vpc.Attachment{}},
			{ID: "eni-server", VPCID: "vpc-bench", SubnetID: "subnet-2", Addresses: []netip.Addr{serverAddress}, Groups: []string{"sg-db"}, Attachment: &vpc.Attachment{}},
		},
		Placed: func(i vpc.Interface) (vpc.Placement, bool) {
			return vpc.Placement{Sandbox: strings.TrimPrefix(i.ID, "eni-"), Device: "eth1", DefaultRoute: true}, true
		},
	}
	// Two rules of each group let the load through; the others are for other addresses.
	for n, protocol := range []vpc.Protocol{vpc.TCP, vpc.UDP} {
		m.Rules = append(m.Rules,
			vpc.SecurityGroupRule{ID: fmt.Sprintf("sgr-out%d", n), GroupID: "sg-app", Direction: vpc.Egress, Protocol: protocol,
				FromPort: connectPort, ToPort: packetPort, CIDR: netip.PrefixFrom(serverAddress, 32)},
			vpc.SecurityGroupRule{ID: fmt.Sprintf("sgr-in%d", n), GroupID: "sg-db", Direction: vpc.Ingress, Protocol: protocol,
				FromPort: connectPort, ToPort: packetPort, CIDR: netip.PrefixFrom(clientAddress, 32)})
	}
	for n := range rules - 2 {
		other := netip.AddrFrom4([4]byte{10, 0, byte(128 + n/200), byte(10 + n%200)})
		rule := vpc.SecurityGroupRule{ID: fmt.Sprintf("sgr-a%d", n), GroupID: "sg-app", Direction: vpc.Egress, Protocol: vpc.TCP,
			FromPort: int32(1000 + n), ToPort: int32(1000 + n + ports - 1), CIDR: netip.PrefixFrom(other, 32)}
		m.Rules = append(m.Rules, rule)
		rule.ID, rule.GroupID, rule.Direction = fmt.Sprintf("sgr-b%d", n), "sg-db", vpc.Ingress
		m.Rules = append(m.Rules, rule)
	}
	m.ACLs = []vpc.NetworkACL{openACL(m.VPC.ID)}
	return m
}

// plainWay is the kernel's routing without a rule between two links.
func plainWay(b *testing.B) *way {
	b.Helper()
	w := newTriple(b, "plain")
	w.ip("-n %c link set cr netns %r", "-n %s link set sr netns %r",
		"-n %r addr add 10.0.1.1/24 dev cr", "-n %r addr add 10.0.2.1/24 dev sr", "-n %r link set cr up", "-n %r link set sr up",
		"-n %c addr add 10.0.1.10/24 dev eth1", "-n %c route add default via 10.0.1.1",
		"-n %s addr add 10.0.2.10/24 dev eth1", "-n %s route add default via 10.0.2.1")
	return &way{name: "plain", client: w.namespaces[0], server: w.namespaces[1], addr: serverAddress}
}

// dockerWay is a bridge with rules like Docker's, made by hand: the order in
// which a packet of a container meets tables, chains and rules is the same.
func dockerWay(b *testing.B) *way {
	b.Helper()
	w := newTriple(b, "docker")
	w.ip("-n %c link set cr netns %r", "-n %s link set sr netns %r",
		"-n %r link add docker0 type bridge", "-n %r link set cr master docker0", "-n %r link set docker0 up",
		"-n %r addr add 10.0.1.1/24 dev docker0", "-n %r addr add 10.0.2.1/24 dev sr", "-n %r link set cr up", "-n %r link set sr up",
		"-n %c addr add 10.0.1.10/24 dev eth1", "-n %c route add default via 10.0.1.1",
		"-n %s addr add 10.0.2.10/24 dev eth1", "-n %s route add default via 10.0.2.1")
	w.run("ip", "netns", "exec", w.names[2], "nft", dockerRules)
	return &way{name: "docker", client: w.namespaces[0], server: w.namespaces[1], addr: serverAddress}
}

const dockerRules = `
table ip nat {
	chain PREROUTING { type nat hook prerouting priority dstnat; policy accept; fib daddr type local counter jump DOCKER; }
	chain OUTPUT { type nat hook output priority -100; policy accept; ip daddr != 127.0.0.0/8 fib daddr type local counter jump DOCKER; }
	chain POSTROUTING { type nat hook postrouting priority srcnat; policy accept; oifname != "docker0" ip saddr 10.0.1.0/24 counter masquerade; }
	chain DOCKER { iifname "docker0" counter return; }
}
table ip filter {
	chain DOCKER { iifname != "docker0" oifname "docker0" counter drop; }
	chain DOCKER-CT { oifname "docker0" ct state related,established counter accept; }
	chain DOCKER-BRIDGE { oifname "docker0" counter jump DOCKER; }
	chain DOCKER-ISOLATION-STAGE-2 { oifname "docker0" counter drop; }
	chain DOCKER-ISOLATION-STAGE-1 { iifname "docker0" oifname != "docker0" counter jump DOCKER-ISOLATION-STAGE-2; }
	chain DOCKER-FORWARD {
		counter jump DOCKER-CT; counter jump DOCKER-ISOLATION-STAGE-1; counter jump DOCKER-BRIDGE
		iifname "docker0" counter accept
	}
	chain DOCKER-USER { counter return; }
	chain FORWARD { type filter hook forward priority filter; policy drop; counter jump DOCKER-USER; counter jump DOCKER-FORWARD; }
}`

// triple is three namespaces made by hand, a client, a server and what is
// between, with a link from each of the first two that is not yet plugged in.
type triple struct {
	b          *testing.B
	names      [3]string
	namespaces [3]*netns.Namespace
}

func newTriple(b *testing.B, name string) *triple {
	b.Helper()
	w := &triple{b: b}
	tag := newTag()
	for i, part := range []string{"c", "s", "r"} {
		w.names[i] = "spbench-" + name + "-" + tag + part
		n, err := netns.Create(w.names[i], func() error { return nil })
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			n.Close()
			if err := netns.Remove(w.names[i]); err != nil {
				b.Error(err)
			}
		})
		w.namespaces[i] = n
	}
	w.run("ip", "netns", "exec", w.names[2], "sysctl", "-qw", "net.ipv4.ip_forward=1")
	for _, part := range []string{"c", "s"} {
		w.ip("-n %"+part+" link add eth1 type veth peer name "+part+"r", "-n %"+part+" link set eth1 up", "-n %"+part+" link set lo up")
	}
	return w
}

// ip runs ip with each line of arguments; %c, %s and %r are the namespaces.
func (w *triple) ip(lines ...string) {
	w.b.Helper()
	names := strings.NewReplacer("%c", w.names[0], "%s", w.names[1], "%r", w.names[2])
	for _, line := range lines {
		w.run("ip", strings.Fields(names.Replace(line))...)
	}
}

func (w *triple) run(name string, arguments ...string) {
	w.b.Helper()
	if output, err := exec.CommandContext(w.b.Context(), name, arguments...).CombinedOutput(); err != nil {
		w.b.Fatalf("%s %s: %v: %s", name, strings.Join(arguments, " "), err, output)
	}
}
