package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// finding says why the last component of a way stopped the packet.
func (e *Explainer) finding(x Packet, way []PathComponent, v Verdict) Finding {
	if len(way) == 0 {
		return Finding{Code: CodeNoPath, Text: "Nothing is known of the way."}
	}
	last := way[len(way)-1]
	f := Finding{
		VPC: last.VPC, Subnet: last.Subnet, Interface: last.Interface, Address: last.Before.Destination,
		Protocol: last.Before.Protocol, Port: last.Before.DestinationPorts.From, Text: sentence(last.Detail),
	}
	m := e.model(last.VPC)
	switch last.Stage {
	case StageSourceCheck:
		f.Code = CodeSourceCheck
		if len(v.Steps) == 1 && !last.Before.Source.IsValid() || m.VPC.ID == "" {
			f.Code = CodeNoEnds
		}
	case StageEgressPolicy, StageIngressPolicy:
		e.aboutGroups(&f, last, m)
	case StageEgressACL, StageIngressACL:
		aboutACL(&f, last, m)
	case StageRoute:
		e.aboutRoute(&f, last, m)
	case StageGateway:
		if last.Component == "" {
			aboutPublicSide(&f, last, e.model(x.VPC))
			break
		}
		e.aboutGateway(&f, way, m)
	default:
		f.Code = CodeNoPath
	}
	return f
}

// sentence makes a detail one. What begins with an id or an address keeps its
// first letter.
func sentence(detail string) string {
	if first, _, _ := strings.Cut(detail, " "); strings.Trim(first, "abcdefghijklmnopqrstuvwxyz") == "" && detail != "" {
		detail = strings.ToUpper(detail[:1]) + detail[1:]
	}
	return detail + "."
}

// aboutGroups is the finding where no group let the packet pass.
func (e *Explainer) aboutGroups(f *Finding, c PathComponent, m Model) {
	direction, remote := c.direction(), c.remote()
	f.Code, f.Direction, f.Address = CodeGroupMismatch, direction, remote
	f.Groups = m.interfaceOf(c.Interface).Groups
	rules := slices.ContainsFunc(m.Rules, func(r SecurityGroupRule) bool {
		return r.Direction == direction && slices.Contains(f.Groups, r.GroupID)
	})
	if !rules {
		f.Code = CodeGroupEmpty
		f.Text = fmt.Sprintf("The security group %s of %s has no %s rule at all, so nothing passes.", list(f.Groups), c.Interface, direction)
	}
	if len(f.Groups) == 0 {
		return
	}
	f.Remedy = openGroup(f.Groups[0], direction, c.Before, m.remoteEnd(remote))
}

// remoteEnd is how a rule of this VPC should name an address.
func (m Model) remoteEnd(a netip.Addr) remote {
	if i, ok := m.interfaceAt(a); ok && len(i.Groups) > 0 {
		return remote{Address: a, Group: i.Groups[0]}
	}
	return remote{Address: a}
}

// aboutACL is the finding where a subnet's ACL denied.
func aboutACL(f *Finding, c PathComponent, m Model) {
	f.Code, f.Direction, f.ACL, f.Entry, f.Address = CodeACL, c.direction(), c.Component, c.Entry, c.remote()
	acl, ok := m.acl(c.Component)
	if !ok || c.Entry == nil {
		return
	}
	what := fmt.Sprintf("%s from %s into %s", c.Before.traffic(), f.Address, c.Subnet)
	if f.Direction == Egress {
		what = fmt.Sprintf("%s to %s out of %s", c.Before.traffic(), f.Address, c.Subnet)
	}
	f.Text = fmt.Sprintf("Entry %d of the network ACL %s denies %s.", c.Entry.Number, acl.ID, what)
	if c.Entry.Number == ACLLastEntry {
		f.Text = fmt.Sprintf("No entry of the network ACL %s allows %s, and what none allows is denied.", acl.ID, what)
	}
	f.Remedy = openACL(acl, c.Entry.Number, f.Direction == Egress, c.Before, f.Address)
}

// aboutRoute is the finding where no route led on.
func (e *Explainer) aboutRoute(f *Finding, c PathComponent, m Model) {
	to := c.Before.Destination
	f.Table, f.Route = c.Component, c.Route
	table := m.table(c.Component)
	switch {
	case c.Route != nil:
		f.Code, f.Gateway = CodeBadRoute, c.Route.Target
		f.Remedy = e.fillBlackhole(m, table, c)
	case m.holds(to):
		f.Code, f.Text = CodeUnknown, fmt.Sprintf("Nothing in %s has the address %s: no network interface in use is there.", m.VPC.ID, to)
		f.Remedy.Text = "Check the address, and whether what should have it runs: aws ec2 describe-network-interfaces lists all addresses in use."
	default:
		f.Code = CodeNoRoute
		f.Text = fmt.Sprintf("The route table %s of %s has no route for %s.", c.Component, c.Subnet, to)
		f.Remedy = e.addRoute(m, table, c)
	}
}

// addRoute proposes the route that is missing: to the peer, the operator's
// network or the service that has the address, else to the internet.
func (e *Explainer) addRoute(m Model, table RouteTable, c PathComponent) Remedy {
	to := c.Before.Destination
	propose := func(target string, block netip.Prefix, what string) Remedy {
		return Remedy{fmt.Sprintf("Send what goes to %s by %s, which leads to %s.", block, target, what), []string{createRoute(table.ID, block, target)}}
	}
	for _, p := range m.Peerings {
		for _, b := range slices.Concat(p.VPC.Blocks, p.VPC.IPv6Blocks) {
			if b.CIDR.Contains(to) {
				return propose(p.ID, b.CIDR, p.VPC.ID)
			}
		}
	}
	for _, lan := range m.LAN {
		if lan.Contains(to) && len(m.VPNGateways) > 0 {
			return propose(m.VPNGateways[0].ID, lan, "the operator's network")
		}
	}
	if private(to) {
		return Remedy{Text: fmt.Sprintf("%s is a private address outside of %s: a peering, a VPN gateway or an endpoint has to lead there first.", to, m.VPC.ID)}
	}
	return translate(m, table, e.alike(m, c.Subnet))
}

// aboutGateway is the finding where a gateway refused the packet.
func (e *Explainer) aboutGateway(f *Finding, way []PathComponent, m Model) {
	c := way[len(way)-1]
	f.Gateway = c.Component
	switch kindOf(c.Component) {
	case PrefixNATGateway:
		f.Code = CodeProtocol
	case PrefixPeering:
		f.Code = CodeOutsideOfPeer
		f.Remedy.Text = "A peering connects the two VPCs' own addresses and nothing beyond: peer with the VPC that has the address."
	case PrefixInternetGateway:
		e.aboutInternet(f, way, m, m.holds(c.Before.Source))
	default:
		f.Code = CodeCannotRoute
	}
}

// aboutPublicSide is the finding where nobody on the public side has the
// destination. m is the VPC that the packet was to come into, if one is known.
func aboutPublicSide(f *Finding, c PathComponent, m Model) {
	to := c.Before.Destination
	f.Code = publicCode(to)
	if i, ok := m.interfaceAt(to); ok && m.holds(to) && len(m.Gateways) > 0 {
		f.Code, f.VPC, f.Interface, f.Subnet, f.Gateway = CodeNoPublicInbound, m.VPC.ID, i.ID, i.SubnetID, m.Gateways[0].ID
		f.Text = fmt.Sprintf("%s has no public address, without which %s lets nothing in to it.", i.ID, f.Gateway)
		f.Remedy = publicAddress(i)
	}
}

// holds says whether an address is in one of the VPC's ranges.
func (m Model) holds(a netip.Addr) bool {
	return slices.ContainsFunc(slices.Concat(m.VPC.Blocks, m.VPC.IPv6Blocks), func(b Block) bool { return b.CIDR.Contains(a) })
}

// aboutInternet is the finding where an internet gateway refused the packet.
func (e *Explainer) aboutInternet(f *Finding, way []PathComponent, m Model, leaves bool) {
	c := way[len(way)-1]
	from, to := c.Before.Source, c.Before.Destination
	switch {
	case leaves && !e.public(c.VPC, c.Component, from):
		f.Code, f.Address = CodeNoPublicAddress, from
		f.Text = fmt.Sprintf("%s leads by %s to the internet gateway %s, which takes only what has a public address: %s of %s has none.",
			f.via(way), defaultRoute, c.Component, from, way[0].Interface)
		f.Subnet, f.Interface = way[0].Subnet, way[0].Interface
		f.Remedy = e.givePublicWay(m, way)
	case leaves && e.translatedBefore(way) && mappedTo(m, to):
		f.Code = CodeReflection
	case leaves:
		f.Code = publicCode(to)
	case private(from):
		f.Code = CodeSpoofed
	default:
		f.Code = CodeNoPublicInbound
	}
}

// public says whether an internet gateway knows a public address for a private one.
func (e *Explainer) public(vpcID, gateway string, a netip.Addr) bool {
	plan := e.World.Plans[vpcID]
	if plan == nil || plan.gateway(gateway) == nil {
		return false
	}
	return slices.ContainsFunc(plan.gateway(gateway).Public, func(m PublicMapping) bool { return m.Private == a })
}

// via names the table whose route led to the gateway, and is that finding's table.
func (f *Finding) via(way []PathComponent) string {
	for _, c := range slices.Backward(way) {
		if c.Stage == StageRoute && c.Route != nil {
			f.Table, f.Route, f.Subnet = c.Component, c.Route, c.Subnet
			return "The route table " + c.Component
		}
	}
	return "The route"
}

// givePublicWay is the remedy for who has no public address: a NAT gateway for
// a service's interface, which can't have one.
func (e *Explainer) givePublicWay(m Model, way []PathComponent) Remedy {
	sender := m.interfaceOf(way[0].Interface)
	if sender.RequesterManaged || sender.Attachment == nil || sender.Attachment.InstanceID == "" {
		table, _ := m.TableOf(sender.SubnetID)
		return translate(m, table, e.alike(m, sender.SubnetID))
	}
	return publicAddress(sender)
}

func publicAddress(i Interface) Remedy {
	return Remedy{"Give the interface a public address.", []string{
		"ALLOCATION=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text)",
		fmt.Sprintf("aws ec2 associate-address --allocation-id $ALLOCATION --network-interface-id %s", i.ID),
	}}
}

// translatedBefore says whether a NAT gateway was on the way.
func (e *Explainer) translatedBefore(way []PathComponent) bool {
	return slices.ContainsFunc(way, func(c PathComponent) bool { return kindOf(c.Component) == PrefixNATGateway })
}

func mappedTo(m Model, a netip.Addr) bool {
	return slices.ContainsFunc(m.Public, func(p PublicAddress) bool { return p.Address == a })
}

// publicCode is why the public side does not lead to an address.
func publicCode(to netip.Addr) string {
	switch {
	case SharedAddresses.Contains(to):
		return CodeSharedByInternet
	case to.IsPrivate():
		return CodePrivateByInternet
	}
	return CodeNoPath
}
