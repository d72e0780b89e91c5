package gateway

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/wire/sigv4"
)

// SessionPrefix begins the paths of calls that are made in a session and not signed:
// SessionPrefix{signing name}/{region}{the path that a signed call would have}.
const SessionPrefix = "/console/aws/"

// Authenticator knows callers by something else than a signature.
type Authenticator interface {
	// Authenticate returns the access key that the sender of r acts for. It does not read
	// the body. Its error is of class fault.Denied; the code ExpiredToken says that the
	// sender may have been known once, and AccessDenied that this request is not theirs.
	Authenticate(r *http.Request) (accessKeyID string, err error)
}

// sessionCall is where a call of a session goes: what a signature would say, and the path to ask for.
type sessionCall struct {
	service, region string
	path            string // as it is escaped on the wire; begins with a slash
}

// Both become parts of names and log lines; those of AWS are of these letters.
var (
	signingName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)
	regionName  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)
)

// parseSessionCall reads an escaped path. What follows the region is passed on as it is: dots
// and doubled slashes are the service's to judge, as they are in a signed call.
func parseSessionCall(escaped string) (sessionCall, bool) {
	rest, ok := strings.CutPrefix(escaped, SessionPrefix)
	if !ok {
		return sessionCall{}, false
	}
	service, rest, _ := strings.Cut(rest, "/")
	region, path, _ := strings.Cut(rest, "/")
	if !signingName.MatchString(service) || !regionName.MatchString(region) {
		return sessionCall{}, false
	}
	return sessionCall{service, region, "/" + path}, true
}

// serveSession passes on a call that is known by its session.
func (g *Gateway) serveSession(w http.ResponseWriter, r *http.Request, who caller.Caller, began time.Time) {
	call, ok := parseSessionCall(r.URL.EscapedPath())
	if !ok {
		plain(w, r, code{"InvalidRequest", "the path of a call must read " + SessionPrefix + "<signing name>/<region>/…, such as " + SessionPrefix + "apprunner/us-east-1/", http.StatusNotFound})
		return
	}
	target, _ := g.service(call.service, r)
	key, err := g.options.Sessions.Authenticate(r)
	if err != nil {
		refusal := sessionRefusal(err, target.protocol)
		g.options.Log.Info("refused a request", "service", call.service, "code", refusal.name, "request", who.RequestID, "from", r.RemoteAddr)
		target.refuse(w, r, refusal)
		return
	}
	if r.ContentLength > sigv4.DefaultMaxBody {
		tooLarge := sigv4.Error{Kind: sigv4.BodyTooLarge}
		target.refuse(w, r, code{tooLarge.Code(target.protocol), "the body is longer than one request may have", tooLarge.Status(target.protocol)})
		return
	}
	inner, err := call.request(w, r)
	if err != nil {
		target.refuse(w, r, code{"InvalidRequest", "the path of the call can't be decoded", http.StatusBadRequest})
		return
	}
	who.Region, who.AccessKeyID = call.region, key
	g.pass(w, inner, call.service, who, began)
}

// request is r as the service would have got it signed: at its own path, without what only
// the session is about.
func (c sessionCall) request(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	path, err := url.PathUnescape(c.path)
	if err != nil {
		return nil, err
	}
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawPath = path, c.path
	inner.RequestURI = inner.URL.RequestURI()
	inner.Header.Del("Cookie")
	if r.Body != nil {
		inner.Body = http.MaxBytesReader(w, r.Body, sigv4.DefaultMaxBody)
	}
	return inner, nil
}

// sessionRefusal words a refusal for a protocol. An expired session has the status 401 in
// all of them. It is never EC2's RequestExpired, at which clients correct their clock and try again.
func sessionRefusal(err error, protocol sigv4.Protocol) code {
	refusal := code{fault.CodeOf(err), err.Error(), http.StatusForbidden}
	switch refusal.name {
	case "ExpiredToken":
		refusal.status = http.StatusUnauthorized
	case "":
		refusal.name = "AccessDenied"
	}
	if protocol == sigv4.JSON {
		refusal.name += "Exception"
	}
	return refusal
}
