// Package flow hears from the kernel what passes a router and what its rules
// drop. It is the only place that reads the connection tracking and nflog.
//
// Both are read in the router's own namespace, so that networks whose ranges
// overlap are never mixed up.
package flow

import (
	"net/netip"
	"time"
)

// Tuple is one direction of a tracked connection, as its packets come in.
type Tuple struct {
	Source, Destination netip.Addr
	// SourcePort and DestinationPort are those of tcp, udp and sctp; 0 otherwise.
	SourcePort, DestinationPort uint16
}

// Count is what passed in one direction.
type Count struct{ Packets, Bytes uint64 }

// Tracked is what a connection did since it was told of last.
type Tracked struct {
	Protocol uint8
	// Original is the direction of the first packet, Reply that of the answers;
	// where addresses are translated, they are not each other's mirror.
	Original, Reply Tuple
	// Sent and Answered are the packets and bytes (with their IP headers) of the
	// two directions.
	Sent, Answered Count
	// Mark is the way of the first packet, as Plan.Marks of vpc numbers it.
	Mark uint32
	// Started is when the connection began; zero if the kernel did not say.
	Started time.Time
	// TCP is the state of a tcp connection.
	TCP TCPState
}

// TCPState is how far a tcp connection has come, in the kernel's numbers.
type TCPState uint8

// The states that say which flags were seen.
const (
	TCPNone        TCPState = 0
	TCPSynSent     TCPState = 1
	TCPSynReceived TCPState = 2
	TCPEstablished TCPState = 3
	TCPFinWait     TCPState = 4
	TCPCloseWait   TCPState = 5
	TCPLastAck     TCPState = 6
	TCPTimeWait    TCPState = 7
	TCPClose       TCPState = 8
)

// Drop is one packet that a rule dropped.
type Drop struct {
	// Prefix is the rule's own word about itself.
	Prefix string
	// In and Out are the names of the devices; empty where there is none.
	In, Out  string
	Protocol uint8
	Tuple
	// ICMPType and ICMPCode are those of icmp.
	ICMPType, ICMPCode uint8
	// TCPFlags are those of a tcp packet.
	TCPFlags uint8
	// Bytes is the packet's length with its IP header.
	Bytes uint64
}
