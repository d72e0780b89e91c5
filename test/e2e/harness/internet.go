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
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sallyport/internal/datapath/netns"
)

// Internet is a namespace that stands for all public addresses, joined to the
// host by a link that is given to Sallyport as its uplink. No packet of a test
// leaves the machine. Its servers answer with the address that they see, and
// remember it.
type Internet struct {
	// Uplink is the host's end of the link; Host is its address.
	Uplink string
	Host   netip.Addr
	// Owner, Platform and Anybody are servers with public addresses, on port 80;
	// on port 7000 they send back what comes.
	Owner, Platform, Anybody netip.Addr
	// Office is another one, which is part of the operator's own network: for --lan.
	Office netip.Addr
	// Private is a server behind the uplink with a private address, which
	// services must not reach by the public side.
	Private netip.Addr
	// Pool are public addresses that this internet routes to the host: for
	// --public-pool.
	Pool netip.Prefix

	ns      *netns.Namespace
	servers []io.Closer

	mu   sync.Mutex
	seen map[string][]string // guarded by mu: what asked for each path, by remote address
}

// lot gives each internet of this process addresses of its own: one of the 64
// fours of a /24, one after the other. It begins anywhere, for the sake of
// other processes.
var lot = func() *atomic.Uint32 {
	var random [1]byte
	rand.Read(random[:]) // never fails: it ends the program instead
	var next atomic.Uint32
	next.Store(uint32(random[0]))
	return &next
}()

// NewInternet makes the namespace; Close takes it away.
func NewInternet(ctx context.Context) (*Internet, error) {
	var random [4]byte
	rand.Read(random[:])
	suffix := fmt.Sprintf("%x", random)
	// A link of four addresses out of 198.51.100.0/24, servers out of 203.0.113.0/24: documentation's own ranges.
	base := byte(lot.Add(1)) << 2
	servers := base
	i := &Internet{
		Uplink:   "spup" + suffix,
		Host:     netip.AddrFrom4([4]byte{198, 51, 100, base + 1}),
		Owner:    netip.AddrFrom4([4]byte{203, 0, 113, servers}),
		Platform: netip.AddrFrom4([4]byte{203, 0, 113, servers + 1}),
		Anybody:  netip.AddrFrom4([4]byte{203, 0, 113, servers + 2}),
		Office:   netip.AddrFrom4([4]byte{203, 0, 113, servers + 3}),
		Private:  netip.AddrFrom4([4]byte{10, 254, random[0], base + 1}),
		Pool:     netip.PrefixFrom(netip.AddrFrom4([4]byte{198, 19, base, 0}), 28),
		seen:     map[string][]string{},
	}
	peer := netip.AddrFrom4([4]byte{198, 51, 100, base + 2})
	var err error
	if i.ns, err = netns.Create("spnet-"+suffix, func() error { return nil }); err != nil {
		return nil, err
	}
	steps := [][]string{
		{"ip", "link", "add", i.Uplink, "type", "veth", "peer", "name", "up0", "netns", i.ns.Name()},
		{"ip", "addr", "add", i.Host.String() + "/30", "dev", i.Uplink},
		{"ip", "link", "set", i.Uplink, "up"},
		{"ip", "-n", i.ns.Name(), "link", "set", "lo", "up"},
		{"ip", "-n", i.ns.Name(), "addr", "add", peer.String() + "/30", "dev", "up0"},
		{"ip", "-n", i.ns.Name(), "link", "set", "up0", "up"},
		{"ip", "-n", i.ns.Name(), "route", "add", i.Pool.String(), "via", i.Host.String()},
	}
	for _, server := range i.addresses() {
		steps = append(steps,
			[]string{"ip", "-n", i.ns.Name(), "addr", "add", server.String() + "/32", "dev", "lo"},
			[]string{"ip", "route", "add", server.String() + "/32", "via", peer.String(), "dev", i.Uplink})
	}
	steps = append(steps, []string{"ip", "netns", "exec", i.ns.Name(), "nft",
		"add table ip count; add chain ip count arrived { type filter hook prerouting priority 0; }; add rule ip count arrived iifname up0 counter"})
	for _, step := range steps {
		if output, err := exec.CommandContext(ctx, step[0], step[1:]...).CombinedOutput(); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w: %s", strings.Join(step, " "), err, output), i.Close())
		}
	}
	for _, server := range i.addresses() {
		if err := i.serve(server); err != nil {
			return nil, errors.Join(err, i.Close())
		}
	}
	return i, nil
}

func (i *Internet) addresses() []netip.Addr {
	return []netip.Addr{i.Owner, i.Platform, i.Anybody, i.Office, i.Private}
}

// serve listens in the namespace. Its goroutine ends with Close.
func (i *Internet) serve(address netip.Addr) error {
	var listener net.Listener
	err := i.ns.Do(func() error {
		echo, err := Echo(netip.AddrPortFrom(address, 7000))
		if err != nil {
			return err
		}
		i.servers = append(i.servers, echo)
		listener, err = net.Listen("tcp4", netip.AddrPortFrom(address, 80).String())
		return err
	})
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(i.answer), ReadHeaderTimeout: 10 * time.Second}
	i.servers = append(i.servers, server)
	go func() { _ = server.Serve(listener) }()
	return nil
}

func (i *Internet) answer(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr) // a server's own
	i.mu.Lock()
	i.seen[r.URL.Path] = append(i.seen[r.URL.Path], host)
	i.mu.Unlock()
	sayFrom(w, r)
}

// Seen are the addresses that asked for a path, of any of the servers.
func (i *Internet) Seen(path string) []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]string(nil), i.seen[path]...)
}

var counted = regexp.MustCompile(`counter packets (\d+)`)

// Packets is how many IPv4 packets have ever arrived over the uplink, for whatever address.
func (i *Internet) Packets(ctx context.Context) (int, error) {
	output, err := exec.CommandContext(ctx, "ip", "netns", "exec", i.ns.Name(), "nft", "list", "table", "ip", "count").Output()
	if err != nil {
		return 0, err
	}
	match := counted.FindSubmatch(output)
	if match == nil {
		return 0, fmt.Errorf("no counter in %s", output)
	}
	return strconv.Atoi(string(match[1]))
}

// Namespace is the name of the namespace.
func (i *Internet) Namespace() string { return i.ns.Name() }

// Close ends the servers and takes the namespace and the link away.
func (i *Internet) Close() error {
	var errs []error
	for _, server := range i.servers {
		errs = append(errs, server.Close())
	}
	name := i.ns.Name()
	errs = append(errs, i.ns.Close(), netns.Remove(name))
	_ = exec.Command("ip", "link", "delete", i.Uplink).Run() // gone already if the namespace was the last to hold it
	return errors.Join(errs...)
}
