package vpc

// World is all that a packet can meet on this node: the VPCs' plans, and what
// is on the public side.
type World struct {
	Plans map[string]*Plan // by VPC id
	// Uplink says that internet gateways lead on to public addresses outside of
	// this node.
	Uplink bool
}
