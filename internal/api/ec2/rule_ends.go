package ec2

import (
	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// The other end of a rule is a range, a prefix list, or a group of the same VPC or of a peered one.

// listEnd makes a prefix list the rule's other end.
func (c call) listEnd(rule *vpc.SecurityGroupRule, id *string) error {
	list, err := prefixLists.named(c, "PrefixListId", id)
	rule.PrefixListID = list.ID
	return err
}

// groupEnd makes a group the rule's other end.
func (c call) groupEnd(rule *vpc.SecurityGroupRule, pair ec2model.UserIdGroupPair, must ends) error {
	if present(pair.UserId) && *pair.UserId != rule.OwnerID {
		return fault.New(fault.NotFound, "InvalidGroup.NotFound",
			"The security group '%s%s' does not exist for the account %s. There is the account %s here", text(pair.GroupId), text(pair.GroupName), *pair.UserId, rule.OwnerID)
	}
	if !present(pair.GroupId) {
		name, err := required("GroupId", pair.GroupName)
		if err != nil {
			return err
		}
		group, err := c.groupNamed(rule.VPCID, name)
		rule.ReferencedGroup = group.ID
		return err
	}
	if must == knownEnds && c.referenced(rule.GroupID, *pair.GroupId) {
		rule.ReferencedGroup = *pair.GroupId
		return nil
	}
	group, err := securityGroups.find(c, *pair.GroupId)
	if err != nil {
		return err
	}
	rule.ReferencedGroup = group.ID
	if group.VPCID == rule.VPCID {
		return nil
	}
	rule.ReferencedVPC = group.VPCID
	if _, status := peeringOf(c, *rule); status != string(vpc.PeeringActive) {
		return fault.New(fault.NotFound, "InvalidGroup.NotFound",
			"You have specified two resources that belong to different networks. Group %s is of %s, %s of %s; rules name groups of their own VPC, and of those that it has an active peering with in the same region", group.ID, group.VPCID, rule.GroupID, rule.VPCID)
	}
	return nil
}

// referenced says whether a group has a rule that names another group.
func (c call) referenced(groupID, other string) bool {
	for rule := range store.Find[vpc.SecurityGroupRule](c, "references="+other) {
		if rule.GroupID == groupID {
			return true
		}
	}
	return false
}

// peeringOf gives the peering that a rule's reference goes across and its status. A reference is stale when the status is
// not active; "deleted" stands for a peering or a group that is no more, as in EC2.
func peeringOf(r store.Reader, rule vpc.SecurityGroupRule) (id *string, status string) {
	status = string(vpc.PeeringDeleted)
	for p := range store.Find[vpc.Peering](r, "vpc="+rule.VPCID) {
		if p.Between(rule.VPCID, rule.ReferencedVPC) && (id == nil || p.Status == vpc.PeeringActive) {
			id, status = &p.ID, string(p.Status)
		}
	}
	if _, there := store.Get[vpc.SecurityGroup](r, rule.ReferencedGroup); !there {
		status = string(vpc.PeeringDeleted)
	}
	return id, status
}
