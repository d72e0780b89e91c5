package ingress

import (
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// exchange is one request on its way: the context of the outgoing request,
// which carries what the parts of the proxy must know of each other.
type exchange struct {
	context.Context
	service   *service
	target    *target // counted in; nil when none
	requestID string
	start     time.Time
	status    int         // of the answer; 0 until there is one
	timer     *time.Timer // of the request timeout; nil without
	switched  io.Closer   // the instance's connection once it switched protocols
	// bodyFailed says that the client's body broke off. It is set by the
	// goroutine of the transport that sends the body.
	bodyFailed atomic.Bool
}

type exchangeKey struct{}

// Value finds the exchange itself from contexts derived of it.
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

func exchangeOf(r *http.Request) *exchange {
	return r.Context().Value(exchangeKey{}).(*exchange)
}

// errRequestTimeout is the cause of a context that ended by Route.RequestTimeout.
var errRequestTimeout = errors.New("request timeout")

// errNoStatus says that an answer's status is below 100, which the server could
// not pass on.
var errNoStatus = errors.New("the status of the answer is below 100")

// ServeHTTP leads one request to an instance and its answer back.
func (f *FrontDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := (*f.hosts.Load())[canonicalHost(r.Host)]
	if s == nil {
		answerUnknownHost(w, r)
		return
	}
	s.counters.begun()
	x := &exchange{Context: r.Context(), service: s, start: time.Now()}
	defer f.finish(r, x)

	if r.Method == http.MethodConnect {
		x.answer(w, r, http.StatusMethodNotAllowed, "CONNECT is not offered here")
		return
	}
	x.requestID = requestID(r)
	if x.target = s.acquire(nil); x.target == nil {
		w.Header().Set("Retry-After", "5")
		x.answer(w, r, http.StatusServiceUnavailable, "the service has no healthy instance right now")
		return
	}
	// The application's silence about a type is passed on, not guessed over.
	w.Header()["Content-Type"] = nil
	if plain(r) {
		f.servePlain(w, r, x)
		return
	}
	if r.ContentLength != 0 {
		// Else the server would read the rest of the body away when the answer
		// begins before that has been sent on.
		http.NewResponseController(w).EnableFullDuplex()
	}
	if upgrades(r) {
		w = &upgradeWriter{ResponseWriter: w}
	}
	stop := x.limit(w, s.requestTimeout())
	defer stop()
	// ReverseProxy forgets this connection if it cannot have the client's
	// (golang/go issue 80875).
	defer func() {
		if x.switched != nil {
			x.switched.Close()
		}
	}()
	f.proxy.ServeHTTP(w, r.WithContext(x))
}

// finish counts the exchange out, and logs it if it is its turn.
func (f *FrontDoor) finish(r *http.Request, x *exchange) {
	instance := ""
	if x.target != nil {
		instance = x.target.id
		x.target.release()
	}
	took := time.Since(x.start)
	n := x.service.counters.done(x.status, took)
	if f.logEvery > 0 && n%f.logEvery == 0 {
		f.log.Info("request", "service", x.service.id, "instance", instance, "method", r.Method, "path", r.URL.Path,
			"status", x.status, "took", took, "client", r.RemoteAddr, "request", x.requestID)
	}
}

// limit bounds the exchange by the service's request timeout, until stop or,
// for a connection that switches protocols, until inspectAnswer stops the timer.
func (x *exchange) limit(w http.ResponseWriter, timeout time.Duration) (stop func()) {
	if timeout <= 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancelCause(x.Context)
	x.Context = ctx
	fired := make(chan struct{})
	x.timer = time.AfterFunc(timeout, func() {
		cancel(errRequestTimeout)
		// The transport gives up only when it is not waiting for the client's
		// body any more.
		http.NewResponseController(w).SetReadDeadline(longAgo)
		close(fired)
	})
	return func() {
		if !x.timer.Stop() && x.switched == nil {
			// w is not to be used after ServeHTTP.
			<-fired
		}
		cancel(nil)
	}
}

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)

func (f *FrontDoor) newTransport() *http.Transport {
	return &http.Transport{
		DialContext:         f.dialTarget,
		MaxIdleConnsPerHost: f.maxIdle,
		IdleConnTimeout:     f.idleTimeout,
		// The answer passes as the application made it.
		DisableCompression: true,
		// An application that never answers 100 gets the body after this.
		ExpectContinueTimeout: time.Second,
		// Applications are offered the same 64 KiB of head that clients are.
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}

func (f *FrontDoor) newProxy() *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite:        f.rewrite,
		Transport:      &reacher{door: f},
		BufferPool:     &f.buffers,
		ModifyResponse: inspectAnswer,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			f.answerFailure(w, r, exchangeOf(r), err)
		},
		ErrorLog: log.New(&debugLog{f.log}, "", 0),
	}
}

// rewrite turns the client's request into the one that the instance gets.
func (f *FrontDoor) rewrite(p *httputil.ProxyRequest) {
	x := exchangeOf(p.In)
	p.Out.URL.Scheme = "http"
	p.Out.URL.Host = x.target.key
	// The application's parser, not ours, says which query strings are valid.
	p.Out.URL.RawQuery = p.In.URL.RawQuery
	p.Out.Host = p.In.Host
	// The server fills this map at the end of the body; the copy that
	// ReverseProxy made would stay empty.
	p.Out.Trailer = p.In.Trailer
	f.forward(p.In, x.requestID, p.Out.Header.Set)
}

// inspectAnswer sees the head of each answer before the client does. An error
// from here closes the connection to the instance, which ReverseProxy itself
// does not do when it refuses a switch of protocols (golang/go issue 80875).
func inspectAnswer(answer *http.Response) error {
	x := exchangeOf(answer.Request)
	if answer.StatusCode < 100 {
		return errNoStatus
	}
	if answer.StatusCode == http.StatusSwitchingProtocols {
		if err := checkSwitch(answer); err != nil {
			return err
		}
		x.switched = answer.Body
		if x.timer != nil {
			x.timer.Stop()
		}
	}
	x.status = answer.StatusCode
	return nil
}

// reacher is the transport as the proxy sees it: when an instance cannot be
// connected to, it tries the service's others. Not a byte of the request was
// sent then, so each request can be sent again, whatever its method.
type reacher struct{ door *FrontDoor }

// maxTries bounds how many instances one request tries to reach.
const maxTries = 3

func (p *reacher) RoundTrip(r *http.Request) (*http.Response, error) {
	x := exchangeOf(r)
	if r.Body != nil {
		// The transport closes the body when it cannot connect.
		r.Body = &keptBody{Reader: r.Body, failed: &x.bodyFailed}
	}
	var failed []*target
	for {
		answer, err := p.door.transport.RoundTrip(r)
		if err == nil {
			return answer, nil
		}
		if failed, err = p.door.reroute(x, failed, r.Context(), err); err != nil {
			return nil, err
		}
		again := *r
		again.URL = new(url.URL)
		*again.URL = *r.URL
		again.URL.Host = x.target.key
		r = &again
	}
}

// reroute takes the exchange from a target that could not be connected to
// another one. It returns the targets that failed so far, or err if that is
// another kind of error or no target is left to try.
func (f *FrontDoor) reroute(x *exchange, failed []*target, ctx context.Context, err error) ([]*target, error) {
	if !isConnectError(err) || ctx.Err() != nil {
		return nil, err
	}
	f.log.Warn("instance unreachable", "service", x.service.id, "instance", x.target.id, "addr", x.target.addr, "err", err)
	failed = append(failed, x.target)
	if len(failed) == maxTries {
		return nil, err
	}
	next := x.service.acquire(failed)
	if next == nil {
		return nil, err
	}
	x.target.release()
	x.target = next
	return failed, nil
}

func isConnectError(err error) bool {
	_, ok := errors.AsType[*connectError](err)
	return ok
}

// bufferPool lends the buffers that bodies are copied through.
type bufferPool struct{ pool sync.Pool }

const copyBufferBytes = 32 << 10

func (p *bufferPool) Get() []byte {
	if b, ok := p.pool.Get().(*[copyBufferBytes]byte); ok {
		return b[:]
	}
	return make([]byte, copyBufferBytes)
}

func (p *bufferPool) Put(b []byte) { p.pool.Put((*[copyBufferBytes]byte)(b)) }

// debugLog takes what ReverseProxy has to say, which is about clients and
// applications that broke off: daily life, not this program's trouble.
type debugLog struct{ log *slog.Logger }

func (d *debugLog) Write(line []byte) (int, error) {
	d.log.Debug("proxy", "message", string(line))
	return len(line), nil
}
