//go:build bench

package bench

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// way is one way of packets from a client's namespace to a server's.
type way struct {
	name, tag      string
	client, server *netns.Namespace
	addr           netip.Addr // of the server

	connects, requests, packets series
}

// series is what one kind of load did, by round.
type series struct {
	rate   []float64 // a second
	perCPU []float64 // a second of this process's CPU time
}

func (s *series) add(round func() float64) {
	begin, used := time.Now(), cpu()
	rate := round()
	s.rate = append(s.rate, rate)
	s.perCPU = append(s.perCPU, rate*time.Since(begin).Seconds()/(cpu()-used).Seconds())
}

// cpu is the CPU time that this process has used.
func cpu() time.Duration {
	var use unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &use); err != nil {
		panic(err) // there is no other process to ask for
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// The load. Sockets are plain file descriptors and their calls block: what is
// measured is the kernel, and as little of Go as can be.
const (
	connectors  = 4 // clients that connect, each to a port of its own
	requesters  = 8 // kept connections
	connectPort = 7000
	requestPort = 7100
	packetPort  = 7200
)

// A request and an answer, as small ones are in HTTP.
var (
	request = []byte("GET / HTTP/1.1\r\nHost: service.example\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n")
	answer  = []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 64\r\n\r\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
)

// inside opens a socket in a namespace, where it stays.
func inside(n *netns.Namespace, kind int, use func(fd int) error) (fd int, err error) {
	err = n.Do(func() error {
		if fd, err = unix.Socket(unix.AF_INET, kind|unix.SOCK_CLOEXEC, 0); err != nil {
			return err
		}
		return use(fd)
	})
	return fd, err
}

func address(a netip.Addr, port int) unix.Sockaddr {
	return &unix.SockaddrInet4{Port: port, Addr: a.As4()}
}

// listen opens the servers of a way; they end with the benchmark.
func (w *way) listen(b *testing.B) {
	w.forgetful(b)
	open := func(kind, port int, serve func(fd int)) {
		fd, err := inside(w.server, kind, func(fd int) error {
			if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
				return err
			}
			if err := unix.Bind(fd, address(netip.IPv4Unspecified(), port)); err != nil {
				return err
			}
			return unix.Listen(fd, 4096)
		})
		if err != nil {
			b.Fatalf("%s: listen on %d: %v", w.name, port, err)
		}
		var served sync.WaitGroup
		served.Go(func() { serve(fd) })
		b.Cleanup(func() {
			_ = unix.Shutdown(fd, unix.SHUT_RDWR) // wakes what waits on it, also a socket without a peer
			served.Wait()
			unix.Close(fd)
		})
	}
	for n := range connectors {
		open(unix.SOCK_STREAM|unix.SOCK_NONBLOCK, connectPort+n, closeAll)
	}
	open(unix.SOCK_STREAM, requestPort, answerAll)
}

// poll is how often a server looks for what has come. A server that waited in
// the kernel would have to be woken each time, which would be a large part of
// what is measured, and the larger the slower the way is.
const poll = 500 * time.Microsecond

func pause() {
	t := unix.NsecToTimespec(int64(poll))
	_ = unix.Nanosleep(&t, nil) // cut short, it looks again earlier
}

// forgetful lets the client's namespace drop closed connections at once, where
// it would keep each of their ports for a minute.
func (w *way) forgetful(b *testing.B) {
	err := w.client.Do(func() error {
		return os.WriteFile("/proc/sys/net/ipv4/tcp_max_tw_buckets", []byte("0"), 0)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// closeAll takes connections and closes them.
func closeAll(listener int) {
	for {
		fd, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC)
		switch {
		case err == nil:
			unix.Close(fd)
		case errors.Is(err, unix.EAGAIN):
			pause()
		case !errors.Is(err, unix.EINTR) && !errors.Is(err, unix.ECONNABORTED):
			return
		}
	}
}

// answerAll answers what comes on each connection until its client leaves.
func answerAll(listener int) {
	var served sync.WaitGroup
	defer served.Wait()
	for {
		fd, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return
		}
		served.Go(func() {
			defer unix.Close(fd)
			for buffer := make([]byte, len(request)); readAll(fd, buffer) == nil; {
				if _, err := unix.Write(fd, answer); err != nil {
					return
				}
			}
		})
	}
}

func readAll(fd int, buffer []byte) error {
	for len(buffer) > 0 {
		n, err := unix.Read(fd, buffer)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		if n == 0 {
			return errors.New("the other end has left")
		}
		buffer = buffer[n:]
	}
	return nil
}

// rate runs clients for a time and gives what they counted a second.
func rate(b *testing.B, w *way, clients int, round time.Duration, client func(n int, until time.Time, count *atomic.Int64) error) float64 {
	b.Helper()
	var count atomic.Int64
	var running sync.WaitGroup
	begin := time.Now()
	for n := range clients {
		running.Go(func() {
			if err := client(n, begin.Add(round), &count); err != nil {
				b.Errorf("%s: %v", w.name, err)
			}
		})
	}
	running.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return float64(count.Load()) / time.Since(begin).Seconds()
}

// connect opens and closes connections, one after the other. The client closes
// first and keeps no memory of it (see forgetful), so that ports do not run out.
func (w *way) connect(n int, until time.Time, count *atomic.Int64) error {
	return w.client.Do(func() error {
		to := address(w.addr, connectPort+n)
		for time.Now().Before(until) {
			fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
			if err != nil {
				return err
			}
			if err := unix.Connect(fd, to); err != nil {
				return errors.Join(fmt.Errorf("connect: %w", err), unix.Close(fd))
			}
			unix.Close(fd)
			count.Add(1)
		}
		return nil
	})
}

// request asks again and again on one connection.
func (w *way) request(_ int, until time.Time, count *atomic.Int64) error {
	fd, err := inside(w.client, unix.SOCK_STREAM, func(fd int) error { return unix.Connect(fd, address(w.addr, requestPort)) })
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	buffer := make([]byte, len(answer))
	for time.Now().Before(until) {
		if _, err := unix.Write(fd, request); err != nil {
			return err
		}
		if err := readAll(fd, buffer); err != nil {
			return err
		}
		count.Add(1)
	}
	return nil
}

// flood sends datagrams of 64 bytes as fast as it can over a flow that was
// answered once, and counts those that arrive. The receiver polls.
func (w *way) flood(b *testing.B, round time.Duration) float64 {
	b.Helper()
	server, err := inside(w.server, unix.SOCK_DGRAM, func(fd int) error {
		return errors.Join(
			unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 16<<20),
			unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 1}),
			unix.Bind(fd, address(netip.IPv4Unspecified(), packetPort)))
	})
	if err != nil {
		b.Fatalf("%s: %v", w.name, err)
	}
	defer unix.Close(server)
	client, err := inside(w.client, unix.SOCK_DGRAM, func(fd int) error { return unix.Connect(fd, address(w.addr, packetPort)) })
	if err != nil {
		b.Fatalf("%s: %v", w.name, err)
	}
	defer unix.Close(client)
	if err := greet(client, server); err != nil {
		b.Fatalf("%s: establish a flow: %v", w.name, err)
	}
	var arrived atomic.Int64
	var receiver sync.WaitGroup
	var over atomic.Bool
	receiver.Go(func() {
		buffer := make([]byte, 128)
		for {
			switch n, _, err := unix.Recvfrom(server, buffer, unix.MSG_DONTWAIT); {
			case err == nil && n == 64:
				arrived.Add(1)
			case over.Load():
				return
			default:
				pause()
			}
		}
	})
	begin := time.Now()
	datagram := make([]byte, 64)
	for sent := 0; sent%16 != 0 || time.Since(begin) < round; sent++ {
		if _, err := unix.Write(client, datagram); err != nil && !errors.Is(err, unix.ENOBUFS) {
			b.Errorf("%s: send: %v", w.name, err)
			break
		}
	}
	took := time.Since(begin)
	over.Store(true)
	receiver.Wait() // it takes what has come so far
	return float64(arrived.Load()) / took.Seconds()
}

// greet sends a datagram and its answer.
func greet(client, server int) error {
	if _, err := unix.Write(client, []byte("hello")); err != nil {
		return err
	}
	buffer := make([]byte, 16)
	n, from, err := unix.Recvfrom(server, buffer, 0)
	if err != nil {
		return err
	}
	if err := unix.Sendto(server, buffer[:n], 0, from); err != nil {
		return err
	}
	if err := unix.SetsockoptTimeval(client, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 1}); err != nil {
		return err
	}
	_, err = unix.Read(client, buffer)
	return err
}
