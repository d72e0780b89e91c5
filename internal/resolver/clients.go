package resolver

import (
	"net"
	"net/netip"
	"sync"
)

// clients counts what each client has under way, so that none takes what all need.
type clients struct {
	limit int
	mu    sync.Mutex
	count map[netip.Addr]int // guarded by mu
}

func newClients(limit int) *clients {
	return &clients{limit: limit, count: map[netip.Addr]int{}}
}

// enter counts one more, unless the client has its share.
func (c *clients) enter(client netip.Addr) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count[client] >= c.limit {
		return false
	}
	c.count[client]++
	return true
}

func (c *clients) leave(client netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count[client]--; c.count[client] <= 0 {
		delete(c.count, client)
	}
}

// streamsPerClient is how many connections of a client are open at once; one
// more is closed. Connections that say nothing for eight seconds are, too.
const streamsPerClient = 16

// fairListener takes no more than its share of connections from each client.
type fairListener struct {
	net.Listener
	clients *clients
}

func (l fairListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		client := clientOf(conn.RemoteAddr())
		if l.clients.enter(client) {
			return &fairConn{Conn: conn, left: sync.OnceFunc(func() { l.clients.leave(client) })}, nil
		}
		_ = conn.Close()
	}
}

type fairConn struct {
	net.Conn
	left func()
}

func (c *fairConn) Close() error {
	defer c.left()
	return c.Conn.Close()
}
