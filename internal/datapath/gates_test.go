//go:build kernel

package datapath_test

import (
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// gates is the drawn world in the kernel.
type gates struct {
	*world
	compilers map[string]*vpc.Compiler
	probes    []probe
	rejects   map[string]*rejects // by VPC; of the edge under the empty id
	number    uint32
	seen      map[vpc.Stage]int
}

// TestKernelEndsPacketsWhereReachSays draws VPCs with ACLs, routes, NAT, public
// addresses and a peering, and compares for each packet, and for the answer to
// it, whether it arrived and else where it ended with what the plans' own
// reader says.
func TestKernelEndsPacketsWhereReachSays(t *testing.T) {
	g := &gates{world: newWorld(t, datapath.Options{LAN: ranges(drawnLAN...)}), compilers: map[string]*vpc.Compiler{"vpc-0a1": {}, "vpc-0b2": {}},
		rejects: map[string]*rejects{}, seen: map[vpc.Stage]int{}}
	host := newLAN(t, g.world, "").host
	g.reopen(func(o *datapath.Options) { o.Host = netns.Path(host) })
	for i := range endAddresses {
		g.boxes = append(g.boxes, vpc.Sandbox{ID: fmt.Sprintf("box%d", i), Ports: []string{fmt.Sprintf("eni-%d", i)}})
	}
	g.order = []string{"vpc-0a1", "vpc-0b2"}
	for end := time.Now().Add(soak(t)); ; {
		rapid.Check(t, func(rt *rapid.T) {
			one, two := drawWorld(rt)
			g.check(t, rt, one, two)
		})
		if t.Failed() || time.Now().After(end) {
			break
		}
	}
	t.Logf("packets by where they ended: %v", g.seen)
	for _, stage := range []vpc.Stage{vpc.StageSourceCheck, vpc.StageEgressPolicy, vpc.StageEgressACL, vpc.StageRoute, vpc.StageGateway, vpc.StageIngressACL, vpc.StageIngressPolicy, vpc.StageDelivered} {
		if g.seen[stage] < 10 {
			t.Errorf("the draw shows too little of %s", stage)
		}
	}
	g.expectKernel()
}

// soak is how long the comparison goes on; SALLYPORT_SOAK, a duration, makes it
// longer.
func soak(t *testing.T) time.Duration {
	text := os.Getenv("SALLYPORT_SOAK")
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("SALLYPORT_SOAK: %v", err)
	}
	return d
}

func (g *gates) check(t *testing.T, rt *rapid.T, one, two vpc.Model) {
	g.hold(one, two)
	w := &vpc.World{Plans: maps.Clone(g.plans), Pool: netip.MustParsePrefix("198.18.0.0/16")}
	if g.probes == nil {
		g.listen(t)
	}
	for _, name := range []string{"0a1", "0b2", "edge"} {
		if err := inside(t, netns.Path("sp-"+g.tag+"-"+name), func() error { return netlink.ConntrackTableFlush(netlink.ConntrackTable) }); err != nil {
			rt.Fatal(err)
		}
	}
	packets := map[uint32]vpc.Packet{}
	portless := false
	for _, p := range rapid.SliceOfN(rapid.Custom(drawJourney), 40, 40).Draw(rt, "packets") {
		// Without ports, what came before and what goes the other way is the same flow.
		if p.Protocol == portlessProtocol && portless || !speaks(g.plans["vpc-0a1"], p) && !speaks(g.plans["vpc-0b2"], p) {
			continue
		}
		portless = portless || p.Protocol == portlessProtocol
		g.number++
		p.SourcePort = uint16(10000 + g.number%50000)
		if g.number%4 == 0 { // which a NAT gateway changes
			p.SourcePort = uint16(500 + g.number%400)
		}
		packets[g.number] = p
	}
	for range 2 { // the second time connections are known
		g.exchange(t, rt, w, packets)
	}
	for _, p := range packets {
		g.seen[w.Reach(p).Last().Stage]++
	}
	g.checkChange(t, rt, packets)
}

func (g *gates) hold(one, two vpc.Model) {
	g.plans["vpc-0a1"], g.plans["vpc-0b2"] = g.compilers["vpc-0a1"].Compile(one), g.compilers["vpc-0b2"].Compile(two)
	g.apply()
}

// listen begins to hear of all packets, and answers datagrams.
func (g *gates) listen(t *testing.T) {
	for i, address := range endAddresses {
		box := path(g.world, fmt.Sprintf("box%d", i))
		g.probes = append(g.probes, newProbe(t, box))
		for _, port := range drawnPorts {
			listenUDPAt(t, box, fmt.Sprintf("%s:%d", address, port))
			if i == 0 {
				listenUDPAt(t, box, fmt.Sprintf("%s:%d", second, port))
			}
		}
	}
	for _, id := range g.order {
		g.rejects[id] = newRejects(t, netns.Path("sp-"+g.tag+"-"+strings.TrimPrefix(id, "vpc-")))
	}
	g.rejects[""] = newRejects(t, netns.Path("sp-"+g.tag+"-edge"))
}

// exchange sends the packets, and compares where they ended with what reach says.
func (g *gates) exchange(t *testing.T, rt *rapid.T, w *vpc.World, packets map[uint32]vpc.Packet) {
	for _, number := range slices.Sorted(maps.Keys(packets)) {
		g.send(rt, packets[number], number)
	}
	seen := map[uint32]journey{}
	var wrong map[uint32]string
	for end := time.Now().Add(enough); ; {
		// A packet through four veths takes some 50 µs, and longer on a busy machine.
		time.Sleep(10 * time.Millisecond)
		g.observe(t, packets, seen)
		if wrong = g.compare(w, packets, seen); len(wrong) == 0 || time.Now().After(end) {
			break
		}
	}
	for _, line := range wrong {
		rt.Errorf("%s%s%s", line, g.plans["vpc-0a1"], g.plans["vpc-0b2"])
	}
}

// checkChange makes the two VPCs others, and sends the same packets: whatever of
// what is established passes now, a new connection would too, if the groups that
// are not asked any more stood open.
func (g *gates) checkChange(t *testing.T, rt *rapid.T, packets map[uint32]vpc.Packet) {
	one, two := drawWorld(rt)
	g.hold(one, two)
	open := &vpc.World{Plans: map[string]*vpc.Plan{}, Pool: netip.MustParsePrefix("198.18.0.0/16")}
	for _, m := range []vpc.Model{one, two} {
		var rules []vpc.SecurityGroupRule
		for _, rule := range m.Rules {
			for _, everywhere := range []string{"0.0.0.0/0", "::/0"} {
				rule.CIDR = netip.MustParsePrefix(everywhere)
				rules = append(rules, rule)
			}
		}
		m.Rules = rules
		open.Plans[m.VPC.ID] = new(vpc.Compiler).Compile(m)
	}
	g.observe(t, packets, map[uint32]journey{}) // what is left of before
	maps.DeleteFunc(packets, func(_ uint32, p vpc.Packet) bool {
		return !speaks(g.plans["vpc-0a1"], p) && !speaks(g.plans["vpc-0b2"], p)
	})
	for _, number := range slices.Sorted(maps.Keys(packets)) {
		g.send(rt, packets[number], number)
	}
	time.Sleep(20 * time.Millisecond)
	seen := map[uint32]journey{}
	g.observe(t, packets, seen)
	for number, p := range packets {
		there, back := open.RoundTrip(p)
		for way, v := range map[string]vpc.Verdict{"packet": there, "answer": back} {
			at := map[string]string{"packet": seen[number].there.at, "answer": seen[number].back.at}[way]
			if at != "" && (!v.Delivered || v.To != at) && (way == "packet" || there.Delivered && !there.Appliance && len(back.Steps) > 0) {
				rt.Errorf("%s of a known connection %+v arrived at %s, but reach says:\n%s%s%s%s", way, p, at, there, back, g.plans["vpc-0a1"], g.plans["vpc-0b2"])
			}
		}
	}
}

func (g *gates) send(rt *rapid.T, p vpc.Packet, number uint32) {
	if err := g.probes[p.FromInterface[len("eni-")]-'0'].send(p, number); err != nil {
		rt.Fatal(err)
	}
}

// compare names the packets that were seen elsewhere than reach says.
func (g *gates) compare(w *vpc.World, packets map[uint32]vpc.Packet, seen map[uint32]journey) map[uint32]string {
	wrong := map[uint32]string{}
	for number, p := range packets {
		there, back := w.RoundTrip(p)
		if diff := g.differs(there, seen[number].there); diff != "" {
			wrong[number] = fmt.Sprintf("packet %+v: %s, but reach says:\n%s", p, diff, there)
			continue
		}
		sender := p.FromInterface[len("eni-")] - '0'
		own := p.Source.String() == endAddresses[sender] || p.Source.String() == endSix[sender]
		forged := !own && !(p.FromInterface == "eni-0" && p.Source.String() == second) // whose answer is for nobody
		answered := p.Protocol == vpc.TCP || p.Protocol == vpc.UDP && p.Source.Is4()
		if !answered || !there.Delivered || there.Appliance || there.Outside != "" || len(back.Steps) == 0 || forged {
			continue // nobody answers
		}
		if diff := g.differs(back, seen[number].back); diff != "" {
			wrong[number] = fmt.Sprintf("answer to %+v: %s, but reach says:\n%s%s", p, diff, there, back)
		}
	}
	return wrong
}

// end is where a packet was seen: at an interface, or dropped in a VPC.
type end struct {
	at      string
	dropped *reject
	vpc     string
}

type journey struct{ there, back end }

// differs compares where a packet was seen with what is said of it.
func (g *gates) differs(v vpc.Verdict, e end) string {
	last := v.Last()
	switch {
	case v.Delivered && e.at != v.To:
		return fmt.Sprintf("arrived at %q, dropped %+v", e.at, e.dropped)
	case v.Delivered:
		return ""
	case e.at != "":
		return "arrived at " + e.at
	case e.dropped == nil:
		if last.Stage == vpc.StageGateway && last.Before.Destination.Is6() && (strings.HasPrefix(last.Component, "igw-") || strings.HasPrefix(last.Component, "eigw-")) {
			return "" // the edge has no route of IPv6 to it
		}
		return "was dropped without a word"
	case e.vpc == "": // in the edge, by whose link the gateway is known
		if e.dropped.Stage != last.Stage || e.dropped.in != g.dp.GatewayDevice(last.Component) {
			return fmt.Sprintf("was dropped at %q from %s in the edge", e.dropped.Stage, e.dropped.in)
		}
		return ""
	}
	component, device := e.dropped.Component, ""
	switch last.Stage {
	case vpc.StageSourceCheck, vpc.StageEgressPolicy:
		device = e.dropped.in
	case vpc.StageIngressPolicy:
		device = e.dropped.out
	}
	if component == "" && device == g.dp.Device(last.Component) {
		component = last.Component // the device says it
	}
	if e.dropped.Stage != last.Stage || component != last.Component || e.vpc != last.VPC {
		return fmt.Sprintf("was dropped at %q by %q in %s", e.dropped.Stage, e.dropped.Component, e.vpc)
	}
	return ""
}

// observe adds where packets, and the resets that answer them, were seen.
func (g *gates) observe(t *testing.T, packets map[uint32]vpc.Packet, seen map[uint32]journey) {
	note := func(raw []byte, e end) {
		if number, answer, ok := identify(raw, packets); ok {
			j := seen[number]
			if answer {
				j.back = e
			} else {
				j.there = e
			}
			seen[number] = j
		}
	}
	for id, r := range g.rejects {
		for _, one := range r.take(t) {
			note(one.packet, end{dropped: &one, vpc: id})
		}
	}
	buffer := make([]byte, 2048)
	for i, p := range g.probes {
		for {
			n, from, err := unix.Recvfrom(p.ear, buffer, 0)
			if err != nil {
				break
			}
			if l, ok := from.(*unix.SockaddrLinklayer); ok && l.Pkttype == unix.PACKET_HOST {
				note(buffer[:n], end{at: fmt.Sprintf("eni-%d", i)})
			}
		}
	}
}

// identify finds the packet that was sent in what was seen: by the number at its
// end, which is in the answer to a datagram too, or by what the reset that answers it
// has received: where that is dropped its ports may be those of a translation that
// is not undone yet. Other answers are nobody's.
func identify(raw []byte, packets map[uint32]vpc.Packet) (number uint32, answer, ok bool) {
	if len(raw) < 24 {
		return 0, false, false
	}
	protocol, payload := raw[9], raw[20:]
	if raw[0]>>4 == 6 {
		if len(raw) < 44 {
			return 0, false, false
		}
		protocol, payload = raw[6], raw[40:]
	}
	if protocol == uint8(vpc.TCP) && len(payload) >= 20 && payload[13]&4 != 0 {
		number = answered(payload)
		_, ok = packets[number]
		return number, true, ok
	}
	tail := raw[len(raw)-4:]
	number = uint32(tail[0])<<24 | uint32(tail[1])<<16 | uint32(tail[2])<<8 | uint32(tail[3])
	p, ok := packets[number]
	answer = ok && protocol == uint8(vpc.UDP) && uint16(payload[0])<<8|uint16(payload[1]) == p.DestinationPort
	return number, answer, ok && protocol == uint8(p.Protocol) && (!p.Protocol.HasTypes() || payload[0] == p.ICMPType)
}
