package vpc

import (
	"fmt"
	"slices"
)

// fillBlackhole proposes what to do about a route whose target is gone or takes
// nothing: what does its work, or that the route goes.
func (e *Explainer) fillBlackhole(m Model, table RouteTable, c PathComponent) Remedy {
	r, to := *c.Route, c.Before.Destination
	if r.Destination == defaultRoute {
		return translate(m, table, e.alike(m, c.Subnet))
	}
	if r.PrefixListID != "" || !r.Destination.IsValid() {
		return Remedy{Text: fmt.Sprintf("Give the route for %s in %s a target that stands.", r.PrefixListID, table.ID)}
	}
	for _, p := range m.Peerings {
		if slices.ContainsFunc(p.VPC.Blocks, func(b Block) bool { return b.CIDR.Contains(to) }) {
			return Remedy{fmt.Sprintf("Send what goes to %s by the peering %s, which leads to %s.", r.Destination, p.ID, p.VPC.ID), []string{byPeering(table.ID, r, p.ID)}}
		}
	}
	switch kindOf(r.Target) {
	case PrefixPeering:
		if other := m.EndedPeerings[r.Target]; other != "" {
			return Remedy{fmt.Sprintf("Peer with %s again, and send what goes to %s by that.", other, r.Destination), []string{
				fmt.Sprintf("PEERING=$(aws ec2 create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s --query VpcPeeringConnection.VpcPeeringConnectionId --output text)", m.VPC.ID, other),
				"aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id $PEERING",
				byPeering(table.ID, r, "$PEERING"),
			}}
		}
	case PrefixInterface:
		if i := m.interfaceOf(r.Target); i.Attachment != nil && !i.NoSourceCheck {
			return Remedy{fmt.Sprintf("Let %s take what is not for itself, if what has it passes packets on.", i.ID), []string{
				fmt.Sprintf("aws ec2 modify-network-interface-attribute --network-interface-id %s --no-source-dest-check", i.ID)}}
		}
	}
	return Remedy{"Take the route away, so that the next shorter one decides, or give it a target that stands (aws ec2 replace-route).", []string{
		fmt.Sprintf("aws ec2 delete-route --route-table-id %s %s %s", table.ID, blockOption(r.Destination), r.Destination)}}
}

// byPeering replaces a route's target by a peering.
func byPeering(table string, r RouteRange, peering string) string {
	return fmt.Sprintf("aws ec2 replace-route --route-table-id %s %s %s --vpc-peering-connection-id %s", table, blockOption(r.Destination), r.Destination, peering)
}
