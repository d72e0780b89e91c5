// Package sigv4 verifies AWS Signature Version 4 on incoming requests, in the
// Authorization header or presigned in the query.
package sigv4

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	// DefaultMaxBody is the longest body read, in bytes, unless a Verifier says otherwise.
	DefaultMaxBody = 2 << 20
	// DefaultSkew is how far the sender's clock may be from ours unless a Verifier says otherwise. It is AWS's.
	DefaultSkew = 5 * time.Minute

	unsignedPayload = "UNSIGNED-PAYLOAD"
)

// Credentials knows the secrets of access keys. It is called once a request, concurrently.
type Credentials interface {
	// Secret returns the secret of an access key, and false if nobody holds that key.
	Secret(ctx context.Context, accessKeyID string) (secret string, ok bool)
}

// Identity is who signed a verified request, for what and when.
type Identity struct {
	AccessKeyID string
	Region      string
	Service     string
	SignedAt    time.Time // UTC, whole seconds
}

// Verifier verifies requests. Credentials is required; the zero value of each other field means its default.
// It is safe for concurrent use and must not be copied or changed after its first use.
type Verifier struct {
	Credentials Credentials
	Now         func() time.Time // time.Now
	MaxBody     int64            // bytes, DefaultMaxBody
	Skew        time.Duration    // DefaultSkew

	keys keyCache
}

// New returns a Verifier with defaults.
func New(credentials Credentials) *Verifier {
	return &Verifier{Credentials: credentials}
}

// Verify reports who signed r. It reads the whole body, returns it, and leaves
// r.Body ready to be read again. The error is always an *Error; the body of a
// refused request may have been read or not.
func (v *Verifier) Verify(r *http.Request) (Identity, []byte, error) {
	params, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return Identity{}, nil, fail(Incomplete, "The query can't be decoded: %s.", err)
	}
	auth, err := parseAuthorization(r, params)
	if err != nil {
		return Identity{}, nil, err
	}
	if err := auth.checkSigned(r); err != nil {
		return Identity{}, nil, err
	}
	if err := auth.checkTime(v.now(), v.skew()); err != nil {
		return Identity{}, nil, err
	}
	// The key is looked up before the body is read, so strangers can't make us read much.
	secret, ok := v.Credentials.Secret(r.Context(), auth.scope.AccessKeyID)
	if !ok {
		return Identity{}, nil, fail(UnknownKey, "The access key id %s is not known here. Check AWS_ACCESS_KEY_ID or the profile that your client uses.",
			quote(auth.scope.AccessKeyID))
	}
	body, err := v.readBody(r)
	if err != nil {
		return Identity{}, nil, err
	}
	payload, err := payloadHash(r, auth, params, body)
	if err != nil {
		return Identity{}, nil, err
	}
	text, err := stringToSign(r, auth, params, payload)
	if err != nil {
		return Identity{}, nil, err
	}
	key, known := v.keys.get(auth.scope, secret)
	want := hex.AppendEncode(nil, sum(key[:], text))
	if !hmac.Equal(want, []byte(auth.signature)) {
		return Identity{}, nil, mismatch(r, auth)
	}
	if !known {
		v.keys.put(auth.scope, secret, key)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s := auth.scope
	return Identity{AccessKeyID: s.AccessKeyID, Region: s.Region, Service: s.Service, SignedAt: auth.signedAt}, body, nil
}

func mismatch(r *http.Request, auth *authorization) *Error {
	return fail(Mismatch, "The signature is not that of this request. Check the secret access key of %s, and that nothing between you and here "+
		"changes requests: what arrived is %s %s for the host %s, signed headers %s, region %s, service %s.",
		quote(auth.scope.AccessKeyID), quote(r.Method), quote(r.URL.EscapedPath()), quote(r.Host), quote(strings.Join(auth.signedHeaders, ";")),
		quote(auth.scope.Region), quote(auth.scope.Service))
}

// readBody reads the body up to the limit. A declared length over the limit is refused unread.
func (v *Verifier) readBody(r *http.Request) ([]byte, error) {
	limit := v.MaxBody
	if limit <= 0 {
		limit = DefaultMaxBody
	}
	tooLarge := fail(BodyTooLarge, "The body is longer than the %d bytes that one request may have.", limit)
	if r.ContentLength > limit {
		return nil, tooLarge
	}
	if r.Body == nil {
		return nil, nil
	}
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(r.Body, limit+1))
	var maxBytes *http.MaxBytesError
	switch {
	case n > limit, errors.As(err, &maxBytes):
		return nil, tooLarge
	case err != nil:
		return nil, fail(BodyCut, "The body ended early, after %d bytes: %s.", n, err)
	}
	return body.Bytes(), nil
}

// payloadHash is the last line of the canonical request. A sender may state it in
// X-Amz-Content-Sha256 (in the query of a presigned request): the body's hash, which is then
// checked, or UNSIGNED-PAYLOAD, by which the sender leaves the body open.
func payloadHash(r *http.Request, auth *authorization, params []param, body []byte) (string, error) {
	digest := sha256.Sum256(body)
	actual := hex.EncodeToString(digest[:])
	const name = "X-Amz-Content-Sha256"
	stated := r.Header.Values(name)
	if value, ok := single(params, name); ok && auth.presigned {
		stated = append(stated[:len(stated):len(stated)], value)
	}
	switch {
	case len(stated) == 0:
		return actual, nil
	case len(stated) > 1:
		return "", fail(Incomplete, "%s is sent %d times; send it once.", name, len(stated))
	case stated[0] == unsignedPayload, stated[0] == actual:
		return stated[0], nil
	case strings.HasPrefix(stated[0], "STREAMING-"):
		return "", fail(Incomplete, "Bodies signed in chunks (%s: %s) are not supported; sign the whole body.", name, quote(stated[0]))
	default:
		return "", fail(Mismatch, "The body is not the one that was signed: its hash is %s, and %s says %s. Something changed it on the way.",
			actual, name, quote(stated[0]))
	}
}

func (v *Verifier) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}

func (v *Verifier) skew() time.Duration {
	if v.Skew <= 0 {
		return DefaultSkew
	}
	return v.Skew
}
