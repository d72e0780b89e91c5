package ingress

import (
	"io"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sees is an application that answers with the request as it arrived.
func sees(t *testing.T) Target {
	return Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Method+" "+r.RequestURI+"\nHost: "+r.Host+"\n")
		r.Header.Write(w)
	}))}
}

// lines returns the request that the application saw, sorted, without what
// differs each time.
func lines(seen string) []string {
	seen = regexp.MustCompile(`(X-Request-Id: )[0-9a-f]{32}`).ReplaceAllString(seen, "${1}NEW")
	seen = regexp.MustCompile(`(X-Forwarded-Port: )[0-9]{4,5}\b`).ReplaceAllString(seen, "${1}PORT")
	all := strings.Split(strings.TrimSpace(strings.ReplaceAll(seen, "\r\n", "\n")), "\n")
	slices.Sort(all[1:])
	return all
}

// Both ways through the proxy send the same.
func TestWhatTheInstanceSees(t *testing.T) {
	long := strings.Repeat("x", maxRequestID+1)
	for _, tc := range []struct {
		name    string
		trusted bool
		uri     string
		header  string
		want    []string
	}{
		{
			name: "nothing claimed", uri: "/a%2Fb/%20c?x=%zz;y&z=1", header: "User-Agent: test\r\n",
			want: []string{"/a%2Fb/%20c?x=%zz;y&z=1", "Host: a.test:80", "User-Agent: test", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Port: PORT", "X-Forwarded-Proto: http", "X-Request-Id: NEW"},
		},
		{
			name: "claims of a client", uri: "/",
			header: "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Host: evil\r\nForwarded: for=evil\r\nX-Request-Id: mine\r\n",
			want:   []string{"/", "Host: a.test:80", "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 127.0.0.1", "X-Forwarded-Port: PORT", "X-Forwarded-Proto: http", "X-Request-Id: mine"},
		},
		{
			name: "claims of a trusted proxy", trusted: true, uri: "/",
			header: "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Host: good\r\nForwarded: for=good\r\n",
			want:   []string{"/", "Forwarded: for=good", "Host: a.test:80", "X-Forwarded-For: 1.1.1.1, 127.0.0.1", "X-Forwarded-Host: good", "X-Forwarded-Port: 443", "X-Forwarded-Proto: https", "X-Request-Id: NEW"},
		},
		{
			name: "hop by hop", uri: "/",
			header: "Connection: keep-alive, X-Drop\r\nX-Drop: 1\r\nKeep-Alive: 5\r\nProxy-Authorization: secret\r\nProxy-Connection: keep-alive\r\nX-Keep: 1\r\n",
			want:   []string{"/", "Host: a.test:80", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Port: PORT", "X-Forwarded-Proto: http", "X-Keep: 1", "X-Request-Id: NEW"},
		},
		{
			name: "identifiers not fit for a log", uri: "/", header: "X-Request-Id: " + long + "\r\nConnection: keep-alive\r\nKeep-Alive: 5\r\n",
			want: []string{"/", "Host: a.test:80", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Port: PORT", "X-Forwarded-Proto: http", "X-Request-Id: NEW"},
		},
		{
			// Would the application lose our field by the client's word?
			name: "our fields named hop by hop", uri: "/", header: "Connection: X-Forwarded-For, X-Request-Id\r\n",
			want: []string{"/", "Host: a.test:80", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Port: PORT", "X-Forwarded-Proto: http", "X-Request-Id: NEW"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var o Options
			if tc.trusted {
				o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
			}
			_, s := door(t, o, route("a", sees(t)))
			for _, method := range []string{"GET", "DELETE"} { // plain and not
				_, in := raw(t, s, method+" "+tc.uri+" HTTP/1.1\r\nHost: a.test:80\r\n"+tc.header+"\r\n")
				answer, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatal(err)
				}
				body := make([]byte, answer.ContentLength)
				if _, err := io.ReadFull(answer.Body, body); err != nil {
					t.Fatal(err)
				}
				want := slices.Clone(tc.want)
				want[0] = method + " " + want[0]
				if got := lines(string(body)); !slices.Equal(got, want) {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
		})
	}
}

// The answer's own fields arrive as the application set them; those for this
// hop do not.
func TestWhatTheClientSees(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Server"] = []string{"theirs"}
		h["Date"] = []string{"Thu, 01 Jan 1970 00:00:00 GMT"}
		h["Set-Cookie"] = []string{"a=1", "b=2"}
		h["Content-Type"] = nil
		h["Content-Encoding"] = []string{"gzip"}
		h["Keep-Alive"] = []string{"timeout=5"}
		h["Connection"] = []string{"X-Hop"}
		h["X-Hop"] = []string{"1"}
		io.WriteString(w, "<html>not really gzip")
	}))}))
	for _, method := range []string{"GET", "DELETE", "HEAD"} {
		_, in := raw(t, s, method+" / HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: gzip\r\n\r\n")
		answer, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		answer.Header.Write(&got)
		want := "Content-Encoding: gzip\r\nContent-Length: 21\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nServer: theirs\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
		if got.String() != want {
			t.Errorf("%s: got\n%s\nwant\n%s", method, got.String(), want)
		}
	}
}

// What two servers could read as two different requests never gets to the
// application.
func TestSmuggledRequestsAreRefused(t *testing.T) {
	seen := make(chan string, 100)
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		seen <- r.Method + " " + r.URL.Path + " " + string(body)
		if err != nil {
			seen <- err.Error()
		}
	}))}))
	const head = "POST /first HTTP/1.1\r\nHost: a.test\r\n"
	const inner = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n"
	for _, request := range []string{
		head + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody\r\n" + inner,
		head + "Content-Length: 4, 5\r\n\r\nbody\r\n" + inner,
		head + "Content-Length: +4\r\n\r\nbody" + inner,
		head + "Content-Length: -1\r\n\r\n" + inner,
		head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + inner,
		head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner,
		head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
		head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
		head + "X: 1\r\n Transfer-Encoding: chunked\r\nBad Name: 1\r\n\r\n" + inner,
		head + "X: a\x00b\r\n\r\n" + inner,
		"GET /first HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n" + inner,
		"GET /first HTTP/1.1\r\nHost: a.test /smuggled\r\n\r\n" + inner,
		"GET /first HTTP/1.1\r\n\r\n" + inner,
	} {
		_, in := raw(t, s, request)
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Errorf("%q: %v", request, err)
			continue
		}
		if answer.StatusCode/100 != 4 && answer.StatusCode != http.StatusNotImplemented {
			t.Errorf("%q: got %s", request, answer.Status)
		}
		if len(seen) > 0 {
			t.Errorf("%q: the application saw %q", request, <-seen)
		}
	}

	// Length and chunks together: chunks win, by RFC 9112 section 6.3, and the
	// application gets one framing only.
	_, in := raw(t, s, head+"Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n0\r\n\r\n"+inner)
	io.ReadAll(in)
	if got := <-seen; got != "POST /first ab" {
		t.Errorf("length and chunks: the application saw %q", got)
	}
	// A GET with a body is one request to the application as well.
	_, in = raw(t, s, "GET /first HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: 40\r\n\r\n"+inner[:40])
	io.ReadAll(in)
	if got := <-seen; got != "GET /first "+inner[:40] {
		t.Errorf("body of a GET: the application saw %q", got)
	}
	if len(seen) > 0 {
		t.Errorf("the application saw %q", <-seen)
	}
}

func TestLargeHeadsAreRefused(t *testing.T) {
	_, s := door(t, Options{}, route("a", sees(t)), route("b", Target{ID: "i-2", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Large", strings.Repeat("x", 2*maxHeaderBytes))
	}))}))
	_, in := raw(t, s, "GET / HTTP/1.1\r\nHost: a.test\r\nX-Large: "+strings.Repeat("x", maxHeaderBytes+8<<10)+"\r\n\r\n")
	if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("request: got %v, %v", answer, err)
	}
	for _, method := range []string{"GET", "DELETE"} {
		_, in = raw(t, s, method+" / HTTP/1.1\r\nHost: b.test\r\n\r\n")
		if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusBadGateway {
			t.Errorf("answer to %s: got %v, %v", method, answer, err)
		}
	}
}
