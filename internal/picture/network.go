// Package picture draws the network as it is now: the way out of a service, or
// the map of a VPC, as nodes and links, with what passed and what was rejected
// in the last minutes. What it shows follows from documents, from the plan that
// the kernel holds, and from what was seen; it decides nothing itself.
//
// The types of this file are the JSON that is served. Whoever draws it needs
// nothing else: nodes have a rank (their column), every id of a link is that of a
// node, and links lead from a lower rank to a higher one, but for those of the
// kinds in, has and guarded-by, which may be between neighbours or lead back.
package picture

import "time"

// Version is the version of Network. It grows when a member changes its meaning
// or goes; new members and new kinds do not change it.
const Version = 1

// Network is the picture of one moment.
type Network struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	// Window is over how many seconds until At everything is counted.
	Window int `json:"window"`
	// Service is the name of the service whose way out this is; empty for the map
	// of a VPC. Status is the service's, and Egress DEFAULT or VPC.
	Service string `json:"service,omitempty"`
	Status  string `json:"status,omitempty"`
	Egress  string `json:"egress,omitempty"`
	// VPC is empty where the service sends by the public side.
	VPC string `json:"vpc,omitempty"`
	// Connector is the ARN of the service's.
	Connector string `json:"connector,omitempty"`
	// Note says, in a sentence, what is particular: that the service is paused or
	// has no instance, so that the picture is of where instances would be.
	Note string `json:"note,omitempty"`
	// Sequence is that of the documents that this is drawn of; it grows with every
	// change of one.
	Sequence uint64 `json:"sequence"`
	Nodes    []Node `json:"nodes"`
	Links    []Link `json:"links"`
	// Rejections are what was rejected in the window, the newest first.
	Rejections []Rejection `json:"rejections"`
	// LeftOut says of what there is more than is shown.
	LeftOut []LeftOut `json:"leftOut,omitempty"`
	// Lost is how many packets went unseen in the window, since more came than is read.
	Lost uint64 `json:"lost,omitempty"`
	// Uncounted says why nothing is counted here; empty where it is.
	Uncounted string `json:"uncounted,omitempty"`
}

// Kind is what a node is.
type Kind string

// The kinds of nodes. Ids are EC2's where there is one; the others are said here.
const (
	KindService             Kind = "service"  // id "service/NAME"
	KindInstance            Kind = "instance" // of a service: its workload's key; an EC2 instance: i-…
	KindInterface           Kind = "interface"
	KindSubnet              Kind = "subnet"
	KindNetworkACL          Kind = "network-acl"
	KindSecurityGroup       Kind = "security-group"
	KindRouteTable          Kind = "route-table"
	KindInternetGateway     Kind = "internet-gateway"
	KindNATGateway          Kind = "nat-gateway"
	KindEgressOnlyGateway   Kind = "egress-only-internet-gateway"
	KindPeering             Kind = "peering"
	KindVPNGateway          Kind = "vpn-gateway"
	KindGatewayEndpoint     Kind = "gateway-endpoint"
	KindInterfaceEndpoint   Kind = "interface-endpoint"
	KindPeerVPC             Kind = "vpc"                  // behind a peering
	KindLAN                 Kind = "lan"                  // id "lan": the operator's network, behind a VPN gateway
	KindInternet            Kind = "internet"             // id "internet": behind gateways and the public side
	KindPublic              Kind = "public"               // id "public": the public side, of services with egress DEFAULT
	KindDestination         Kind = "destination"          // id "destination/PROTOCOL/ADDRESS:PORT"
	KindOthers              Kind = "other-destinations"   // id "destination/others"
	KindMissing             Kind = "missing"              // the target of a route that is gone; its id
	KindUnattachedInterface Kind = "unattached-interface" // in a VPC's map: an interface that nothing is plugged into
)

// Node is one thing of the network.
type Node struct {
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	// Rank is the column that it is drawn in, from 0 at the left: 0 services, 1
	// instances, 2 interfaces, 3 subnets, 4 network ACLs, 5 route tables, 6 what
	// routes lead to, 7 what NAT gateways lead on to, 8 what is outside, 9
	// destinations. Security groups have that of the interfaces.
	Rank int `json:"rank"`
	// Name is what people call it; empty where nobody named it.
	Name string `json:"name,omitempty"`
	// Label are lines about it: its address, zone, CIDR, how many addresses are free.
	Label []string `json:"label,omitempty"`
	State State    `json:"state"`
	// Reason says why it is not as it should be.
	Reason   string   `json:"reason,omitempty"`
	Counters Counters `json:"counters"`
	// Rules are those of a security group, the entries of a network ACL, the
	// routes of a route table: egress first, routes local first. RulesLeftOut is
	// how many more there are than are shown; those that counted something are
	// among them first.
	Rules        []Rule `json:"rules,omitempty"`
	RulesLeftOut int    `json:"rulesLeftOut,omitempty"`
	// Destination is set of kind destination.
	Destination *Destination `json:"destination,omitempty"`
}

// State is how far a node is from what it should be, from what was read back of
// the kernel.
type State string

// The states of nodes.
const (
	// Enforced is in the kernel as it should be.
	Enforced State = "enforced"
	// Pending is a change that is not in the kernel yet, or an instance that is
	// not up yet.
	Pending State = "pending"
	// Failed is what could not be made; the reason says why.
	Failed State = "failed"
	// Unused is what nothing on this node needs at present, so that it is not in
	// the kernel: a subnet without interfaces, a table without subnets.
	Unused State = "unused"
	// Observed is what is not ours to hold: destinations, the internet.
	Observed State = "observed"
)

// Counters are what was seen within the window: in a service's picture of the
// service's own traffic, in the map of a VPC of all.
type Counters struct {
	// Accepted is how many connections began (with one: a tcp connection, a udp
	// question and its answers), Rejected how many packets were dropped.
	Accepted uint64 `json:"accepted"`
	Rejected uint64 `json:"rejected"`
	// Bytes and Packets are what was let through, both ways, with IP headers.
	Bytes   uint64 `json:"bytes"`
	Packets uint64 `json:"packets"`
	// Last is when anything was seen last, LastRejected when something was
	// rejected; absent for never.
	Last         *time.Time `json:"last,omitempty"`
	LastRejected *time.Time `json:"lastRejected,omitempty"`
}

// Rule is a rule of a security group, an entry of a network ACL, or a route.
type Rule struct {
	// ID is unique in its node: the rule's (sgr-…); "egress 100", "ingress *" of
	// an ACL's entry; the destination of a route, as it is shown.
	ID string `json:"id"`
	// Direction is egress or ingress; empty for routes.
	Direction string `json:"direction,omitempty"`
	// Text is the rule as AWS shows it: "TCP 5432 to sg-0123", "100 ALLOW All
	// traffic from 0.0.0.0/0", "0.0.0.0/0 to nat-0123".
	Text string `json:"text"`
	// Target is what a route leads to ("local" within the VPC), or what a group's
	// rule names as its other end.
	Target string `json:"target,omitempty"`
	// Deny marks an entry that denies.
	Deny bool `json:"deny,omitempty"`
	// Active is false of a route that leads nowhere (a black hole), for the Reason.
	Active bool   `json:"active"`
	Reason string `json:"reason,omitempty"`
	// Accepted, Rejected, Bytes and Packets are as in Counters: what the rule let
	// through or dropped.
	Accepted uint64 `json:"accepted"`
	Rejected uint64 `json:"rejected"`
	Bytes    uint64 `json:"bytes"`
	Packets  uint64 `json:"packets"`
}

// LinkKind is what a link says.
type LinkKind string

// The kinds of links.
const (
	Runs      LinkKind = "runs"       // service → instance
	Has       LinkKind = "has"        // instance, NAT gateway, endpoint → interface
	In        LinkKind = "in"         // interface, NAT gateway → subnet
	GuardedBy LinkKind = "guarded-by" // interface → security group, subnet → network ACL
	RoutedBy  LinkKind = "routed-by"  // network ACL, subnet → route table
	LeadsTo   LinkKind = "leads-to"   // route table → target, NAT gateway → gateway, gateway → what is behind
	Sends     LinkKind = "sends"      // what a packet leaves last → destination
)

// Link joins two nodes. Its counters are of what nodes on the left started, and
// of the answers to that.
type Link struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Kind     LinkKind `json:"kind"`
	Accepted uint64   `json:"accepted"`
	Rejected uint64   `json:"rejected"`
	Bytes    uint64   `json:"bytes"`
	Packets  uint64   `json:"packets"`
	// Broken says that nothing gets past here now, whatever was counted: the route
	// is a black hole. From what rejects packets a broken link leads to the
	// destination that they had.
	Broken bool `json:"broken,omitempty"`
	// Stage and Component say what rejected packets that were to go by this link:
	// the newest ones. They are absent where nothing was rejected.
	Stage     string `json:"stage,omitempty"`
	Component string `json:"component,omitempty"`

	rejected time.Time // the newest
}

// Destination is an address and port that something was sent to.
type Destination struct {
	Address  string `json:"address"`
	Port     uint16 `json:"port,omitempty"` // 0 where the protocol has none
	Protocol string `json:"protocol"`       // tcp, udp, icmp, …
	// Names are those by which it was asked for or is known in the VPC.
	Names []string `json:"names,omitempty"`
	// Owner is the service's name, or the id of the instance, endpoint or NAT
	// gateway, that has the address; Interface is its network interface, and VPC
	// where that is.
	Owner     string `json:"owner,omitempty"`
	Interface string `json:"interface,omitempty"`
	VPC       string `json:"vpc,omitempty"`
	// Verdict is ACCEPT or REJECT: what became of the newest.
	Verdict string `json:"verdict"`
	// Rejection is the newest one; absent where nothing was rejected.
	Rejection *Rejection `json:"rejection,omitempty"`
}

// Rejection is a flow that was rejected within the window, once or more.
type Rejection struct {
	// Last is when it was last, First when it was first in the window.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
	// Count is how many packets were dropped.
	Count uint64 `json:"count"`
	// Node is what rejected, if that is in the picture: the id of a node.
	Node string `json:"node,omitempty"`
	// Stage is where, in the words of sallyport explain ("egress policy", "ingress
	// acl", "route"), Where the same in EC2's words.
	Stage string `json:"stage"`
	Where string `json:"where"`
	// Component is what decided: the groups, the network ACL, the route table, the
	// gateway. Decided is the rule of it, as Rule.ID; empty where none matched.
	Component string `json:"component,omitempty"`
	Decided   string `json:"decided,omitempty"`
	// Reason is a sentence.
	Reason string `json:"reason,omitempty"`
	// Interface saw it, at its own gates, in the Direction egress or ingress.
	Interface   string `json:"interface,omitempty"`
	Direction   string `json:"direction"`
	Source      string `json:"source"`
	Destination string `json:"destination"`
	Port        uint16 `json:"port,omitempty"`
	Protocol    string `json:"protocol"`
	// Sender and Receiver name who has the source and the destination; empty where
	// nobody here does.
	Sender   string `json:"sender,omitempty"`
	Receiver string `json:"receiver,omitempty"`
	// Answer says that it was an answer: Port is that of the source, who was asked.
	Answer bool `json:"answer,omitempty"`
}

// LeftOut is how many nodes of a kind there are more than are shown.
type LeftOut struct {
	Kind  Kind `json:"kind"`
	Count int  `json:"count"`
}
