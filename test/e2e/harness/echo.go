package harness

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
)

// echo sends back what comes to one address.
type echo struct {
	tcp net.Listener
	udp net.PacketConn
}

// Echo sends back what comes to an address by TCP and UDP, in the namespace
// that it is called in. Its goroutines end with Close, those of connections when
// the other side ends them.
func Echo(at netip.AddrPort) (io.Closer, error) {
	var e echo
	var err error
	if e.tcp, err = net.Listen("tcp4", at.String()); err != nil {
		return nil, err
	}
	if e.udp, err = net.ListenPacket("udp4", at.String()); err != nil {
		return nil, errors.Join(err, e.tcp.Close())
	}
	go e.serveTCP()
	go e.serveUDP()
	return e, nil
}

func (e echo) serveTCP() {
	for {
		conn, err := e.tcp.Accept()
		if err != nil {
			return // closed
		}
		go func() {
			defer conn.Close()
			_, _ = io.Copy(conn, conn)
		}()
	}
}

func (e echo) serveUDP() {
	buffer := make([]byte, 2048)
	for {
		n, from, err := e.udp.ReadFrom(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			_, _ = e.udp.WriteTo(buffer[:n], from) // one that is lost is sent again
		}
	}
}

// Close stops listening.
func (e echo) Close() error { return errors.Join(e.tcp.Close(), e.udp.Close()) }

// sayFrom answers with the address that a request came from.
func sayFrom(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr) // a server's own
	_ = json.NewEncoder(w).Encode(map[string]string{"from": host})
}
