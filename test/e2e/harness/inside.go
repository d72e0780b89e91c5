package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"sallyport/internal/datapath/netns"
)

// patience is how long a packet that is dropped is waited for.
const patience = 700 * time.Millisecond

// Namespace is the name of an instance's network namespace.
func (r *Region) Namespace(i Instance) string { return "sp-" + r.Home.Tag + "-" + i.ID }

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

// OpenFlow opens one from inside of a namespace.
func OpenFlow(namespace, target string) (*Flow, error) {
	conn, err := dialIn(context.Background(), namespace, "tcp", target)
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

// DialAs opens a TCP connection from inside of a namespace, with one of its addresses.
func DialAs(namespace string, source netip.Addr, target string) error {
	conn, err := dial(context.Background(), namespace, "tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(source, 0)), target)
	if err != nil {
		return err
	}
	return conn.Close()
}

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
	err = ns.Do(func() (err error) {
		dialer := net.Dialer{Timeout: patience, FallbackDelay: -1, LocalAddr: source} // one address, one thread
		conn, err = dialer.DialContext(ctx, network+"4", target)
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
