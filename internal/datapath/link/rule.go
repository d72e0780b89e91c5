package link

import (
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Rule is a routing rule for what comes in by a device.
type Rule struct {
	Priority int
	In       string
	// Table to look up; 0 drops what comes this far.
	Table uint32
}

// Rules reads the rules for what comes in by a device.
func (h *Handle) Rules(in string) (Set[Rule], error) {
	list, err := dump("routing rules", func() ([]netlink.Rule, error) { return h.nl.RuleListFiltered(unix.AF_INET, nil, 0) })
	if err != nil {
		return nil, err
	}
	rules := Set[Rule]{}
	for _, r := range list {
		if r.IifName != in {
			continue
		}
		rule := Rule{Priority: r.Priority, In: in, Table: uint32(r.Table)}
		if r.Type == unix.FR_ACT_BLACKHOLE {
			rule.Table = 0
		}
		rules.Add(rule)
	}
	return rules, nil
}

// ChangeRules makes the namespace hold want where it holds have.
func (h *Handle) ChangeRules(have, want Set[Rule]) error {
	for r := range extra(want, have) {
		if err := h.nl.RuleAdd(toRule(r)); err != nil {
			return fmt.Errorf("add routing rule for %s: %w", r.In, err)
		}
	}
	for r := range extra(have, want) {
		if err := h.nl.RuleDel(toRule(r)); err != nil {
			return fmt.Errorf("delete routing rule for %s: %w", r.In, err)
		}
	}
	return nil
}

func toRule(r Rule) *netlink.Rule {
	rule := netlink.NewRule()
	rule.Family, rule.Priority, rule.IifName = unix.AF_INET, r.Priority, r.In
	if r.Table == 0 {
		rule.Type = unix.FR_ACT_BLACKHOLE
	} else {
		rule.Table = int(r.Table)
	}
	return rule
}

// Through reads the routes of the main table that lead through a device, those
// of the kernel's own making too.
func (h *Handle) Through(device string) ([]Route, error) {
	l, ok, err := h.Link(device)
	if err != nil || !ok {
		return nil, err
	}
	list, err := dump("routes", func() ([]netlink.Route, error) {
		filter := &netlink.Route{Table: unix.RT_TABLE_MAIN, LinkIndex: l.Index}
		return h.nl.RouteListFiltered(unix.AF_INET, filter, netlink.RT_FILTER_TABLE|netlink.RT_FILTER_OIF)
	})
	if err != nil {
		return nil, err
	}
	var routes []Route
	for _, r := range list {
		if r.Type == unix.RTN_UNICAST {
			routes = append(routes, toRoute(r, device, 0))
		}
	}
	return routes, nil
}
