package vpc

import (
	"net/netip"
	"strings"

	"sallyport/internal/fault"
)

// CheckGroup refuses a name or description of a new security group that EC2 would not take. others are the groups
// that the VPC has.
func CheckGroup(group SecurityGroup, others []SecurityGroup, limit int) error {
	name := group.Name
	switch {
	case name == "":
		return fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter GroupName")
	case group.Description == "":
		return fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter GroupDescription")
	case name == DefaultGroupName:
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Cannot use reserved security group name: %s. Every VPC has a group of this name from the start; choose another name", name)
	case strings.HasPrefix(name, "sg-"):
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter groupName is invalid. Group names must not begin with 'sg-', as ids do", name)
	case !plainText(name):
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter GroupName is invalid. Character sets beyond ASCII are not supported: up to %d of a-z, A-Z, 0-9, spaces, and %s", name, textLength, textMarks)
	case !plainText(group.Description):
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported: up to %d of a-z, A-Z, 0-9, spaces, and %s", group.Description, textLength, textMarks)
	}
	for _, other := range others {
		if other.Name == name {
			return fault.New(fault.Exists, "InvalidGroup.Duplicate",
				"The security group '%s' already exists for VPC '%s'. It is %s; use it, or choose another name", name, group.VPCID, other.ID)
		}
	}
	if len(others) >= limit {
		return fault.New(fault.Limit, "SecurityGroupLimitExceeded",
			"The maximum number of security groups has been reached. VPC %s has %d: delete groups that are not needed, or raise the quota", group.VPCID, len(others))
	}
	return nil
}

// OpenEgress is the rule that a new group starts with: everything may leave.
func OpenEgress(group SecurityGroup, id string) SecurityGroupRule {
	rule := ruleOf(group, id, Egress)
	rule.CIDR = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	return rule
}

// OpenEgress6 is the rule that a group starts with besides, in a VPC that has IPv6.
func OpenEgress6(group SecurityGroup, id string) SecurityGroupRule {
	rule := ruleOf(group, id, Egress)
	rule.CIDR = allOf(true)
	return rule
}

// SelfIngress is the rule that a VPC's default group starts with: its members may reach each other.
func SelfIngress(group SecurityGroup, id string) SecurityGroupRule {
	rule := ruleOf(group, id, Ingress)
	rule.ReferencedGroup = group.ID
	return rule
}

// ruleOf is a rule of the group for all protocols; the other end is still missing.
func ruleOf(group SecurityGroup, id string, direction Direction) SecurityGroupRule {
	return SecurityGroupRule{
		ID: id, Region: group.Region, OwnerID: group.OwnerID, VPCID: group.VPCID, GroupID: group.ID,
		Direction: direction, Protocol: AllProtocols, FromPort: -1, ToPort: -1,
	}
}

// CheckDeleteGroup refuses to delete a group that is the VPC's default one, that interfaces carry, or that rules of
// other groups name.
func CheckDeleteGroup(group SecurityGroup, carriers []Interface, references []SecurityGroupRule) error {
	if group.Name == DefaultGroupName {
		return fault.New(fault.Invalid, "CannotDelete",
			"the specified group: %q name: %q cannot be deleted by a user. It goes with its VPC %s", group.ID, group.Name, group.VPCID)
	}
	if len(carriers) > 0 {
		return fault.New(fault.InUse, "DependencyViolation",
			"resource %s has a dependent object: interfaces that carry it: %s. Give them other groups, or delete them first",
			group.ID, nameSome(carriers, Interface.owned))
	}
	foreign := references[:0:0]
	for _, rule := range references {
		// A peer's rules do not keep a group: they go stale, as in EC2.
		if rule.GroupID != group.ID && rule.VPCID == group.VPCID {
			foreign = append(foreign, rule)
		}
	}
	if len(foreign) > 0 {
		return fault.New(fault.InUse, "DependencyViolation",
			"resource %s has a dependent object: rules of other groups that name it: %s. Revoke them first",
			group.ID, nameSome(foreign, func(r SecurityGroupRule) string { return r.ID + " of " + r.GroupID }))
	}
	return nil
}

// CheckCarriedGroups refuses the groups of an interface in a VPC. found are the documents of those of the ids that
// exist.
func CheckCarriedGroups(vpcID string, ids []string, found []SecurityGroup, limit int) error {
	byID := make(map[string]SecurityGroup, len(found))
	for _, group := range found {
		byID[group.ID] = group
	}
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		group, ok := byID[id]
		switch {
		case !ok:
			return GroupNotFound(id)
		case group.VPCID != vpcID:
			return fault.New(fault.Invalid, "InvalidParameter",
				"You have specified two resources that belong to different networks. Group %s is of %s, the interface is in %s", id, group.VPCID, vpcID)
		case seen[id]:
			return fault.New(fault.Invalid, "InvalidParameterValue", "Duplicate security group %s. Name each group once", id)
		}
		seen[id] = true
	}
	if len(ids) > limit {
		return fault.New(fault.Limit, "SecurityGroupsPerInterfaceLimitExceeded",
			"The maximum number of security groups per interface has been reached. %d are given and %d may be: join their rules in fewer groups, or raise the quota", len(ids), limit)
	}
	return nil
}
