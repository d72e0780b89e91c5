package datapath

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// An interface of the host that becomes one of a VPC is moved into a sandbox of
// its own, which passes on between it and the port: whoever is at the other end
// of the wire has the VPC's address. The router keeps to its rules, as with any
// other port, and the host gets its interface back when the sandbox goes.

// takenMark is the alias of such an interface while it is away from the host.
const takenMark = "sallyport took this from the host"

// passTable is the rules of such a sandbox: the one address passes and nothing
// else, each way. What it may reach is the router's to say.
func passTable(spec vpc.Sandbox, port *vpc.Port) (*nft.Table, error) {
	if port == nil || !port.Addresses[0].Is4() || len(spec.HostInterface) > maxDevice || strings.ContainsAny(spec.HostInterface, "\"\\/ \n") {
		return nil, fault.New(fault.Invalid, "", "sandbox %s: interface %q of the host needs one interface with an IPv4 address", spec.ID, spec.HostInterface)
	}
	outer, inner, address := fmt.Sprintf("%q", spec.HostInterface), fmt.Sprintf("%q", port.Device), port.Addresses[0]
	t := nft.New(table)
	t.Chains["forward"] = &nft.Chain{Hook: "type filter hook forward priority filter; policy drop;", Rules: []string{
		fmt.Sprintf("iifname %s oifname %s ip saddr %s accept", outer, inner, address),
		fmt.Sprintf("iifname %s oifname %s ip daddr %s accept", inner, outer, address),
		counted,
	}}
	for _, hook := range []string{"input", "output"} {
		t.Chains[hook] = &nft.Chain{Hook: "type filter hook " + hook + " priority filter; policy drop;", Rules: []string{counted}}
	}
	return t, nil
}

// wireHostInterface makes the port's address one behind the host's interface,
// where it would be the sandbox's own.
func (s *sandbox) wireHostInterface() (err error) {
	port := s.onePort()
	if s.table, err = passTable(s.spec, port); err != nil {
		return err
	}
	device := s.spec.HostInterface
	if _, taken := s.want.Links[device]; taken {
		return fault.New(fault.Invalid, "", "sandbox %s: the host's interface can't be named %s", s.spec.ID, device)
	}
	s.want = s.want.IPv4() // as the wire beyond has no other
	clear(s.want.Addresses)
	s.want.Links[device] = link.Link{Up: true, Running: true}
	s.want.Routes.Add(link.Route{Destination: host32(port.Addresses[0]), Device: device})
	return nil
}

// take moves the host's interface into the sandbox, if it is not there, and lets
// it answer for the router and everything behind it.
func (s *sandbox) take(hostPath, uplink string, inside *link.Handle) error {
	device := s.spec.HostInterface
	if device == "" {
		return nil
	}
	if err := giveBack(hostPath, s.ns, device); err != nil {
		return err
	}
	if _, there, err := inside.Link(device); err != nil {
		return err
	} else if !there {
		if err := s.takeFrom(hostPath, uplink); err != nil {
			return fmt.Errorf("sandbox %s: %w", s.spec.ID, err)
		}
	}
	return s.ns.Do(func() error {
		return sysctl.Ensure(sysctl.Setting{Key: "ipv4/conf/" + device + "/proxy_arp", Value: "1"},
			sysctl.Setting{Key: "ipv4/neigh/" + device + "/proxy_delay", Value: "0"})
	})
}

func (s *sandbox) takeFrom(hostPath, uplink string) error {
	device := s.spec.HostInterface
	host, err := netns.OpenPath(hostPath)
	if err != nil {
		return err
	}
	defer host.Close()
	h, err := link.Open(host)
	if err != nil {
		return err
	}
	defer h.Close()
	state, err := h.State(0)
	if err != nil {
		return err
	}
	l, there := state.Links[device]
	if !there {
		return fault.New(fault.NotFound, "", "the host has no interface %s", device)
	}
	for r := range state.Routes {
		if r.Device == device && r.Destination.Bits() == 0 || device == uplink || strings.HasPrefix(device, "sp") {
			return fault.New(fault.Conflict, "", "interface %s is the host's own way out; name another one", device)
		}
	}
	if err := h.SetAlias(l.Index, takenMark); err != nil {
		return err
	}
	return h.Move(device, s.ns)
}

// giveBack moves interfaces that were taken from the host back to it, but for
// the one that stays.
func giveBack(hostPath string, from *netns.Namespace, stays string) error {
	h, err := link.Open(from)
	if err != nil {
		return err
	}
	defer h.Close()
	state, err := h.State(0)
	if err != nil {
		return err
	}
	var errs []error
	for name, l := range state.Links {
		if l.Alias != takenMark || name == stays {
			continue
		}
		host, err := netns.OpenPath(hostPath)
		if err != nil {
			return err
		}
		errs = append(errs, cmp.Or(h.SetAlias(l.Index, ""), h.Move(name, host)), host.Close())
	}
	return errors.Join(errs...)
}

// removeNamespace takes a namespace of ours away, and gives back first what the
// host has in it.
func (d *DataPath) removeNamespace(name string) error {
	if strings.HasPrefix(name, d.names().pinned(vpc.LinkSandbox)) {
		ns, err := netns.Open(name)
		if err == nil {
			err = errors.Join(giveBack(d.options.Host, ns, ""), ns.Close())
		}
		if err != nil && !errors.Is(err, fault.NotFound) {
			return err // better a namespace too many than the host's interface lost
		}
	}
	return netns.Remove(name)
}
