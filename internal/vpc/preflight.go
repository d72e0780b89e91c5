package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Connection is what services would send through: the subnets and groups of a
// VPC connector.
type Connection struct {
	Subnets []string
	Groups  []string
	// Largest is how many interfaces its services may need at one time.
	Largest int
	// Free is how many addresses each subnet has left, by its id.
	Free map[string]int
}

// Shortcoming is something that will keep a service from what it may expect of
// its connector, found before anything fails.
type Shortcoming struct {
	// Code is AWS's explanation code where it has one for this, else one of ours
	// in the same style.
	Code string
	// Subject is the id of what lacks something.
	Subject string
	Text    string // a sentence
	Remedy  Remedy
}

// Codes of shortcomings that AWS has none for.
const (
	CodeDNSDisabled     = "VPC_DNS_SUPPORT_DISABLED"
	CodeTooFewAddresses = "SUBNETS_HAVE_TOO_FEW_ADDRESSES"
)

// Preflight says what is amiss with a connection: names that nothing resolves,
// groups that let nothing out, subnets without a way to the internet, ACLs that
// stop answers, too few addresses.
func Preflight(m Model, c Connection) []Shortcoming {
	var found []Shortcoming
	if !m.VPC.DNSSupport {
		found = append(found, Shortcoming{
			Code: CodeDNSDisabled, Subject: m.VPC.ID,
			Text: fmt.Sprintf("Names don't resolve: %s has enableDnsSupport off.", m.VPC.ID),
			Remedy: Remedy{"Turn the VPC's name server on.", []string{
				fmt.Sprintf(`aws ec2 modify-vpc-attribute --vpc-id %s --enable-dns-support '{"Value":true}'`, m.VPC.ID)}},
		})
	}
	found = append(found, m.checkGroups(c.Groups)...)
	byTable := map[string][]string{}
	for _, s := range c.Subnets {
		table, _ := m.TableOf(s)
		byTable[table.ID] = append(byTable[table.ID], s)
	}
	for _, s := range c.Subnets { // each table once, in the order of the subnets
		table, _ := m.TableOf(s)
		if alike := byTable[table.ID]; alike[0] == s {
			found = append(found, m.checkWayOut(table, alike)...)
		}
	}
	checked := map[string]bool{}
	for _, s := range c.Subnets {
		if acl, ok := m.ACLOf(s); ok && !checked[acl.ID] {
			checked[acl.ID] = true
			found = append(found, checkACL(acl, s)...)
		}
	}
	return append(found, checkAddresses(c)...)
}

// checkGroups looks for groups that let nothing out.
func (m Model) checkGroups(groups []string) []Shortcoming {
	for _, r := range m.Rules {
		if r.Direction == Egress && slices.Contains(groups, r.GroupID) {
			return nil
		}
	}
	if len(groups) == 0 {
		return nil
	}
	words, verb := "The security group "+groups[0], "has"
	if len(groups) > 1 {
		words, verb = "The security groups "+strings.Join(groups, ", "), "have"
	}
	return []Shortcoming{{
		Code: CodeGroupEmpty, Subject: groups[0],
		Text: fmt.Sprintf("Nothing gets out: %s %s no egress rule.", strings.ToLower(words[:1])+words[1:], verb),
		Remedy: Remedy{"Let out what the service needs; this lets it ask for HTTPS.", []string{
			fmt.Sprintf("aws ec2 authorize-security-group-egress --group-id %s --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=0.0.0.0/0}]'", groups[0])}},
	}}
}

// checkWayOut follows the default route of subnets that share a table.
func (m Model) checkWayOut(table RouteTable, subnets []string) []Shortcoming {
	where := strings.Join(subnets, ", ")
	lacking := func(code, subject, format string, args ...any) []Shortcoming {
		return []Shortcoming{{Code: code, Subject: subject, Remedy: translate(m, table, subnets),
			Text: fmt.Sprintf("From %s nothing reaches the internet: ", where) + fmt.Sprintf(format, args...)}}
	}
	i := table.find(defaultRoute)
	if i < 0 {
		return lacking(CodeNoRoute, table.ID, "the route table %s has no route for 0.0.0.0/0.", table.ID)
	}
	target := table.Routes[i].Target
	kind, _, _ := strings.Cut(target, "-")
	switch kind {
	case PrefixInternetGateway:
		if !m.leadsOut(subnets[0]) {
			return lacking(CodeBadRoute, target, "the default route of %s leads to %s, which is not attached to %s.", table.ID, target, m.VPC.ID)
		}
		return lacking(CodeNoPublicAddress, target, "the default route of %s leads to the internet gateway %s, which takes only what has a public address, and a service's interfaces have none. Public subnets are for NAT gateways and load balancers.",
			table.ID, target)
	case PrefixNATGateway:
		n := slices.IndexFunc(m.NATGateways, func(g NATGateway) bool { return g.ID == target })
		switch {
		case n < 0 || m.NATGateways[n].State == StateDeleted || m.NATGateways[n].State == StateDeleting || m.NATGateways[n].State == StateFailed:
			return lacking(CodeBadRoute, target, "the default route of %s leads to the NAT gateway %s, which is gone.", table.ID, target)
		case m.NATGateways[n].Private:
			return lacking(CodeNoPublicAddress, target, "the default route of %s leads to %s, a private NAT gateway, which has no public address.", table.ID, target)
		case !m.leadsOut(m.NATGateways[n].SubnetID):
			return []Shortcoming{m.natIndoors(m.NATGateways[n], where, table, subnets)}
		}
	}
	return nil
}

// natIndoors is about a NAT gateway whose own subnet has no way out. A table of
// its own can be given one; a table that the senders have too can't.
func (m Model) natIndoors(g NATGateway, where string, senders RouteTable, subnets []string) Shortcoming {
	table, _ := m.TableOf(g.SubnetID)
	s := Shortcoming{
		Code: CodeNoRoute, Subject: table.ID, Remedy: translate(m, senders, subnets),
		Text: fmt.Sprintf("From %s nothing reaches the internet: the NAT gateway %s stands in %s, whose table %s has no default route to an internet gateway.", where, g.ID, g.SubnetID, table.ID),
	}
	if len(m.Gateways) > 0 && table.ID != senders.ID {
		verb := "create-route"
		if table.find(defaultRoute) >= 0 {
			verb = "replace-route"
		}
		s.Remedy = Remedy{"Make the NAT gateway's subnet a public one.", []string{
			fmt.Sprintf("aws ec2 %s --route-table-id %s --destination-cidr-block 0.0.0.0/0 --gateway-id %s", verb, table.ID, m.Gateways[0].ID)}}
	}
	return s
}

// somewhere is a public address that stands for the internet: one that entries
// about particular ranges hardly name.
var somewhere = netip.MustParseAddr("203.0.113.1")

// checkACL looks whether a request for HTTPS gets out, and its answer in.
func checkACL(acl NetworkACL, subnet string) []Shortcoming {
	var found []Shortcoming
	request := Header{Protocol: TCP, DestinationPorts: PortRange{443, 443}}
	if entry, _ := acl.DecidingEntry(true, request, somewhere); !entry.Allow {
		found = append(found, Shortcoming{
			Code: CodeACL, Subject: acl.ID, Text: fmt.Sprintf("No HTTPS request leaves %s: entry %d of the network ACL %s denies it.", subnet, entry.Number, acl.ID),
			Remedy: anywhereACL(acl, entry.Number, true, request.DestinationPorts, "requests for HTTPS out"),
		})
	}
	// A NAT gateway sends from these ports, so that answers come back to them.
	answer := Header{Protocol: TCP, DestinationPorts: TranslatedPorts}
	if entry, port := acl.DecidingEntry(false, answer, somewhere); !entry.Allow {
		found = append(found, Shortcoming{
			Code: CodeACL, Subject: acl.ID,
			Text: fmt.Sprintf("Answers don't get back into %s: entry %d of the network ACL %s denies tcp %d inbound, one of the ephemeral ports %d-%d that they come to. Network ACLs keep no state: answers need an entry of their own.",
				subnet, entry.Number, acl.ID, port, TranslatedPorts.From, TranslatedPorts.To),
			Remedy: anywhereACL(acl, entry.Number, false, TranslatedPorts, "answers in"),
		})
	}
	return found
}

func anywhereACL(acl NetworkACL, denied int32, egress bool, ports PortRange, words string) Remedy {
	number, ok := freeEntry(acl, denied, egress)
	if !ok {
		return Remedy{Text: fmt.Sprintf("Renumber the entries of %s, so that one that lets %s can come before number %d.", acl.ID, words, denied)}
	}
	direction := "--ingress"
	if egress {
		direction = "--egress"
	}
	return Remedy{fmt.Sprintf("Let %s, by an entry before number %d.", words, denied), []string{
		fmt.Sprintf("aws ec2 create-network-acl-entry --network-acl-id %s %s --rule-number %d --protocol 6 --port-range From=%d,To=%d --cidr-block 0.0.0.0/0 --rule-action allow", acl.ID, direction, number, ports.From, ports.To)}}
}

func checkAddresses(c Connection) []Shortcoming {
	free := 0
	for _, s := range c.Subnets {
		free += c.Free[s]
	}
	if free >= c.Largest || len(c.Subnets) == 0 {
		return nil
	}
	words := "the subnet " + c.Subnets[0] + " has"
	if len(c.Subnets) > 1 {
		words = "the subnets " + strings.Join(c.Subnets, ", ") + " have"
	}
	return []Shortcoming{{
		Code: CodeTooFewAddresses, Subject: c.Subnets[0],
		Text:   fmt.Sprintf("A deployment may not find addresses: %s %d free, and %d instances may run at one time, old and new ones together.", words, free, c.Largest),
		Remedy: Remedy{Text: "Delete network interfaces that nothing needs, or make a connector with a larger subnet or one more."},
	}}
}
