package console

import (
	"crypto/subtle"
	"net/http"
	"net/url"

	"sallyport/internal/fault"
)

// csrfHeader shows that a request is of a script of ours: pages of others can neither read
// the session's value of it nor set a header.
const csrfHeader = "X-Sallyport-Csrf"

// Authenticate tells whether a request is made in a session, by the console itself; its
// caller acts with the root credentials then. It is the gateway's Authenticator.
func (c *Console) Authenticate(r *http.Request) (accessKeyID string, err error) {
	token := sessionToken(r)
	if _, ok := c.sessions.expiry(token); !ok {
		return "", errSignedOut()
	}
	if err := fromOurselves(r); err != nil {
		return "", err
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get(csrfHeader)), []byte(c.sessions.csrf(token))) != 1 {
		return "", fault.New(fault.Denied, "AccessDenied", "the header %s is not that of the session; GET %ssession tells it", csrfHeader, root)
	}
	return c.accessKeyID, nil
}

// fromOurselves refuses what a browser says that another site's page asks for. Where
// a browser says nothing the cookie and the header decide alone.
func fromOurselves(r *http.Request) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return fault.New(fault.Denied, "AccessDenied", "the console answers its own pages alone, and this request is of a %q one", site)
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
		return fault.New(fault.Denied, "AccessDenied", "the console answers its own pages alone, and this request is of a page of %q; they are at %q", origin, r.Host)
	}
	return nil
}

// errSignedOut says of a session that there is none, or none any more.
func errSignedOut() error {
	return fault.New(fault.Denied, "ExpiredToken", "you are not signed in, or the session has ended: run sallyport console and open the link that it prints")
}

func statusOf(err error) int {
	if fault.CodeOf(err) == "ExpiredToken" {
		return http.StatusUnauthorized
	}
	return http.StatusForbidden
}
