package containerd

import (
	"context"
	"sync"

	"github.com/opencontainers/go-digest"
)

// flights are the pulls that are under way, by what is pulled. One caller fetches; the others wait for their turn, see its
// progress meanwhile, and then find the image present. Containerd would let two fetches of the same content wait for each
// other as well, but with pauses of seconds.
type flights struct {
	mu    sync.Mutex
	known map[digest.Digest]*flight // guarded by mu; while somebody is aboard
}

type flight struct {
	turn chan struct{} // capacity 1; who has sent into it may fetch

	mu       sync.Mutex
	aboard   int                       // guarded by flights.mu
	watchers map[*passenger]reportFunc // guarded by mu
}

type reportFunc = func(done, total int64)

// passenger is one caller of a pull.
type passenger struct {
	flights *flights
	flight  *flight
	key     digest.Digest
}

// join waits for the caller's turn, and reports the progress of whoever has it. The caller must leave.
func (f *flights) join(ctx context.Context, key digest.Digest, report reportFunc) (*passenger, error) {
	f.mu.Lock()
	if f.known == nil {
		f.known = make(map[digest.Digest]*flight)
	}
	found := f.known[key]
	if found == nil {
		found = &flight{turn: make(chan struct{}, 1), watchers: make(map[*passenger]reportFunc)}
		f.known[key] = found
	}
	found.aboard++
	f.mu.Unlock()

	p := &passenger{flights: f, flight: found, key: key}
	if report != nil {
		found.mu.Lock()
		found.watchers[p] = report
		found.mu.Unlock()
	}
	select {
	case found.turn <- struct{}{}:
		return p, nil
	case <-ctx.Done():
		p.disembark()
		return nil, context.Cause(ctx)
	}
}

// tell reports progress to all who are aboard.
func (p *passenger) tell(done, total int64) {
	p.flight.mu.Lock()
	defer p.flight.mu.Unlock()
	for _, report := range p.flight.watchers {
		report(done, total)
	}
}

// leave gives the turn to the next.
func (p *passenger) leave() {
	p.disembark()
	<-p.flight.turn
}

// disembark ends the reports to this caller: none comes after it.
func (p *passenger) disembark() {
	p.flight.mu.Lock()
	delete(p.flight.watchers, p)
	p.flight.mu.Unlock()

	p.flights.mu.Lock()
	defer p.flights.mu.Unlock()
	if p.flight.aboard--; p.flight.aboard == 0 {
		delete(p.flights.known, p.key)
	}
}
