// Package console serves the web console below /console/: its built files, which
// are embedded, and the sessions of the people who are signed in to it.
//
//	POST /v1/console/links       signed: {to} → {url, expires, built}, a link that signs in once
//	GET  /console/sign-in        the link: begins a session and goes on to the console
//	GET  /console/session        {csrf, expires, account, region, version, domain, ingress, api}
//	POST /console/sign-out       ends the session
//	     /console/aws/…          calls of the session; see gateway.SessionPrefix
//
// A session is a cookie that scripts can't read, and whoever calls in it shows by the
// header X-Sallyport-Csrf that they could read the session's answers too. Without a session
// there is nothing but the page that says how to get one.
//
// That the API listens on loopback is no protection from pages of others: a browser on this
// machine reaches it, and a name of theirs can be made to lead here (DNS rebinding). The
// cookie is. It belongs to the host that the link named, so that no request under another
// name carries it, and without it nothing is answered; SameSite=Strict keeps it from requests
// that other sites begin, and the header, Origin and Sec-Fetch-Site from whatever is left, such
// as pages on another port of the same host, which share its cookies.
package console

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
)

// root is the path that everything of the console is below.
const root = "/console/"

//go:embed all:dist
var embedded embed.FS

// About is what the console is told of the installation that it is the console of.
type About struct {
	Account string `json:"account"`
	Region  string `json:"region"` // the one to begin with; calls may name any
	Version string `json:"version"`
	Domain  string `json:"domain"`  // what host names of services end in
	Ingress string `json:"ingress"` // host:port of the front door
}

// Options are what a Console needs.
type Options struct {
	// Files are the built files, with index.html at the top; nil for those that are embedded.
	Files fs.FS
	// AccessKeyID and Secret are the credentials that everybody who is signed in acts with.
	// Sessions end when they change.
	AccessKeyID, Secret string
	Keep                Keeper
	About               About
	Log                 *slog.Logger
}

// Console is safe for concurrent use.
type Console struct {
	about       About
	accessKeyID string
	files       *files
	links       links
	sessions    *sessions
	handler     http.Handler
	log         *slog.Logger
}

// New makes the console, and reads the sessions that were kept.
func New(o Options) (*Console, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Files == nil {
		dist, err := fs.Sub(embedded, "dist")
		if err != nil {
			return nil, err
		}
		o.Files = dist
	}
	built, err := readFiles(o.Files)
	if err != nil {
		return nil, fmt.Errorf("read the console's files: %w", err)
	}
	sessions, err := openSessions(o.Secret, o.Keep, o.Log)
	if err != nil {
		return nil, err
	}
	c := &Console{about: o.About, accessKeyID: o.AccessKeyID, files: built, sessions: sessions, log: o.Log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+root+"sign-in", c.signIn)
	mux.HandleFunc("POST "+root+"sign-out", c.signOut)
	mux.HandleFunc("GET "+root+"session", c.session)
	mux.HandleFunc("GET "+root+"page.css", serveStyle)
	mux.HandleFunc(root, c.serveFile)
	c.handler = secured(mux)
	return c, nil
}

// Before serves what is the console's and hands everything else to next, calls of
// sessions included. A browser that asks for nothing in particular is led to the console;
// no client of AWS asks for / without a query, a signature and a body, and wants HTML.
func (c *Console) Before(next http.Handler) http.Handler {
	calls := secured(c.duringSession(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.EscapedPath(); {
		case strings.HasPrefix(path, root+"aws/"):
			calls.ServeHTTP(w, r)
		case path+"/" == root || strings.HasPrefix(r.URL.Path, root):
			c.handler.ServeHTTP(w, r)
		case path == "/" && isVisit(r):
			http.Redirect(w, r, root, http.StatusSeeOther)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// duringSession ends what a session asked for with the session, such as a live tail that
// would tell for hours what nobody is signed in to see any more.
func (c *Console) duringSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, leave := c.sessions.during(r.Context(), sessionToken(r))
		defer leave()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// isVisit tells a person's browser from a client of the API.
func isVisit(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.RawQuery == "" && r.Header.Get("Authorization") == "" &&
		strings.Contains(r.Header.Get("Accept"), "text/html")
}

// policy is the Content-Security-Policy of every answer: nothing from anywhere else, and
// no script or style but those in files.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// unneeded are the browser's powers that the console has no use for; it writes to the clipboard, and never reads it.
const unneeded = "accelerometer=(), camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), geolocation=(), " +
	"gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"

// secured adds the headers that keep other pages away. An answer is kept by nobody unless
// its handler says so.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{
			"Content-Security-Policy":      policy,
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "no-referrer",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           unneeded,
			"Cache-Control":                "no-store",
		} {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// writeJSON answers with a value.
func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a client that left needs no answer
}

// writeError answers a script's request that can't be served.
func writeError(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"message": message})
}
