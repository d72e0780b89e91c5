package ingress

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

// forwardHeaders tells the instance who asked and how.
//
//   - X-Forwarded-For: the client's address is appended to what the client
//     sent, as App Runner and other AWS load balancers do. Only the last entry
//     is ours to vouch for.
//   - X-Forwarded-Proto and X-Forwarded-Port: how the client reached us. What
//     it claims itself counts only from a trusted proxy.
//   - X-Forwarded-Host and Forwarded: from a trusted proxy only. The Host
//     header arrives unchanged, so there is nothing for us to add.
//   - X-Request-Id: the client's, or a new one.
func (f *FrontDoor) forwardHeaders(in *http.Request, out http.Header, requestID string) {
	peer, _, err := net.SplitHostPort(in.RemoteAddr)
	if err != nil {
		peer = in.RemoteAddr
	}
	trusted := f.trusts(peer)

	if prior := in.Header["X-Forwarded-For"]; len(prior) > 0 {
		peer = strings.Join(prior, ", ") + ", " + peer
	}
	proto := "http"
	if in.TLS != nil {
		proto = "https"
	}
	out["X-Forwarded-For"] = []string{peer}
	out["X-Forwarded-Proto"] = []string{proto}
	out["X-Forwarded-Port"] = []string{localPort(in)}
	out["X-Request-Id"] = []string{requestID}
	if trusted {
		for _, name := range [...]string{"X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Host", "Forwarded"} {
			if claimed := in.Header[name]; len(claimed) > 0 {
				out[name] = claimed
			}
		}
	}
}

// localPort is the port that the client connected to.
func localPort(r *http.Request) string {
	switch addr := r.Context().Value(http.LocalAddrContextKey).(type) {
	case *net.TCPAddr:
		return strconv.Itoa(addr.Port)
	case net.Addr:
		if _, port, err := net.SplitHostPort(addr.String()); err == nil {
			return port
		}
	}
	if r.TLS != nil {
		return "443"
	}
	return "80"
}

func (f *FrontDoor) trusts(peer string) bool {
	if len(f.trusted) == 0 {
		return false
	}
	addr, err := netip.ParseAddr(peer)
	if err != nil {
		return false
	}
	for _, p := range f.trusted {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// maxRequestID bounds an identifier that a client gives: it goes into logs.
const maxRequestID = 128

// requestID returns the client's identifier of the request if it is printable
// and short, else a new one of 32 hex digits.
func requestID(r *http.Request) string {
	if given := r.Header["X-Request-Id"]; len(given) == 1 && validRequestID(given[0]) {
		return given[0]
	}
	var raw [16]byte
	binary.LittleEndian.PutUint64(raw[:8], rand.Uint64())
	binary.LittleEndian.PutUint64(raw[8:], rand.Uint64())
	var digits [32]byte
	hex.Encode(digits[:], raw[:])
	return string(digits[:])
}

func validRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] > '~' {
			return false
		}
	}
	return true
}
