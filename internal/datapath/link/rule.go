package link

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Rule is a routing rule for what comes in by a device, has a mark, or is from
// an address.
type Rule struct {
	Priority int
	IPv6     bool       // for IPv6, else for IPv4
	In       string     // empty for every device
	Mark     uint32     // 0 for every packet
	From     netip.Addr // IPv4; the zero value for every source
	// Table to look up; 0 drops what comes this far.
	Table uint32
}

func (r Rule) String() string {
	text := fmt.Sprintf("%d:", r.Priority)
	if r.IPv6 {
		text += " inet6"
	}
	if r.From.IsValid() {
		text += " from " + r.From.String()
	}
	if r.Mark != 0 {
		text += fmt.Sprintf(" fwmark 0x%08x", r.Mark)
	}
	if r.In != "" {
		text += " iif " + r.In
	}
	if r.Table == 0 {
		return text + " blackhole"
	}
	return fmt.Sprintf("%s lookup %d", text, r.Table)
}

// The priorities of the kernel's own rules: for the local, the main and the
// default table.
const (
	localPriority   = 0
	mainPriority    = 32766
	defaultPriority = 32767
)

// allRules reads every rule that is not the kernel's own.
func (h *Handle) allRules() (Set[Rule], error) {
	list, err := dump("routing rules", func() ([]netlink.Rule, error) { return h.nl.RuleListFiltered(h.family, nil, 0) })
	if err != nil {
		return nil, err
	}
	rules := Set[Rule]{}
	for _, r := range list {
		if r.Family != unix.AF_INET && r.Family != unix.AF_INET6 {
			continue // of multicast routing
		}
		if r.Priority != localPriority && r.Priority != mainPriority && r.Priority != defaultPriority {
			rules.Add(fromRule(r))
		}
	}
	return rules, nil
}

func fromRule(r netlink.Rule) Rule {
	rule := Rule{Priority: r.Priority, IPv6: r.Family == unix.AF_INET6, In: r.IifName, Mark: r.Mark, Table: uint32(r.Table)}
	if r.Type == unix.FR_ACT_BLACKHOLE {
		rule.Table = 0
	}
	if from, ok := fromIPNet(r.Src); ok && from.IsSingleIP() {
		rule.From = from.Addr()
	}
	return rule
}

// Rules reads the rules for what comes in by a device.
func (h *Handle) Rules(in string) (Set[Rule], error) {
	rules, err := h.allRules()
	maps.DeleteFunc(rules, func(r Rule, _ struct{}) bool { return r.In != in })
	return rules, err
}

// ChangeRules makes the namespace hold want where it holds have.
func (h *Handle) ChangeRules(have, want Set[Rule]) error {
	for r := range extra(want, have) {
		if err := h.nl.RuleAdd(toRule(r)); err != nil && !errors.Is(err, unix.EEXIST) {
			return fmt.Errorf("add routing rule %s: %w", r, err)
		}
	}
	for r := range extra(have, want) {
		if err := h.nl.RuleDel(toRule(r)); err != nil && !errors.Is(err, unix.ENOENT) {
			return fmt.Errorf("delete routing rule %s: %w", r, err)
		}
	}
	return nil
}

func toRule(r Rule) *netlink.Rule {
	rule := netlink.NewRule()
	rule.Family, rule.Priority, rule.IifName, rule.Mark = unix.AF_INET, r.Priority, r.In, r.Mark
	if r.IPv6 {
		rule.Family = unix.AF_INET6
	}
	if r.From.IsValid() {
		rule.Src = toIPNet(netip.PrefixFrom(r.From, r.From.BitLen()))
	}
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
			routes = append(routes, toRoute(r, device))
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
