package sigv4

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/aws-http-auth/credentials"
	"github.com/aws/smithy-go/aws-http-auth/sigv4"
	httpauth "github.com/aws/smithy-go/aws-http-auth/v4"
	"pgregory.net/rapid"
)

// oracle signs a request with one of AWS's own signers.
type oracle struct {
	name string
	// rawOrder: it sorts the query before encoding it, not after as the specification has it.
	rawOrder bool
	sign     func(r *http.Request, body string) error
}

const (
	oracleRegion  = "us-west-2"
	oracleService = "ec2"
	oracleExpires = "X-Amz-Expires=600"
)

var oracles = []oracle{
	{"aws-sdk-go-v2 header", false, func(r *http.Request, body string) error {
		return v4.NewSigner().SignHTTP(context.Background(), oracleCredentials, r, hashOf(body), oracleService, oracleRegion, exampleTime)
	}},
	{"aws-sdk-go-v2 presigned", false, func(r *http.Request, body string) error {
		addQuery(r, oracleExpires)
		uri, header, err := v4.NewSigner().PresignHTTP(context.Background(), oracleCredentials, r, hashOf(body), oracleService, oracleRegion, exampleTime)
		if err != nil {
			return err
		}
		r.Header = header
		r.URL, err = url.Parse(uri)
		return err
	}},
	{"aws-http-auth header", true, func(r *http.Request, body string) error { return signHTTPAuth(r, body, httpauth.SignatureTypeHeader) }},
	{"aws-http-auth presigned", true, func(r *http.Request, body string) error {
		addQuery(r, oracleExpires)
		return signHTTPAuth(r, body, httpauth.SignatureTypeQueryString)
	}},
}

var oracleCredentials = aws.Credentials{AccessKeyID: exampleID, SecretAccessKey: exampleSecret}

func signHTTPAuth(r *http.Request, body string, kind httpauth.SignatureType) error {
	sum := sha256.Sum256([]byte(body))
	return sigv4.New().SignRequest(&sigv4.SignRequestInput{
		Request: r, PayloadHash: sum[:], Service: oracleService, Region: oracleRegion, Time: exampleTime, SignatureType: kind,
		Credentials: credentials.Credentials{AccessKeyID: exampleID, SecretAccessKey: exampleSecret},
	})
}

func addQuery(r *http.Request, pair string) {
	r.URL.RawQuery = strings.TrimPrefix(r.URL.RawQuery+"&"+pair, "&")
}

// Header values have single inner spaces only, because aws-http-auth, against the
// specification, does not fold runs of them; TestKnownAnswers has the runs.
var (
	methods      = rapid.SampledFrom([]string{"GET", "POST", "PUT", "DELETE", "HEAD"})
	pathSegments = rapid.SliceOfN(rapid.OneOf(rapid.StringMatching(`[ -~é☃]{0,8}`), rapid.SampledFrom([]string{"", ".", ".."})), 0, 4)
	queryNames   = rapid.StringMatching(`[A-Za-z0-9._~{|}:-]{1,6}`)
	plainNames   = rapid.StringMatching(`[A-Za-z0-9._~-]{1,6}`) // encode to themselves
	queryValues  = rapid.StringMatching(`[ -~é☃]{0,10}`)
	headerNames  = rapid.StringMatching(`X-Amz-Meta-[a-z]{1,5}`)
	headerTexts  = rapid.StringMatching(`([!-~]{1,8}( [!-~]{1,8}){0,2})?`)
	bodies       = rapid.StringMatching(`[ -~\n]{0,40}`)
)

// drawWire draws a request, signs it and returns it as the bytes a client would send.
func drawWire(t *rapid.T, o oracle) []byte {
	target := "http://ec2.us-west-2.amazonaws.com"
	for _, segment := range pathSegments.Draw(t, "path") {
		target += "/" + url.PathEscape(segment)
	}
	query := url.Values{}
	for range rapid.IntRange(0, 3).Draw(t, "params") {
		value := queryValues.Draw(t, "value")
		if o.rawOrder {
			query.Set(plainNames.Draw(t, "param"), value)
		} else {
			query.Add(queryNames.Draw(t, "param"), value)
		}
	}
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	body := bodies.Draw(t, "body")
	r, err := http.NewRequest(methods.Draw(t, "method"), target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(0, 3).Draw(t, "headers") {
		r.Header.Add(headerNames.Draw(t, "header"), headerTexts.Draw(t, "value"))
	}
	if err := o.sign(r, body); err != nil {
		t.Fatal(err)
	}
	r.Header.Del("Host")           // net/http writes Request.Host
	r.Header.Del("Content-Length") // and Request.ContentLength
	r.Header.Set("User-Agent", "")
	var wire bytes.Buffer
	if err := r.Write(&wire); err != nil {
		t.Fatal(err)
	}
	return wire.Bytes()
}

func receive(wire []byte) (*http.Request, error) {
	return http.ReadRequest(bufio.NewReader(bytes.NewReader(wire)))
}

func TestRequestsOfAWSSignersVerify(t *testing.T) {
	for _, o := range oracles {
		t.Run(o.name, func(t *testing.T) {
			v := exampleVerifier(exampleTime.Add(time.Minute))
			rapid.Check(t, func(t *rapid.T) {
				wire := drawWire(t, o)
				r, err := receive(wire)
				if err != nil {
					t.Fatalf("%v\n%s", err, wire)
				}
				id, _, err := v.Verify(r)
				if err != nil {
					t.Fatalf("%v\n%s", err, wire)
				}
				if want := (Identity{exampleID, oracleRegion, oracleService, exampleTime}); id != want {
					t.Fatalf("identity %+v, want %+v", id, want)
				}
			})
		})
	}
}

// TestNoChangedByteVerifies changes one byte of what a signature covers. A change is
// a forgery if it changes what a handler would read; "%2b" for "%2B" in a query is none.
func TestNoChangedByteVerifies(t *testing.T) {
	for _, o := range oracles {
		t.Run(o.name, func(t *testing.T) {
			v := exampleVerifier(exampleTime.Add(time.Minute))
			rapid.Check(t, func(t *rapid.T) {
				wire := drawWire(t, o)
				changed := bytes.Clone(wire)
				i := rapid.IntRange(0, len(wire)-1).Draw(t, "position")
				changed[i] = rapid.OneOf(rapid.Byte(), rapid.ByteRange('0', '9'), rapid.ByteRange('a', 'z')).Draw(t, "byte")
				r, err := receive(changed)
				if err != nil {
					return // the server refuses it before us
				}
				_, body, err := v.Verify(r)
				if err != nil {
					var failure *Error
					if !errors.As(err, &failure) {
						t.Fatalf("error %v is not an *Error", err)
					}
					return
				}
				original, err := receive(wire)
				if err != nil {
					t.Fatal(err)
				}
				originalBody, err := io.ReadAll(original.Body)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := meaning(r, body), meaning(original, originalBody); got != want {
					t.Fatalf("byte %d changed, yet it verifies\ngot:  %q\nwant: %q", i, got, want)
				}
			})
		})
	}
}

// meaning is everything of a request that its signature covers, as a handler reads it.
func meaning(r *http.Request, body []byte) string {
	params, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return err.Error()
	}
	auth, err := parseAuthorization(r, params)
	if err != nil {
		return err.Error()
	}
	var text strings.Builder
	text.WriteString(r.Method + " " + r.Host + r.URL.EscapedPath() + "\n")
	query := r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(query)) {
		slices.Sort(query[name])
		text.WriteString(name + "=" + strings.Join(query[name], "\x00") + "\n")
	}
	text.WriteString(auth.signature + auth.scope.day + auth.scope.AccessKeyID + auth.scope.Region + auth.scope.Service + "\n")
	for _, name := range auth.signedHeaders {
		text.WriteString(name + ":" + textproto.TrimString(strings.Join(r.Header.Values(name), ",")) + "\n")
	}
	return text.String() + string(body)
}

// FuzzVerify gives arbitrary bytes as a request: no panic, only *Error, and nothing unsigned by AWS's example key gets through.
func FuzzVerify(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
	f.Add([]byte("POST /?a=%20+b&a HTTP/1.1\r\nHost: example.amazonaws.com\r\nX-Amz-Date: 20150830T123600Z\r\nAuthorization: AWS4-HMAC-SHA256 " +
		"Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
		"Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\r\nContent-Length: 3\r\n\r\nabc"))
	f.Add([]byte("GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z" +
		"&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31 HTTP/1.1\r\nHost: h\r\n\r\n"))
	f.Add([]byte("PUT //%zz?%zz=;& HTTP/1.1\r\nHost: \r\nAuthorization: AWS4-HMAC-SHA256 ,,=\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, wire []byte) {
		r, err := receive(wire)
		if err != nil {
			return
		}
		// A secret nobody can have signed with, so that success is always a defect.
		v := New(secrets{exampleID: t.Name() + string(wire)})
		v.Now = func() time.Time { return exampleTime }
		_, _, err = v.Verify(r)
		var failure *Error
		if !errors.As(err, &failure) {
			t.Fatalf("error %v, want an *Error", err)
		}
		if failure.Status(JSON) < 400 || failure.Message == "" {
			t.Errorf("failure %+v", failure)
		}
		ClaimOf(r)
	})
}
