package ingress

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

// forward tells the instance who asked and how, a field at a time.
//
//   - X-Forwarded-For: the client's address is appended to what the client
//     sent, as App Runner and other AWS load balancers do. Only the last entry
//     is ours to vouch for.
//   - X-Forwarded-Proto and X-Forwarded-Port: how the client reached us. What
//     it claims itself counts only from a trusted proxy.
//   - X-Forwarded-Host and Forwarded: from a trusted proxy only. The Host
//     header arrives unchanged, so there is nothing for us to add.
//   - X-Request-Id: the client's, or a new one.
func (f *FrontDoor) forward(in *http.Request, requestID string, set func(name, value string)) {
	peer, _, err := net.SplitHostPort(in.RemoteAddr)
	if err != nil {
		peer = in.RemoteAddr
	}
	trusted := f.trusts(peer)

	if prior := in.Header["X-Forwarded-For"]; len(prior) > 0 {
		peer = strings.Join(prior, ", ") + ", " + peer
	}
	proto, port := "http", localPort(in)
	if in.TLS != nil {
		proto = "https"
	}
	if trusted {
		proto = cmp.Or(in.Header.Get("X-Forwarded-Proto"), proto)
		port = cmp.Or(in.Header.Get("X-Forwarded-Port"), port)
		for _, name := range [...]string{"X-Forwarded-Host", "Forwarded"} {
			if claimed := in.Header[name]; len(claimed) > 0 {
				set(name, strings.Join(claimed, ", "))
			}
		}
	}
	set("X-Forwarded-For", peer)
	set("X-Forwarded-Proto", proto)
	set("X-Forwarded-Port", port)
	set("X-Request-Id", requestID)
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
