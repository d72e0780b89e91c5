package ec2

import (
	"iter"
	"strconv"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// A permission is EC2's older form of rules: one protocol and port range with any number of other ends. Each pair of
// the two is a rule. This file goes from the one form to the other.

// flatPermission is the oldest form: a request's own parameters in place of a list.
type flatPermission struct {
	protocol, cidr, groupName, groupOwner *string
	from, to                              *int32
}

// permissionsOf gives a request's permissions in the form of a list.
func permissionsOf(list []ec2model.IpPermission, flat flatPermission) ([]ec2model.IpPermission, error) {
	isFlat := present(flat.protocol) || present(flat.cidr) || present(flat.groupName)
	switch {
	case isFlat && len(list) > 0:
		return nil, fault.New(fault.Invalid, "InvalidParameterCombination",
			"The parameter ipPermissions may not be used in combination with ipProtocol, cidrIp, or sourceSecurityGroupName. Put all into ipPermissions")
	case isFlat:
		permission := ec2model.IpPermission{IpProtocol: flat.protocol, FromPort: flat.from, ToPort: flat.to}
		if permission.IpProtocol == nil && present(flat.groupName) {
			// Naming just a group has always meant all traffic of its members.
			permission.IpProtocol = new("-1")
		}
		if present(flat.cidr) {
			permission.IpRanges = []ec2model.IpRange{{CidrIp: flat.cidr}}
		}
		if present(flat.groupName) {
			permission.UserIdGroupPairs = []ec2model.UserIdGroupPair{{GroupName: flat.groupName, UserId: flat.groupOwner}}
		}
		return []ec2model.IpPermission{permission}, nil
	case len(list) == 0:
		return nil, fault.New(fault.Invalid, "MissingParameter", "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided. The request has no rule")
	}
	return list, nil
}

// ends says whether the groups and lists that permissions name must be there.
type ends bool

const (
	// newEnds are those of rules that are to be made.
	newEnds ends = true
	// knownEnds are those of rules that there are, whose other ends may be gone since: a peer's group is not kept.
	knownEnds ends = false
)

// rules gives the rules, still without ids, that permissions mean for a group.
func (c call) rules(group vpc.SecurityGroup, direction vpc.Direction, permissions []ec2model.IpPermission, must ends) ([]vpc.SecurityGroupRule, error) {
	var rules []vpc.SecurityGroupRule
	for _, p := range permissions {
		more, err := c.permissionRules(group, direction, p, must)
		if err != nil {
			return nil, err
		}
		rules = append(rules, more...)
	}
	return rules, nil
}

func (c call) permissionRules(group vpc.SecurityGroup, direction vpc.Direction, p ec2model.IpPermission, must ends) ([]vpc.SecurityGroupRule, error) {
	name, err := required("ipProtocol", p.IpProtocol)
	if err != nil {
		return nil, err
	}
	protocol, err := vpc.ParseProtocol(name)
	if err != nil {
		return nil, err
	}
	from, to, err := protocol.PortRange(p.FromPort, p.ToPort)
	if err != nil {
		return nil, err
	}
	base := vpc.SecurityGroupRule{
		Region: group.Region, OwnerID: group.OwnerID, VPCID: group.VPCID, GroupID: group.ID,
		Direction: direction, Protocol: protocol, FromPort: from, ToPort: to,
	}
	var rules []vpc.SecurityGroupRule
	add := func(description *string, other func(*vpc.SecurityGroupRule) error) error {
		rule := base
		rule.Description = text(description)
		if err := vpc.CheckRuleDescription(rule.Description); err != nil {
			return err
		}
		if err := other(&rule); err != nil {
			return err
		}
		rules = append(rules, rule)
		return nil
	}
	for _, r := range p.IpRanges {
		if err := add(r.Description, cidrEnd("CidrIp", r.CidrIp, false)); err != nil {
			return nil, err
		}
	}
	for _, r := range p.Ipv6Ranges {
		if err := add(r.Description, cidrEnd("CidrIpv6", r.CidrIpv6, true)); err != nil {
			return nil, err
		}
	}
	for _, list := range p.PrefixListIds {
		if err := add(list.Description, func(rule *vpc.SecurityGroupRule) error { return c.listEnd(rule, list.PrefixListId) }); err != nil {
			return nil, err
		}
	}
	for _, pair := range p.UserIdGroupPairs {
		if err := add(pair.Description, func(rule *vpc.SecurityGroupRule) error { return c.groupEnd(rule, pair, must) }); err != nil {
			return nil, err
		}
	}
	if len(rules) == 0 {
		return nil, fault.New(fault.Invalid, "InvalidPermission.Malformed",
			"Unsupported IP protocol \"%s\"  - the permission has no other end. Give IpRanges, Ipv6Ranges, PrefixListIds or UserIdGroupPairs", name)
	}
	return rules, nil
}

func cidrEnd(parameter string, cidr *string, ipv6 bool) func(*vpc.SecurityGroupRule) error {
	return func(rule *vpc.SecurityGroupRule) error {
		value, err := required(parameter, cidr)
		if err != nil {
			return err
		}
		rule.CIDR, err = vpc.ParseRuleCIDR(value, ipv6)
		return err
	}
}

// permissionSet gathers rules to permissions, in the order in which the first of each comes.
type permissionSet struct {
	c           call
	permissions []ec2model.IpPermission
	at          map[permissionKey]int
}

type permissionKey struct {
	protocol vpc.Protocol
	from, to int32
}

func (s *permissionSet) add(rule vpc.SecurityGroupRule) {
	key := permissionKey{rule.Protocol, rule.FromPort, rule.ToPort}
	i, known := s.at[key]
	if !known {
		if s.at == nil {
			s.at = map[permissionKey]int{}
		}
		i = len(s.permissions)
		s.at[key] = i
		s.permissions = append(s.permissions, newPermission(rule))
	}
	p := &s.permissions[i]
	var description *string
	if rule.Description != "" {
		description = &rule.Description
	}
	switch {
	case rule.ReferencedGroup != "":
		pair := ec2model.UserIdGroupPair{GroupId: &rule.ReferencedGroup, UserId: &rule.OwnerID, Description: description}
		if rule.ReferencedVPC != "" {
			id, status := peeringOf(s.c, rule)
			pair.VpcId, pair.VpcPeeringConnectionId, pair.PeeringStatus = &rule.ReferencedVPC, id, &status
		}
		p.UserIdGroupPairs = append(p.UserIdGroupPairs, pair)
	case rule.PrefixListID != "":
		p.PrefixListIds = append(p.PrefixListIds, ec2model.PrefixListId{PrefixListId: &rule.PrefixListID, Description: description})
	case rule.CIDR.Addr().Is6():
		p.Ipv6Ranges = append(p.Ipv6Ranges, ec2model.Ipv6Range{CidrIpv6: new(rule.CIDR.String()), Description: description})
	default:
		p.IpRanges = append(p.IpRanges, ec2model.IpRange{CidrIp: new(rule.CIDR.String()), Description: description})
	}
}

func newPermission(rule vpc.SecurityGroupRule) ec2model.IpPermission {
	p := ec2model.IpPermission{
		IpProtocol: new(rule.Protocol.EC2Name()), IpRanges: []ec2model.IpRange{}, Ipv6Ranges: []ec2model.Ipv6Range{},
		PrefixListIds: []ec2model.PrefixListId{}, UserIdGroupPairs: []ec2model.UserIdGroupPair{},
	}
	if rule.Protocol.HasPorts() || rule.Protocol.HasTypes() {
		p.FromPort, p.ToPort = &rule.FromPort, &rule.ToPort
	}
	return p
}

func (s *permissionSet) list() []ec2model.IpPermission {
	if s.permissions == nil {
		return []ec2model.IpPermission{}
	}
	return s.permissions
}

func rulesOf(r store.Reader, groupID string) iter.Seq[vpc.SecurityGroupRule] {
	return store.Find[vpc.SecurityGroupRule](r, "group="+groupID)
}

// rangeText is a rule's range if it is of the family, else empty.
func rangeText(r vpc.SecurityGroupRule, ipv6 bool) string {
	if !r.CIDR.IsValid() || r.CIDR.Addr().Is6() != ipv6 {
		return ""
	}
	return r.CIDR.String()
}

func numberText(n int32) string { return strconv.Itoa(int(n)) }
