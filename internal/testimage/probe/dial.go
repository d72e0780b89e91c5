package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// attempt is the answer to everything that tries the network. Kind is "ok", "timeout", "refused", "unreachable",
// "denied" or "error".
type attempt struct {
	OK      bool   `json:"ok"`
	Kind    string `json:"kind"`
	Error   string `json:"error,omitempty"`
	Millis  int64  `json:"millis"`
	Local   string `json:"local,omitempty"` // the address used
	Answer  string `json:"answer,omitempty"`
	Code    int    `json:"code,omitempty"` // HTTP status of /get
	Address string `json:"addr"`
}

const defaultTimeout = 2 * time.Second

// most is the longest answer that is passed on, in bytes.
const most = 64 << 10

func begin(address string) (*attempt, func(error)) {
	a, start := &attempt{Address: address}, time.Now()
	return a, func(err error) {
		a.Millis = time.Since(start).Milliseconds()
		a.OK, a.Kind = err == nil, kind(err)
		if err != nil {
			a.Error = err.Error()
		}
	}
}

func kind(err error) string {
	var timeout net.Error
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "unreachable"
	case errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EACCES):
		return "denied"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	return "error"
}

func dialTCP(w http.ResponseWriter, r *http.Request) {
	limit, ok := durationOf(w, r, "timeout", defaultTimeout)
	if !ok {
		return
	}
	a, end := begin(r.URL.Query().Get("addr"))
	conn, err := net.DialTimeout("tcp", a.Address, limit)
	end(err)
	if err == nil {
		a.Local = conn.LocalAddr().String()
		conn.Close()
	}
	answer(w, a)
}

// exchange sends the data and reads as much as was sent.
func exchange(network string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		limit, ok := durationOf(w, r, "timeout", defaultTimeout)
		if !ok {
			return
		}
		a, end := begin(r.URL.Query().Get("addr"))
		end(func() error {
			conn, err := net.DialTimeout(network, a.Address, limit)
			if err != nil {
				return err
			}
			defer conn.Close()
			a.Local = conn.LocalAddr().String()
			if err := conn.SetDeadline(time.Now().Add(limit)); err != nil {
				return err
			}
			data := []byte(r.URL.Query().Get("data"))
			if len(data) == 0 {
				data = []byte("probe")
			}
			if _, err := conn.Write(data); err != nil {
				return err
			}
			_, err = io.ReadFull(conn, data)
			a.Answer = string(data)
			return err
		}())
		answer(w, a)
	}
}

// fetch uses a connection of its own for each request, so that a changed rule shows at once.
func fetch(w http.ResponseWriter, r *http.Request) {
	limit, ok := durationOf(w, r, "timeout", defaultTimeout)
	if !ok {
		return
	}
	a, end := begin(r.URL.Query().Get("url"))
	end(func() error {
		client := &http.Client{Timeout: limit, Transport: &http.Transport{DisableKeepAlives: true}}
		response, err := client.Get(a.Address)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		a.Code = response.StatusCode
		text, err := io.ReadAll(io.LimitReader(response.Body, most))
		a.Answer = string(text)
		return err
	}())
	answer(w, a)
}

func lookup(w http.ResponseWriter, r *http.Request) {
	a, end := begin(r.URL.Query().Get("host"))
	addresses, err := net.DefaultResolver.LookupHost(r.Context(), a.Address)
	end(err)
	answer(w, map[string]any{"attempt": a, "addresses": addresses})
}

func echoTCP(listener net.Listener) error {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() { // ends when the client closes
			defer conn.Close()
			io.Copy(conn, conn)
		}()
	}
}

func echoUDP(conn net.PacketConn) error {
	buffer := make([]byte, 64<<10)
	for {
		n, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return err
		}
		// A datagram that can't be sent back is lost, as datagrams may be; the next one counts.
		conn.WriteTo(buffer[:n], from)
	}
}
