package sigv4

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// param is one query parameter, decoded.
type param struct{ name, value string }

// parseQuery decodes a raw query, keeping order and duplicates. Unlike net/url it
// fails on what it cannot decode, so nothing unsigned is read by somebody later.
func parseQuery(raw string) ([]param, error) {
	if raw == "" {
		return nil, nil
	}
	params := make([]param, 0, strings.Count(raw, "&")+1)
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if err := errors.Join(nameErr, valueErr); err != nil {
			return nil, err
		}
		params = append(params, param{name, value})
	}
	return params, nil
}

// single is the value of the parameter name if there is exactly one.
func single(params []param, name string) (string, bool) {
	value, n := "", 0
	for _, p := range params {
		if p.name == name {
			value = p.value
			n++
		}
	}
	return value, n == 1
}

// stringToSign is the text that is signed: it names algorithm, time and scope,
// and the hash of the canonical request.
func stringToSign(r *http.Request, auth *authorization, params []param, payloadHash string) ([]byte, error) {
	canonical, err := canonicalRequest(r, auth, params, payloadHash)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	s := auth.scope
	text := make([]byte, 0, 256)
	for _, part := range []string{algorithm, "\n", auth.signedAt.Format(timeFormat), "\n",
		s.day, "/", s.Region, "/", s.Service, "/", terminator, "\n"} {
		text = append(text, part...)
	}
	return hex.AppendEncode(text, sum[:]), nil
}

// canonicalRequest is the one spelling of r that signer and verifier agree on:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
//
// The path is encoded a second time, as every service but S3 has it, and its
// "." and "//" stay as sent: AWS's Go signers don't resolve them, and a verifier that
// does would take one signature for several paths.
func canonicalRequest(r *http.Request, auth *authorization, params []param, payloadHash string) ([]byte, error) {
	b := make([]byte, 0, 1024)
	b = append(b, r.Method...)
	b = append(b, '\n')
	if path := r.URL.EscapedPath(); path == "" {
		b = append(b, '/')
	} else {
		b = appendEncoded(b, path, true)
	}
	b = append(b, '\n')
	b = appendQuery(b, params, auth.presigned)
	b = append(b, '\n')
	for _, name := range auth.signedHeaders {
		values := headerValues(r, name)
		if len(values) == 0 {
			return nil, fail(Mismatch, "The header %s is among the SignedHeaders, but did not arrive. A proxy may have removed it.", quote(name))
		}
		b = append(b, name...)
		b = append(b, ':')
		for i, value := range values {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendFolded(b, value)
		}
		b = append(b, '\n')
	}
	b = append(b, '\n')
	b = append(b, strings.Join(auth.signedHeaders, ";")...)
	b = append(b, '\n')
	return append(b, payloadHash...), nil
}

// headerValues are the values of a header as they came over the wire. net/http
// moves three of them out of the header map.
func headerValues(r *http.Request, name string) []string {
	switch name {
	case "host":
		return []string{r.Host}
	case "transfer-encoding":
		return r.TransferEncoding
	case "content-length":
		if values := r.Header.Values(name); len(values) > 0 {
			return values
		}
		if r.ContentLength >= 0 {
			return []string{strconv.FormatInt(r.ContentLength, 10)}
		}
		return nil
	default:
		return r.Header.Values(name)
	}
}

// appendQuery writes the parameters encoded and sorted by encoded name, then
// encoded value. The signature of a presigned request is not part of what it signs.
func appendQuery(b []byte, params []param, presigned bool) []byte {
	encoded := make([]param, 0, len(params))
	for _, p := range params {
		if presigned && p.name == "X-Amz-Signature" {
			continue
		}
		encoded = append(encoded, param{string(appendEncoded(nil, p.name, false)), string(appendEncoded(nil, p.value, false))})
	}
	slices.SortFunc(encoded, func(p, q param) int {
		return cmp.Or(strings.Compare(p.name, q.name), strings.Compare(p.value, q.value))
	})
	for i, p := range encoded {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(b, p.name...)
		b = append(b, '=')
		b = append(b, p.value...)
	}
	return b
}

// appendEncoded percent-encodes every byte that RFC 3986 does not call unreserved, with upper-case digits.
func appendEncoded(b []byte, s string, keepSlash bool) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		unreserved := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			c == '-' || c == '.' || c == '_' || c == '~'
		if unreserved || c == '/' && keepSlash {
			b = append(b, c)
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return b
}

// appendFolded writes a header value without outer white space and with each inner run of spaces as one.
func appendFolded(b []byte, value string) []byte {
	value = strings.TrimSpace(value)
	for i := range len(value) {
		if value[i] == ' ' && value[i-1] == ' ' {
			continue
		}
		b = append(b, value[i])
	}
	return b
}
