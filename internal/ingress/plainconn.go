package ingress

import (
	"bufio"
	"context"
	"errors"
	"net"
	"slices"
	"syscall"
	"time"
)

// plainConn is a connection to an instance that carries one plain request at a
// time.
type plainConn struct {
	net.Conn
	in       *bufio.Reader
	out      *bufio.Writer
	headLeft int  // what the head of the answer may still have; negative means no bound
	used     bool // by an earlier request
	timed    bool // a deadline is set
	idle     time.Time
	forsake  func() bool // stops the watch on the client
	raw      syscall.RawConn
}

func newPlainConn(conn net.Conn) *plainConn {
	c := &plainConn{Conn: conn, headLeft: -1}
	c.in, c.out = bufio.NewReader(c), bufio.NewWriter(conn)
	if u, ok := conn.(*upstreamConn); ok {
		conn = u.Conn
	}
	if s, ok := conn.(syscall.Conn); ok {
		c.raw, _ = s.SyscallConn()
	}
	return c
}

// errLongHead says that the head of an answer passes maxHeaderBytes.
var errLongHead = errors.New("the head of the answer is too long")

// Read bounds the head of an answer, which http.ReadResponse does not.
func (c *plainConn) Read(p []byte) (int, error) {
	if c.headLeft < 0 {
		return c.Conn.Read(p)
	}
	if c.headLeft == 0 {
		return 0, errLongHead
	}
	n, err := c.Conn.Read(p[:min(len(p), c.headLeft)])
	c.headLeft -= n
	return n, err
}

// guard lets the connection fail when the request's time is over or its client
// gone.
func (c *plainConn) guard(ctx context.Context, deadline time.Time) {
	if c.timed || !deadline.IsZero() {
		c.timed = !deadline.IsZero()
		c.SetDeadline(deadline)
	}
	c.forsake = context.AfterFunc(ctx, func() { c.Close() })
}

// unguard ends the watch on the client, and reports whether the connection
// outlived it.
func (c *plainConn) unguard() bool { return c.forsake() }

// stale makes errStale of an error that only says that the instance closed a
// kept connection. One that was closed on this side was cut, and stays so.
func (c *plainConn) stale(ctx context.Context, err error) error {
	if c.used && ctx.Err() == nil && !isTimeout(err) && !errors.Is(err, net.ErrClosed) {
		return errStale
	}
	return err
}

// quiet reports whether a kept connection is still open, with nothing sent on
// it by the instance, which would be taken for the next answer.
func (c *plainConn) quiet() bool {
	if c.raw == nil {
		return true
	}
	quiet := false
	err := c.raw.Read(func(fd uintptr) bool {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		quiet = err == syscall.EAGAIN
		return true
	})
	return err == nil && quiet
}

// kept takes the connection that was used last, or returns nil.
func (t *target) kept(idleTimeout time.Duration) *plainConn {
	for {
		t.mu.Lock()
		last := len(t.idle) - 1
		if last < 0 {
			t.mu.Unlock()
			return nil
		}
		c := t.idle[last]
		t.idle[last] = nil
		t.idle = t.idle[:last]
		t.mu.Unlock()
		if time.Since(c.idle) < idleTimeout && c.quiet() {
			return c
		}
		c.Close()
	}
}

// keep keeps a connection for a later request.
func (t *target) keep(c *plainConn, maxIdle int, idleTimeout time.Duration) {
	c.used, c.idle = true, time.Now()
	t.mu.Lock()
	full := t.shut || len(t.idle) >= maxIdle
	if !full {
		t.idle = append(t.idle, c)
		if t.sweep == nil {
			t.sweep = time.AfterFunc(idleTimeout, func() { t.sweepIdle(idleTimeout) })
		}
	}
	t.mu.Unlock()
	if full {
		c.Close()
	}
}

// sweepIdle closes the connections that were not used for idleTimeout, and
// comes again as long as there are others.
func (t *target) sweepIdle(idleTimeout time.Duration) {
	t.mu.Lock()
	fresh := 0
	for fresh < len(t.idle) && time.Since(t.idle[fresh].idle) >= idleTimeout {
		fresh++
	}
	old := slices.Clone(t.idle[:fresh])
	t.idle = slices.Delete(t.idle, 0, fresh)
	t.sweep = nil
	if len(t.idle) > 0 && !t.shut {
		t.sweep = time.AfterFunc(idleTimeout, func() { t.sweepIdle(idleTimeout) })
	}
	t.mu.Unlock()
	for _, c := range old {
		c.Close()
	}
}
