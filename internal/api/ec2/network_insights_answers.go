package ec2

import (
	"net/netip"
	"strings"

	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

func analysisAnswer(n vpc.InsightsAnalysis) ec2model.NetworkInsightsAnalysis {
	answer := ec2model.NetworkInsightsAnalysis{
		NetworkInsightsAnalysisId:  &n.ID,
		NetworkInsightsAnalysisArn: arn(n.Region, n.OwnerID, ec2model.ResourceTypeNetworkInsightsAnalysis, n.ID),
		NetworkInsightsPathId:      &n.PathID, StartDate: &n.StartedAt, Status: ec2model.AnalysisStatus(n.Status),
		StatusMessage: textAnswer(n.Message), Tags: tagList(n.Tags),
	}
	if n.Status != vpc.AnalysisSucceeded {
		return answer
	}
	s := insightsShape{region: n.Region, account: n.OwnerID}
	answer.NetworkPathFound = new(n.Explanation.Reachable)
	answer.Explanations = mapped(n.Explanation.Findings, s.finding)
	if n.Explanation.Reachable { // EC2 shows ways only where there is one
		answer.ForwardPathComponents = s.way(n.Explanation.Forward)
		answer.ReturnPathComponents = s.way(n.Explanation.Return)
	}
	return answer
}

// insightsShape shapes explanations as EC2 does.
type insightsShape struct{ region, account string }

// resources are the kinds of components, by the beginning of their ids.
var resources = map[string]ec2model.ResourceType{
	vpc.PrefixInterface: ec2model.ResourceTypeNetworkInterface, vpc.PrefixSecurityGroup: ec2model.ResourceTypeSecurityGroup,
	vpc.PrefixNetworkACL: ec2model.ResourceTypeNetworkAcl, vpc.PrefixRouteTable: ec2model.ResourceTypeRouteTable,
	vpc.PrefixInternetGateway: ec2model.ResourceTypeInternetGateway, vpc.PrefixNATGateway: ec2model.ResourceTypeNatgateway,
	vpc.PrefixPeering: ec2model.ResourceTypeVpcPeeringConnection, vpc.PrefixVPNGateway: ec2model.ResourceTypeVpnGateway,
	vpc.PrefixEndpoint: ec2model.ResourceTypeVpcEndpoint, vpc.PrefixEgressOnly: ec2model.ResourceTypeEgressOnlyInternetGateway,
	vpc.PrefixSubnet: ec2model.ResourceTypeSubnet, vpc.PrefixVPC: ec2model.ResourceTypeVpc,
	vpc.PrefixInstance: ec2model.ResourceTypeInstance, vpc.PrefixPrefixList: ec2model.ResourceTypePrefixList,
}

// component names a resource by id and ARN; nil for none.
func (s insightsShape) component(id string) *ec2model.AnalysisComponent {
	if id == "" {
		return nil
	}
	kind, _, _ := strings.Cut(id, "-")
	c := &ec2model.AnalysisComponent{Id: &id}
	if resource, known := resources[kind]; known {
		c.Arn = arn(s.region, s.account, resource, id)
	}
	return c
}

func (s insightsShape) way(path []vpc.PathComponent) []ec2model.PathComponent {
	shaped := make([]ec2model.PathComponent, len(path))
	for i, c := range path {
		answer := ec2model.PathComponent{
			SequenceNumber: new(int32(i + 1)), Component: s.component(c.Component), AttachedTo: s.attached(c),
			Vpc: s.component(c.VPC), Subnet: s.component(c.Subnet),
			AclRule: aclRuleAnswer(c.Entry), SecurityGroupRule: groupRuleAnswer(c.Rule), RouteTableRoute: routeTaken(c.Route),
		}
		if i > 0 {
			answer.InboundHeader = headerAnswer(c.Before)
		}
		if i == 0 || c.After != c.Before {
			answer.OutboundHeader = headerAnswer(c.After)
		}
		shaped[i] = answer
	}
	return shaped
}

// attached is the interface that carries a group.
func (s insightsShape) attached(c vpc.PathComponent) *ec2model.AnalysisComponent {
	if c.Rule == nil {
		return nil
	}
	return s.component(c.Interface)
}

func headerAnswer(h vpc.Header) *ec2model.AnalysisPacketHeader {
	answer := &ec2model.AnalysisPacketHeader{Protocol: new(h.Protocol.EC2Name())}
	host := func(a netip.Addr) []string {
		if !a.IsValid() {
			return nil
		}
		return []string{netip.PrefixFrom(a, a.BitLen()).String()}
	}
	answer.SourceAddresses, answer.DestinationAddresses = host(h.Source), host(h.Destination)
	if h.Protocol.HasPorts() {
		answer.SourcePortRanges = []ec2model.PortRange{*portRange(int32(h.SourcePorts.From), int32(h.SourcePorts.To))}
		answer.DestinationPortRanges = []ec2model.PortRange{*portRange(int32(h.DestinationPorts.From), int32(h.DestinationPorts.To))}
	}
	return answer
}

func portRange(from, to int32) *ec2model.PortRange { return &ec2model.PortRange{From: &from, To: &to} }

func aclRuleAnswer(e *vpc.ACLEntry) *ec2model.AnalysisAclRule {
	if e == nil {
		return nil
	}
	action := "deny"
	if e.Allow {
		action = "allow"
	}
	answer := &ec2model.AnalysisAclRule{
		Cidr: new(e.CIDR.String()), Egress: &e.Egress, Protocol: new(everyProtocol(e.Protocol)), RuleAction: &action, RuleNumber: &e.Number,
	}
	if e.Protocol.HasPorts() {
		answer.PortRange = portRange(e.FromPort, e.ToPort)
	}
	return answer
}

// everyProtocol writes "all" where rules of the analysis mean any protocol.
func everyProtocol(p vpc.Protocol) string {
	if p == vpc.AllProtocols {
		return "all"
	}
	return p.EC2Name()
}

func groupRuleAnswer(r *vpc.SecurityGroupRule) *ec2model.AnalysisSecurityGroupRule {
	if r == nil {
		return nil
	}
	answer := &ec2model.AnalysisSecurityGroupRule{
		Direction: new(string(r.Direction)), Protocol: new(everyProtocol(r.Protocol)),
		PrefixListId: textAnswer(r.PrefixListID), SecurityGroupId: textAnswer(r.ReferencedGroup),
	}
	if r.CIDR.IsValid() {
		answer.Cidr = new(r.CIDR.String())
	}
	if r.Protocol.HasPorts() {
		answer.PortRange = portRange(r.FromPort, r.ToPort)
	}
	return answer
}

func routeTaken(r *vpc.RouteRange) *ec2model.AnalysisRouteTableRoute {
	if r == nil {
		return nil
	}
	state, origin := "active", "createroute"
	if r.Blackhole != "" {
		state = "blackhole"
	}
	if r.Propagated {
		origin = "enablevgwroutepropagation"
	}
	answer := &ec2model.AnalysisRouteTableRoute{State: &state, DestinationPrefixListId: textAnswer(r.PrefixListID)}
	if r.Destination.IsValid() && r.PrefixListID == "" {
		answer.DestinationCidr = new(r.Destination.String())
	}
	kind, _, _ := strings.Cut(r.Target, "-")
	switch kind {
	case vpc.PrefixNATGateway:
		answer.NatGatewayId = &r.Target
	case vpc.PrefixPeering:
		answer.VpcPeeringConnectionId = &r.Target
	case vpc.PrefixInterface:
		answer.NetworkInterfaceId = &r.Target
	case vpc.PrefixEgressOnly:
		answer.EgressOnlyInternetGatewayId = &r.Target
	case "local":
		origin = "createroutetable"
		answer.GatewayId = &r.Target
	default:
		answer.GatewayId = &r.Target
	}
	answer.Origin = &origin
	return answer
}

func (s insightsShape) finding(f vpc.Finding) ec2model.Explanation {
	answer := ec2model.Explanation{
		ExplanationCode: &f.Code, Direction: textAnswer(string(f.Direction)), Vpc: s.component(f.VPC), Subnet: s.component(f.Subnet),
		NetworkInterface: s.component(f.Interface), Acl: s.component(f.ACL), AclRule: aclRuleAnswer(f.Entry),
		RouteTable: s.component(f.Table), RouteTableRoute: routeTaken(f.Route), Address: textAnswer(addressText(f.Address)),
	}
	if f.Interface != "" {
		answer.Component = s.component(f.Interface)
	}
	switch kind, _, _ := strings.Cut(f.Gateway, "-"); kind {
	case vpc.PrefixInternetGateway:
		answer.InternetGateway = s.component(f.Gateway)
	case vpc.PrefixNATGateway:
		answer.NatGateway = s.component(f.Gateway)
	case vpc.PrefixPeering:
		answer.VpcPeeringConnection = s.component(f.Gateway)
	case vpc.PrefixVPNGateway:
		answer.VpnGateway = s.component(f.Gateway)
	case vpc.PrefixEndpoint:
		answer.VpcEndpoint = s.component(f.Gateway)
	}
	for _, g := range f.Groups {
		answer.SecurityGroups = append(answer.SecurityGroups, *s.component(g))
	}
	if len(f.Groups) == 1 {
		answer.SecurityGroup = &answer.SecurityGroups[0]
	}
	if f.Port != 0 {
		answer.Port = new(int32(f.Port))
	}
	return answer
}
