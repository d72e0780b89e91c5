package console

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"time"
)

// LinkRequest asks for a sign-in link.
type LinkRequest struct {
	// To is where to go on to: a path below /console/; empty for its first page.
	To string `json:"to,omitempty"`
}

// Link is a link that signs in to the console once.
type Link struct {
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
	// Built is false for a program without the console's files: the link signs in and shows
	// how to get them.
	Built bool `json:"built"`
}

// Links serves POST /v1/console/links, for callers that are known already. The link names
// the host that the caller asked: to reach the console by another name, ask by that name.
func (c *Console) Links() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked LinkRequest
		if err := json.NewDecoder(io.LimitReader(r.Body, 8<<10)).Decode(&asked); err != nil && !errors.Is(err, io.EOF) {
			http.Error(w, "the body is not JSON such as {\"to\": \"/console/services\"}: "+err.Error(), http.StatusBadRequest)
			return
		}
		query := url.Values{}
		if asked.To != "" {
			to, ok := localPath(asked.To)
			if !ok {
				http.Error(w, "to must be a path below "+root+", such as "+root+"services", http.StatusBadRequest)
				return
			}
			query.Set("to", to)
		}
		token, expires := c.links.give()
		query.Set("token", token)
		link := url.URL{Scheme: scheme(r), Host: reachable(r.Host), Path: root + "sign-in", RawQuery: query.Encode()}
		w.Header().Set("Cache-Control", "no-store")
		writeJSON(w, http.StatusOK, Link{URL: link.String(), Expires: expires, Built: c.files.built()})
	})
}

// reachable is a host for a browser. To listen on all addresses has an address of its own,
// to which some systems connect and browsers refuse to.
func reachable(host string) string {
	address, err := netip.ParseAddrPort(host)
	if err != nil || !address.Addr().IsUnspecified() {
		return host
	}
	loopback := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if address.Addr().Is6() {
		loopback = netip.IPv6Loopback()
	}
	return netip.AddrPortFrom(loopback, address.Port()).String()
}

// signIn begins a session. It answers with a page that goes on by itself, and not with a
// redirect: after a link on another site's page the browser would follow that without the
// cookie, which is for requests that our own pages begin.
func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") {
		w.WriteHeader(http.StatusServiceUnavailable) // looked at before anybody decided to go there: the link stays good
		return
	}
	to := root
	if asked := r.URL.Query().Get("to"); asked != "" {
		local, ok := localPath(asked)
		if !ok {
			page{Status: http.StatusBadRequest, Name: "elsewhere"}.write(w)
			return
		}
		to = local
	}
	if !c.links.use(r.URL.Query().Get("token")) {
		c.log.Info("refused a sign-in to the console", "from", r.RemoteAddr)
		page{Status: http.StatusUnauthorized, Name: "refused"}.write(w)
		return
	}
	token := c.sessions.begin(sessionToken(r))
	http.SetCookie(w, cookie(r, token, int(sessionLife/time.Second)))
	c.log.Info("somebody signed in to the console", "from", r.RemoteAddr)
	page{Status: http.StatusOK, Name: "welcome", To: to}.write(w)
}

// signOut ends the session.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	if _, err := c.Authenticate(r); err != nil {
		writeError(w, statusOf(err), err.Error())
		return
	}
	if err := c.sessions.end(sessionToken(r)); err != nil {
		c.log.Warn("keep that a session of the console has ended", "error", err)
		writeError(w, http.StatusInternalServerError, "the session has ended, but that could not be written down: it may come back when sallyport serve starts again. Is the disk full?")
		return
	}
	http.SetCookie(w, cookie(r, "", -1))
	w.WriteHeader(http.StatusNoContent)
}

// session tells the console's scripts what they need to begin.
func (c *Console) session(w http.ResponseWriter, r *http.Request) {
	token := sessionToken(r)
	expires, ok := c.sessions.expiry(token)
	if err := fromOurselves(r); err != nil || !ok {
		if err == nil {
			err = errSignedOut()
		}
		writeError(w, statusOf(err), err.Error())
		return
	}
	writeJSON(w, http.StatusOK, struct {
		CSRF    string    `json:"csrf"`
		Expires time.Time `json:"expires"`
		About
		API string `json:"api"` // URL of the API, for commands
	}{c.sessions.csrf(token), expires, c.about, scheme(r) + "://" + r.Host})
}

// cookie is that of the session. Its name has the port, which cookies do not know: two
// installations on one host would sign each other out.
func cookie(r *http.Request, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(r.Host), Value: value, Path: root, MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	}
}

func cookieName(host string) string {
	_, port, err := net.SplitHostPort(host)
	if err != nil || strings.Trim(port, "0123456789") != "" {
		port = ""
	}
	return "sallyport-session-" + port
}

// sessionToken is the one that a request has; empty for none.
func sessionToken(r *http.Request) string {
	sent, err := r.Cookie(cookieName(r.Host))
	if err != nil {
		return ""
	}
	return sent.Value
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// localPath gives a path below root as a browser may be sent there, and false for
// everything that leads, or that some browser may take to lead, elsewhere.
func localPath(to string) (string, bool) {
	// A browser's address bar shows none of these; they are escaped there.
	if len(to) > 2048 || strings.ContainsFunc(to, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", c) }) {
		return "", false
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || strings.Contains(u.Path, `\`) {
		return "", false
	}
	clean := path.Clean(u.Path)
	if strings.HasSuffix(u.Path, "/") {
		clean += "/"
	}
	// What is not clean would be resolved by the browser; the calls and the link itself are no places to be.
	if clean != u.Path || !strings.HasPrefix(clean, root) || strings.HasPrefix(clean, root+"aws/") || strings.HasPrefix(clean, root+"sign-") {
		return "", false
	}
	return u.String(), true
}
