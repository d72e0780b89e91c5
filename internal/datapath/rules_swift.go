package datapath

import (
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// What ACLs, route tables and gateways say of a packet depends on nothing but
// its addresses, protocol and ports: it is the same for all packets of a
// connection that go the same direction. So the connection tracking remembers in
// the connection's mark which directions were judged, under which version of
// those rules, and what is established and judged passes without being asked
// again. Every change of those rules is another version: each connection meets
// them anew with its next packet. (20 entries in two ACLs cost a third of the
// packets otherwise.)
//
// A mark has, from its lowest bit: the way of the first packet, whether it came
// from outside, whether a route led it to an interface, the version, and a bit for
// each direction that was judged.
//
// What is led to an interface, such as a firewall's, comes by twice, from another
// port the second time: nothing of it is taken for judged.
const (
	markWay      uint32 = 1<<vpc.MarkBits - 1
	markOutside  uint32 = 1 << vpc.MarkBits
	markFlow            = markWay | markOutside
	markLed      uint32 = 1 << (vpc.MarkBits + 1)
	versionShift        = vpc.MarkBits + 2
	markVersion  uint32 = 0x3fffffff &^ (markFlow | markLed)
	markSent     uint32 = 1 << 30 // the original direction
	markAnswered uint32 = 1 << 31 // the reply's
)

// judging is what a version of the rules consists of.
type judging struct {
	Blocks   []netip.Prefix
	Subnets  []vpc.PlanSubnet
	ACLs     map[string]*vpc.ACLRules
	Tables   map[string]*vpc.Routes
	Ways     []*vpc.Way
	Gateways []*vpc.Gateway
	NATs     []*vpc.NAT
}

func judgingOf(p *vpc.Plan) judging {
	j := judging{Blocks: p.Blocks, ACLs: maps.Clone(p.ACLs), Tables: maps.Clone(p.Tables), Ways: p.Ways, Gateways: p.Gateways, NATs: p.NATs}
	for _, s := range p.Subnets {
		j.Subnets = append(j.Subnets, *s)
	}
	return j
}

// versions counts the versions of one VPC's rules.
type versions struct {
	last    judging
	current uint32 // shifted to its place in a mark
}

// of is the version of the plan: another one than the last if what judges
// packets differs. Parts that are the same pointers are not looked at.
func (v *versions) of(p *vpc.Plan) uint32 {
	now := judgingOf(p)
	if !reflect.DeepEqual(now, v.last) {
		v.advance()
		v.last = now
	}
	return v.current
}

func (v *versions) advance() {
	if v.current += 1 << versionShift; v.current&^markVersion != 0 {
		v.current = 1 << versionShift
	}
}

var versionRule = regexp.MustCompile(`^ct mark & 0x[0-9a-f]{8} != 0x([0-9a-f]{8}) `)

// follow goes on from the version of the rules that a process before this one
// left in the kernel.
func (v *versions) follow(t *nft.Table) {
	if t == nil || t.Chains[judgedChain] == nil {
		return
	}
	for _, rule := range t.Chains[judgedChain].Rules {
		if found := versionRule.FindStringSubmatch(rule); found != nil {
			if left, err := strconv.ParseUint(found[1], 16, 32); err == nil {
				v.current = uint32(left) & markVersion
			}
		}
	}
}

const (
	judgedChain = "judged"
	swiftChain  = "swift"
)

// judges tells whether packets of known connections meet more than their source check.
func (l *layout) judges() bool { return len(l.narrowed) > 0 || len(l.plan.Gateways) > 0 || l.routed() }

// swift lets what was judged pass, and judged notes that something was.
func (l *layout) swift() {
	if !l.judges() {
		return
	}
	sent, answered := markSent|l.version, markAnswered|l.version
	l.chain(swiftChain, "", []string{
		fmt.Sprintf("ct mark & 0x%08x == 0x%08x ct direction original %s accept", markSent|markVersion, sent, l.routable()),
		fmt.Sprintf("ct mark & 0x%08x == 0x%08x ct direction reply %s accept", markAnswered|markVersion, answered, l.routable()),
	})
	l.chain(judgedChain, "", []string{
		"ct state related accept",    // an error about a connection, not a part of it
		"iifname @any-source accept", // by whose gates others' packets may have come
		"ct mark & " + marked(markLed) + " != 0x00000000 accept",
		fmt.Sprintf("ct mark & 0x%08x != 0x%08x ct mark set ct mark & 0x%08x | 0x%08x", markVersion, l.version, markFlow|markLed|l.version, l.version),
		fmt.Sprintf("ct direction original ct mark set ct mark | 0x%08x accept", markSent),
		fmt.Sprintf("ct mark set ct mark | 0x%08x accept", markAnswered),
	})
}

// known leads packets of known connections past the groups. Without ACLs those
// within the VPC have nothing more to meet.
func (l *layout) known() []string {
	if l.plain {
		return slices.Concat([]string{"ct state established accept"}, l.errors("accept"))
	}
	rules := slices.Concat([]string{"ct state established jump " + swiftChain, "ct state established goto leave"}, l.errors("goto leave"))
	if len(l.narrowed) > 0 {
		return rules
	}
	return slices.Insert(rules, 0, "ct state established meta mark 0x00000000 "+l.routable()+" accept")
}

// errors lets those ICMP errors about a connection go on that are from one of its
// ends. Those of others are no answers to it: they meet the groups of who may
// send for others, and nobody else has cause to send any.
func (l *layout) errors(next string) []string {
	var rules []string
	for _, f := range l.families {
		for _, direction := range []string{"original", "reply"} {
			rules = append(rules, "ct state related iifname . ct "+direction+" "+f.ip+" saddr @sources"+f.suffix+" "+next)
		}
	}
	return append(rules, l.dropIf("ct state related iifname != @any-source", vpc.StageEgressPolicy, ""))
}

// foreign is what a port without a source check sends with an address that is not
// its own. The connection tracking knows connections by their addresses and not
// by their ports: only what a route led to the port goes on past its groups.
func (l *layout) foreign() []string {
	devices := &nft.Set{Key: []nft.Type{nft.Device}}
	for _, w := range l.plan.Ways {
		if w.Interface != "" {
			devices.Elements = append(devices.Elements, nft.Point(nft.Key(nil).Device(l.port(w.Interface))))
		}
	}
	if len(devices.Elements) == 0 || !l.routed() {
		return nil
	}
	l.set("led", devices)
	return []string{"iifname @led ct state established,related ct mark & " + marked(markLed) + " != 0x00000000 goto leave"}
}

// chosen takes the way of what was judged from the connection.
func (l *layout) chosen() []string {
	return []string{fmt.Sprintf("ct mark & 0x%08x == 0x%08x ct direction original meta mark set ct mark & 0x%08x accept",
		markSent|markVersion|markOutside, markSent|l.version, markWay)}
}
