package sigv4

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"
	timeFormat = "20060102T150405Z"
	dayFormat  = "20060102"

	// maxExpires is the longest life AWS gives a presigned request: seven days, in seconds.
	maxExpires = 604800
)

// Claim is what a request says about itself, unverified: who signed, and for which region and service.
// It decides in which protocol a refusal is written, nothing else.
type Claim struct {
	AccessKeyID string
	Region      string // such as "us-east-1"
	Service     string // the signing name, such as "apprunner"
}

// ClaimOf reads the credential scope of r, in its header or its query, without verifying anything.
// It reports false if r carries no scope that can be read.
func ClaimOf(r *http.Request) (Claim, bool) {
	credential := ""
	if header := r.Header.Get("Authorization"); header != "" {
		_, rest, _ := strings.Cut(header, "Credential=")
		credential, _, _ = strings.Cut(rest, ",")
	} else if params, err := parseQuery(r.URL.RawQuery); err == nil {
		credential, _ = single(params, "X-Amz-Credential")
	}
	scope, ok := parseScope(strings.TrimSpace(credential))
	return scope.Claim, ok
}

// scope is a credential: "<access key id>/<day>/<region>/<service>/aws4_request".
type scope struct {
	Claim
	day string
}

func parseScope(credential string) (scope, bool) {
	parts := strings.Split(credential, "/")
	if len(parts) != 5 || slices.Contains(parts, "") || parts[4] != terminator {
		return scope{}, false
	}
	return scope{Claim{AccessKeyID: parts[0], Region: parts[2], Service: parts[3]}, parts[1]}, true
}

// authorization is a signature and all that its sender says about how it was made.
type authorization struct {
	scope         scope
	signedHeaders []string // lower case, ascending, each once
	signature     string   // hexadecimal, as sent
	signedAt      time.Time
	presigned     bool
	expires       time.Duration // of a presigned request, counted from signedAt
}

func (a *authorization) signs(header string) bool {
	_, found := slices.BinarySearch(a.signedHeaders, header)
	return found
}

// parseAuthorization finds the signature of r in its Authorization header or in its query.
func parseAuthorization(r *http.Request, params []param) (*authorization, error) {
	headers := r.Header.Values("Authorization")
	presigned := slices.ContainsFunc(params, func(p param) bool {
		return p.name == "X-Amz-Algorithm" || p.name == "X-Amz-Signature" || p.name == "X-Amz-Credential"
	})
	switch {
	case len(headers) == 0 && !presigned:
		return nil, fail(MissingToken, "The request is not signed: it has neither an Authorization header nor X-Amz-Signature in its query. "+
			"Give your client an access key and its secret.")
	case len(headers) > 1 || len(headers) == 1 && presigned:
		return nil, fail(Incomplete, "The request is signed more than once; send one Authorization header or one presigned query, not both.")
	case presigned:
		return parsePresigned(params)
	default:
		return parseHeader(r, headers[0])
	}
}

func parseHeader(r *http.Request, header string) (*authorization, error) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(header), " ")
	if scheme != algorithm {
		if !strings.HasPrefix(scheme, "AWS") {
			return nil, fail(MissingToken, "The Authorization header is of scheme %s; AWS requests are signed with %s.", quote(scheme), algorithm)
		}
		return nil, fail(Incomplete, "The signing algorithm %s is not supported; sign with %s (Signature Version 4).", quote(scheme), algorithm)
	}
	fields := map[string]string{}
	for field := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(field), "=")
		_, twice := fields[name]
		if known := name == "Credential" || name == "SignedHeaders" || name == "Signature"; !ok || !known || twice {
			return nil, fail(Incomplete, "The Authorization header must read %s Credential=..., SignedHeaders=..., Signature=...; it has %s.", algorithm, quote(name))
		}
		fields[name] = value
	}
	dates := r.Header.Values("X-Amz-Date")
	if len(dates) != 1 {
		return nil, fail(Incomplete, "The request must have one X-Amz-Date header; it has %d.", len(dates))
	}
	return newAuthorization(fields["Credential"], fields["SignedHeaders"], fields["Signature"], dates[0], false)
}

func parsePresigned(params []param) (*authorization, error) {
	values := map[string]string{}
	for _, name := range []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"} {
		value, ok := single(params, name)
		if !ok {
			return nil, fail(Incomplete, "A presigned request must have the query parameter %s exactly once.", name)
		}
		values[name] = value
	}
	if got := values["X-Amz-Algorithm"]; got != algorithm {
		return nil, fail(Incomplete, "The signing algorithm %s is not supported; sign with %s (Signature Version 4).", quote(got), algorithm)
	}
	seconds, err := strconv.Atoi(values["X-Amz-Expires"])
	if err != nil || seconds < 1 || seconds > maxExpires {
		return nil, fail(Incomplete, "X-Amz-Expires must be a number of seconds from 1 to %d; it is %s.", maxExpires, quote(values["X-Amz-Expires"]))
	}
	auth, err := newAuthorization(values["X-Amz-Credential"], values["X-Amz-SignedHeaders"], values["X-Amz-Signature"], values["X-Amz-Date"], true)
	if err != nil {
		return nil, err
	}
	auth.expires = time.Duration(seconds) * time.Second
	return auth, nil
}

func newAuthorization(credential, signedHeaders, signature, date string, presigned bool) (*authorization, error) {
	scope, ok := parseScope(credential)
	if !ok {
		return nil, fail(Incomplete, "The Credential must read <access key id>/<yyyymmdd>/<region>/<service>/%s; it is %s.", terminator, quote(credential))
	}
	signedAt, err := time.Parse(timeFormat, date)
	if err != nil || len(date) != len(timeFormat) { // time.Parse takes fractions of a second too
		return nil, fail(Incomplete, "X-Amz-Date must be UTC time such as 20260131T235959Z; it is %s.", quote(date))
	}
	if scope.day != date[:len(dayFormat)] {
		return nil, fail(Mismatch, "The Credential is for the day %s but X-Amz-Date is %s; both must name the same day.", quote(scope.day), date)
	}
	names := strings.Split(signedHeaders, ";")
	for i, name := range names {
		if name == "" || name != strings.ToLower(name) || i > 0 && names[i-1] >= name {
			return nil, fail(Incomplete, "SignedHeaders must list lower-case header names in ascending order, separated by ';'; it is %s.", quote(signedHeaders))
		}
	}
	if len(signature) != 64 {
		return nil, fail(Incomplete, "The Signature must be 64 lower-case hexadecimal digits; it has %d characters.", len(signature))
	}
	return &authorization{scope: scope, signedHeaders: names, signature: signature, signedAt: signedAt, presigned: presigned}, nil
}

// checkSigned refuses requests whose signature leaves open where they go, when
// they were made, or which operation they call: each could be changed on the way.
func (a *authorization) checkSigned(r *http.Request) error {
	for _, name := range []string{"host", "x-amz-date", "x-amz-target"} {
		sent := name == "host" || len(r.Header.Values(name)) > 0
		if sent && !a.signs(name) {
			return fail(Incomplete, "The header %s must be among the SignedHeaders; they are %s.", name, quote(strings.Join(a.signedHeaders, ";")))
		}
	}
	return nil
}

// checkTime compares the signature's date with the clock: skew either way, and to the end of a presigned request's life.
// The first words are AWS's own, because clients look for them.
func (a *authorization) checkTime(now time.Time, skew time.Duration) error {
	signed, clock := a.signedAt.Format(timeFormat), now.UTC().Format(timeFormat)
	if a.signedAt.After(now.Add(skew)) {
		return fail(Expired, "Signature not yet current: it is dated %s, and the clock here says %s. Clocks may differ by %s; set yours.", signed, clock, skew)
	}
	if a.presigned && a.signedAt.Add(a.expires).Before(now) {
		return fail(Expired, "Signature expired: the request was presigned at %s for %s, and it is %s now. Presign it again.", signed, a.expires, clock)
	}
	if !a.presigned && a.signedAt.Before(now.Add(-skew)) {
		return fail(Expired, "Signature expired: it is dated %s, and the clock here says %s. Clocks may differ by %s; set yours, or sign again.", signed, clock, skew)
	}
	return nil
}

func fail(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// quote shows a caller's value in a message, cut so that it can't fill the answer.
func quote(s string) string {
	const most = 100
	if len(s) > most {
		return strconv.Quote(s[:most]) + "..."
	}
	return strconv.Quote(s)
}
