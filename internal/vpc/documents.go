package vpc

// The documents of this package as the store keeps them: every kind is keyed
// by its id, and found by "region=…", "vpc=…" and what else its tools ask for.

func (v VPC) DocumentKind() string           { return "vpc" }
func (v VPC) DocumentKey() string            { return v.ID }
func (v VPC) DocumentIndexes() []string      { return []string{"region=" + v.Region} }
func (s Subnet) DocumentKind() string        { return "subnet" }
func (s Subnet) DocumentKey() string         { return s.ID }
func (s Subnet) DocumentIndexes() []string   { return []string{"region=" + s.Region, "vpc=" + s.VPCID} }
func (g SecurityGroup) DocumentKind() string { return "security-group" }
func (g SecurityGroup) DocumentKey() string  { return g.ID }
func (g SecurityGroup) DocumentIndexes() []string {
	return []string{"region=" + g.Region, "vpc=" + g.VPCID}
}
func (r SecurityGroupRule) DocumentKind() string { return "security-group-rule" }
func (r SecurityGroupRule) DocumentKey() string  { return r.ID }

// DocumentIndexes adds "group=…" (the owner), and "references=…" or
// "prefix-list=…" (what the rule names as its other end). RuleIndex finds a
// rule by what it says, and DirectionIndex those of a direction.
func (r SecurityGroupRule) DocumentIndexes() []string {
	keys := []string{
		"region=" + r.Region, "vpc=" + r.VPCID, "group=" + r.GroupID,
		RuleIndex(r.GroupID, r.Key()), DirectionIndex(r.GroupID, r.Direction, r.PrefixListID != ""),
	}
	if r.ReferencedGroup != "" {
		keys = append(keys, "references="+r.ReferencedGroup)
	}
	if r.PrefixListID != "" {
		keys = append(keys, "prefix-list="+r.PrefixListID)
	}
	return keys
}
func (t RouteTable) DocumentKind() string { return "route-table" }
func (t RouteTable) DocumentKey() string  { return t.ID }
func (t RouteTable) DocumentIndexes() []string {
	return []string{"region=" + t.Region, "vpc=" + t.VPCID}
}
func (g InternetGateway) DocumentKind() string { return "internet-gateway" }
func (g InternetGateway) DocumentKey() string  { return g.ID }
func (g InternetGateway) DocumentIndexes() []string {
	return []string{"region=" + g.Region, "vpc=" + g.VPCID}
}
func (a NetworkACL) DocumentKind() string { return "network-acl" }
func (a NetworkACL) DocumentKey() string  { return a.ID }
func (a NetworkACL) DocumentIndexes() []string {
	return []string{"region=" + a.Region, "vpc=" + a.VPCID}
}
func (i Interface) DocumentKind() string { return "network-interface" }
func (i Interface) DocumentKey() string  { return i.ID }

// DocumentIndexes adds "subnet=…", "group=…" for each group, "workload=…" while
// attached, and OwnIndex for the operator's own.
func (i Interface) DocumentIndexes() []string {
	keys := []string{"region=" + i.Region, "vpc=" + i.VPCID, "subnet=" + i.SubnetID}
	for _, g := range i.Groups {
		keys = append(keys, "group="+g)
	}
	if i.Attachment != nil {
		keys = append(keys, "workload="+i.Attachment.Workload)
	}
	if _, _, own := i.Own(); own {
		keys = append(keys, OwnIndex)
	}
	return keys
}
