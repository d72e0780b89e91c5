package ec2

import (
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// connectionsOf names what joins a VPC with something else and has to go before it: EC2 deletes none of it along.
func (c call) connectionsOf(vpcID string) []string {
	at := "vpc=" + vpcID
	var names []string
	for e := range store.Find[vpc.Endpoint](c, at) {
		if e.State != vpc.StateDeleted && e.State != vpc.StateFailed {
			names = append(names, "VPC endpoint "+e.ID)
		}
	}
	for g := range store.Find[vpc.VPNGateway](c, at) {
		names = append(names, "virtual private gateway "+g.ID+" (detach it)")
	}
	for p := range store.Find[vpc.Peering](c, at) {
		if p.Status.Live() {
			names = append(names, "VPC peering connection "+p.ID)
		}
	}
	return names
}
