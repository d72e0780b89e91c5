package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"sallyport/internal/datapath/netns"
)

// patience is how long a packet that is dropped is waited for.
const patience = 700 * time.Millisecond

// Namespace is the name of an instance's network namespace.
func (r *Region) Namespace(i Instance) string { return "sp-" + r.Home.Tag + "-" + i.ID }

// Namespace is the name of the network namespace of a service's one instance.
func (s *Service) Namespace() string {
	s.region.T.Helper()
	names, err := netns.List("sp-" + s.region.Home.Tag + "-s-" + s.ID[:16])
	s.region.Must("list namespaces", err)
	if len(names) != 1 {
		s.region.T.Fatalf("service %s has the namespaces %v, want one", s.Name, names)
	}
	return names[0]
}

// DialFrom opens a connection (or, by udp, exchanges a datagram with an echo)
// from inside of a namespace.
func DialFrom(namespace, network, target string) error {
	conn, err := dialIn(context.Background(), namespace, network, target)
	if err != nil {
		return err
	}
	defer conn.Close()
	if network != "udp" {
		return nil
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := conn.Write([]byte("echo")); err != nil {
		return err
	}
	_, err = conn.Read(make([]byte, 8))
	return err
}

// Flow is one established connection to an echo server.
type Flow struct {
	Target string
	conn   net.Conn
}

// OpenFlow opens one from inside of a namespace. Of a source that is the zero
// value the kernel chooses the address and the port, of a port 0 the port.
func OpenFlow(namespace string, source netip.AddrPort, target string) (*Flow, error) {
	var from net.Addr
	if source.IsValid() {
		from = net.TCPAddrFromAddrPort(source)
	}
	conn, err := dial(context.Background(), namespace, "tcp", from, target)
	if err != nil {
		return nil, err
	}
	return &Flow{target, conn}, nil
}

// Ping sends something over the connection and waits until it is back.
func (f *Flow) Ping() error {
	if err := f.conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil { // a packet may be sent again
		return err
	}
	if _, err := f.conn.Write([]byte("ping")); err != nil {
		return err
	}
	_, err := io.ReadFull(f.conn, make([]byte, 4))
	return err
}

// Close ends the connection.
func (f *Flow) Close() error { return f.conn.Close() }

func dialIn(ctx context.Context, namespace, network, target string) (net.Conn, error) {
	return dial(ctx, namespace, network, nil, target)
}

// dial takes a source, or nil for what the kernel chooses.
func dial(ctx context.Context, namespace, network string, source net.Addr, target string) (conn net.Conn, err error) {
	ns, err := netns.Open(namespace)
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	family := "4"
	if strings.HasPrefix(target, "[") {
		family = "6"
	}
	err = ns.Do(func() (err error) {
		dialer := net.Dialer{Timeout: patience, FallbackDelay: -1, LocalAddr: source} // one address, one thread
		conn, err = dialer.DialContext(ctx, network+family, target)
		return err
	})
	return conn, err
}

// SeenAs is the address that a server of the made internet sees, asked from
// inside of a namespace.
func SeenAs(namespace, target string) (string, error) {
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return dialIn(ctx, namespace, "tcp", address)
		}}}
	response, err := client.Get("http://" + target + "/seen")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	if err != nil {
		return "", err
	}
	var answer struct{ From string }
	if err := json.Unmarshal(text, &answer); err != nil {
		return "", fmt.Errorf("%w in %q", err, text)
	}
	return answer.From, nil
}
