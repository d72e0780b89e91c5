package resolver

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/sync/singleflight"

	"sallyport/internal/fault"
)

// Forwarder asks name servers, and keeps what they say as long as they allow.
// It is safe for concurrent use.
type Forwarder struct {
	upstreams func() []string
	log       *slog.Logger
	cache     *cache
	flights   singleflight.Group
	slots     chan struct{} // one for each question that is under way
	complaint atomic.Int64  // when one was logged last, in Unix seconds
}

// NewForwarder makes a forwarder. upstreams are the name servers, as
// host:port, in the order in which they are asked. With none, every question is
// refused, so that programs fail at once instead of waiting.
func NewForwarder(upstreams func() []string, log *slog.Logger) *Forwarder {
	return &Forwarder{upstreams: upstreams, log: log, cache: newCache(cacheEntries, cacheBytes), slots: make(chan struct{}, concurrentQuestions)}
}

const (
	// upstreamTimeout is what one exchange with a name server may take, and
	// patience what all may together. A program's own resolver gives up after five
	// seconds, by default.
	upstreamTimeout = 2 * time.Second
	patience        = 4500 * time.Millisecond
	// concurrentQuestions bounds the questions that are under way for everybody.
	concurrentQuestions = 512
	cacheEntries        = 8192
	cacheBytes          = 8 << 20
	complaintInterval   = time.Minute
)

// question is one to a name server.
type question struct {
	dns.Question
	validated bool // signatures are wanted (DO)
	unchecked bool // and not to be checked (CD)
}

func (q question) key() string {
	flags := byte('0')
	if q.validated {
		flags++
	}
	if q.unchecked {
		flags += 2
	}
	return string([]byte{flags, byte(q.Qtype >> 8), byte(q.Qtype)}) + strings.ToLower(q.Name)
}

// Exchange gives what the name servers say, which is the caller's to change.
// Without any server the error is a fault.Denied, without an answer a
// fault.Unavailable. The same question is asked once at a time.
func (f *Forwarder) Exchange(ctx context.Context, q question) (*dns.Msg, error) {
	key := q.key()
	if found := f.cache.get(key); found != nil {
		return found, nil
	}
	flight := f.flights.DoChan(key, func() (any, error) { return f.ask(q, key) })
	select {
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "", "ask for %s: %w", q.Name, context.Cause(ctx))
	case result := <-flight:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*dns.Msg).Copy(), nil
	}
}

// ask asks one server after the other, and ends within patience.
func (f *Forwarder) ask(q question, key string) (*dns.Msg, error) {
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	default:
		return nil, f.complain(fault.New(fault.Unavailable, "", "%d questions are under way already", concurrentQuestions), q)
	}
	servers := f.upstreams()
	if len(servers) == 0 {
		return nil, f.complain(fault.New(fault.Denied, "", "names outside are not resolved: there is no uplink, or the host has no name server"), q)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var last *dns.Msg
	var failures error
	for _, server := range servers {
		answer, err := exchange(ctx, q, server)
		if err != nil {
			failures = errors.Join(failures, fault.New(fault.Unavailable, "", "name server %s: %w", server, err))
			continue
		}
		last = answer
		if answer.Rcode == dns.RcodeSuccess || answer.Rcode == dns.RcodeNameError {
			break
		}
	}
	if last == nil {
		return nil, f.complain(fault.New(fault.Unavailable, "", "no name server of the host answered: %w", failures), q)
	}
	f.cache.put(key, last)
	return last, nil
}

// complain logs what keeps questions from being answered, not each of them.
func (f *Forwarder) complain(err error, q question) error {
	now, last := time.Now().Unix(), f.complaint.Load()
	if now-last >= int64(complaintInterval/time.Second) && f.complaint.CompareAndSwap(last, now) {
		f.log.Warn("a name was not resolved; more of these are not logged for a minute", "name", q.Name, "error", err)
	}
	return err
}

// exchange asks one server: by UDP, and by TCP when that was too long. The
// message is a new one, so nothing of the asker's but its question goes out.
func exchange(ctx context.Context, q question, server string) (*dns.Msg, error) {
	query := new(dns.Msg).SetQuestion(q.Name, q.Qtype).SetEdns0(packetSize, q.validated)
	query.CheckingDisabled = q.unchecked
	for _, network := range []string{"udp", "tcp"} {
		client := dns.Client{Net: network, Timeout: upstreamTimeout, UDPSize: packetSize}
		answer, _, err := client.ExchangeContext(ctx, query, server)
		switch {
		case err != nil:
			return nil, err
		case !about(answer, q):
			return nil, fault.New(fault.Unavailable, "", "it answered another question")
		case !answer.Truncated:
			return answer, nil
		}
	}
	return nil, fault.New(fault.Unavailable, "", "its answer is too long")
}

// about tells whether a message answers the question.
func about(answer *dns.Msg, q question) bool {
	return answer.Response && len(answer.Question) == 1 && answer.Question[0].Qtype == q.Qtype &&
		strings.EqualFold(answer.Question[0].Name, q.Name)
}
