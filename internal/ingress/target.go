package ingress

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// target is one instance at one address. An instance whose address changes
// becomes a new target, so that no pooled connection to the old address
// outlives the change.
type target struct {
	id   string
	addr netip.AddrPort

	// key is the authority under which http.Transport pools this target's
	// connections. It is unique in the process: link-local addresses are used
	// again by later instances, and a pooled connection must not be.
	key string

	inFlight atomic.Int64

	// closed is set while the target takes no new requests. acquire adds to
	// inFlight before it reads closed, and Apply sets closed before anyone
	// reads inFlight, so that no request slips in behind a drain.
	closed atomic.Bool

	// removed is set when the target left the configuration. gone is called
	// once no request is left then, maybe more than once.
	removed atomic.Bool
	gone    func(*target)

	mu      sync.Mutex
	changed chan struct{}              // guarded by mu; closed and replaced on every event a drain waits for
	conns   map[*upstreamConn]struct{} // guarded by mu; nil once shut
	shut    bool                       // guarded by mu; removed and without requests: no connection may stay
	idle    []*plainConn               // guarded by mu; kept for the next plain request, used last at the end
	sweep   *time.Timer                // guarded by mu; closes what is idle for long; nil when nothing is due
}

func newTarget(id string, addr netip.AddrPort, key string, gone func(*target)) *target {
	return &target{id: id, addr: addr, key: key, gone: gone, changed: make(chan struct{}), conns: map[*upstreamConn]struct{}{}}
}

// acquire counts one request in, unless the target takes none.
func (t *target) acquire() bool {
	t.inFlight.Add(1)
	if t.closed.Load() {
		t.release()
		return false
	}
	return true
}

// release counts one request out. The last of a removed target takes it away.
func (t *target) release() {
	if t.inFlight.Add(-1) > 0 || !t.closed.Load() {
		return
	}
	t.notify()
	if t.removed.Load() {
		t.gone(t)
	}
}

// setClosed opens or closes the target to new requests.
func (t *target) setClosed(closed bool) {
	if t.closed.Swap(closed) != closed {
		t.notify()
	}
}

// notify wakes everyone who waits for this target to drain.
func (t *target) notify() {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.changed)
	t.changed = make(chan struct{})
}

// event returns a channel that is closed at the next change.
func (t *target) event() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

// track takes a fresh connection into the target's set, or closes it if the
// target was shut while it was being dialed.
func (t *target) track(conn net.Conn) (net.Conn, error) {
	c := &upstreamConn{Conn: conn, target: t}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shut {
		conn.Close()
		return nil, net.ErrClosed
	}
	t.conns[c] = struct{}{}
	return c, nil
}

// cut closes every connection to the target. With shut set, no new one is made.
func (t *target) cut(shut bool) {
	t.mu.Lock()
	t.shut = t.shut || shut
	t.idle = nil
	if t.sweep != nil {
		t.sweep.Stop()
		t.sweep = nil
	}
	open := make([]*upstreamConn, 0, len(t.conns))
	for c := range t.conns {
		open = append(open, c)
	}
	t.mu.Unlock()
	for _, c := range open {
		c.Close()
	}
}

// upstreamConn is a connection to a target, known to it until closed.
type upstreamConn struct {
	net.Conn
	target *target
}

func (c *upstreamConn) Close() error {
	c.target.mu.Lock()
	delete(c.target.conns, c)
	c.target.mu.Unlock()
	return c.Conn.Close()
}

// CloseWrite passes a half-close on, which http.Transport looks for on
// connections that switched protocols.
func (c *upstreamConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Close()
}

// dialTarget is the transport's way to a target, whose key is the authority.
func (f *FrontDoor) dialTarget(ctx context.Context, _, authority string) (net.Conn, error) {
	t, ok := f.dialing.Load(authority)
	if !ok {
		return nil, &connectError{err: net.ErrClosed}
	}
	return f.connect(ctx, t.(*target))
}

// connect opens a connection to a target. Its errors are connectErrors: no byte
// of any request was sent.
func (f *FrontDoor) connect(ctx context.Context, t *target) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, f.connectTimeout)
	defer cancel()
	conn, err := f.dial(ctx, "tcp", t.addr.String())
	if err != nil {
		return nil, &connectError{err: err}
	}
	conn, err = t.track(conn)
	if err != nil {
		return nil, &connectError{err: err}
	}
	return conn, nil
}

// connectError says that a target could not be reached at all.
type connectError struct{ err error }

func (e *connectError) Error() string { return "connect: " + e.err.Error() }
func (e *connectError) Unwrap() error { return e.err }
