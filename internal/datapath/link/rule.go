package link

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Rule is a routing rule for what comes in by a device, or has a mark.
type Rule struct {
	Priority int
	In       string // empty for any device
	Mark     uint32 // 0 for any mark
	// Table to look up; 0 drops what comes this far.
	Table uint32
}

// Rules reads the rules for what comes in by a device; those for a mark where
// the device is empty.
func (h *Handle) Rules(in string) (Set[Rule], error) {
	list, err := dump("routing rules", func() ([]netlink.Rule, error) { return h.nl.RuleListFiltered(unix.AF_INET, nil, 0) })
	if err != nil {
		return nil, err
	}
	rules := Set[Rule]{}
	for _, r := range list {
		if r.IifName != in || in == "" && r.Mark == 0 {
			continue
		}
		rule := Rule{Priority: r.Priority, In: in, Mark: r.Mark, Table: uint32(r.Table)}
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
			return fmt.Errorf("add routing rule %d: %w", r.Priority, err)
		}
	}
	for r := range extra(have, want) {
		if err := h.nl.RuleDel(toRule(r)); err != nil {
			return fmt.Errorf("delete routing rule %d: %w", r.Priority, err)
		}
	}
	return nil
}

func toRule(r Rule) *netlink.Rule {
	rule := netlink.NewRule()
	rule.Family, rule.Priority, rule.IifName = unix.AF_INET, r.Priority, r.In
	rule.Mark = r.Mark
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

// Toward is the device that the namespace sends packets for an address by;
// empty where it has no route.
func (h *Handle) Toward(to netip.Addr) (string, error) {
	routes, err := h.nl.RouteGet(to.AsSlice())
	if errors.Is(err, unix.ENETUNREACH) || errors.Is(err, unix.EHOSTUNREACH) || errors.Is(err, unix.EINVAL) || err == nil && len(routes) == 0 {
		return "", nil // no route, or one that says unreachable or blackhole
	}
	if err != nil {
		return "", fmt.Errorf("look for the route to %s: %w", to, err)
	}
	device, err := h.nl.LinkByIndex(routes[0].LinkIndex)
	if err != nil {
		return "", fmt.Errorf("look for the route to %s: %w", to, err)
	}
	return device.Attrs().Name, nil
}
