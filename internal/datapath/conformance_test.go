//go:build kernel

package datapath_test

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// The random rules are drawn from few values that nest and touch, so that most
// packets meet an edge of some rule.
var (
	drawnAddresses = []string{"10.0.1.4", "10.0.1.5", "10.0.2.4", "10.0.2.5"}
	drawnPrefixes  = []string{"0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24", "10.0.1.4/31", "10.0.1.4/32", "10.0.2.5/32", "192.168.0.0/16"}
	drawnGroups    = []string{"sg-1", "sg-2", "sg-3"}
	drawnPorts     = []int32{1, 79, 80, 81, 443, 65535}
	// Connection tracking takes no other ICMP type for the first of a flow.
	drawnTypes = []int32{8, 13, 15}
)

func drawRule(t *rapid.T) vpc.SecurityGroupRule {
	r := vpc.SecurityGroupRule{
		GroupID:   rapid.SampledFrom(drawnGroups).Draw(t, "group"),
		Direction: rapid.SampledFrom([]vpc.Direction{vpc.Egress, vpc.Ingress}).Draw(t, "direction"),
		Protocol:  rapid.SampledFrom([]vpc.Protocol{vpc.AllProtocols, vpc.ICMP, vpc.TCP, vpc.UDP, 47}).Draw(t, "protocol"),
		FromPort:  -1, ToPort: -1,
	}
	switch r.Protocol {
	case vpc.TCP, vpc.UDP:
		r.FromPort = rapid.SampledFrom(drawnPorts).Draw(t, "from")
		r.ToPort = rapid.SampledFrom(drawnPorts).Filter(func(to int32) bool { return to >= r.FromPort }).Draw(t, "to")
	case vpc.ICMP:
		r.FromPort = rapid.SampledFrom(append(drawnTypes, -1)).Draw(t, "type")
	}
	if rapid.IntRange(0, 3).Draw(t, "remote") == 0 {
		r.ReferencedGroup = rapid.SampledFrom(drawnGroups).Draw(t, "reference")
	} else {
		r.CIDR = netip.MustParsePrefix(rapid.SampledFrom(drawnPrefixes).Draw(t, "cidr"))
	}
	return r
}

func drawModel(t *rapid.T) vpc.Model {
	m := vpc.Model{VPC: vpc.VPC{ID: "vpc-0a1", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}},
		Subnets: []vpc.Subnet{{ID: "subnet-1", VPCID: "vpc-0a1", CIDR: netip.MustParsePrefix("10.0.1.0/24")}, {ID: "subnet-2", VPCID: "vpc-0a1", CIDR: netip.MustParsePrefix("10.0.2.0/24")}},
		ACLs: []vpc.NetworkACL{{ID: "acl-default", VPCID: "vpc-0a1", Default: true, Entries: []vpc.ACLEntry{
			{Number: 100, Egress: true, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
			{Number: 100, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")}}}},
		Rules: rapid.SliceOfN(rapid.Custom(drawRule), 0, 20).Draw(t, "rules")}
	// Two gates of random rules let little through; often one of them stands open.
	open := rapid.SampledFrom([]vpc.Direction{vpc.Egress, vpc.Ingress, ""}).Draw(t, "open")
	for _, g := range drawnGroups {
		if open != "" {
			m.Rules = append(m.Rules, vpc.SecurityGroupRule{GroupID: g, Direction: open, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("0.0.0.0/0")})
		}
		m.Groups = append(m.Groups, vpc.SecurityGroup{ID: g, VPCID: "vpc-0a1"})
	}
	for i, address := range drawnAddresses {
		groups := rapid.SliceOfNDistinct(rapid.SampledFrom(drawnGroups), 1, 3, rapid.ID).Draw(t, "groups")
		m.Interfaces = append(m.Interfaces, vpc.Interface{ID: fmt.Sprintf("eni-%d", i), VPCID: "vpc-0a1", SubnetID: m.Subnets[i/2].ID,
			Addresses: []netip.Addr{netip.MustParseAddr(address)}, Groups: groups, Attachment: &vpc.Attachment{Workload: fmt.Sprintf("box%d", i)},
			NoSourceCheck: rapid.IntRange(0, 4).Draw(t, "any source") == 0})
	}
	m.Placed = func(i vpc.Interface) (vpc.Placement, bool) {
		return vpc.Placement{Sandbox: i.Attachment.Workload, Device: "eth1", DefaultRoute: true}, true
	}
	return m
}

func drawPacket(t *rapid.T) vpc.Packet {
	from := rapid.IntRange(0, len(drawnAddresses)-1).Draw(t, "sender")
	to := rapid.IntRange(0, len(drawnAddresses)-1).Filter(func(to int) bool { return to != from }).Draw(t, "receiver")
	p := vpc.Packet{
		FromInterface:   fmt.Sprintf("eni-%d", from),
		Source:          netip.MustParseAddr(drawnAddresses[from]),
		Destination:     netip.MustParseAddr(drawnAddresses[to]),
		Protocol:        rapid.SampledFrom([]vpc.Protocol{vpc.ICMP, vpc.TCP, vpc.UDP, 47}).Draw(t, "protocol"),
		DestinationPort: uint16(rapid.SampledFrom(drawnPorts).Draw(t, "port")),
		ICMPType:        uint8(rapid.SampledFrom(drawnTypes).Draw(t, "type")),
	}
	if rapid.IntRange(0, 5).Draw(t, "spoof") == 0 {
		p.Source = netip.MustParseAddr("10.0.1.99")
	}
	return p
}

// wire is the packet as bytes, with a number of its own, which is also what
// keeps its flow apart from all others.
func wire(p vpc.Packet, number uint32) []byte {
	packet := make([]byte, 20)
	packet[0], packet[8], packet[9] = 0x45, 64, uint8(p.Protocol)
	source, target := p.Source.As4(), p.Destination.As4()
	copy(packet[12:], source[:])
	copy(packet[16:], target[:])
	port := cmp.Or(p.SourcePort, uint16(10000+number%50000))
	switch p.Protocol {
	case vpc.TCP:
		packet = binary.BigEndian.AppendUint16(packet, port)
		packet = binary.BigEndian.AppendUint16(packet, p.DestinationPort)
		packet = append(packet, 0, 0, 0, 1, 0, 0, 0, 0, 5<<4, 2, 0xff, 0xff, 0, 0, 0, 0) // SYN
	case vpc.UDP:
		packet = binary.BigEndian.AppendUint16(packet, port)
		packet = binary.BigEndian.AppendUint16(packet, p.DestinationPort)
		packet = append(packet, 0, 12, 0, 0)
	case vpc.ICMP:
		packet = append(packet, p.ICMPType, 0, 0, 0)
		packet = binary.BigEndian.AppendUint16(packet, port)
		packet = append(packet, 0, 0)
	}
	packet = binary.BigEndian.AppendUint32(packet, number)
	switch p.Protocol { // connection tracking wants checksums to be right, or absent
	case vpc.TCP:
		pseudo := binary.BigEndian.AppendUint16(append(append(slices.Clone(source[:]), target[:]...), 0, 6), uint16(len(packet)-20))
		binary.BigEndian.PutUint16(packet[36:], checksum(append(pseudo, packet[20:]...)))
	case vpc.ICMP:
		binary.BigEndian.PutUint16(packet[22:], checksum(packet[20:]))
	}
	return packet
}

func checksum(data []byte) uint16 {
	var sum uint32
	for i := 0; i+1 < len(data); i += 2 {
		sum += uint32(data[i])<<8 | uint32(data[i+1])
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// probe is a pair of sockets in a sandbox: ear hears every IPv4 packet that arrives by a sandbox's eth1; mouth sends raw ones.
type probe struct{ ear, mouth int }

func newProbe(t testing.TB, path string) probe {
	t.Helper()
	var p probe
	err := inside(t, path, func() (err error) {
		const allIPv4 = uint16(unix.ETH_P_IP>>8 | unix.ETH_P_IP<<8&0xff00)
		if p.ear, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, int(allIPv4)); err != nil {
			return err
		}
		p.mouth, err = unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(p.ear); unix.Close(p.mouth) })
	return p
}

// hear adds the numbers of the packets for address that arrived.
func (p probe) hear(address netip.Addr, heard map[uint32]bool) {
	buffer := make([]byte, 2048)
	for {
		n, from, err := unix.Recvfrom(p.ear, buffer, 0)
		if err != nil {
			return
		}
		target := address.As4()
		if l, ok := from.(*unix.SockaddrLinklayer); ok && l.Pkttype == unix.PACKET_HOST && n >= 24 && [4]byte(buffer[16:20]) == target {
			heard[binary.BigEndian.Uint32(buffer[n-4:n])] = true
		}
	}
}

// TestKernelDecidesAsReachSays draws small VPCs and packets and compares what
// arrives with what the plan's own reader says.
func TestKernelDecidesAsReachSays(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	for i := range drawnAddresses {
		w.boxes = append(w.boxes, vpc.Sandbox{ID: fmt.Sprintf("box%d", i), Ports: []string{fmt.Sprintf("eni-%d", i)}})
	}
	w.order = []string{"vpc-0a1"}
	compiler := &vpc.Compiler{}
	var probes []probe
	number := uint32(0)
	delivered, dropped := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		plan := compiler.Compile(drawModel(rt))
		w.plans["vpc-0a1"] = plan
		report, err := w.dp.Apply(context.Background(), w.desired())
		if err != nil || report.Networks["vpc-0a1"] != nil || report.Sandboxes["box0"] != nil {
			rt.Fatalf("apply: %v %+v\n%s", err, report, plan)
		}
		for i := len(probes); i < len(drawnAddresses); i++ {
			probes = append(probes, newProbe(t, path(w, fmt.Sprintf("box%d", i))))
		}
		// Without ports, what came before and what goes the other way is the same flow.
		if err := inside(t, netns.Path("sp-"+w.tag+"-0a1"), func() error { return netlink.ConntrackTableFlush(netlink.ConntrackTable) }); err != nil {
			rt.Fatal(err)
		}
		portless := false
		packets := map[uint32]vpc.Packet{}
		for _, p := range rapid.SliceOfN(rapid.Custom(drawPacket), 30, 30).Draw(rt, "packets") {
			if p.Protocol == 47 && portless {
				continue
			}
			portless = portless || p.Protocol == 47
			number++
			packets[number] = p
			sender := p.FromInterface[len("eni-")] - '0'
			if err := unix.Sendto(probes[sender].mouth, wire(p, number), 0, &unix.SockaddrInet4{Addr: p.Destination.As4()}); err != nil {
				rt.Fatal(err)
			}
		}
		time.Sleep(10 * time.Millisecond) // a packet through two veths takes some 20 µs
		heard := map[uint32]bool{}
		for i, address := range drawnAddresses {
			probes[i].hear(netip.MustParseAddr(address), heard)
		}
		world := &vpc.World{Plans: map[string]*vpc.Plan{plan.VPC: plan}}
		for n, p := range packets {
			verdict := world.Reach(p)
			if verdict.Delivered != heard[n] {
				rt.Errorf("packet %+v\narrived: %v, but reach says:\n%s\n%s", p, heard[n], verdict, plan)
			}
			if heard[n] {
				delivered++
			} else {
				dropped++
			}
		}
	})
	t.Logf("%d packets arrived, %d were dropped", delivered, dropped)
	if delivered < 100 || dropped < 100 {
		t.Errorf("the draw shows too little: %d arrived, %d were dropped", delivered, dropped)
	}
	w.expectKernel()
}
