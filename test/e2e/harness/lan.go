package harness

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os/exec"
	"strings"
	"time"

	"sallyport/internal/datapath/netns"
)

// LAN is a namespace that stands for the operator's own network, joined to the
// host by a link. Each of its addresses sends back what comes to the ports 7000
// and 7001, by TCP and UDP, and says by HTTP on port 80 where a request came from.
type LAN struct {
	// Device is the host's end of the link; Host is its address.
	Device string
	Host   netip.Addr
	// Range is the network of the link, for --lan, and Server is in it.
	Range  netip.Prefix
	Server netip.Addr
	// Behind and Service are not in Range, though the host has routes to them by
	// Server: the one is nobody's business, the other is for endpoint services.
	Behind, Service netip.Addr

	ns  *netns.Namespace
	end []io.Closer
}

// NewLAN makes the namespace; Close takes it away.
func NewLAN(ctx context.Context) (*LAN, error) {
	var random [4]byte
	rand.Read(random[:])
	suffix := fmt.Sprintf("%x", random)
	at := func(second, last byte) netip.Addr {
		return netip.AddrFrom4([4]byte{10, second, random[0], random[1]&^7 + last})
	}
	l := &LAN{
		Device: "splan" + suffix, Range: netip.PrefixFrom(at(253, 0), 29),
		Server: at(253, 1), Host: at(253, 6), Behind: at(252, 1), Service: at(251, 1),
	}
	var err error
	if l.ns, err = netns.Create("splan-"+suffix, func() error { return nil }); err != nil {
		return nil, err
	}
	name := l.ns.Name()
	steps := [][]string{
		{"link", "add", l.Device, "type", "veth", "peer", "name", "lan0", "netns", name},
		{"addr", "add", l.Host.String() + "/29", "dev", l.Device},
		{"link", "set", l.Device, "up"},
		{"-n", name, "link", "set", "lo", "up"},
		{"-n", name, "addr", "add", l.Server.String() + "/29", "dev", "lan0"},
		{"-n", name, "link", "set", "lan0", "up"},
	}
	for _, far := range []netip.Addr{l.Behind, l.Service} {
		steps = append(steps,
			[]string{"-n", name, "addr", "add", far.String() + "/32", "dev", "lo"},
			[]string{"route", "add", far.String() + "/32", "via", l.Server.String(), "dev", l.Device})
	}
	for _, step := range steps {
		if output, err := exec.CommandContext(ctx, "ip", step...).CombinedOutput(); err != nil {
			return nil, errors.Join(fmt.Errorf("ip %s: %w: %s", strings.Join(step, " "), err, output), l.Close())
		}
	}
	for _, address := range []netip.Addr{l.Server, l.Behind, l.Service} {
		if err := l.serve(address); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	return l, nil
}

// serve listens in the namespace. Its goroutines end with Close.
func (l *LAN) serve(address netip.Addr) error {
	return l.ns.Do(func() error {
		for _, port := range []uint16{7000, 7001} {
			end, err := Echo(netip.AddrPortFrom(address, port))
			if err != nil {
				return err
			}
			l.end = append(l.end, end)
		}
		listener, err := net.Listen("tcp4", netip.AddrPortFrom(address, 80).String())
		if err != nil {
			return err
		}
		server := &http.Server{Handler: http.HandlerFunc(sayFrom), ReadHeaderTimeout: 10 * time.Second}
		l.end = append(l.end, server)
		go func() { _ = server.Serve(listener) }()
		return nil
	})
}

// Namespace is the name of the namespace.
func (l *LAN) Namespace() string { return l.ns.Name() }

// Close ends the servers and takes the namespace and the link away.
func (l *LAN) Close() error {
	var errs []error
	for _, end := range l.end {
		errs = append(errs, end.Close())
	}
	name := l.ns.Name()
	errs = append(errs, l.ns.Close(), netns.Remove(name))
	_ = exec.Command("ip", "link", "delete", l.Device).Run() // gone already if the namespace was the last to hold it
	return errors.Join(errs...)
}
