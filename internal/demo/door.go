package demo

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// door is a client of the front door. It needs no name server: every host is
// where the front door listens.
type door struct{ client *http.Client }

func newDoor(ingress string) *door {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	return &door{&http.Client{
		Timeout: 30 * time.Second,
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, ingress)
			},
		},
	}}
}

func (d *door) close() { d.client.CloseIdleConnections() }

// answer is what came of a request that was answered at all.
type answer struct {
	status int
	text   string
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.status, a.text) }

// longest is how much of an answer is read: the sample's are short.
const longest = 64 << 10

func (d *door) get(ctx context.Context, url string) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return answer{}, err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, longest))
	return answer{response.StatusCode, strings.TrimSpace(string(text))}, err
}

// stream sends one request after the other, without pause, until stop; then it
// tells how many it sent and the ones that were not answered with 200.
type stream struct {
	cancel context.CancelFunc
	done   chan struct{}
	sent   int
	failed []string
}

// startStream begins to ask for url. Its goroutine ends with stop.
func (d *door) startStream(ctx context.Context, url string) *stream {
	ctx, cancel := context.WithCancel(ctx)
	s := &stream{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for ctx.Err() == nil {
			got, err := d.get(ctx, url)
			if ctx.Err() != nil {
				return // ended by stop, not answered by nobody's fault
			}
			s.sent++
			if err != nil {
				s.failed = append(s.failed, err.Error())
			} else if got.status != http.StatusOK {
				s.failed = append(s.failed, got.String())
			}
		}
	}()
	return s
}

func (s *stream) stop() {
	s.cancel()
	<-s.done
}
