//go:build kernel

package datapath_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// route is a way between two namespaces: ours, or plain kernel routing.
type route struct {
	name, client, addr string
}

// plain makes two namespaces and a router between them by iproute2, without a
// rule, as the measure for ours.
func plain(b *testing.B, tag string) route {
	client, router, server := "test-"+tag+"-a", "test-"+tag+"-r", "test-"+tag+"-b"
	for _, name := range []string{client, router, server} {
		ns, err := netns.Create(name, func() error { return nil })
		if err != nil {
			b.Fatal(err)
		}
		ns.Close()
		b.Cleanup(func() { _ = netns.Remove(name) })
	}
	for i, name := range []string{client, server} {
		near, addr, gateway := fmt.Sprintf("r%d", i), fmt.Sprintf("10.0.%d.10/24", i+1), fmt.Sprintf("10.0.%d.1", i+1)
		for _, line := range [][]string{
			{"link", "add", near, "netns", router, "type", "veth", "peer", "name", "eth1", "netns", name},
			{"-n", router, "link", "set", near, "up"},
			{"-n", router, "address", "add", gateway + "/24", "dev", near},
			{"-n", name, "link", "set", "eth1", "up"},
			{"-n", name, "link", "set", "lo", "up"},
			{"-n", name, "address", "add", addr, "dev", "eth1"},
			{"-n", name, "route", "add", "default", "via", gateway},
		} {
			run(b, "ip", line...)
		}
	}
	run(b, "ip", "netns", "exec", router, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
	serve(b, netns.Path(server))
	return route{"plain", netns.Path(client), "10.0.2.10"}
}

// ours makes a VPC whose two groups have a number of rules.
func ours(b *testing.B, rules int) (*world, route) {
	w := newWorld(b, datapath.Options{})
	w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-app")
	w.sandbox("vpc-0a1", "db", "10.0.2.10", "sg-db")
	for _, set := range []func(string, string, vpc.Matches){
		func(v, _ string, m vpc.Matches) { w.egress(v, "sg-app", m) },
		func(v, _ string, m vpc.Matches) { w.ingress(v, "sg-db", m) },
	} {
		m := ruleMatches(rules - 2)
		m.Ports = append(m.Ports,
			vpc.PortRegion{Remote: remote("10.0.0.0/16"), Protocol: vpc.TCP, From: 80, To: 81},
			vpc.PortRegion{Remote: remote("10.0.0.0/16"), Protocol: vpc.UDP, From: 53, To: 53})
		set("vpc-0a1", "", m)
	}
	w.apply()
	serve(b, path(w, "db"))
	return w, route{fmt.Sprintf("rules-%d", rules), path(w, "app"), "10.0.2.10"}
}

// serve answers on tcp 81 (a byte and close), tcp 80 (HTTP) and udp 53.
func serve(b *testing.B, path string) {
	listenUDP(b, path, 53)
	var byteListener, webListener net.Listener
	err := inside(b, path, func() (err error) {
		if byteListener, err = net.Listen("tcp4", "0.0.0.0:81"); err != nil {
			return err
		}
		webListener, err = net.Listen("tcp4", "0.0.0.0:80")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })}
	b.Cleanup(func() { byteListener.Close(); web.Close() })
	go func() { _ = web.Serve(webListener) }() // ends with web.Close
	go func() {                               // ends with the listener
		for {
			c, err := byteListener.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
}

const roundTime = 400 * time.Millisecond

// rate runs workers in a namespace for a round and gives what they did a second.
func rate(b *testing.B, r route, workers int, prepare func() (func() error, func(), error)) float64 {
	var count atomic.Int64
	var all sync.WaitGroup
	stop := time.Now().Add(roundTime)
	begin := time.Now()
	for range workers {
		all.Go(func() {
			err := inside(b, r.client, func() error {
				do, end, err := prepare()
				if err != nil {
					return err
				}
				defer end()
				for time.Now().Before(stop) {
					if err := do(); err != nil {
						return err
					}
					count.Add(1)
				}
				return nil
			})
			if err != nil {
				b.Errorf("%s: %v", r.name, err)
			}
		})
	}
	all.Wait()
	return float64(count.Load()) / time.Since(begin).Seconds()
}

func connects(b *testing.B, r route) float64 {
	addr := &unix.SockaddrInet4{Port: 81}
	copy(addr.Addr[:], net.ParseIP(r.addr).To4())
	return rate(b, r, 4, func() (func() error, func(), error) {
		return func() error {
			fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
			if err != nil {
				return err
			}
			defer unix.Close(fd)
			if err := unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}); err != nil {
				return err
			}
			return unix.Connect(fd, addr)
		}, func() {}, nil
	})
}

func requests(b *testing.B, r route) float64 {
	return rate(b, r, 8, func() (func() error, func(), error) {
		conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp4", r.addr+":80")
		if err != nil {
			return nil, nil, err
		}
		reader, request := bufio.NewReader(conn), []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		return func() error {
			if _, err := conn.Write(request); err != nil {
				return err
			}
			answer, err := http.ReadResponse(reader, nil)
			if err != nil {
				return err
			}
			_, err = io.Copy(io.Discard, answer.Body)
			return err
		}, func() { conn.Close() }, nil
	})
}

// datagrams sends 64-byte datagrams on an established flow and counts them.
func datagrams(b *testing.B, r route) float64 {
	addr := &unix.SockaddrInet4{Port: 53}
	copy(addr.Addr[:], net.ParseIP(r.addr).To4())
	payload := make([]byte, 64)
	return rate(b, r, 1, func() (func() error, func(), error) {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return nil, nil, err
		}
		err = unix.Connect(fd, addr)
		if err == nil {
			_, err = unix.Write(fd, payload)
		}
		if err == nil {
			_, err = unix.Read(fd, make([]byte, 64)) // answered: the flow is established
		}
		return func() error {
			_, err := unix.Write(fd, payload)
			if err == syscall.ENOBUFS {
				err = nil
			}
			return err
		}, func() { unix.Close(fd) }, err
	})
}

// BenchmarkPath compares ways with plain routing in interleaved rounds, and
// reports the medians of each way's ratio to plain in the same round.
func BenchmarkPath(b *testing.B) {
	w, few := ours(b, 10)
	_, many := ours(b, manyRules)
	base := plain(b, w.tag)
	routes := []route{base, few, many}
	for _, m := range []struct {
		name string
		run  func(*testing.B, route) float64
	}{{"connects", connects}, {"requests", requests}, {"datagrams", datagrams}} {
		b.Run(m.name, func(b *testing.B) {
			ratios := map[string][]float64{}
			for i := 0; b.Loop(); i++ {
				round := map[string]float64{}
				for n := range routes {
					r := routes[(n+i)%len(routes)]
					round[r.name] = m.run(b, r)
				}
				for name, value := range round {
					ratios[name] = append(ratios[name], value/round[base.name])
				}
				ratios["absolute"] = append(ratios["absolute"], round[base.name])
			}
			for name, values := range ratios {
				slices.Sort(values)
				b.ReportMetric(values[len(values)/2], name)
			}
		})
	}
}
