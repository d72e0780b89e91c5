package datapath

import (
	"slices"
	"strings"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// unguarded stands for the ACL of a subnet that has none.
const unguarded = "no-acl"

func aclName(id string) string {
	if id == "" {
		return unguarded
	}
	return id
}

// letsAllThrough tells whether nothing is kept out, so that the ACL need not be asked.
func (l *layout) letsAllThrough(m *vpc.Matches) bool {
	return !slices.ContainsFunc(l.families, func(f family) bool { return !f.letsAllThrough(m) })
}

func (f family) letsAllThrough(m *vpc.Matches) bool {
	next := f.unlimited
	for _, r := range m.Any {
		if r.From != next {
			continue
		}
		if next = r.To.Next(); !next.IsValid() {
			return true
		}
	}
	return false
}

// askACLs asks the ACL of the subnet that a device is of. Its chain comes back
// with what it lets through.
func (l *layout) askACLs(field, set string) []string {
	if len(l.narrowed) == 0 {
		return nil
	}
	return []string{field + " vmap @" + set}
}

// natIngress is the chain of an ACL for what comes back to a NAT gateway: the
// packet's port is that of the instance already, and that of the gateway is in
// the connection tracking.
func natIngress(acl string) string { return ingressChain(acl) + ".nat" }

// addACLs adds those ACLs that keep something out, and the chains of the
// subnets that they guard.
func (c *compiler) addACLs(l *layout) error {
	acls := map[*vpc.ACLRules]part{}
	egress, ingress := map[string]string{}, map[string]string{}
	for _, s := range l.plan.Subnets {
		if !l.narrowed[egressChain(s.ID)] && !l.narrowed[ingressChain(s.ID)] {
			continue
		}
		rules := l.plan.ACLs[s.ACL]
		if rules == nil {
			rules = &vpc.ACLRules{ACL: s.ACL}
		}
		for what, id := range map[string]string{"subnet": s.ID, "network ACL": aclName(s.ACL)} {
			if err := checked(l.plan, what, id); err != nil {
				return err
			}
		}
		acl, err := cached(c.acls, acls, rules, func() (part, error) { return compileACL(rules, l.families) })
		if err != nil {
			return err
		}
		acl.addTo(l.table)
		l.chain(egressChain(s.ID), "", l.within(s, "daddr", "return"), []string{"goto " + egressChain(aclName(s.ACL))})
		l.chain(ingressChain(s.ID), "", l.within(s, "saddr", "return"), []string{"goto " + ingressChain(aclName(s.ACL))})
	}
	for _, s := range l.plan.Subnets {
		if chain := egressChain(s.ID); l.narrowed[chain] {
			egress[s.ID] = chain
		}
		if chain := ingressChain(s.ID); l.narrowed[chain] {
			ingress[s.ID] = chain
		}
	}
	if len(l.narrowed) > 0 {
		c.known.verdicts(l, "acl-egress", egress, subnetOf, true)
		c.known.verdicts(l, "acl-ingress", ingress, subnetOf, true)
	}
	c.acls = acls
	return nil
}

// within are rules for what has an address of the subnet at a side.
func (l *layout) within(s *vpc.PlanSubnet, side, then string) []string {
	rules := []string{"ip " + side + " " + s.CIDR.Masked().String() + " " + then}
	if l.dual && s.CIDR6.IsValid() {
		rules = append(rules, "ip6 "+side+" "+s.CIDR6.Masked().String()+" "+then)
	}
	return rules
}

func compileACL(rules *vpc.ACLRules, families []family) (part, error) {
	acl := newPart()
	id := aclName(rules.ACL)
	err := acl.direction(egressChain(id), "daddr", "return", &rules.Egress, families)
	if err == nil {
		err = acl.direction(ingressChain(id), "saddr", "return", &rules.Ingress, families)
	}
	if err != nil {
		return acl, err
	}
	back := &nft.Chain{}
	for _, rule := range acl.chains[ingressChain(id)].Rules {
		if ports, found := strings.CutPrefix(rule, "th dport . "); found {
			rule = "meta l4proto { tcp, udp } ct reply proto-dst . " + ports
		}
		back.Rules = append(back.Rules, rule)
	}
	acl.chains[natIngress(id)] = back
	for name, stage := range map[string]vpc.Stage{egressChain(id): vpc.StageEgressACL, ingressChain(id): vpc.StageIngressACL, natIngress(id): vpc.StageIngressACL} {
		acl.chains[name].Rules = append(acl.chains[name].Rules, dropped(stage, rules.ACL)...)
	}
	return acl, nil
}
