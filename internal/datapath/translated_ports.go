package datapath

import (
	"cmp"
	"net/netip"
	"slices"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// translatedPorts are those that NAT gateways send from.
func (o Options) translatedPorts() vpc.PortRange {
	return cmp.Or(o.TranslatedPorts, vpc.TranslatedPorts)
}

func checkPorts(r vpc.PortRange) error {
	if r != (vpc.PortRange{}) && (r.From < vpc.TranslatedPorts.From || r.To < r.From) {
		return fault.New(fault.Invalid, "", "NAT gateways can't send from ports %d to %d: they are within %d to %d",
			r.From, r.To, vpc.TranslatedPorts.From, vpc.TranslatedPorts.To)
	}
	return nil
}

// Exhausted is a destination that a NAT gateway has next to no port left for.
// Each port of its address serves one connection to a destination at a time,
// and serves others at the same time.
type Exhausted struct {
	NAT         string
	Protocol    vpc.Protocol
	Destination netip.AddrPort
	// Connections are those that there are, of as many as Ports.
	Connections, Ports int
}

// Refused is how many connections the router of a VPC did not let begin since it
// stands, because it found no port for their translation, or, rarely, because two
// were the same. It costs next to nothing. A VPC without a router is a
// fault.NotFound.
func (d *DataPath) Refused(vpcID string) (uint64, error) {
	ns, err := netns.Open(d.names().network(vpcID))
	if err != nil {
		return 0, err
	}
	defer ns.Close()
	return flow.Refused(ns)
}

// Exhausted counts the ports that the NAT gateways of a VPC use, by destination,
// and gives those where they run out, the fullest first. It reads the whole table
// of connections, 2 µs each, which is for when some were Refused.
func (d *DataPath) Exhausted(p *vpc.Plan) ([]Exhausted, error) {
	ns, err := netns.Open(d.names().network(p.VPC))
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	t, err := flow.OpenTracking(ns)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	nats := map[uint32]string{}
	marks := p.Marks()
	for _, w := range p.Ways {
		if w.NAT != "" {
			nats[marks[w.ID]] = w.NAT
		}
	}
	used := map[Exhausted]int{}
	err = t.List(func(c *flow.Tracked) {
		if nat := nats[c.Mark]; nat != "" {
			used[Exhausted{NAT: nat, Protocol: vpc.Protocol(c.Protocol), Destination: netip.AddrPortFrom(c.Reply.Source, c.Reply.SourcePort)}]++
		}
	})
	if err != nil {
		return nil, err
	}
	return exhausted(used, d.options.translatedPorts()), nil
}

// exhausted are those of which few ports are left: the kernel looks at some 240
// of them and then gives up, so that it begins to fail before all are taken.
func exhausted(used map[Exhausted]int, ports vpc.PortRange) []Exhausted {
	const percent = 97
	var found []Exhausted
	for e, n := range used {
		e.Connections, e.Ports = n, int(ports.To)-int(ports.From)+1
		if !e.Protocol.HasPorts() {
			e.Ports = 1 << 16 // the numbers of echo requests
		}
		if n*100 >= e.Ports*percent {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b Exhausted) int {
		return cmp.Or(cmp.Compare(b.Connections, a.Connections), cmp.Compare(a.NAT, b.NAT), a.Destination.Compare(b.Destination), cmp.Compare(a.Protocol, b.Protocol))
	})
	return found
}
