package ingress

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"time"
)

// plain reports whether a request has no body and asks for nothing but an
// answer, as most do. Such a request needs none of what makes http.Transport and
// ReverseProxy costly: two goroutines a connection, three copies of the request,
// its headers sorted. It is written, and its answer read, by the goroutine that
// serves the client, on a connection that this goroutine has for itself
// meanwhile. BenchmarkProxy shows 1.5 times the requests per second for 0.6 of
// the CPU. Only safe methods are plain, so that a request may be sent again when
// a kept connection turns out to be closed.
func plain(r *http.Request) bool {
	if r.ContentLength != 0 || r.ProtoMajor != 1 {
		return false
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
	default:
		return false
	}
	for _, name := range [...]string{"Expect", "Te", "Trailer", "Upgrade"} {
		if _, has := r.Header[name]; has {
			return false
		}
	}
	switch named := r.Header["Connection"]; len(named) {
	case 0:
		return true
	case 1:
		return strings.EqualFold(named[0], "keep-alive") || strings.EqualFold(named[0], "close")
	}
	return false
}

// errStale says that a kept connection was closed before the first byte of an
// answer came.
var errStale = errors.New("kept connection was closed")

// servePlain leads a plain request to x's target and its answer back.
func (f *FrontDoor) servePlain(w http.ResponseWriter, r *http.Request, x *exchange) {
	var deadline time.Time
	if timeout := x.service.requestTimeout(); timeout > 0 {
		deadline = x.start.Add(timeout)
	}
	c, answer, err := f.askPlain(w, r, x, deadline)
	if err != nil {
		f.answerFailure(w, r, x, err)
		return
	}
	x.status = answer.StatusCode
	whole := false
	defer func() {
		// A client that went away took the connection with it (see guard).
		if kept := c.unguard(); whole && kept && !answer.Close && c.in.Buffered() == 0 {
			x.target.keep(c, f.maxIdle, f.idleTimeout)
		} else {
			c.Close()
		}
	}()
	if err := f.copyAnswer(w, answer, c.in); err != nil {
		f.log.Debug("answer broke off", "service", x.service.id, "instance", x.target.id, "err", err)
		panic(http.ErrAbortHandler)
	}
	whole = true
}

// askPlain sends the request until an instance takes it, and reads the head of
// the answer. The connection it returns is guarded.
func (f *FrontDoor) askPlain(w http.ResponseWriter, r *http.Request, x *exchange, deadline time.Time) (*plainConn, *http.Response, error) {
	var failed []*target
	fresh := false
	for {
		var c *plainConn
		if !fresh {
			c = x.target.kept(f.idleTimeout)
		}
		if c == nil {
			conn, err := f.connectBy(r.Context(), x.target, deadline)
			if err != nil {
				if failed, err = f.reroute(x, failed, r.Context(), err); err != nil {
					return nil, nil, err
				}
				continue
			}
			c = newPlainConn(conn)
		}
		c.guard(r.Context(), deadline)
		answer, err := f.roundTripPlain(w, r, x, c)
		if err == nil {
			return c, answer, nil
		}
		c.unguard()
		c.Close()
		if !errors.Is(err, errStale) {
			return nil, nil, err
		}
		// Others may be closed as well; a new one is sure.
		fresh = true
	}
}

// connectBy is connect with the request's deadline, zero for none.
func (f *FrontDoor) connectBy(ctx context.Context, t *target, deadline time.Time) (net.Conn, error) {
	if !deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline)
		defer cancel()
	}
	return f.connect(ctx, t)
}

func (f *FrontDoor) roundTripPlain(w http.ResponseWriter, r *http.Request, x *exchange, c *plainConn) (*http.Response, error) {
	f.writePlain(c.out, r, x.requestID)
	if err := c.out.Flush(); err != nil {
		return nil, c.stale(r.Context(), err)
	}
	if _, err := c.in.Peek(1); err != nil {
		return nil, c.stale(r.Context(), err)
	}
	// The answers before the answer (103 and such) are passed on; the bound is
	// that of http.Transport.
	for range 5 {
		c.headLeft = maxHeaderBytes
		answer, err := http.ReadResponse(c.in, r)
		c.headLeft = -1
		if err != nil {
			return nil, err
		}
		if answer.StatusCode == http.StatusSwitchingProtocols {
			return nil, &switchError{got: answer.Header.Get("Upgrade")}
		}
		if answer.StatusCode < 100 {
			return nil, errNoStatus
		}
		if answer.StatusCode >= 200 {
			return answer, nil
		}
		if answer.StatusCode == http.StatusContinue || !r.ProtoAtLeast(1, 1) {
			continue // nobody waits for it
		}
		passHeaders(w.Header(), answer.Header)
		w.WriteHeader(answer.StatusCode)
		clear(w.Header())
		w.Header()["Content-Type"] = nil
	}
	return nil, errors.New("too many 1xx answers")
}

// writePlain writes the head that the instance gets. Names and values were
// checked by the server that read them. The target of the request line is made
// of the parsed URL, as ReverseProxy does, so both sides understand the same.
func (f *FrontDoor) writePlain(out *bufio.Writer, r *http.Request, requestID string) {
	out.WriteString(r.Method)
	out.WriteByte(' ')
	out.WriteString(r.URL.RequestURI())
	out.WriteString(" HTTP/1.1\r\n")
	writeField(out, "Host", r.Host)
	for name, values := range r.Header {
		if ownField(name) {
			continue
		}
		for _, value := range values {
			writeField(out, name, value)
		}
	}
	f.forward(r, requestID, func(name, value string) { writeField(out, name, value) })
	out.WriteString("\r\n")
}

func writeField(out *bufio.Writer, name, value string) {
	out.WriteString(name)
	out.WriteString(": ")
	out.WriteString(value)
	out.WriteString("\r\n")
}

// ownField reports whether the front door itself decides on a field of the
// request, or it ends here by RFC 9110.
func ownField(name string) bool {
	switch name {
	case "Host", "Content-Length", "Transfer-Encoding",
		"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
		"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Request-Id":
		return true
	}
	return false
}

// passHeaders copies what is for the client.
func passHeaders(to, from http.Header) {
	for _, named := range from["Connection"] {
		for name := range strings.SplitSeq(named, ",") {
			from.Del(textproto.TrimString(name))
		}
	}
	for _, name := range [...]string{"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade"} {
		delete(from, name)
	}
	for name, values := range from {
		if len(to[name]) > 0 {
			values = append(to[name], values...)
		}
		to[name] = values
	}
}

// copyAnswer sends the answer to the client. What has come is flushed before
// waiting for more, so that nothing that the application sent lies here.
func (f *FrontDoor) copyAnswer(w http.ResponseWriter, answer *http.Response, in *bufio.Reader) error {
	passHeaders(w.Header(), answer.Header)
	announced := len(answer.Trailer)
	for name := range answer.Trailer {
		w.Header().Add("Trailer", name)
	}
	w.WriteHeader(answer.StatusCode)
	if answer.Body == http.NoBody {
		return nil
	}
	client := http.NewResponseController(w)
	if in.Buffered() == 0 {
		client.Flush()
	}
	if err := f.copyBody(w, answer.Body, client); err != nil {
		return err
	}
	if len(answer.Trailer) == 0 {
		return nil
	}
	// Makes the server send chunks, which trailers come after.
	client.Flush()
	prefix := ""
	if len(answer.Trailer) != announced {
		prefix = http.TrailerPrefix
	}
	for name, values := range answer.Trailer {
		for _, value := range values {
			w.Header().Add(prefix+name, value)
		}
	}
	return nil
}

func (f *FrontDoor) copyBody(w http.ResponseWriter, body io.Reader, client *http.ResponseController) error {
	buffer := f.buffers.Get()
	defer f.buffers.Put(buffer)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if _, werr := w.Write(buffer[:n]); werr != nil {
				return werr
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if ferr := client.Flush(); ferr != nil {
			return ferr
		}
	}
}
