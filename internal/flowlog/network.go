package flowlog

import (
	"net/netip"

	"sallyport/internal/vpc"
)

// Network is what records need to know of a VPC. It does not change once made.
type Network struct {
	VPC       string
	Blocks    []netip.Prefix
	Addresses map[netip.Addr]*Interface
	// Devices are the router's ends of interfaces.
	Devices map[string]*Interface
	// Ways are by their marks.
	Ways map[uint32]Way
	// Silent are addresses whose traffic is never logged: the resolver's and the
	// routers'.
	Silent map[netip.Addr]bool
}

// Way is a way out of a VPC.
type Way struct {
	ID   string
	Kind vpc.GatewayKind
	// NAT is the interface of the NAT gateway on the way, and NATAddress its
	// private address; nil for none.
	NAT        *Interface
	NATAddress netip.Addr
	// Remote are the ranges behind the gateway.
	Remote []netip.Prefix
}

// Accepted tells the records of a connection: for its sender, for its receiver
// if that is in the VPC too, and for a NAT gateway in between, each for the two
// directions. The record is only lent to take.
func (n *Network) Accepted(c *Connection, take func(*Record)) {
	if n.silent(c.Original) || n.silent(c.Reply) {
		return
	}
	way := n.Ways[c.Mark]
	from, to := c.Original.Source, c.Original.Destination
	r := Record{Way: way.ID, First: c.First, Last: c.Last, Began: c.Began}
	r.Action, r.Protocol = Accept, c.Protocol
	both := func(place *Interface, out, back Tuple, direction vpc.Direction, packetFrom, packetTo netip.Addr) {
		r.Place, r.Interface = place, place.ID
		r.Source, r.Destination, r.Direction = out.Source, out.Destination, direction
		r.PacketSource, r.PacketDestination = packetFrom, packetTo
		r.Packets, r.Bytes, r.Flags, r.Reply = c.Sent.Packets, c.Sent.Bytes, c.SentFlags, false
		n.tell(&r, way, take)
		r.Source, r.Destination, r.Direction = back.Source, back.Destination, opposite(direction)
		r.PacketSource, r.PacketDestination = packetTo, packetFrom
		r.Packets, r.Bytes, r.Flags, r.Reply = c.Answered.Packets, c.Answered.Bytes, c.AnsweredFlags, true
		n.tell(&r, way, take)
	}
	if sender := n.Addresses[from.Addr()]; sender != nil {
		both(sender, Tuple{from, to}, Tuple{to, from}, vpc.Egress, from.Addr(), to.Addr())
	}
	if way.NAT != nil {
		inner := netip.AddrPortFrom(way.NATAddress, to.Port())
		both(way.NAT, Tuple{from, inner}, Tuple{inner, from}, vpc.Ingress, from.Addr(), to.Addr())
		outer := netip.AddrPortFrom(way.NATAddress, c.Reply.Destination.Port())
		both(way.NAT, Tuple{outer, to}, Tuple{to, outer}, vpc.Egress, way.NATAddress, to.Addr())
		return
	}
	// Behind a translation of the destination, the receiver is who answers.
	server, client := c.Reply.Source, c.Reply.Destination
	if n.inside(from.Addr()) {
		client = from
	}
	if receiver := n.Addresses[server.Addr()]; receiver != nil {
		both(receiver, Tuple{client, server}, Tuple{server, client}, vpc.Ingress, client.Addr(), server.Addr())
	}
}

func (n *Network) tell(r *Record, way Way, take func(*Record)) {
	if r.Packets == 0 {
		return
	}
	r.Path = PathNone
	if r.Direction == vpc.Egress {
		r.Path = n.path(r, way)
	}
	take(r)
}

// Rejected tells the records of a packet that was dropped: a REJECT of the
// interface at whose gates it was, and, where that is the receiver's, a presumed
// ACCEPT of the sender, whose own gates had let it out. A packet of a connection
// that an ACL drops is in the connection's count too, from which it is deducted.
func (n *Network) Rejected(d *Drop, take func(*Record)) {
	if n.silent(d.Tuple) {
		return
	}
	r := Record{Packets: 1, Bytes: d.Bytes, Flags: Flags(d.Flags, d.Protocol), Stage: d.Stage, Component: d.Component, First: d.At, Last: d.At}
	r.Protocol, r.Source, r.Destination = d.Protocol, d.Source, d.Destination
	r.PacketSource, r.PacketDestination = d.Source.Addr(), d.Destination.Addr()
	sender, receiver := n.Devices[d.In], n.Devices[d.Out]
	if sender == nil {
		sender = n.Addresses[d.Source.Addr()]
	}
	if receiver == nil {
		receiver = n.Addresses[d.Destination.Addr()]
	}
	atReceiver := d.Stage == vpc.StageIngressACL || d.Stage == vpc.StageIngressPolicy || sender == nil
	one := func(place *Interface, direction vpc.Direction, action Action, evidence Evidence) {
		if place == nil {
			return
		}
		r.Place, r.Interface, r.Direction, r.Action, r.Evidence = place, place.ID, direction, action, evidence
		n.tell(&r, Way{}, take)
	}
	if atReceiver {
		one(receiver, vpc.Ingress, Reject, Seen)
	} else {
		one(sender, vpc.Egress, Reject, Seen)
	}
	r.Stage, r.Component = "", ""
	one(receiver, vpc.Ingress, Accept, Deducted)
	if atReceiver {
		one(sender, vpc.Egress, Accept, Presumed)
	} else {
		one(sender, vpc.Egress, Accept, Deducted)
	}
}

// path is how a packet that leaves an interface goes on.
func (n *Network) path(r *Record, way Way) Path {
	remote := r.Destination.Addr()
	if n.inside(remote) || way.NAT != nil && r.Interface != way.NAT.ID {
		return PathSameVPC
	}
	if way.ID == "" { // the answer to somebody outside
		for _, w := range n.Ways {
			for _, prefix := range w.Remote {
				if prefix.Contains(remote) {
					return pathOf(w.Kind)
				}
			}
		}
		return PathInternet
	}
	return pathOf(way.Kind)
}

func pathOf(kind vpc.GatewayKind) Path {
	switch kind {
	case vpc.PeeringKind:
		return PathPeering
	case vpc.VPNKind:
		return PathVPNGateway
	case vpc.EndpointKindGW:
		return PathEndpoint
	case vpc.InternetKind, vpc.EgressOnlyKind:
		return PathInternet
	}
	return PathSameVPC
}

func (n *Network) inside(a netip.Addr) bool {
	for _, block := range n.Blocks {
		if block.Contains(a) {
			return true
		}
	}
	return false
}

// silent says that AWS does not log a flow: to and from the resolver, the
// routers' addresses and link-local ones, and DHCP.
func (n *Network) silent(t Tuple) bool {
	const dhcpServer, dhcpClient = 67, 68
	for _, end := range []netip.AddrPort{t.Source, t.Destination} {
		a := end.Addr()
		if n.Silent[a] || a.IsLinkLocalUnicast() || a.IsMulticast() || a == broadcast {
			return true
		}
	}
	return t.Source.Port() == dhcpClient && t.Destination.Port() == dhcpServer ||
		t.Source.Port() == dhcpServer && t.Destination.Port() == dhcpClient
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

func opposite(d vpc.Direction) vpc.Direction {
	if d == vpc.Egress {
		return vpc.Ingress
	}
	return vpc.Egress
}

// The flags of tcp that records tell of.
const (
	FlagFIN = 1
	FlagSYN = 2
	FlagRST = 4
	flagACK = 16
)

// Flags keeps of a packet's tcp flags what records tell: an ACK only beside a SYN.
func Flags(flags, protocol uint8) uint8 {
	if protocol != uint8(vpc.TCP) {
		return 0
	}
	kept := flags & (FlagFIN | FlagSYN | FlagRST)
	if flags&FlagSYN != 0 {
		kept |= flags & flagACK
	}
	return kept
}
