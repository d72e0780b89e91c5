package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Remedy is what a user can change so that packets get through: commands of
// the aws command line that can be pasted into a shell, in their order. They
// open no more than the packet in question needs.
type Remedy struct {
	// Text says what the commands do, or what to decide where there are none.
	Text     string
	Commands []string
}

// remote is the other end of a packet as a rule should name it: by its group
// where it is an interface that the rule's VPC knows, else by its address.
type remote struct {
	Address netip.Addr
	Group   string // sg-…, or empty
}

// openGroup lets one kind of traffic through a group, with one remote end.
func openGroup(group string, direction Direction, p Header, r remote) Remedy {
	from, to, words := int32(p.DestinationPorts.From), int32(p.DestinationPorts.To), p.traffic()
	if p.Protocol.HasTypes() {
		from, to = int32(p.ICMPType), -1
	}
	permission := "IpProtocol=" + p.Protocol.EC2Name()
	if p.Protocol.HasPorts() || p.Protocol.HasTypes() {
		permission += fmt.Sprintf(",FromPort=%d,ToPort=%d", from, to)
	}
	end := r.Group
	switch {
	case r.Group != "":
		permission += fmt.Sprintf(",UserIdGroupPairs=[{GroupId=%s}]", r.Group)
	case r.Address.Is6():
		end = r.Address.String()
		permission += fmt.Sprintf(",Ipv6Ranges=[{CidrIpv6=%s/128}]", r.Address)
	default:
		end = r.Address.String()
		permission += fmt.Sprintf(",IpRanges=[{CidrIp=%s/32}]", r.Address)
	}
	preposition := "from"
	if direction == Egress {
		preposition = "to"
	}
	return Remedy{
		Text:     fmt.Sprintf("Add a rule to the security group %s that allows %s %s %s.", group, words, preposition, end),
		Commands: []string{fmt.Sprintf("aws ec2 authorize-security-group-%s --group-id %s --ip-permissions '%s'", direction, group, permission)},
	}
}

// openACL adds an entry before the one that denied. The ports of an answer are
// all that the client may have for its own end.
func openACL(acl NetworkACL, denied int32, egress bool, p Header, other netip.Addr) Remedy {
	direction, preposition := "--ingress", "from"
	if egress {
		direction, preposition = "--egress", "to"
	}
	number, ok := freeEntry(acl, denied, egress)
	if !ok {
		return Remedy{Text: fmt.Sprintf("Entry %d of %s denies it and no number before that is free: renumber the entries, so that one that allows %s %s %s can come first.",
			denied, acl.ID, p.traffic(), preposition, other)}
	}
	ports := ""
	switch {
	case p.Protocol.HasPorts():
		ports = fmt.Sprintf(" --port-range From=%d,To=%d", p.DestinationPorts.From, p.DestinationPorts.To)
	case p.Protocol.HasTypes():
		ports = fmt.Sprintf(" --icmp-type-code Type=%d,Code=-1", p.ICMPType)
	}
	block := fmt.Sprintf("--cidr-block %s/32", other)
	if other.Is6() {
		block = fmt.Sprintf("--ipv6-cidr-block %s/128", other)
	}
	return Remedy{
		Text: fmt.Sprintf("Add an entry to the network ACL %s, before number %d, that allows %s %s %s.", acl.ID, denied, p.traffic(), preposition, other),
		Commands: []string{fmt.Sprintf("aws ec2 create-network-acl-entry --network-acl-id %s %s --rule-number %d --protocol %d%s %s --rule-action allow",
			acl.ID, direction, number, p.Protocol, ports, block)},
	}
}

// freeEntry is a number for an entry that is to come before the one that denied:
// after the others, in steps of ten, where the last one denied; else the
// nearest before it.
func freeEntry(acl NetworkACL, denied int32, egress bool) (int32, bool) {
	taken := map[int32]bool{}
	var last int32
	for _, e := range acl.Entries {
		if e.Egress == egress {
			taken[e.Number] = true
			if e.Number < ACLLastEntry {
				last = max(last, e.Number)
			}
		}
	}
	if next := (last/10 + 1) * 10; denied >= ACLLastEntry && next < ACLLastEntry {
		return next, true
	}
	for number := denied - 1; number > 0; number-- {
		if !taken[number] {
			return number, true
		}
	}
	return 0, false
}

// translate gives subnets a way to public addresses that needs no public
// address of their own: a NAT gateway in another subnet, whose table leads to
// the internet gateway, and a route to it.
func translate(m Model, table RouteTable, subnets []string) Remedy {
	for _, g := range m.NATGateways {
		if !g.Private && g.State == StateAvailable && !slices.Contains(subnets, g.SubnetID) && m.leadsOut(g.SubnetID) {
			return Remedy{
				Text:     fmt.Sprintf("Send what goes to the internet by the NAT gateway %s, which stands in %s.", g.ID, g.SubnetID),
				Commands: m.sendBy(table, subnets, g.ID),
			}
		}
	}
	commands, host, words := m.publicSubnet(subnets)
	commands = append(commands,
		"ALLOCATION=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text)",
		fmt.Sprintf("NAT=$(aws ec2 create-nat-gateway --subnet-id %s --allocation-id $ALLOCATION --query NatGateway.NatGatewayId --output text)", host),
		"aws ec2 wait nat-gateway-available --nat-gateway-ids $NAT")
	return Remedy{
		Text:     fmt.Sprintf("Make a NAT gateway in %s, and send what goes to the internet by it.", words),
		Commands: append(commands, m.sendBy(table, subnets, "$NAT")...),
	}
}

// publicSubnet is where a NAT gateway for other subnets can stand: a subnet whose
// table leads to the internet gateway, or one that the commands make.
func (m Model) publicSubnet(subnets []string) (commands []string, id, words string) {
	for _, s := range m.Subnets {
		if !slices.Contains(subnets, s.ID) && m.leadsOut(s.ID) {
			return nil, s.ID, "the public subnet " + s.ID
		}
	}
	gateway := "$GATEWAY"
	if len(m.Gateways) > 0 {
		gateway = m.Gateways[0].ID
	} else {
		commands = append(commands,
			"GATEWAY=$(aws ec2 create-internet-gateway --query InternetGateway.InternetGatewayId --output text)",
			"aws ec2 attach-internet-gateway --internet-gateway-id $GATEWAY --vpc-id "+m.VPC.ID)
	}
	cidr := "CIDR"
	if free, ok := m.freeBlock(); ok {
		cidr = free.String()
	}
	commands = append(commands,
		fmt.Sprintf("SUBNET=$(aws ec2 create-subnet --vpc-id %s --cidr-block %s --query Subnet.SubnetId --output text)", m.VPC.ID, cidr),
		fmt.Sprintf("PUBLIC=$(aws ec2 create-route-table --vpc-id %s --query RouteTable.RouteTableId --output text)", m.VPC.ID),
		"aws ec2 create-route --route-table-id $PUBLIC --destination-cidr-block 0.0.0.0/0 --gateway-id "+gateway,
		"aws ec2 associate-route-table --route-table-id $PUBLIC --subnet-id $SUBNET")
	return commands, "$SUBNET", "a new public subnet"
}

// sendBy gives the subnets a default route to a target. A table that other
// subnets use too is left alone: the subnets are given one of their own.
func (m Model) sendBy(table RouteTable, subnets []string, nat string) []string {
	alone := true
	for _, s := range m.Subnets {
		if t, ok := m.TableOf(s.ID); ok && t.ID == table.ID && !slices.Contains(subnets, s.ID) {
			alone = false
		}
	}
	if alone && table.ID != "" {
		verb := "create-route"
		if table.find(defaultRoute) >= 0 {
			verb = "replace-route"
		}
		return []string{fmt.Sprintf("aws ec2 %s --route-table-id %s --destination-cidr-block 0.0.0.0/0 --nat-gateway-id %s", verb, table.ID, nat)}
	}
	commands := []string{
		fmt.Sprintf("TABLE=$(aws ec2 create-route-table --vpc-id %s --query RouteTable.RouteTableId --output text)", m.VPC.ID),
		"aws ec2 create-route --route-table-id $TABLE --destination-cidr-block 0.0.0.0/0 --nat-gateway-id " + nat,
	}
	for _, r := range table.Routes {
		if r.Destination.IsValid() && r.Destination != defaultRoute {
			commands = append(commands, createRoute("$TABLE", r.Destination, r.Target))
		}
	}
	for _, s := range subnets {
		if t, _ := m.TableOf(s); t.ID == table.ID {
			commands = append(commands, m.associate(s))
		}
	}
	return commands
}

// associate gives a subnet the table in $TABLE.
func (m Model) associate(subnet string) string {
	for _, t := range m.RouteTables {
		for _, a := range t.Associations {
			if a.SubnetID == subnet {
				return fmt.Sprintf("aws ec2 replace-route-table-association --association-id %s --route-table-id $TABLE", a.ID)
			}
		}
	}
	return fmt.Sprintf("aws ec2 associate-route-table --route-table-id $TABLE --subnet-id %s", subnet)
}

// defaultRoute is where what has no other route goes.
var defaultRoute = netip.PrefixFrom(netip.IPv4Unspecified(), 0)

// createRoute names the target by the option that its kind has.
func createRoute(table string, destination netip.Prefix, target string) string {
	return fmt.Sprintf("aws ec2 create-route --route-table-id %s %s %s %s %s", table, blockOption(destination), destination, targetOption(target), target)
}

// blockOption names a route's destination.
func blockOption(destination netip.Prefix) string {
	if destination.Addr().Is6() {
		return "--destination-ipv6-cidr-block"
	}
	return "--destination-cidr-block"
}

func targetOption(target string) string {
	kind, _, _ := strings.Cut(target, "-")
	switch kind {
	case PrefixNATGateway:
		return "--nat-gateway-id"
	case PrefixPeering:
		return "--vpc-peering-connection-id"
	case PrefixInterface:
		return "--network-interface-id"
	case PrefixEndpoint:
		return "--vpc-endpoint-id"
	case PrefixEgressOnly:
		return "--egress-only-internet-gateway-id"
	}
	return "--gateway-id"
}

// leadsOut says whether a subnet's default route is an internet gateway that is
// attached: what makes a subnet public.
func (m Model) leadsOut(subnet string) bool {
	table, _ := m.TableOf(subnet)
	i := table.find(defaultRoute)
	return i >= 0 && slices.ContainsFunc(m.Gateways, func(g InternetGateway) bool { return g.ID == table.Routes[i].Target })
}

// freeBlock is the first /28 of the VPC's ranges that no subnet has.
func (m Model) freeBlock() (netip.Prefix, bool) {
	for _, b := range m.VPC.Blocks {
		for a := b.CIDR.Masked().Addr(); b.CIDR.Contains(a); a = at(netip.PrefixFrom(a, 28), 16) {
			cidr := netip.PrefixFrom(a, 28)
			if !slices.ContainsFunc(m.Subnets, func(s Subnet) bool { return s.CIDR.Overlaps(cidr) }) {
				return cidr, true
			}
			if a == netip.AddrFrom4([4]byte{255, 255, 255, 240}) {
				break
			}
		}
	}
	return netip.Prefix{}, false
}
