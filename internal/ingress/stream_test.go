package ingress

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const streamBytes = 256 << 20

// zeros reads as n zero bytes, and notes the largest heap seen on the way.
type zeros struct {
	left int64
	heap *atomic.Uint64
	next int64
}

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	if z.left <= z.next {
		z.next = z.left - 16<<20
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if m.HeapInuse > z.heap.Load() {
			z.heap.Store(m.HeapInuse)
		}
	}
	n := min(int64(len(p)), z.left)
	clear(p[:n])
	z.left -= n
	return int(n), nil
}

// A body far larger than what may be in memory passes, both ways, with and
// without a length.
func TestLargeBodiesPassInConstantMemory(t *testing.T) {
	var heap atomic.Uint64
	big := func() *zeros { return &zeros{left: streamBytes, heap: &heap, next: streamBytes} }
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			n, err := io.Copy(io.Discard, r.Body)
			fmt.Fprint(w, n, err)
			return
		}
		if r.URL.Path == "/length" {
			w.Header().Set("Content-Length", fmt.Sprint(streamBytes))
		}
		io.Copy(w, big())
	}))}))
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, path := range []string{"/length", "/chunks"} {
		r, _ := http.NewRequest(http.MethodGet, s.URL+path, nil)
		r.Host = "a.test"
		answer, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, answer.Body); n != streamBytes || err != nil {
			t.Errorf("download %s: got %d bytes, %v", path, n, err)
		}
		answer.Body.Close()

		r, _ = http.NewRequest(http.MethodPost, s.URL+path, big())
		r.Host = "a.test"
		if path == "/length" {
			r.ContentLength = streamBytes
		}
		if answer, err = s.Client().Do(r); err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(answer.Body); string(body) != fmt.Sprint(streamBytes, "<nil>") && string(body) != fmt.Sprint(streamBytes, nil) {
			t.Errorf("upload %s: got %q", path, body)
		}
		answer.Body.Close()
	}
	if grown := int64(heap.Load()) - int64(before.HeapInuse); grown > 16<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// Each event arrives when it is sent, on both ways through the proxy.
func TestEventsAreNotHeldBack(t *testing.T) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, kind := range []string{"chunked", "length"} {
			t.Run(method+" "+kind, func(t *testing.T) {
				next := make(chan struct{})
				defer close(next)
				_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "text/event-stream")
					if kind == "length" {
						w.Header().Set("Content-Length", "30")
					}
					http.NewResponseController(w).Flush()
					for n := range 3 {
						<-next
						fmt.Fprintf(w, "data: %d\n\n\n", n)
						http.NewResponseController(w).Flush()
					}
				}))}))
				r, _ := http.NewRequest(method, s.URL, nil)
				r.Host = "a.test"
				answer, err := s.Client().Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer answer.Body.Close()
				in := bufio.NewReader(answer.Body)
				for n := range 3 {
					next <- struct{}{}
					for _, want := range []string{fmt.Sprintf("data: %d\n", n), "\n", "\n"} {
						if line, err := in.ReadString('\n'); line != want {
							t.Fatalf("got %q, %v, want %q", line, err, want)
						}
					}
				}
			})
		}
	}
}

// The application may answer while the request is still being sent.
func TestBothDirectionsAtOnce(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		client := http.NewResponseController(w)
		client.EnableFullDuplex()
		in := bufio.NewReader(r.Body)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			io.WriteString(w, line)
			client.Flush()
		}
	}))}))
	body, feed := io.Pipe()
	r, _ := http.NewRequest(http.MethodPost, s.URL, body)
	r.Host = "a.test"
	go io.WriteString(feed, "first\n") // ends when the front door reads it
	answer, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	in := bufio.NewReader(answer.Body)
	for n, want := range []string{"first\n", "second\n", "third\n"} {
		if n > 0 {
			io.WriteString(feed, want)
		}
		if got, err := in.ReadString('\n'); got != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	}
	feed.Close()
	if _, err := in.ReadByte(); err != io.EOF {
		t.Errorf("end: got %v", err)
	}
}

// An early refusal reaches a client that has much more to send.
func TestEarlyRefusalOfAnUpload(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	}))}))
	conn, in := raw(t, s, "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000000\r\n\r\nstart")
	defer conn.Close()
	if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("got %v, %v", answer, err)
	}
}

// Trailers pass both ways, announced or not.
func TestTrailers(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Trailer", "X-Told")
		io.WriteString(w, "ok")
		w.Header().Set("X-Told", string(body)+r.Trailer.Get("X-Sum"))
		w.Header().Set(http.TrailerPrefix+"X-Untold", "yes")
	}))}))
	for _, tc := range []struct{ request, told string }{
		{"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", ""},
		{"POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n", "abcde5"},
	} {
		_, in := raw(t, s, tc.request)
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(answer.Body); string(body) != "ok" || err != nil {
			t.Errorf("body: got %q, %v", body, err)
		}
		if got := answer.Trailer.Get("X-Told"); got != tc.told {
			t.Errorf("announced trailer: got %q, want %q", got, tc.told)
		}
		if got := answer.Trailer.Get("X-Untold"); got != "yes" {
			t.Errorf("unannounced trailer: got %q", got)
		}
	}
}

// The application decides whether the body is sent at all.
func TestExpectContinue(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/no" {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		io.Copy(w, r.Body)
	}))}))
	const head = " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
	conn, in := raw(t, s, "POST /yes"+head)
	if line, err := in.ReadString('\n'); line != "HTTP/1.1 100 Continue\r\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	in.ReadString('\n')
	io.WriteString(conn, "body")
	answer, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(answer.Body); string(body) != "body" {
		t.Errorf("got %q", body)
	}
	_, in = raw(t, s, "POST /no"+head)
	if line, err := in.ReadString('\n'); line != "HTTP/1.1 413 Request Entity Too Large\r\n" {
		t.Errorf("got %q, %v", line, err)
	}
}

func TestEarlyHints(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</a.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Del("Link")
		io.WriteString(w, "ok")
	}))}))
	_, in := raw(t, s, "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
	all, _ := io.ReadAll(in)
	first, second, _ := strings.Cut(string(all), "\r\n\r\n")
	if !strings.HasPrefix(first, "HTTP/1.1 103") || !strings.Contains(first, "Link: </a.css>") {
		t.Errorf("first answer: %q", first)
	}
	if !strings.HasPrefix(second, "HTTP/1.1 200") || strings.Contains(second, "Link:") {
		t.Errorf("second answer: %q", second)
	}
}

func TestHTTP10(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		io.WriteString(w, r.Proto+" ")
		http.NewResponseController(w).Flush() // chunked to the front door
		w.Write(body)
	}))}))
	for request, want := range map[string]string{
		"GET / HTTP/1.0\r\nHost: a.test\r\n\r\n":                                           "HTTP/1.1 ",
		"POST / HTTP/1.0\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody":                 "HTTP/1.1 body",
		"GET / HTTP/1.0\r\n\r\n":                                                           "no service has the host \"\"",
		"GET http://a.test/path HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n": "HTTP/1.1 ",
	} {
		_, in := raw(t, s, request)
		all, err := io.ReadAll(in)
		if err != nil || !strings.Contains(string(all), want) {
			t.Errorf("%q: got %q, %v", request, all, err)
		}
	}
}

// A client that goes away takes its request at the instance with it.
func TestClientAbortCancelsTheInstance(t *testing.T) {
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody",
		"POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\nbody",
		"GET /stream HTTP/1.1\r\nHost: a.test\r\n\r\n",
	} {
		arrived, canceled := make(chan struct{}), make(chan struct{})
		f, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/stream" {
				http.NewResponseController(w).Flush()
			}
			close(arrived)
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			close(canceled)
		}))}))
		conn, _ := raw(t, s, request)
		<-arrived
		conn.Close()
		select {
		case <-canceled:
		case <-time.After(5 * time.Second):
			t.Fatalf("%q: the instance goes on", request)
		}
		f.Apply(Config{})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if err := f.Drained(ctx, "i-1"); err != nil {
			t.Errorf("%q: %v", request, err)
		}
		cancel()
	}
}

// An answer that breaks off must not look complete.
func TestCrashInMidAnswerIsSeen(t *testing.T) {
	for _, head := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
	} {
		for _, method := range []string{"GET", "POST"} {
			_, s := door(t, Options{}, route("a", rawApp(t, func(conn net.Conn, in *bufio.Reader) {
				if _, err := http.ReadRequest(in); err == nil {
					io.WriteString(conn, head)
				}
			})))
			_, in := raw(t, s, method+" / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n")
			answer, err := http.ReadResponse(in, nil)
			if err != nil {
				continue // broken off before the head was sent
			}
			if body, err := io.ReadAll(answer.Body); err == nil {
				t.Errorf("%s %q: a whole answer of %q", method, head, body)
			}
		}
	}
}

func TestTimeoutsAnswer504(t *testing.T) {
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody",
		"POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\nslow client",
	} {
		done := make(chan struct{})
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			select {
			case <-r.Context().Done():
			case <-done:
			}
		}))
		r := route("a", Target{ID: "i-1", Addr: addrOf(h)})
		r.RequestTimeout = 50 * time.Millisecond
		f, s := door(t, Options{}, r)
		_, in := raw(t, s, request)
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		body, _ := io.ReadAll(answer.Body)
		if answer.StatusCode != http.StatusGatewayTimeout || !strings.Contains(string(body), "i-1 did not answer within 50ms") {
			t.Errorf("%q: got %d %q", request, answer.StatusCode, body)
		}
		f.Apply(Config{})
		if err := f.Drained(t.Context(), "i-1"); err != nil {
			t.Error(err)
		}
		close(done)
		h.Close()
	}
}
