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
	host string
	cpu  func() time.Duration // used so far by what stands in the way; nil when that is this process
	rate []float64            // requests per second, by round
	cost []float64            // CPU seconds per 10,000 requests, by round
}

// BenchmarkProxy compares the front door with no proxy and with nginx, where
// the machine has it: rounds of each take turns in one run, and a ratio is taken
// within a round. The application and the load generator share the processors
// with all. The CPU that is reported for "direct" is that of those two.
func BenchmarkProxy(b *testing.B) {
	addr := benchApp(b)
	f := New(Options{})
	b.Cleanup(f.Close)
	f.Apply(Config{Routes: []Route{route("a", Target{ID: "i-a", Addr: addr})}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := NewServer(f, ServerOptions{})
	go server.Serve(listener) // ends with the Close below
	b.Cleanup(func() { server.Close() })

	ways := []*way{
		{name: "direct", addr: addr.String(), host: "a.test"},
		{name: "frontdoor", addr: listener.Addr().String(), host: "a.test"},
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
		b.ReportMetric(median(w.cost), w.name+"-cpu-s/10k")
		if w != direct {
			b.ReportMetric(ratio(w.rate, direct.rate), w.name+"/direct")
		}
	}
	if len(ways) == 3 {
		b.ReportMetric(ratio(ways[1].rate, ways[2].rate), "frontdoor/nginx")
	}
}

// round loads one way for benchRound. The cost is that of the whole machine's
// share in the test: this process and, if it is another, the proxy.
func (w *way) round(b *testing.B) {
	ctx, cancel := context.WithTimeout(context.Background(), benchRound)
	defer cancel()
	before, start := w.used(), time.Now()
	var done atomic.Int64
	var clients sync.WaitGroup
	for range benchConnections {
		clients.Go(func() {
			if err := load(ctx, w.addr, w.host, &done); err != nil {
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
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	used := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	if w.cpu != nil {
		used += w.cpu()
	}
	return used
}

// load sends requests on one kept connection until ctx ends. It parses no more
// of an answer than it must, so that the proxies are what is measured.
func load(ctx context.Context, addr, host string, done *atomic.Int64) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	request := []byte("GET / HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n")
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
			return &way{name: "nginx", addr: addr, host: "a.test", cpu: func() time.Duration { return cpuOfTree(nginx.Process.Pid) }}
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.Fatal("nginx does not listen")
	return nil
}

// cpuOfTree is the CPU time of the children of a process, which for nginx are
// its workers.
func cpuOfTree(pid int) time.Duration {
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return 0
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on Linux
	total := time.Duration(0)
	for _, child := range strings.Fields(string(children)) {
		stat, err := os.ReadFile("/proc/" + child + "/stat")
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		var user, system time.Duration
		fmt.Sscan(fields[11], &user)
		fmt.Sscan(fields[12], &system)
		total += (user + system) * tick
	}
	return total
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
