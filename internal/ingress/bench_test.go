package ingress

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The load of the comparison: what the project's goal is stated for.
const (
	benchConnections = 64
	benchRounds      = 7
	benchRound       = time.Second
)

// way is one way to the same application.
type way struct {
	name string
	addr string
	cpu  func() time.Duration // used so far by the proxy; nil without one
	rate []float64            // requests per second, by round
	cost []float64            // CPU seconds of the proxy per 10,000 requests, by round
}

// BenchmarkProxy compares the front door with no proxy and with nginx, where
// the machine has it: rounds of each take turns in one run, and a ratio is taken
// within a round. Each proxy is a process of its own, as in service; the
// application and the load generator are this one and share the processors.
func BenchmarkProxy(b *testing.B) {
	addr := benchApp(b)
	ways := []*way{
		{name: "direct", addr: addr.String()},
		startDoor(b, addr),
	}
	if nginx := startNginx(b, addr); nginx != nil {
		ways = append(ways, nginx)
	}
	for b.Loop() {
		for range benchRounds {
			for _, w := range ways {
				w.round(b)
			}
		}
	}
	direct := ways[0]
	for _, w := range ways {
		b.ReportMetric(median(w.rate), w.name+"-req/s")
		if w != direct {
			b.ReportMetric(median(w.cost), w.name+"-cpu-s/10k")
			b.ReportMetric(ratio(w.rate, direct.rate), w.name+"/direct")
		}
	}
	if len(ways) == 3 {
		b.ReportMetric(ratio(ways[1].rate, ways[2].rate), "frontdoor/nginx")
	}
}

// round loads one way for benchRound.
func (w *way) round(b *testing.B) {
	ctx, cancel := context.WithTimeout(context.Background(), benchRound)
	defer cancel()
	before, start := w.used(), time.Now()
	var done atomic.Int64
	var clients sync.WaitGroup
	for range benchConnections {
		clients.Go(func() {
			if err := load(ctx, w.addr, &done); err != nil {
				b.Error(w.name, err)
			}
		})
	}
	clients.Wait()
	n := float64(done.Load())
	w.rate = append(w.rate, n/time.Since(start).Seconds())
	w.cost = append(w.cost, (w.used()-before).Seconds()/n*10_000)
}

func (w *way) used() time.Duration {
	if w.cpu == nil {
		return 0
	}
	return w.cpu()
}

// load sends requests on one kept connection until ctx ends. It parses no more
// of an answer than it must, so that the proxies are what is measured.
func load(ctx context.Context, addr string, done *atomic.Int64) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	request := []byte("GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n")
	answers := bufio.NewReader(conn)
	for ctx.Err() == nil {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		if err := skipAnswer(answers); err != nil {
			return err
		}
		done.Add(1)
	}
	return nil
}

// skipAnswer reads a 200 with a Content-Length.
func skipAnswer(r *bufio.Reader) error {
	length := 0
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
			return fmt.Errorf("answer %q", line)
		}
		if len(line) == 2 {
			_, err := r.Discard(length)
			return err
		}
		if n, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(n))); err != nil {
				return err
			}
		}
	}
}

// benchApp answers "hello" and costs next to nothing.
func benchApp(b *testing.B) netip.AddrPort {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { listener.Close() })
	answer := []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n")
	go func() { // ends with the listener
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { // ends with the connection
				defer conn.Close()
				requests := bufio.NewReader(conn)
				for {
					line, err := requests.ReadSlice('\n')
					if err != nil {
						return
					}
					if len(line) == 2 {
						if _, err := conn.Write(answer); err != nil {
							return
						}
					}
				}
			}()
		}
	}()
	return netip.MustParseAddrPort(listener.Addr().String())
}

// startNginx starts nginx as a proxy with a pool, or returns nil where there is
// none. It has as many workers as there are processors and writes no log.
func startNginx(b *testing.B, app netip.AddrPort) *way {
	program, err := exec.LookPath("nginx")
	if err != nil {
		b.Log("no nginx on this machine: no comparison")
		return nil
	}
	dir, err := os.MkdirTemp("", "ingress-nginx-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	config := fmt.Sprintf(`
daemon off; worker_processes auto; pid %[1]s/pid; error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
  upstream app { server %[2]s; keepalive 512; keepalive_requests 1000000000; }
  server {
    listen %[3]s;
    location / {
      proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Port $server_port; proxy_set_header X-Request-Id $request_id;
    }
  }
}`, dir, app, addr)
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		b.Fatal(err)
	}
	nginx := exec.Command(program, "-p", dir, "-c", file)
	nginx.Stderr = os.Stderr
	nginx.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := nginx.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		nginx.Process.Signal(syscall.SIGTERM)
		nginx.Wait()
	})
	for range 100 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return &way{name: "nginx", addr: addr, cpu: func() time.Duration { return cpuOfTree(nginx.Process.Pid) }}
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.Fatal("nginx does not listen")
	return nil
}

// doorFor names the application of a front door that is a process of its own.
const doorFor = "INGRESS_BENCH_DOOR_FOR"

// startDoor starts this test program again, as a front door (see TestMain).
func startDoor(b *testing.B, app netip.AddrPort) *way {
	program, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), doorFor+"="+app.String())
	command.Stderr = os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		command.Process.Kill()
		command.Wait()
	})
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return &way{name: "frontdoor", addr: strings.TrimSpace(addr), cpu: func() time.Duration { return cpuOfTree(command.Process.Pid) }}
}

// serveDoor is the front door's process: it prints its address and serves until
// it is killed.
func serveDoor(app string) error {
	f := New(Options{})
	f.Apply(Config{Routes: []Route{route("a", Target{ID: "i-a", Addr: netip.MustParseAddrPort(app)})}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return NewServer(f, ServerOptions{}).Serve(listener)
}

// cpuOfTree is the CPU time of a process and its children, such as the workers
// of nginx.
func cpuOfTree(pid int) time.Duration {
	total := cpuOf(strconv.Itoa(pid))
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return total
	}
	for child := range strings.FieldsSeq(string(children)) {
		total += cpuOf(child)
	}
	return total
}

func cpuOf(pid string) time.Duration {
	const tick = 10 * time.Millisecond // USER_HZ is 100 on Linux
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// ratio is the median of the ratios within each round.
func ratio(of, to []float64) float64 {
	ratios := make([]float64, len(of))
	for i := range of {
		ratios[i] = of[i] / to[i]
	}
	return median(ratios)
}

// BenchmarkRequest is the cost of one request without a network on the client's
// side, for profiles.
func BenchmarkRequest(b *testing.B) {
	f := New(Options{})
	b.Cleanup(f.Close)
	f.Apply(Config{Routes: []Route{route("a", Target{ID: "i-a", Addr: benchApp(b)})}})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for pb.Next() {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://a.test/", nil)
			if err != nil {
				b.Fatal(err)
			}
			r.RemoteAddr = "127.0.0.1:1000"
			w := &blankWriter{header: http.Header{}}
			f.ServeHTTP(w, r)
			if w.status != http.StatusOK {
				b.Fatal(w.status)
			}
		}
	})
}

// blankWriter takes an answer and forgets it.
type blankWriter struct {
	header http.Header
	status int
}

func (w *blankWriter) Header() http.Header         { return w.header }
func (w *blankWriter) WriteHeader(status int)      { w.status = status }
func (w *blankWriter) Write(p []byte) (int, error) { return io.Discard.Write(p) }
