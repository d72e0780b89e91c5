package vpc

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"sallyport/internal/fault"
)

// RuleKey is what makes two rules of one group the same rule: everything but the id, the description and the tags.
type RuleKey struct {
	Direction        Direction
	Protocol         Protocol
	FromPort, ToPort int32
	CIDR             netip.Prefix
	ReferencedGroup  string
	PrefixListID     string
}

// Key is the rule's identity within its group.
func (r SecurityGroupRule) Key() RuleKey {
	return RuleKey{r.Direction, r.Protocol, r.FromPort, r.ToPort, r.CIDR, r.ReferencedGroup, r.PrefixListID}
}

// String is the rule in the words of EC2's messages.
func (k RuleKey) String() string {
	peer := k.ReferencedGroup + k.PrefixListID
	if k.CIDR.IsValid() {
		peer = k.CIDR.String()
	}
	text := "peer: " + peer + ", " + strings.ToUpper(k.Protocol.EC2Name())
	switch {
	case k.Protocol == AllProtocols:
		text = "peer: " + peer + ", ALL"
	case k.Protocol.HasPorts():
		text += fmt.Sprintf(", from port: %d, to port: %d", k.FromPort, k.ToPort)
	case k.Protocol.HasTypes():
		text += fmt.Sprintf(", type: %d, code: %d", k.FromPort, k.ToPort)
	}
	return text + ", ALLOW"
}

// ParseRuleCIDR reads the range of a rule. EC2 "canonicalizes" it: bits beyond the mask are cleared, so that
// 100.68.0.18/18 and 100.68.0.0/18 are the same rule. The range must be of the family that the parameter is for.
func ParseRuleCIDR(text string, ipv6 bool) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"CIDR block %s is malformed. Write an address, a slash and the number of leading bits, such as 10.0.0.0/16; a single address has /32 (/128 for IPv6)", text)
	case prefix.Addr().Is4In6():
		return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"CIDR block %s is malformed. Write an IPv4 range in its own form, not mapped to IPv6", text)
	case prefix.Addr().Is6() != ipv6 && ipv6:
		return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"CIDR block %s is malformed. It is an IPv4 range; give it in IpRanges (CidrIp, CidrIpv4), not among the IPv6 ranges", text)
	case prefix.Addr().Is6() != ipv6:
		return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"CIDR block %s is malformed. It is an IPv6 range; give it in Ipv6Ranges (CidrIpv6), not among the IPv4 ranges", text)
	}
	return prefix.Masked(), nil
}

// RuleIndex is the index of the one rule of a group with a key.
func RuleIndex(groupID string, k RuleKey) string {
	other := k.ReferencedGroup + k.PrefixListID
	if k.CIDR.IsValid() {
		other = k.CIDR.String()
	}
	return fmt.Sprintf("rule=%s/%s/%d/%d/%d/%s", groupID, k.Direction, k.Protocol, k.FromPort, k.ToPort, other)
}

// DirectionIndex is the index of the rules of a group in a direction: of those that name a prefix list, or of the rest.
func DirectionIndex(groupID string, direction Direction, lists bool) string {
	return fmt.Sprintf("rules=%s/%s/%t", groupID, direction, lists)
}

// HeldRules are the rules that a group has. They are looked up and not walked, as they may be ten thousand.
type HeldRules struct {
	// Find gives the rule with a key; false without one.
	Find func(RuleKey) (SecurityGroupRule, bool)
	// Weight is what the rules of a direction count as together.
	Weight func(Direction) int
}

// AddRules checks that a group with the rules held can take more, all in one direction: none of them is there already
// or comes twice, and the group keeps to limit rules a direction. weigh says how many rules one counts as: one with a
// prefix list as many as the list may have entries.
func AddRules(group SecurityGroup, held HeldRules, more []SecurityGroupRule, weigh func(RuleKey) int, limit int) error {
	if len(more) == 0 {
		return nil
	}
	added := make(map[RuleKey]bool, len(more))
	count := held.Weight(more[0].Direction)
	for _, rule := range more {
		key := rule.Key()
		if added[key] {
			return fault.New(fault.Invalid, "InvalidParameterValue",
				"The same permission must not appear multiple times. The request for group %s names %q twice", group.ID, key)
		}
		if there, ok := held.Find(key); ok {
			return fault.New(fault.Exists, "InvalidPermission.Duplicate",
				"the specified rule %q already exists. In group %s it is %s (%s)", key, group.ID, there.ID, there.Direction)
		}
		added[key] = true
		count += weigh(key)
	}
	if count > limit {
		return fault.New(fault.Limit, "RulesPerSecurityGroupLimitExceeded",
			"The maximum number of rules per security group has been reached. Group %s would have %d %s rules and may have %d: revoke rules that are not needed, join ranges, or raise the quota of rules per security group",
			group.ID, count, more[0].Direction, limit)
	}
	return nil
}

// FindRules gives the rules of the group that the keys name, in the order of the keys.
func FindRules(group SecurityGroup, held HeldRules, keys []RuleKey) ([]SecurityGroupRule, error) {
	found := make([]SecurityGroupRule, len(keys))
	for i, key := range keys {
		rule, ok := held.Find(key)
		if !ok {
			return nil, fault.New(fault.NotFound, "InvalidPermission.NotFound",
				"The specified rule does not exist in this security group. Group %s has no %s rule %q: all of protocol, ports and source must be as they were authorized", group.ID, key.Direction, key)
		}
		found[i] = rule
	}
	return found, nil
}

// textLength and textMarks are what EC2 takes in names and descriptions of groups and rules of a VPC.
const (
	textLength = 255
	textMarks  = "._-:/()#,@[]+=&;{}!$* "
)

func plainText(text string) bool {
	if utf8.RuneCountInString(text) > textLength {
		return false
	}
	for _, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune(textMarks, r) {
			return false
		}
	}
	return true
}

// CheckRuleDescription refuses a description that EC2 would not take.
func CheckRuleDescription(text string) error {
	if plainText(text) {
		return nil
	}
	return fault.New(fault.Invalid, "InvalidParameterValue",
		"Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9%s. Got %q", textMarks, text)
}
