package vpc

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"go4.org/netipx"
)

// String prints the whole plan, one thing a line, always in the same order.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "vpc %s\n", p.VPC)
	fmt.Fprintf(&b, "  blocks   %s\n", list(p.Blocks))
	fmt.Fprintf(&b, "  routers  %s\n", list(p.Routers))
	if len(p.Resolver) > 0 {
		fmt.Fprintf(&b, "  resolver %s\n", list(p.Resolver))
	}
	for _, port := range p.Ports {
		port.print(&b)
	}
	for _, policy := range p.Policies {
		fmt.Fprintf(&b, "policy %s\n  groups   %s\n", policy.ID, list(policy.Groups))
	}
	for _, id := range slices.Sorted(maps.Keys(p.RuleSets)) {
		set := p.RuleSets[id]
		fmt.Fprintf(&b, "group %s\n", set.Group)
		set.Egress.print(&b, "egress", "to")
		set.Ingress.print(&b, "ingress", "from")
	}
	for _, id := range slices.Sorted(maps.Keys(p.Members)) {
		members := p.Members[id]
		fmt.Fprintf(&b, "members of %s\n  %s\n", members.Group, list(members.Addresses))
	}
	p.printRoutes(&b)
	return b.String()
}

func (p *Port) print(b *strings.Builder) {
	fmt.Fprintf(b, "port %s\n", p.Interface)
	fmt.Fprintf(b, "  address  %s\n", list(p.Addresses))
	fmt.Fprintf(b, "  subnet   %s via %s", p.Subnet, p.Gateway)
	if p.Gateway6.IsValid() {
		fmt.Fprintf(b, ", %s", p.Gateway6)
	}
	b.WriteByte('\n')
	fmt.Fprintf(b, "  sandbox  %s %s mac %s", p.Sandbox, p.Device, macText(p.MAC))
	if p.DefaultRoute {
		b.WriteString(" default-route")
	}
	b.WriteByte('\n')
	if p.AnySource {
		b.WriteString("  source   any\n")
	}
	fmt.Fprintf(b, "  policy   %s\n", p.Policy)
}

// print writes a direction's matches, a line each; preposition is to or from.
func (m Matches) print(b *strings.Builder, direction, preposition string) {
	fmt.Fprintf(b, "  %s\n", direction)
	none := true
	line := func(what, remote string) {
		none = false
		fmt.Fprintf(b, "    %-22s %s %s\n", what, preposition, remote)
	}
	for _, r := range m.Any {
		line("everything", r.String())
	}
	for _, r := range m.Protocols {
		line(r.traffic(), r.Remote.String())
	}
	for _, r := range m.Ports {
		line(r.traffic(), r.Remote.String())
	}
	for _, r := range m.ICMP {
		line(r.traffic(), r.Remote.String())
	}
	for _, ref := range m.References {
		if ref.Any {
			line("everything", ref.Group)
		}
		for _, p := range ref.Protocols {
			line(p.String(), ref.Group)
		}
		for _, r := range ref.Ports {
			line(r.traffic(), ref.Group)
		}
		for _, r := range ref.ICMP {
			line(r.traffic(), ref.Group)
		}
	}
	if none {
		fmt.Fprintf(b, "    nothing\n")
	}
}

// String is the range as a prefix where it is one, else as first-last.
func (r Range) String() string {
	if r.From == r.To {
		return r.From.String()
	}
	if prefix, ok := netipx.IPRangeFrom(r.From, r.To).Prefix(); ok {
		return prefix.String()
	}
	return r.From.String() + "-" + r.To.String()
}

// String is the protocol's name where it has one here, else "protocol" and its number.
func (p Protocol) String() string {
	switch {
	case p == AllProtocols:
		return "everything"
	case p.HasPorts() || p.HasTypes():
		return p.EC2Name()
	}
	return "protocol " + strconv.Itoa(int(p))
}

// traffic is what the region lets through, without the remote end: tcp, or
// protocols 7-16.
func (r ProtocolRegion) traffic() string {
	if r.From == r.To {
		return r.From.String()
	}
	return fmt.Sprintf("protocols %d-%d", r.From, r.To)
}

// traffic is what the region lets through, without the remote end: tcp 80-90.
func (r PortRegion) traffic() string {
	return r.Protocol.String() + " " + interval(r.From, r.To)
}

// traffic is what the region lets through, without the remote end: icmp type 8 code 0.
func (r ICMPRegion) traffic() string {
	text := r.Protocol.String() + " type " + interval(uint16(r.TypeFrom), uint16(r.TypeTo))
	if r.CodeFrom != 0 || r.CodeTo != 255 {
		text += " code " + interval(uint16(r.CodeFrom), uint16(r.CodeTo))
	}
	return text
}

func interval(from, to uint16) string {
	if from == to {
		return strconv.Itoa(int(from))
	}
	return fmt.Sprintf("%d-%d", from, to)
}

func macText(mac [6]byte) string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5])
}

// list writes things with commas between them, or none.
func list[T netip.Addr | netip.Prefix | string](things []T) string {
	if len(things) == 0 {
		return "none"
	}
	texts := make([]string, len(things))
	for i, t := range things {
		texts[i] = fmt.Sprint(t)
	}
	return strings.Join(texts, ", ")
}
