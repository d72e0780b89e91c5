//go:build kernel

package datapath_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// inside runs do on a thread in a namespace.
func inside(t testing.TB, path string, do func() error) error {
	t.Helper()
	ns, err := netns.OpenPath(path)
	if err != nil {
		t.Fatal(err)
	}
	defer ns.Close()
	return ns.Do(do)
}

// listenTCP serves echo on a port of a namespace until the test ends.
func listenTCP(t testing.TB, path string, port int) {
	t.Helper()
	var l net.Listener
	err := inside(t, path, func() (err error) {
		l, err = net.Listen("tcp4", fmt.Sprintf("0.0.0.0:%d", port))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	serveEcho(t, l)
}

// serveEcho echoes on a listener until the test ends.
func serveEcho(t testing.TB, l net.Listener) {
	t.Cleanup(func() { l.Close() })
	go func() { // ends with the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { // ends with the connection
				defer c.Close()
				_, _ = io.Copy(c, c)
			}()
		}
	}()
}

// listenUDP answers datagrams on a port of a namespace until the test ends.
func listenUDP(t testing.TB, path string, port int) {
	listenUDPAt(t, path, fmt.Sprintf("0.0.0.0:%d", port))
}

// listenUDPAt is listenUDP at one address, from which the answers come then.
func listenUDPAt(t testing.TB, path, at string) {
	t.Helper()
	var c net.PacketConn
	err := inside(t, path, func() (err error) {
		c, err = net.ListenPacket("udp4", at)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	go func() { // ends with the socket
		buffer := make([]byte, 2048)
		for {
			n, from, err := c.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = c.WriteTo(buffer[:n], from)
		}
	}()
}

// patience is how long a packet that should be dropped is waited for, resend how long
// one that TCP sends again and again, and enough how long one that should come, which
// takes a busy machine a while.
const (
	patience = 150 * time.Millisecond
	enough   = 10 * time.Second
	resend   = 900 * time.Millisecond
)

// wait is how long what is wanted, or not, is waited for.
func wait(wanted bool) time.Duration {
	if wanted {
		return enough
	}
	return patience
}

// dialTCP connects from a namespace, which should work; control may bind the socket.
func dialTCP(t testing.TB, path, addr string, control func(fd int) error) (conn net.Conn, err error) {
	t.Helper()
	return dialWithin(t, enough, path, addr, control)
}

func dialWithin(t testing.TB, within time.Duration, path, addr string, control func(fd int) error) (conn net.Conn, err error) {
	t.Helper()
	err = inside(t, path, func() (err error) {
		dialer := net.Dialer{Timeout: within}
		if control != nil {
			dialer.Control = func(_, _ string, c syscall.RawConn) (err error) {
				return errors.Join(c.Control(func(fd uintptr) { err = control(int(fd)) }), err)
			}
		}
		conn, err = dialer.DialContext(context.Background(), "tcp4", addr)
		return err
	})
	return conn, err
}

// tcp reports whether a new connection echoes, which it should.
func tcp(t testing.TB, path, addr string) bool {
	t.Helper()
	return tcpWithin(t, enough, path, addr)
}

func tcpWithin(t testing.TB, within time.Duration, path, addr string) bool {
	t.Helper()
	conn, err := dialWithin(t, within, path, addr, nil)
	if err != nil {
		return false
	}
	defer conn.Close()
	return echo(conn) == nil
}

// echo sends a word over a connection and waits for it, which should come.
func echo(conn net.Conn) error { return echoWithin(conn, enough) }

func echoWithin(conn net.Conn, within time.Duration) error {
	if err := conn.SetDeadline(time.Now().Add(within)); err != nil {
		return err
	}
	if _, err := conn.Write([]byte("word")); err != nil {
		return err
	}
	answer := make([]byte, 4)
	_, err := io.ReadFull(conn, answer)
	return err
}

// udp reports whether a datagram is answered, which it should be.
func udp(t testing.TB, path, addr string) bool {
	t.Helper()
	return udpWithin(t, enough, path, addr)
}

func udpWithin(t testing.TB, within time.Duration, path, addr string) bool {
	t.Helper()
	var conn net.Conn
	if err := inside(t, path, func() (err error) {
		conn, err = net.Dial("udp4", addr)
		return err
	}); err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(within))
	if _, err := conn.Write([]byte("word")); err != nil {
		return false
	}
	_, err := conn.Read(make([]byte, 16))
	return err == nil
}

// ping reports whether an echo request over an unprivileged socket is answered, which
// it should be.
func ping(t testing.TB, path, to string) bool {
	t.Helper()
	return pingWithin(t, enough, path, to)
}

func pingWithin(t testing.TB, within time.Duration, path, to string) bool {
	t.Helper()
	answered := false
	err := inside(t, path, func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		limit := unix.NsecToTimeval(within.Nanoseconds())
		if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit); err != nil {
			return err
		}
		addr := &unix.SockaddrInet4{Addr: netip.MustParseAddr(to).As4()}
		if err := unix.Sendto(fd, []byte{8, 0, 0, 0, 0, 0, 0, 1}, 0, addr); err != nil {
			return nil // no route: not answered
		}
		_, _, err = unix.Recvfrom(fd, make([]byte, 64), 0)
		answered = err == nil
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return answered
}

// spoof sends a UDP datagram with a source of the caller's choice by a raw socket.
func spoof(t testing.TB, path string, from, to netip.AddrPort) {
	t.Helper()
	err := inside(t, path, func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		payload := []byte("word")
		packet := make([]byte, 28, 32)
		packet[0], packet[8], packet[9] = 0x45, 64, unix.IPPROTO_UDP
		source, target := from.Addr().As4(), to.Addr().As4()
		copy(packet[12:], source[:])
		copy(packet[16:], target[:])
		binary.BigEndian.PutUint16(packet[20:], from.Port())
		binary.BigEndian.PutUint16(packet[22:], to.Port())
		binary.BigEndian.PutUint16(packet[24:], uint16(8+len(payload)))
		return unix.Sendto(fd, append(packet, payload...), 0, &unix.SockaddrInet4{Addr: target})
	})
	if err != nil {
		t.Fatal(err)
	}
}
