package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"sallyport/internal/fault"
)

const host = "127.0.0.1:4700"

// kept is a Keeper in memory.
type kept struct {
	text []byte
	full error
}

func (k *kept) Sessions() ([]byte, error) { return k.text, nil }

func (k *kept) WriteSessions(text []byte) error {
	if k.full == nil {
		k.text = text
	}
	return k.full
}

var builtFiles = fstest.MapFS{
	"index.html":               {Data: []byte("<!doctype html>the console")},
	"icon.svg":                 {Data: []byte("<svg/>")},
	"assets/index-a1b2.js":     {Data: []byte("plain script")},
	"assets/index-a1b2.js.br":  {Data: []byte("brotli")},
	"assets/index-a1b2.js.gz":  {Data: []byte("gzip")},
	"assets/index-a1b2.css":    {Data: []byte("plain style")},
	"assets/index-a1b2.css.gz": {Data: []byte("gzip style")},
	".gitkeep":                 {},
}

// world is a console before an API that says which path it was asked for.
type world struct {
	*Console
	http.Handler
	log strings.Builder
}

func newWorld(t *testing.T, files fs.FS, keep Keeper, secret string) *world {
	t.Helper()
	w := &world{}
	c, err := New(Options{
		Files: files, AccessKeyID: "AKIDROOT", Secret: secret, Keep: keep, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		About: About{Account: "000000000000", Region: "eu-west-1", Version: "v1", Domain: "sallyport.localhost", Ingress: "127.0.0.1:8080"},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Console = c
	w.Handler = c.Before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "API ", r.URL.Path) }))
	return w
}

// ask sends a request; pairs are headers. A cookie of the session goes along unless it is empty.
func (w *world) ask(method, target, session string, pairs ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.Host = host
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	if session != "" {
		r.AddCookie(&http.Cookie{Name: cookieName(host), Value: session})
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer
}

// link asks for one as sallyport console does, behind the gateway.
func (w *world) link(t *testing.T, body string) Link {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/v1/console/links", strings.NewReader(body))
	r.Host = host
	answer := httptest.NewRecorder()
	w.Links().ServeHTTP(answer, r)
	var l Link
	if err := json.Unmarshal(answer.Body.Bytes(), &l); err != nil || answer.Code != 200 {
		t.Fatalf("ask for a link: %d %s", answer.Code, answer.Body)
	}
	return l
}

// enter opens a link and gives the session's token.
func (w *world) enter(t *testing.T, l Link) string {
	t.Helper()
	answer := w.ask(http.MethodGet, l.URL, "")
	cookies := answer.Result().Cookies()
	if answer.Code != 200 || len(cookies) != 1 {
		t.Fatalf("%s: %d %v", l.URL, answer.Code, cookies)
	}
	return cookies[0].Value
}

func (w *world) signedIn(t *testing.T) string { t.Helper(); return w.enter(t, w.link(t, "")) }

func (w *world) in(session string) bool {
	return w.ask(http.MethodGet, "/console/session", session).Code == http.StatusOK
}

func TestLinkSignsInOnce(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	l := w.link(t, `{"to":"/console/services/web?tab=network"}`)
	if !l.Built || !strings.HasPrefix(l.URL, "http://"+host+"/console/sign-in?") || time.Until(l.Expires) > linkLife {
		t.Errorf("link %+v", l)
	}
	answer := w.ask(http.MethodGet, l.URL, "")
	cookie := answer.Result().Cookies()[0]
	if cookie.Name != "sallyport-session-4700" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/console/" ||
		cookie.MaxAge != 12*60*60 || cookie.Secure || len(cookie.Value) != 43 {
		t.Errorf("cookie %+v", cookie)
	}
	if body := answer.Body.String(); answer.Code != 200 || !strings.Contains(body, `content="0; url=/console/services/web?tab=network"`) {
		t.Errorf("%d %s", answer.Code, body)
	}
	if !w.in(cookie.Value) {
		t.Error("not signed in")
	}
	if again := w.ask(http.MethodGet, l.URL, ""); again.Code != 401 || len(again.Result().Cookies()) != 0 || !strings.Contains(again.Body.String(), "works once") {
		t.Errorf("a second time: %d %s", again.Code, again.Body)
	}
	u, _ := url.Parse(l.URL)
	if strings.Contains(w.log.String(), u.Query().Get("token")) || strings.Contains(w.log.String(), cookie.Value) {
		t.Error("the log has a token")
	}
}

func TestWrongLinks(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	l := w.link(t, "")
	for target, want := range map[string]int{
		"/console/sign-in":                                   401,
		"/console/sign-in?token=":                            401,
		"/console/sign-in?token=" + newToken():               401,
		l.URL + "x":                                          401,
		l.URL + "&to=//elsewhere.example/":                   400,
		l.URL + "&to=https://elsewhere.example/console/":     400,
		l.URL + "&to=" + url.QueryEscape("/console/../v1"):   400,
		l.URL + "&to=" + url.QueryEscape("/console/aws/x/y"): 400,
	} {
		if answer := w.ask(http.MethodGet, target, ""); answer.Code != want || len(answer.Result().Cookies()) != 0 {
			t.Errorf("%s: %d, want %d", target, answer.Code, want)
		}
	}
	if answer := w.ask(http.MethodGet, l.URL, "", "Sec-Purpose", "prefetch;prerender"); answer.Code != 503 {
		t.Errorf("looked at beforehand: %d", answer.Code)
	}
	if answer := w.ask(http.MethodHead, l.URL, ""); answer.Code != 503 {
		t.Errorf("HEAD: %d", answer.Code)
	}
	w.enter(t, l) // none of that used it
}

func TestLinksAndSessionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, builtFiles, &kept{}, "secret")
		late, inTime := w.link(t, ""), w.link(t, "")
		time.Sleep(linkLife - time.Second)
		session := w.enter(t, inTime)
		time.Sleep(time.Second)
		if answer := w.ask(http.MethodGet, late.URL, ""); answer.Code != 401 {
			t.Errorf("a link of five minutes ago: %d", answer.Code)
		}
		time.Sleep(sessionLife - 2*time.Second)
		if !w.in(session) {
			t.Error("the session ended before its time")
		}
		time.Sleep(time.Second)
		if w.in(session) {
			t.Error("the session goes on")
		}
	})
}

func TestLinksAndSessionsAreBounded(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	first := w.link(t, "")
	second := w.link(t, "")
	for range mostLinks - 1 {
		w.link(t, "")
	}
	if answer := w.ask(http.MethodGet, first.URL, ""); answer.Code != 401 {
		t.Errorf("the oldest of %d links: %d", mostLinks+1, answer.Code)
	}
	oldest := w.enter(t, second)
	for range mostSessions {
		w.signedIn(t)
	}
	if w.in(oldest) || len(w.sessions.open) != mostSessions {
		t.Errorf("%d sessions, the oldest among them: %v", len(w.sessions.open), w.in(oldest))
	}
}

func TestSessionsSurviveARestartAndEndWithTheCredentials(t *testing.T) {
	keep := &kept{}
	session := newWorld(t, builtFiles, keep, "secret").signedIn(t)
	if strings.Contains(string(keep.text), session) {
		t.Error("the token is kept")
	}
	if !newWorld(t, builtFiles, keep, "secret").in(session) {
		t.Error("a restart ended the session")
	}
	if newWorld(t, builtFiles, keep, "other").in(session) {
		t.Error("the session outlives its credentials")
	}
	if newWorld(t, builtFiles, &kept{text: []byte(`[{"hash"`)}, "secret").in(session) {
		t.Error("signed in by a broken file")
	}
}

func TestSigningInAgainEndsTheSessionBefore(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	before := w.signedIn(t)
	if answer := w.ask(http.MethodGet, w.link(t, "").URL, before); answer.Code != 200 || w.in(before) {
		t.Errorf("%d, and the session before goes on: %v", answer.Code, w.in(before))
	}
}

func (w *world) csrf(t *testing.T, session string) string {
	t.Helper()
	var told struct{ CSRF string }
	if err := json.Unmarshal(w.ask(http.MethodGet, "/console/session", session).Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	return told.CSRF
}

func TestSessionTellsWhatTheScriptsNeed(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	answer := w.ask(http.MethodGet, "/console/session", w.signedIn(t))
	var told map[string]string
	if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"account": "000000000000", "region": "eu-west-1", "version": "v1", "domain": "sallyport.localhost", "ingress": "127.0.0.1:8080", "api": "http://" + host,
	} {
		if told[name] != want {
			t.Errorf("%s is %q, want %q", name, told[name], want)
		}
	}
	if len(told["csrf"]) != 43 || answer.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%v %v", told, answer.Header())
	}
	if answer := w.ask(http.MethodGet, "/console/session", w.signedIn(t), "Sec-Fetch-Site", "cross-site"); answer.Code != 403 {
		t.Errorf("to another site: %d", answer.Code)
	}
}

func TestAuthenticate(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	session, other := w.signedIn(t), w.signedIn(t)
	csrf := w.csrf(t, session)
	for name, c := range map[string]struct {
		session string
		headers []string
		want    string
	}{
		"good":                  {session, []string{csrfHeader, csrf}, ""},
		"as a browser has it":   {session, []string{csrfHeader, csrf, "Origin", "http://" + host, "Sec-Fetch-Site", "same-origin"}, ""},
		"no session":            {"", []string{csrfHeader, csrf}, "ExpiredToken"},
		"a made-up session":     {newToken(), []string{csrfHeader, csrf}, "ExpiredToken"},
		"no header":             {session, nil, "AccessDenied"},
		"another's header":      {session, []string{csrfHeader, w.csrf(t, other)}, "AccessDenied"},
		"from another port":     {session, []string{csrfHeader, csrf, "Origin", "http://127.0.0.1:8080"}, "AccessDenied"},
		"from a sandboxed page": {session, []string{csrfHeader, csrf, "Origin", "null"}, "AccessDenied"},
		"from the same site":    {session, []string{csrfHeader, csrf, "Sec-Fetch-Site", "same-site"}, "AccessDenied"},
		"from another site":     {session, []string{csrfHeader, csrf, "Sec-Fetch-Site", "cross-site"}, "AccessDenied"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/console/aws/ec2/eu-west-1/", nil)
		r.Host = host
		for i := 0; i < len(c.headers); i += 2 {
			r.Header.Set(c.headers[i], c.headers[i+1])
		}
		if c.session != "" {
			r.AddCookie(&http.Cookie{Name: cookieName(host), Value: c.session})
		}
		key, err := w.Authenticate(r)
		if fault.CodeOf(err) != c.want || (err == nil) != (key == "AKIDROOT") || err != nil && !errors.Is(err, fault.Denied) {
			t.Errorf("%s: %q, %v; want %q", name, key, err, c.want)
		}
	}
	// The cookie of an installation at another port, which the browser sends as well, is another's.
	r := httptest.NewRequest(http.MethodPost, "/console/aws/ec2/eu-west-1/", nil)
	r.Host = "127.0.0.1:4701"
	r.AddCookie(&http.Cookie{Name: cookieName(host), Value: session})
	r.Header.Set(csrfHeader, csrf)
	if _, err := w.Authenticate(r); fault.CodeOf(err) != "ExpiredToken" {
		t.Errorf("with another port's cookie: %v", err)
	}
}

func TestSignOut(t *testing.T) {
	keep := &kept{}
	w := newWorld(t, builtFiles, keep, "secret")
	session := w.signedIn(t)
	if answer := w.ask(http.MethodPost, "/console/sign-out", session); answer.Code != 403 || !w.in(session) {
		t.Errorf("without the header: %d", answer.Code)
	}
	csrf := w.csrf(t, session)
	answer := w.ask(http.MethodPost, "/console/sign-out", session, csrfHeader, csrf)
	if cookies := answer.Result().Cookies(); answer.Code != 204 || len(cookies) != 1 || cookies[0].MaxAge != -1 {
		t.Errorf("%d %v", answer.Code, cookies)
	}
	if w.in(session) || newWorld(t, builtFiles, keep, "secret").in(session) {
		t.Error("the session goes on")
	}
	session = w.signedIn(t)
	csrf = w.csrf(t, session)
	keep.full = errors.New("no space left on device")
	if answer := w.ask(http.MethodPost, "/console/sign-out", session, csrfHeader, csrf); answer.Code != 500 || w.in(session) {
		t.Errorf("with a full disk: %d", answer.Code)
	}
	if !w.in(w.signedIn(t)) {
		t.Error("nobody can sign in with a full disk")
	}
}

func TestWhatIsNotTheConsoles(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	html := []string{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}
	if answer := w.ask(http.MethodGet, "/", "", html...); answer.Code != 303 || answer.Header().Get("Location") != "/console/" {
		t.Errorf("a browser's visit: %d %v", answer.Code, answer.Header())
	}
	for name, c := range map[string]struct {
		method, target string
		headers        []string
	}{
		"a client's GET":     {http.MethodGet, "/", []string{"Accept", "*/*"}},
		"a client's POST":    {http.MethodPost, "/", html},
		"a presigned call":   {http.MethodGet, "/?Action=DescribeVpcs", html},
		"a signed call":      {http.MethodGet, "/", append(html, "Authorization", "AWS4-HMAC-SHA256 …")},
		"health":             {http.MethodGet, "/healthz", html},
		"a call in session":  {http.MethodPost, "/console/aws/ec2/eu-west-1/", nil},
		"its path is its":    {http.MethodGet, "/console/aws/ec2/eu-west-1/../../x", nil},
		"another of such":    {http.MethodGet, "/consoles", html},
		"links are signed":   {http.MethodPost, "/v1/console/links", nil},
		"a name like theirs": {http.MethodGet, "/CONSOLE/", html},
	} {
		if answer := w.ask(c.method, c.target, "", c.headers...); !strings.HasPrefix(answer.Body.String(), "API ") {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
}

func TestLinksNameAHostThatBrowsersReach(t *testing.T) {
	for asked, want := range map[string]string{
		"127.0.0.1:4700": "127.0.0.1:4700", "localhost:9000": "localhost:9000", "console.example": "console.example",
		"0.0.0.0:4700": "127.0.0.1:4700", "[::]:4700": "[::1]:4700",
	} {
		if got := reachable(asked); got != want {
			t.Errorf("%s: %s, want %s", asked, got, want)
		}
	}
}

func TestLinksThatCantBeMade(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	for _, body := range []string{"{", `{"to":"https://elsewhere.example"}`} {
		answer := httptest.NewRecorder()
		w.Links().ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		if answer.Code != 400 {
			t.Errorf("%s: %d", body, answer.Code)
		}
	}
}

func body(t *testing.T, answer *httptest.ResponseRecorder) string {
	t.Helper()
	text, err := io.ReadAll(answer.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
