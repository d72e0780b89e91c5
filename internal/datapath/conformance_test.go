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
	drawnPrefixes  = []string{"0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24", "10.0.1.4/31", "10.0.1.4/32", "10.0.2.5/32", "192.168.0.0/16",
		"::/0", "2001:db8:1::/56", "2001:db8:1:1::/64", "2001:db8:1:1::4/127", "2001:db8:1:1::4/128", "2001:db8:1:2::5/128"}
	drawnSix    = []string{"2001:db8:1:1::4", "2001:db8:1:1::5", "2001:db8:1:2::4", "2001:db8:1:2::5"}
	drawnGroups = []string{"sg-1", "sg-2", "sg-3"}
	drawnPorts  = []int32{1, 79, 80, 81, 443, 65535}
	// Connection tracking takes no other ICMP type for the first of a flow.
	drawnTypes = []int32{8, 13, 15}
)

func drawRule(t *rapid.T) vpc.SecurityGroupRule {
	r := vpc.SecurityGroupRule{
		GroupID:   rapid.SampledFrom(drawnGroups).Draw(t, "group"),
		Direction: rapid.SampledFrom([]vpc.Direction{vpc.Egress, vpc.Ingress}).Draw(t, "direction"),
		Protocol:  rapid.SampledFrom([]vpc.Protocol{vpc.AllProtocols, vpc.ICMP, vpc.TCP, vpc.UDP, vpc.ICMPv6, 47}).Draw(t, "protocol"),
		FromPort:  -1, ToPort: -1,
	}
	switch r.Protocol {
	case vpc.TCP, vpc.UDP:
		r.FromPort = rapid.SampledFrom(drawnPorts).Draw(t, "from")
		r.ToPort = rapid.SampledFrom(drawnPorts).Filter(func(to int32) bool { return to >= r.FromPort }).Draw(t, "to")
	case vpc.ICMPv6:
		r.FromPort = rapid.SampledFrom([]int32{-1, 1, 128}).Draw(t, "type")
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
	if rapid.IntRange(0, 3).Draw(t, "dual") > 0 {
		m.VPC.IPv6Blocks = []vpc.Block{{CIDR: netip.MustParsePrefix("2001:db8:1::/56")}}
		m.Subnets[0].IPv6Blocks = []vpc.Block{{CIDR: netip.MustParsePrefix("2001:db8:1:1::/64")}}
		m.Subnets[1].IPv6Blocks = []vpc.Block{{CIDR: netip.MustParsePrefix("2001:db8:1:2::/64")}}
		for _, egress := range []bool{false, true} {
			m.ACLs[0].Entries = append(m.ACLs[0].Entries, vpc.ACLEntry{Number: 101, Egress: egress, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("::/0")})
		}
	}
	// Two gates of random rules let little through; often one of them stands open, or both do.
	open := rapid.SampledFrom([][]vpc.Direction{{vpc.Egress}, {vpc.Ingress}, {vpc.Egress, vpc.Ingress}, nil}).Draw(t, "open")
	for _, g := range drawnGroups {
		for _, direction := range open {
			m.Rules = append(m.Rules, vpc.SecurityGroupRule{GroupID: g, Direction: direction, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
				vpc.SecurityGroupRule{GroupID: g, Direction: direction, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("::/0")})
		}
		m.Groups = append(m.Groups, vpc.SecurityGroup{ID: g, VPCID: "vpc-0a1"})
	}
	for i, address := range drawnAddresses {
		groups := rapid.SliceOfNDistinct(rapid.SampledFrom(drawnGroups), 1, 3, rapid.ID).Draw(t, "groups")
		m.Interfaces = append(m.Interfaces, vpc.Interface{ID: fmt.Sprintf("eni-%d", i), VPCID: "vpc-0a1", SubnetID: m.Subnets[i/2].ID,
			Addresses: []netip.Addr{netip.MustParseAddr(address)}, Groups: groups, Attachment: &vpc.Attachment{Workload: fmt.Sprintf("box%d", i)},
			NoSourceCheck: rapid.IntRange(0, 4).Draw(t, "any source") == 0})
		if rapid.IntRange(0, 4).Draw(t, "six") > 0 {
			m.Interfaces[i].IPv6Addresses = []netip.Addr{netip.MustParseAddr(drawnSix[i])}
		}
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
	if rapid.Bool().Draw(t, "family") {
		p = inSix(p, drawnSix[from], drawnSix[to])
	}
	return p
}

// inSix is the packet in IPv6; one with a forged source has another forged one.
func inSix(p vpc.Packet, from, to string) vpc.Packet {
	forged := p.Source.String() == "10.0.1.99"
	p.Source, p.Destination = netip.MustParseAddr(from), netip.MustParseAddr(to)
	if forged {
		p.Source = netip.MustParseAddr("2001:db8:1:1::99")
	}
	if p.Protocol == vpc.ICMP {
		p.Protocol = vpc.ICMPv6
		if p.ICMPType = 128; forged {
			p.ICMPType = 135 // and speaks of a neighbour
		}
	}
	return p
}

// speaks tells whether an interface has an address of the packet's family, without which its sandbox sends none.
func speaks(plan *vpc.Plan, p vpc.Packet) bool {
	return p.Source.Is4() || slices.ContainsFunc(plan.Ports, func(port *vpc.Port) bool { return port.Interface == p.FromInterface && port.Gateway6.IsValid() })
}

// wire is the packet as bytes, with a number of its own at its end, which is also
// what keeps its flow apart from all others, and TCP's sequence number, so that the
// reset that answers tells it; see answered.
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
		packet = binary.BigEndian.AppendUint32(packet, number)
		packet = append(packet, 0, 0, 0, 0, 5<<4, 2, 0xff, 0xff, 0, 0, 0, 0) // SYN
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

// answered is the number of the packet that a reset answers: the reset takes what
// wire sent for received. Unlike its ports, no translation changes that.
func answered(reset []byte) uint32 {
	const received = 1 + 4 // the SYN and the number at the packet's end
	return binary.BigEndian.Uint32(reset[8:12]) - received
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

// probe is sockets in a sandbox: ear hears every packet that arrives by a sandbox's eth1; mouth and mouth6 send raw ones.
type probe struct{ ear, mouth, mouth6 int }

func newProbe(t testing.TB, path string) probe {
	t.Helper()
	var p probe
	err := inside(t, path, func() (err error) {
		const all = uint16(unix.ETH_P_ALL>>8 | unix.ETH_P_ALL<<8&0xff00)
		if p.ear, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, int(all)); err != nil {
			return err
		}
		if p.mouth, err = unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW); err != nil {
			return err
		}
		p.mouth6, err = unix.Socket(unix.AF_INET6, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(p.ear); unix.Close(p.mouth); unix.Close(p.mouth6) })
	return p
}

// hear adds the numbers of the packets for the addresses that arrived.
func (p probe) hear(heard map[uint32]bool, addresses ...string) {
	buffer := make([]byte, 2048)
	for {
		n, from, err := unix.Recvfrom(p.ear, buffer, 0)
		if err != nil {
			return
		}
		target := buffer[16:20]
		if buffer[0]>>4 == 6 {
			target = buffer[24:40]
		}
		if l, ok := from.(*unix.SockaddrLinklayer); ok && l.Pkttype == unix.PACKET_HOST && n >= 24 && slices.ContainsFunc(addresses, func(a string) bool { return slices.Equal(netip.MustParseAddr(a).AsSlice(), target) }) {
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
	delivered, dropped, six := 0, 0, 0
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
			if p.Protocol == 47 && portless || !speaks(plan, p) {
				continue
			}
			portless = portless || p.Protocol == 47
			number++
			packets[number] = p
			sender := p.FromInterface[len("eni-")] - '0'
			if err := probes[sender].send(p, number); err != nil {
				rt.Fatal(err)
			}
		}
		world := &vpc.World{Plans: map[string]*vpc.Plan{plan.VPC: plan}}
		heard := map[uint32]bool{}
		for end := time.Now().Add(enough); ; {
			// A packet through two veths takes some 20 µs, and longer on a busy machine.
			time.Sleep(10 * time.Millisecond)
			for i, address := range drawnAddresses {
				probes[i].hear(heard, address, drawnSix[i])
			}
			late := false
			for n, p := range packets {
				late = late || !heard[n] && world.Reach(p).Delivered
			}
			if !late || time.Now().After(end) {
				break
			}
		}
		for n, p := range packets {
			verdict := world.Reach(p)
			if verdict.Delivered != heard[n] {
				rt.Errorf("packet %+v\narrived: %v, but reach says:\n%s\n%s", p, heard[n], verdict, plan)
			}
			if heard[n] && p.Source.Is6() {
				six++
			}
			if heard[n] {
				delivered++
			} else {
				dropped++
			}
		}
	})
	t.Logf("%d packets arrived, %d of IPv6, and %d were dropped", delivered, six, dropped)
	if delivered < 100 || dropped < 100 || six < 50 {
		t.Errorf("the draw shows too little: %d arrived, %d of IPv6, and %d were dropped", delivered, six, dropped)
	}
	w.expectKernel()
}
