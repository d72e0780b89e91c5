package link

import (
	"fmt"
	"maps"

	"sallyport/internal/datapath/sysctl"
)

// ipv6On are the settings of a device that speaks IPv6, in the order in which
// they are written: it makes no address of its own, not even a link-local one,
// learns nothing from others, and is switched on last.
func ipv6On(device string) []sysctl.Setting {
	var list []sysctl.Setting
	for _, s := range []sysctl.Setting{
		{Key: "addr_gen_mode", Value: "1"}, // none
		{Key: "accept_ra", Value: "0"},
		{Key: "autoconf", Value: "0"},
		{Key: "accept_redirects", Value: "0"},
		{Key: "accept_source_route", Value: "-1"},
		{Key: "router_solicitations", Value: "0"},
		{Key: "disable_ipv6", Value: "0"},
	} {
		list = append(list, sysctl.Setting{Key: "ipv6/conf/" + device + "/" + s.Key, Value: s.Value})
	}
	return list
}

// sixes are the devices of which a state holds something of IPv6.
func (s *State) sixes() Set[string] {
	devices := Set[string]{}
	for a := range s.Addresses {
		if a.Prefix.Addr().Is6() {
			devices.Add(a.Device)
		}
	}
	for r := range s.Routes {
		if r.Destination.Addr().Is6() && r.Device != "" {
			devices.Add(r.Device)
		}
	}
	for n := range s.Neighbours {
		if n.Address.Is6() {
			devices.Add(n.Device)
		}
	}
	delete(devices, "lo") // which was there before, and keeps ::1
	return devices
}

// IPv4 is the state without what is of IPv6.
func (s *State) IPv4() *State {
	part := NewState()
	part.Merge(s)
	maps.DeleteFunc(part.Addresses, func(a Address, _ struct{}) bool { return a.Prefix.Addr().Is6() })
	maps.DeleteFunc(part.Routes, func(r Route, _ struct{}) bool { return r.Destination.Addr().Is6() })
	maps.DeleteFunc(part.Neighbours, func(n Neighbour, _ struct{}) bool { return n.Address.Is6() })
	maps.DeleteFunc(part.Rules, func(r Rule, _ struct{}) bool { return r.IPv6 })
	for name, l := range part.Links {
		l.IPv6 = false
		part.Links[name] = l
	}
	return part
}

// enterIPv6 switches IPv6 on where it is wanted and not there.
func (c *change) enterIPv6(want *State) {
	there := c.have.sixes()
	for device := range want.sixes() {
		if _, known := c.have.Links[device]; known && want.Links[device].IPv6 && !there.Has(device) {
			c.note(c.h.ns.Do(func() error { return sysctl.Ensure(ipv6On(device)...) }), "switch on IPv6 of "+device)
		}
	}
}

// leaveIPv6 switches IPv6 off where it is no longer wanted.
func (c *change) leaveIPv6(want *State) {
	for device := range c.have.sixes() {
		if l, wanted := want.Links[device]; wanted && !l.IPv6 {
			off := sysctl.Setting{Key: fmt.Sprintf("ipv6/conf/%s/disable_ipv6", device), Value: "1"}
			c.note(c.h.ns.Do(func() error { return sysctl.Ensure(off) }), "switch off IPv6 of "+device)
		}
	}
}
