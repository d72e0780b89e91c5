package vpc

import "net/netip"

// Explanation says whether a packet gets to its destination and its answer
// back, by which way, and if not, what stops them and what to change.
type Explanation struct {
	Packet    Packet
	Reachable bool
	// Forward is the packet's way, component by component, Return its answer's.
	// Return is empty where the packet itself is stopped. Of a way that ends
	// early the last component is the one that stopped it.
	Forward, Return []PathComponent
	// Stopped is the stage where the packet or its answer ended, and Answer says
	// that it was the answer; Stopped is StageDelivered where both got through.
	Stopped Stage
	Answer  bool
	// To, Appliance, Outside and Resolver are those of the packet's verdict.
	To        string
	Appliance bool
	Outside   Outside
	Resolver  bool
	// Findings are why it does not get through; empty where it does.
	Findings []Finding
}

// PathComponent is one thing that a packet meets, and what of it decided.
type PathComponent struct {
	Step
	// Rule is the group's rule that let the packet pass, Entry the ACL's that
	// decided about it; nil at other stages, and where none did.
	Rule  *SecurityGroupRule
	Entry *ACLEntry
	// Passed is false for the component that stopped the packet.
	Passed bool
}

// Finding is a reason why a packet does not get through, with the things it
// is about. Those that it is not about are empty.
type Finding struct {
	Code string // of AWS's Reachability Analyzer
	// Direction is that of the rules of a group or an ACL.
	Direction Direction
	VPC       string
	Subnet    string
	Interface string
	Groups    []string
	ACL       string
	Entry     *ACLEntry
	Table     string
	Route     *RouteRange
	Gateway   string // igw-…, nat-…, pcx-…, vgw-…, vpce-…, eigw-…
	Address   netip.Addr
	Protocol  Protocol
	Port      uint16
	Text      string // a sentence
	Remedy    Remedy
}
