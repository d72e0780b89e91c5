package datapath

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/datapath/sysctl"
)

// forwardingMark begins the alias of a link of ours at the host while we turned
// on the forwarding of other devices for it: CleanUp finds there what to turn
// off again.
const forwardingMark = "sallyport turned on forwarding of "

func forwarding(device, value string) sysctl.Setting {
	return sysctl.Setting{Key: "ipv4/conf/" + device + "/forwarding", Value: value}
}

// turnedOn are the devices that an alias names.
func turnedOn(alias string) []string {
	if list, marked := strings.CutPrefix(alias, forwardingMark); marked {
		return strings.Split(list, ",")
	}
	return nil
}

// beyond are the host's devices that answers come by: they must forward.
func (h *hostSide) beyond(l hostLink) ([]string, error) {
	if l == h.n.publicLink() {
		return []string{h.to.uplink}, nil
	}
	var to []netip.Addr
	for _, r := range h.to.lan {
		to = append(to, r.Addr())
	}
	for _, t := range h.to.targets {
		to = append(to, t.Addr())
	}
	var devices []string
	for _, a := range to {
		device, err := h.handle.Toward(a)
		if err != nil {
			return nil, err
		}
		if device != "" && device != "lo" { // no route, or the host's own address
			devices = append(devices, device)
		}
	}
	slices.Sort(devices)
	return slices.Compact(devices), nil
}

// forward lets our links and the devices beyond forward, and notes what it
// turned on where CleanUp finds it.
func (h *hostSide) forward() error {
	for _, l := range h.to.links(h.n) {
		if err := h.ns.Do(func() error { return sysctl.Ensure(forwarding(l.near, "1")) }); err != nil {
			return err
		}
		beyond, err := h.beyond(l)
		if err != nil {
			return err
		}
		off, err := h.notForwarding(beyond)
		if err != nil {
			return err
		}
		for _, device := range off {
			h.forwarded[device] = true
		}
		ours := slices.DeleteFunc(beyond, func(device string) bool { return !h.forwarded[device] })
		if len(ours) == 0 {
			continue
		}
		if alias := forwardingMark + strings.Join(ours, ","); h.state.Links[l.near].Alias != alias {
			if err := h.handle.SetAlias(h.state.Links[l.near].Index, alias); err != nil {
				return err
			}
		}
		for _, device := range off {
			if err := h.ns.Do(func() error { return sysctl.Ensure(forwarding(device, "1")) }); err != nil {
				return fmt.Errorf("let %s forward: %w", device, err)
			}
		}
	}
	return nil
}

// notForwarding are those of the devices that do not forward.
func (h *hostSide) notForwarding(devices []string) (off []string, err error) {
	err = h.ns.Do(func() error {
		for _, device := range devices {
			now, err := sysctl.Get(forwarding(device, "").Key)
			if err != nil {
				return err
			}
			if now != "1" {
				off = append(off, device)
			}
		}
		return nil
	})
	return off, err
}

// leave takes one of our links away from the host, and turns off what was
// turned on for it.
func (h *hostSide) leave(l hostLink) error {
	for _, device := range turnedOn(h.state.Links[l.near].Alias) {
		if _, there := h.state.Links[device]; there {
			if err := h.ns.Do(func() error { return sysctl.Ensure(forwarding(device, "0")) }); err != nil {
				return err
			}
		}
		delete(h.forwarded, device)
	}
	if err := h.handle.Delete(l.near); err != nil {
		return err
	}
	delete(h.state.Links, l.near)
	return nil
}
