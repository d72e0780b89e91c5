package vpc

import "time"

// VPNGateway is a virtual private gateway: a VPC's way to the operator's own
// network, which the configuration names by its ranges (LAN).
type VPNGateway struct {
	ID        string // vgw-…
	Region    string
	OwnerID   string
	VPCID     string // empty while detached
	ASN       int64  // amazonSideAsn; kept, without effect
	Zone      string
	State     State
	CreatedAt time.Time
	Tags      Tags
}

// DocumentKind is the kind that the store keeps VPN gateways under.
func (g VPNGateway) DocumentKind() string { return "vpn-gateway" }

// DocumentKey is the gateway's id.
func (g VPNGateway) DocumentKey() string { return g.ID }

// DocumentIndexes are "region=…" and, while attached, "vpc=…".
func (g VPNGateway) DocumentIndexes() []string {
	keys := []string{"region=" + g.Region}
	if g.VPCID != "" {
		keys = append(keys, "vpc="+g.VPCID)
	}
	return keys
}

// EgressOnlyGateway lets a VPC's IPv6 interfaces start connections to the
// outside, and nobody start one to them.
type EgressOnlyGateway struct {
	ID        string // eigw-…
	Region    string
	OwnerID   string
	VPCID     string
	CreatedAt time.Time
	Tags      Tags
}

// DocumentKind is the kind that the store keeps egress-only gateways under.
func (g EgressOnlyGateway) DocumentKind() string { return "egress-only-gateway" }

// DocumentKey is the gateway's id.
func (g EgressOnlyGateway) DocumentKey() string { return g.ID }

// DocumentIndexes are "region=…" and "vpc=…".
func (g EgressOnlyGateway) DocumentIndexes() []string {
	return []string{"region=" + g.Region, "vpc=" + g.VPCID}
}
