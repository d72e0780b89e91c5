//go:build kernel

package datapath_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// route is a way between two namespaces: ours, or plain kernel routing.
type route struct {
	name, client string
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
	return route{"plain", netns.Path(client)}
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
	return w, route{fmt.Sprintf("rules-%d", rules), path(w, "app")}
}

// peerVariable makes the test's binary a peer of a measurement: a process of
// its own at either end, so that both ends do not share one scheduler.
const peerVariable = "SALLYPORT_TEST_PEER"

func TestMain(m *testing.M) {
	switch role := os.Getenv(peerVariable); role {
	case "":
		os.Exit(m.Run())
	case "serve":
		servePeer()
	default:
		fmt.Println(clientPeer(role))
	}
}

// peer starts the binary in a namespace in a role.
func peer(role string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), peerVariable+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// serve starts a process that answers on tcp 81 (takes and closes), tcp 80
// (HTTP) and udp 53 (echo).
func serve(b *testing.B, path string) {
	cmd := peer("serve")
	ready, err := cmd.StdoutPipe()
	if err == nil {
		err = inside(b, path, cmd.Start)
	}
	if err == nil {
		_, err = ready.Read(make([]byte, 1))
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

func servePeer() {
	listener, err := net.Listen("tcp4", "0.0.0.0:81")
	if err != nil {
		panic(err)
	}
	packets, err := net.ListenPacket("udp4", "0.0.0.0:53")
	if err != nil {
		panic(err)
	}
	web, err := net.Listen("tcp4", "0.0.0.0:80")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			if c, err := listener.Accept(); err == nil {
				c.Close()
			}
		}
	}()
	go func() {
		buffer := make([]byte, 64)
		for {
			if n, from, err := packets.ReadFrom(buffer); err == nil && buffer[0] == 'e' {
				_, _ = packets.WriteTo(buffer[:n], from)
			}
		}
	}()
	fmt.Print("r")
	_ = http.Serve(web, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }))
}

const roundTime = 400 * time.Millisecond

// measure starts a client process for a round and gives what it did a second.
func measure(b *testing.B, r route, role string) float64 {
	cmd := peer(role)
	var out strings.Builder
	cmd.Stdout = &out
	err := inside(b, r.client, cmd.Start)
	if err == nil {
		err = cmd.Wait()
	}
	var value float64
	if err == nil {
		_, err = fmt.Sscan(out.String(), &value)
	}
	if err != nil {
		b.Fatalf("%s %s: %v %s", r.name, role, err, out.String())
	}
	return value
}

const serverAddr = "10.0.2.10"

func clientPeer(role string) float64 {
	workers := map[string]int{"connects": 2, "requests": 8, "datagrams": 1}[role]
	prepare := map[string]func() func() error{"connects": connects, "requests": requests, "datagrams": datagrams}[role]
	var count atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for range workers {
		all.Go(func() {
			do := prepare()
			for time.Since(begin) < roundTime {
				if err := do(); err != nil {
					panic(err)
				}
				count.Add(1)
			}
		})
	}
	all.Wait()
	return float64(count.Load()) / time.Since(begin).Seconds()
}

func connects() func() error {
	addr := &unix.SockaddrInet4{Port: 81, Addr: netip.MustParseAddr(serverAddr).As4()}
	return func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		if err := unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}); err != nil {
			return err
		}
		if err := unix.Connect(fd, addr); err != nil {
			return err
		}
		// The server closes what it took: its queue never overflows, which would
		// cost a second's wait for the next SYN.
		_, _ = unix.Read(fd, make([]byte, 1))
		return nil
	}
}

func requests() func() error {
	conn, err := net.Dial("tcp4", serverAddr+":80")
	if err != nil {
		panic(err)
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
	}
}

// datagrams sends 64 bytes at a time on a flow that was answered once.
func datagrams() func() error {
	conn, err := net.Dial("udp4", serverAddr+":53")
	if err != nil {
		panic(err)
	}
	payload := make([]byte, 64)
	payload[0] = 'e'
	_, _ = conn.Write(payload)
	if _, err := conn.Read(make([]byte, 64)); err != nil {
		panic(err)
	}
	payload[0] = 0
	return func() error { _, err := conn.Write(payload); return err }
}

// BenchmarkPath compares ways with plain routing in interleaved rounds, and
// reports the medians of each way's ratio to plain in the same round.
func BenchmarkPath(b *testing.B) {
	w, few := ours(b, 10)
	_, many := ours(b, manyRules)
	base := plain(b, w.tag)
	routes := []route{base, few, many}
	for _, role := range []string{"connects", "requests", "datagrams"} {
		b.Run(role, func(b *testing.B) {
			ratios := map[string][]float64{}
			for i := 0; b.Loop(); i++ {
				round := map[string]float64{}
				for n := range routes {
					r := routes[(n+i)%len(routes)]
					round[r.name] = measure(b, r, role)
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
