// Package flowlog turns what was seen of a VPC's traffic into flow log records
// as AWS has them: seen from each interface, summed up over an interval, in the
// format that the user chose, in files with S3's names.
package flowlog

import (
	"net/netip"
	"time"

	"sallyport/internal/vpc"
)

// Action is what became of a flow.
type Action string

// The actions.
const (
	Accept Action = "ACCEPT"
	Reject Action = "REJECT"
)

// Key is what one record is about: one direction of a flow, as one interface
// sees it.
type Key struct {
	Interface string // eni-…
	Direction vpc.Direction
	Action    Action
	Protocol  uint8
	// Source and Destination are as the interface has them: its own address is
	// always a private one. Ports are 0 where the protocol has none.
	Source, Destination netip.AddrPort
	// PacketSource and PacketDestination are those of the packet itself; they
	// differ where a NAT gateway is in between.
	PacketSource, PacketDestination netip.Addr
}

// Record is what one interface saw of one direction of a flow.
type Record struct {
	Key
	// Place is where the interface is.
	Place          *Interface
	Packets, Bytes uint64
	// Flags are tcp's: SYN 2, SYN-ACK 18, FIN 1, RST 4, of all packets.
	Flags uint8
	// Path is AWS's traffic-path of egress; 0 for ingress.
	Path        Path
	First, Last time.Time
	Evidence
	// Stage and Component say what dropped the packet; Way, in the words of
	// vpc.Way, which gateway the flow took. Empty where nothing did.
	Stage     vpc.Stage
	Component string
	Way       string
	// Reply says that it is the direction of a connection's answers, Began that
	// the connection began since it was told of last.
	Reply, Began bool
}

// Evidence says what a record is known by.
type Evidence uint8

// The kinds of evidence.
const (
	// Seen is what the kernel told of.
	Seen Evidence = iota
	// Presumed is what must have been let through before it was dropped later. It
	// counts only where no connection is told of: that counts it too.
	Presumed
	// Deducted is what was dropped, and counts in a connection if it belongs to one.
	Deducted
)

// Path is AWS's number of the way that egress traffic took.
type Path uint8

// The paths that there are here.
const (
	PathNone       Path = 0
	PathSameVPC    Path = 1
	PathVPNGateway Path = 3
	PathPeering    Path = 4
	PathEndpoint   Path = 7
	PathInternet   Path = 8
)

// Interface is where an interface is, and whose it is.
type Interface struct {
	ID, Account, Region, VPC, Subnet, ZoneID string
	// Instance is the EC2 instance, Service the name of the App Runner service
	// that has the interface, and Workload the workload; empty where there is none.
	Instance, Service, Workload string
	// NAT is the NAT gateway whose interface it is.
	NAT string
}

// Owner is the service's name, else the id of the instance or NAT gateway; empty
// for none of these.
func (i *Interface) Owner() string {
	for _, name := range []string{i.Service, i.Instance, i.NAT} {
		if name != "" {
			return name
		}
	}
	return ""
}

// Tuple is one direction of a connection.
type Tuple struct{ Source, Destination netip.AddrPort }

// Count is packets, and bytes with IP headers.
type Count struct{ Packets, Bytes uint64 }

// Connection is what a connection that was let through did since it was told of
// last.
type Connection struct {
	Protocol uint8
	// Original is the direction of its first packet; Reply differs from its mirror
	// where addresses are translated.
	Original, Reply Tuple
	Sent, Answered  Count
	// SentFlags and AnsweredFlags are tcp's, as far as they can be told.
	SentFlags, AnsweredFlags uint8
	// Mark is that of the first packet's way.
	Mark uint32
	// Began says that it began since it was told of last.
	Began       bool
	First, Last time.Time
}

// Drop is a packet that was dropped.
type Drop struct {
	Stage     vpc.Stage
	Component string
	// In and Out are devices of the router.
	In, Out  string
	Protocol uint8
	Tuple
	Flags uint8 // tcp's, all of them
	Bytes uint64
	At    time.Time
}
