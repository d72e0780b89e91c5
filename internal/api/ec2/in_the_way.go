package ec2

import (
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// gatewaysIn names what is in a VPC, besides what it consists of, and has to go before it: EC2 deletes none of it along.
func (c call) gatewaysIn(vpcID string) []string {
	at := "vpc=" + vpcID
	var names []string
	for g := range store.Find[vpc.NATGateway](c, at) {
		if g.State != vpc.StateDeleted && g.State != vpc.StateFailed {
			names = append(names, "NAT gateway "+g.ID)
		}
	}
	for e := range store.Find[vpc.Endpoint](c, at) {
		if e.State != vpc.StateDeleted && e.State != vpc.StateFailed {
			names = append(names, "VPC endpoint "+e.ID)
		}
	}
	for g := range store.Find[vpc.VPNGateway](c, at) {
		names = append(names, "virtual private gateway "+g.ID+" (detach it)")
	}
	for g := range store.Find[vpc.EgressOnlyGateway](c, at) {
		names = append(names, "egress-only internet gateway "+g.ID)
	}
	for p := range store.Find[vpc.Peering](c, at) {
		if p.Status.Live() {
			names = append(names, "VPC peering connection "+p.ID)
		}
	}
	return names
}
