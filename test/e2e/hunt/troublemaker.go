package hunt

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
)

// Troublemaker sends marked frames from inside of a workload's namespace, as
// root there: more than any container may.
type Troublemaker struct {
	Mark Mark
	// Targets are the addresses to reach, Sources those to claim besides the
	// workload's own.
	Targets, Sources []netip.Addr
}

// Run sends every trick on every device of the namespace, again and again
// until ctx ends or the namespace goes, and says how many frames the kernel took.
func (m Troublemaker) Run(ctx context.Context, namespace string) (sent int, err error) {
	ns, err := netns.Open(namespace)
	if err != nil {
		return 0, err
	}
	defer ns.Close()
	var socket int
	if err := ns.Do(func() (err error) {
		socket, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0)
		return err
	}); err != nil {
		return 0, fmt.Errorf("open a packet socket in %s: %w", namespace, err)
	}
	defer unix.Close(socket)
	for ctx.Err() == nil && ns.Pinned() {
		devices, err := look(ns)
		if err != nil {
			return sent, err
		}
		for _, d := range devices {
			sources := append(slices.Clone(m.Sources), d.address)
			for _, frame := range tricks(d, append(slices.Clone(m.Targets), d.gateways...), sources, m.Mark) {
				if ctx.Err() != nil {
					return sent, nil
				}
				to := &unix.SockaddrLinklayer{Ifindex: d.index, Halen: 6, Protocol: binary.NativeEndian.Uint16(frame[12:14])}
				copy(to.Addr[:], frame[:6])
				if unix.Sendto(socket, frame, 0, to) == nil { // the link may be down, or gone
					sent++
				}
			}
		}
		time.Sleep(100 * time.Millisecond) // leave processor time to what is hunted
	}
	return sent, nil
}

// look lists the workload's devices.
func look(ns *netns.Namespace) ([]device, error) {
	handle, err := link.Open(ns)
	if err != nil {
		return nil, err
	}
	defer handle.Close()
	state, err := handle.State(0)
	if err != nil {
		return nil, err
	}
	var devices []device
	for name, l := range state.Links {
		d := device{index: l.Index, own: l.MAC, gateway: everybody}
		for a := range state.Addresses {
			if a.Device == name && a.Prefix.Addr().Is4() {
				d.address = a.Prefix.Addr()
			}
		}
		for n := range state.Neighbours {
			if n.Device == name && n.Address.Is4() {
				d.gateway, d.gateways = n.MAC, append(d.gateways, n.Address)
			}
		}
		if d.address.IsValid() && name != "lo" {
			devices = append(devices, d)
		}
	}
	return devices, nil
}
