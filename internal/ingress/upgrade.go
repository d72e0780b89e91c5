package ingress

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"

	"golang.org/x/net/http/httpguts"
)

// upgrades reports whether the client asks to switch protocols. An offer of
// HTTP/2 (h2c) is taken off the request, as any server may ignore it: it would
// carry requests past the routing by host.
func upgrades(r *http.Request) bool {
	if !httpguts.HeaderValuesContainsToken(r.Header["Connection"], "upgrade") {
		return false
	}
	protocol := r.Header.Get("Upgrade")
	if protocol == "" || strings.EqualFold(protocol, "h2c") {
		r.Header.Del("Upgrade")
		return false
	}
	return true
}

// checkSwitch makes sure that the instance switched to what the client asked for.
func checkSwitch(answer *http.Response) error {
	asked, got := answer.Request.Header.Get("Upgrade"), answer.Header.Get("Upgrade")
	if !strings.EqualFold(asked, got) {
		return &switchError{asked: asked, got: got}
	}
	return nil
}

// switchError says that an instance switched to a protocol nobody asked for.
// asked is empty if the client asked for none.
type switchError struct{ asked, got string }

func (e *switchError) Error() string {
	if e.asked == "" {
		return fmt.Sprintf("switched to protocol %q unasked", e.got)
	}
	return fmt.Sprintf("switched to protocol %q where %q was asked for", e.got, e.asked)
}

// upgradeWriter gives the proxy the client's connection with what the client
// had sent early still in it.
type upgradeWriter struct{ http.ResponseWriter }

// Unwrap is for http.ResponseController.
func (w *upgradeWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Hijack hands over the connection. ReverseProxy reads from it directly and so
// would lose the bytes that the server had read ahead (golang/go issue 80875).
func (w *upgradeWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if early := rw.Reader.Buffered(); early > 0 {
		conn = &clientConn{Conn: conn, early: io.LimitReader(rw.Reader, int64(early))}
	}
	return conn, rw, nil
}

// clientConn reads the early bytes first.
type clientConn struct {
	net.Conn
	early io.Reader // nil once used up
}

func (c *clientConn) Read(p []byte) (int, error) {
	if c.early != nil {
		n, err := c.early.Read(p)
		if n > 0 {
			return n, nil
		}
		if err != io.EOF {
			return 0, err
		}
		c.early = nil
	}
	return c.Conn.Read(p)
}

// CloseWrite passes the instance's half-close on to the client.
func (c *clientConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Close()
}

// keptBody outlives the Close of a failed attempt to connect; the server closes
// what is under it. It notes whose fault a broken body was.
type keptBody struct {
	io.Reader
	failed *atomic.Bool
}

func (b *keptBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && err != io.EOF {
		b.failed.Store(true)
	}
	return n, err
}

func (*keptBody) Close() error { return nil }
