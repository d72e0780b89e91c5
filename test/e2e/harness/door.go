package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// door is a client of the front door: every host is where it listens.
func (i *Installation) door() *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: i.transport()}
}

func (i *Installation) transport() *http.Transport {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	return &http.Transport{
		MaxIdleConnsPerHost: 16,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, i.Ingress)
		},
	}
}

// Answer is what a service answered through the front door. Status 0 means
// that nothing was answered; Text is the error then.
type Answer struct {
	Status int
	Text   string
	Header http.Header
}

func (a Answer) String() string { return fmt.Sprintf("%d %s", a.Status, a.Text) }

// Request sends one request through the front door.
func (s *Service) Request(method, path string, body io.Reader) Answer {
	client := s.region.door()
	defer client.CloseIdleConnections()
	return ask(client, method, s.URL+path, body)
}

// Get is Request with GET.
func (s *Service) Get(path string) Answer { return s.Request(http.MethodGet, path, nil) }

func ask(client *http.Client, method, url string, body io.Reader) Answer {
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		return Answer{Text: err.Error()}
	}
	response, err := client.Do(request)
	if err != nil {
		return Answer{Text: err.Error()}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{Text: err.Error()}
	}
	return Answer{response.StatusCode, strings.TrimSpace(string(text)), response.Header}
}

// WebSocket opens one through the front door.
func (s *Service) WebSocket(path string) (*websocket.Conn, error) {
	dialer := websocket.Dialer{NetDialContext: s.region.transport().DialContext, HandshakeTimeout: 10 * time.Second}
	conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+path, nil)
	return conn, err
}

// Load is requests without pause from several clients.
type Load struct {
	cancel  context.CancelFunc
	clients sync.WaitGroup

	mu       sync.Mutex
	sent     int             // guarded by mu
	failed   []string        // guarded by mu: the first few
	failures int             // guarded by mu
	texts    map[string]bool // guarded by mu: the answers
}

// StartLoad asks for the path from so many clients at once, until Stop. The
// clients' goroutines end with Stop.
func (s *Service) StartLoad(clients int, path string) *Load {
	ctx, cancel := context.WithCancel(context.Background())
	load := &Load{cancel: cancel, texts: map[string]bool{}}
	for range clients {
		load.clients.Go(func() {
			client := s.region.door()
			defer client.CloseIdleConnections()
			for ctx.Err() == nil {
				load.note(ask(client, http.MethodGet, s.URL+path, nil))
				time.Sleep(2 * time.Millisecond) // two processors are shared with what is tested
			}
		})
	}
	return load
}

func (l *Load) note(a Answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent++
	if a.Status != http.StatusOK {
		if l.failures++; l.failures <= 5 {
			l.failed = append(l.failed, time.Now().Format("15:04:05.000 ")+a.String())
		}
		return
	}
	l.texts[a.Text] = true
}

// Stop waits for the requests under way and says how many were sent, how many
// were not answered with 200 (and the first of these), and the different answers.
func (l *Load) Stop() (sent, failures int, failed []string, texts []string) {
	l.cancel()
	l.clients.Wait()
	for text := range l.texts {
		texts = append(texts, text)
	}
	return l.sent, l.failures, l.failed, texts
}

// Attempt is what the probe says of something that it tried on the network.
type Attempt struct {
	OK     bool   `json:"ok"`
	Kind   string `json:"kind"` // ok, timeout, refused, unreachable, denied, error
	Error  string `json:"error"`
	Local  string `json:"local"` // the address it used
	Answer string `json:"answer"`
	Code   int    `json:"code"` // of an HTTP answer
}

// Dial lets the service open a TCP connection, Echo send to an echo server,
// EchoUDP the same by UDP, and Fetch ask for a URL. An answer of the front
// door's own counts as a failed test, not as a failed attempt.
func (s *Service) Dial(address string) Attempt { return s.try("/dial", "addr", address) }

// Echo is described with Dial.
func (s *Service) Echo(address string) Attempt { return s.try("/echo", "addr", address) }

// EchoUDP is described with Dial.
func (s *Service) EchoUDP(address string) Attempt { return s.try("/udp", "addr", address) }

// Fetch is described with Dial.
func (s *Service) Fetch(target string) Attempt { return s.try("/get", "url", target) }

// attemptTimeout is how long the probe waits for an answer: a dropped packet shows only so.
const attemptTimeout = "700ms"

func (s *Service) try(path, key, value string) Attempt {
	s.region.T.Helper()
	query := url.Values{key: {value}, "timeout": {attemptTimeout}}
	var a Attempt
	s.JSON(path+"?"+query.Encode(), &a)
	return a
}

// TryJSON is JSON for a service that may not answer; it says what it got instead.
func (s *Service) TryJSON(path string, into any) string {
	got := s.Get(path)
	if got.Status != http.StatusOK {
		return got.String()
	}
	if err := json.Unmarshal([]byte(got.Text), into); err != nil {
		return err.Error()
	}
	return ""
}

// JSON asks for a path and decodes the answer, which must be 200.
func (s *Service) JSON(path string, into any) {
	s.region.T.Helper()
	if failure := s.TryJSON(path, into); failure != "" {
		s.region.T.Fatalf("service %s: GET %s: %s", s.Name, path, failure)
	}
}
