package sigv4

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// secrets is a Credentials of fixed keys.
type secrets map[string]string

func (s secrets) Secret(_ context.Context, id string) (string, bool) {
	secret, ok := s[id]
	return secret, ok
}

// The example key of AWS's documentation and test suite.
const (
	exampleID     = "AKIDEXAMPLE"
	exampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

var exampleTime = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)

func exampleVerifier(now time.Time) *Verifier {
	v := New(secrets{exampleID: exampleSecret})
	v.Now = func() time.Time { return now }
	return v
}

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// newRequest is a request as a server receives it, unsigned.
func newRequest(method, target, body string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "apprunner.us-east-1.amazonaws.com"
	r.URL.Scheme, r.URL.Host = "http", r.Host
	return r
}

func signed(t testing.TB, method, target, body string, at time.Time) *http.Request {
	t.Helper()
	r := newRequest(method, target, body)
	sign(t, r, body, at)
	return r
}

func sign(t testing.TB, r *http.Request, body string, at time.Time) {
	t.Helper()
	err := v4.NewSigner().SignHTTP(t.Context(), aws.Credentials{AccessKeyID: exampleID, SecretAccessKey: exampleSecret},
		r, hashOf(body), "apprunner", "us-east-1", at)
	if err != nil {
		t.Fatal(err)
	}
}

func presigned(t testing.TB, method, target, body string, at time.Time) *http.Request {
	t.Helper()
	r := newRequest(method, target, body)
	uri, _, err := v4.NewSigner().PresignHTTP(t.Context(), aws.Credentials{AccessKeyID: exampleID, SecretAccessKey: exampleSecret},
		r, hashOf(body), "sts", "eu-central-1", at)
	if err != nil {
		t.Fatal(err)
	}
	return httptest.NewRequest(method, uri, strings.NewReader(body))
}

func TestVerifyReturnsIdentityAndReadableBody(t *testing.T) {
	v := exampleVerifier(exampleTime)
	r := signed(t, "POST", "/", `{"ServiceName":"web"}`, exampleTime)
	id, body, err := v.Verify(r)
	if err != nil {
		t.Fatal(err)
	}
	want := Identity{AccessKeyID: exampleID, Region: "us-east-1", Service: "apprunner", SignedAt: exampleTime}
	if id != want {
		t.Errorf("identity %+v, want %+v", id, want)
	}
	again, _ := io.ReadAll(r.Body)
	if string(body) != `{"ServiceName":"web"}` || !bytes.Equal(again, body) {
		t.Errorf("body %q, read again %q", body, again)
	}
}

func TestRefusals(t *testing.T) {
	const body = "Action=DescribeVpcs"
	replace := func(old, new string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, new, 1))
		}
	}
	tests := []struct {
		name   string
		change func(*http.Request)
		kind   Kind
		says   string
	}{
		{"unsigned", func(r *http.Request) { r.Header.Del("Authorization") }, MissingToken, "access key"},
		{"bearer token", func(r *http.Request) { r.Header.Set("Authorization", "Bearer abc") }, MissingToken, `"Bearer"`},
		{"SigV4A", replace(algorithm, "AWS4-ECDSA-P256-SHA256"), Incomplete, "ECDSA"},
		{"two headers", func(r *http.Request) { r.Header.Add("Authorization", "x") }, Incomplete, "more than once"},
		{"header and presigned", func(r *http.Request) { r.URL.RawQuery = "X-Amz-Signature=0" }, Incomplete, "more than once"},
		{"no signature", replace(", Signature=", ", Sig="), Incomplete, `"Sig"`},
		{"short signature", func(r *http.Request) {
			h := r.Header.Get("Authorization")
			r.Header.Set("Authorization", h[:len(h)-1])
		}, Incomplete, "63"},
		{"no date", func(r *http.Request) { r.Header.Del("X-Amz-Date") }, Incomplete, "it has 0"},
		{"bad date", func(r *http.Request) { r.Header.Set("X-Amz-Date", "today") }, Incomplete, `"today"`},
		{"date with a fraction", func(r *http.Request) { r.Header.Set("X-Amz-Date", "20150830T123600.5Z") }, Incomplete, "UTC time"},
		{"other day", replace("/20150830/", "/20150829/"), Mismatch, "same day"},
		{"other terminator", replace("aws4_request", "aws5_request"), Incomplete, "aws5_request"},
		{"empty region", replace("us-east-1", ""), Incomplete, "<region>"},
		{"host unsigned", replace(";host;", ";"), Incomplete, "host"},
		{"date unsigned", replace(";x-amz-date", ""), Incomplete, "x-amz-date"},
		{"target unsigned", func(r *http.Request) { r.Header.Set("X-Amz-Target", "AppRunner.DeleteService") }, Incomplete, "x-amz-target"},
		{"headers unsorted", replace("host;x-amz-date", "x-amz-date;host"), Incomplete, "ascending"},
		{"signed header lost", func(r *http.Request) { r.Header.Del("Content-Type") }, Mismatch, `"content-type"`},
		{"unknown key", replace(exampleID, "AKIDNOBODY"), UnknownKey, "AKIDNOBODY"},
		{"broken query", func(r *http.Request) { r.URL.RawQuery = "a=%zz" }, Incomplete, "decoded"},
		{"body changed", func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("Action=DeleteVpc&..")) }, Mismatch, "secret access key"},
		{"body hash not the body's", func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", hashOf("x")) }, Mismatch, "changed it"},
		{"body hash twice", func(r *http.Request) { r.Header["X-Amz-Content-Sha256"] = []string{hashOf(body), hashOf(body)} }, Incomplete, "2 times"},
		{"body in chunks", func(r *http.Request) {
			r.Header.Set("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
		}, Incomplete, "chunks"},
		{"payload declared unsigned later", func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", unsignedPayload) }, Mismatch, "signature"},
		{"body cut", func(r *http.Request) { r.Body = io.NopCloser(io.MultiReader(strings.NewReader("Act"), broken{})) }, BodyCut, "3 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest("POST", "/", body)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			sign(t, r, body, exampleTime)
			test.change(r)
			_, _, err := exampleVerifier(exampleTime).Verify(r)
			wantFailure(t, err, test.kind, test.says)
		})
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func wantFailure(t testing.TB, err error, kind Kind, says string) {
	t.Helper()
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("error %v, want an *Error", err)
	}
	if failure.Kind != kind {
		t.Errorf("kind %s, want %s (%s)", failure.Code(Query), kind.Code(Query), failure.Message)
	}
	if !strings.Contains(failure.Message, says) {
		t.Errorf("message %q does not say %q", failure.Message, says)
	}
	if strings.Contains(failure.Message, exampleSecret) {
		t.Errorf("message %q holds the secret", failure.Message)
	}
}

func TestClock(t *testing.T) {
	tests := []struct {
		name    string
		elapsed time.Duration // from signing to arrival
		presign bool
		says    string // "" for accepted
	}{
		{"on time", 0, false, ""},
		{"late within skew", 5 * time.Minute, false, ""},
		{"early within skew", -5 * time.Minute, false, ""},
		{"too late", 5*time.Minute + time.Second, false, "Signature expired"},
		{"too early", -5*time.Minute - time.Second, false, "Signature not yet current"},
		{"presigned within its life", time.Hour, true, ""},
		{"presigned too old", time.Hour + time.Second, true, "Presign it again"},
		{"presigned too early", -6 * time.Minute, true, "Signature not yet current"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := signed(t, "GET", "/?Action=GetCallerIdentity", "", exampleTime)
			if test.presign {
				r = presigned(t, "GET", "/?Action=GetCallerIdentity&X-Amz-Expires=3600", "", exampleTime)
			}
			_, _, err := exampleVerifier(exampleTime.Add(test.elapsed)).Verify(r)
			if test.says == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantFailure(t, err, Expired, test.says)
		})
	}
}

func TestPresignedLifeIsOneSecondToSevenDays(t *testing.T) {
	for expires, ok := range map[string]bool{"1": true, "604800": true, "0": false, "-1": false, "604801": false, "": false, "1.5": false} {
		r := presigned(t, "GET", "/?X-Amz-Expires="+expires, "", exampleTime)
		_, _, err := exampleVerifier(exampleTime).Verify(r)
		if ok && err != nil {
			t.Errorf("X-Amz-Expires=%s: %v", expires, err)
		} else if !ok {
			wantFailure(t, err, Incomplete, "604800")
		}
	}
	_, _, err := exampleVerifier(exampleTime).Verify(presigned(t, "GET", "/", "", exampleTime))
	wantFailure(t, err, Incomplete, "X-Amz-Expires")
}

func TestUnsignedPayloadLeavesTheBodyOpen(t *testing.T) {
	r := newRequest("PUT", "/", "anything")
	r.Header.Set("X-Amz-Content-Sha256", unsignedPayload)
	err := v4.NewSigner().SignHTTP(t.Context(), aws.Credentials{AccessKeyID: exampleID, SecretAccessKey: exampleSecret},
		r, unsignedPayload, "apprunner", "us-east-1", exampleTime)
	if err != nil {
		t.Fatal(err)
	}
	if _, body, err := exampleVerifier(exampleTime).Verify(r); err != nil || string(body) != "anything" {
		t.Errorf("body %q, error %v", body, err)
	}
}

func TestSessionTokenCountsOnlyIfSigned(t *testing.T) {
	credentials := aws.Credentials{AccessKeyID: exampleID, SecretAccessKey: exampleSecret, SessionToken: "token"}
	r := newRequest("POST", "/", "")
	if err := v4.NewSigner().SignHTTP(t.Context(), credentials, r, hashOf(""), "sts", "us-east-1", exampleTime); err != nil {
		t.Fatal(err)
	}
	if _, _, err := exampleVerifier(exampleTime).Verify(r); err != nil {
		t.Errorf("signed token: %v", err)
	}
	r.Header.Set("X-Amz-Security-Token", "other")
	_, _, err := exampleVerifier(exampleTime).Verify(r)
	wantFailure(t, err, Mismatch, "secret access key")

	r = signed(t, "POST", "/", "", exampleTime)
	r.Header.Set("X-Amz-Security-Token", "unsigned")
	if _, _, err := exampleVerifier(exampleTime).Verify(r); err != nil {
		t.Errorf("unsigned token: %v", err)
	}
}

func TestBodyLimit(t *testing.T) {
	v := exampleVerifier(exampleTime)
	v.MaxBody = 10
	if _, _, err := v.Verify(signed(t, "POST", "/", "0123456789", exampleTime)); err != nil {
		t.Errorf("body at the limit: %v", err)
	}
	r := signed(t, "POST", "/", "0123456789a", exampleTime)
	_, _, err := v.Verify(r)
	wantFailure(t, err, BodyTooLarge, "10 bytes")

	// Of unknown length, as with chunked transfer.
	r = newRequest("POST", "/", "0123456789a")
	r.ContentLength = -1
	sign(t, r, "0123456789a", exampleTime)
	_, _, err = v.Verify(r)
	wantFailure(t, err, BodyTooLarge, "10 bytes")
}

func TestReplacedSecretIsNotRemembered(t *testing.T) {
	keys := secrets{exampleID: exampleSecret}
	v := New(keys)
	v.Now = func() time.Time { return exampleTime }
	for range 2 {
		if _, _, err := v.Verify(signed(t, "GET", "/", "", exampleTime)); err != nil {
			t.Fatal(err)
		}
	}
	keys[exampleID] = "replaced"
	_, _, err := v.Verify(signed(t, "GET", "/", "", exampleTime))
	wantFailure(t, err, Mismatch, "secret access key")
	delete(keys, exampleID)
	_, _, err = v.Verify(signed(t, "GET", "/", "", exampleTime))
	wantFailure(t, err, UnknownKey, exampleID)
}

func TestVerifyConcurrently(t *testing.T) {
	v := exampleVerifier(exampleTime)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if _, _, err := v.Verify(signed(t, "POST", "/", "body", exampleTime)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func TestKeyCacheIsBounded(t *testing.T) {
	var cache keyCache
	for i := range maxKeys * 3 {
		cache.put(scope{Claim{Region: "r", Service: "s", AccessKeyID: exampleID}, time.Unix(int64(i)*86400, 0).Format(dayFormat)}, "x", [32]byte{})
	}
	if len(cache.keys) > maxKeys {
		t.Errorf("%d keys, want at most %d", len(cache.keys), maxKeys)
	}
}

func TestClaimOf(t *testing.T) {
	want := Claim{AccessKeyID: exampleID, Region: "us-east-1", Service: "apprunner"}
	r := signed(t, "POST", "/", "", exampleTime)
	r.Header.Set("Authorization", strings.Split(r.Header.Get("Authorization"), ", Signature")[0])
	if got, ok := ClaimOf(r); !ok || got != want {
		t.Errorf("incomplete header: %+v, %t", got, ok)
	}
	want = Claim{AccessKeyID: exampleID, Region: "eu-central-1", Service: "sts"}
	if got, ok := ClaimOf(presigned(t, "GET", "/", "", exampleTime)); !ok || got != want {
		t.Errorf("presigned: %+v, %t", got, ok)
	}
	for _, header := range []string{"", "Bearer x", "AWS4-HMAC-SHA256 Credential=a/b/c", "Basic Credential="} {
		r := newRequest("GET", "/", "")
		r.Header.Set("Authorization", header)
		if got, ok := ClaimOf(r); ok {
			t.Errorf("%q: claim %+v", header, got)
		}
	}
}

func TestEachKindHasAnAnswerInEachProtocol(t *testing.T) {
	for kind := MissingToken; kind <= BodyCut; kind++ {
		for _, protocol := range []Protocol{JSON, Query, EC2} {
			if code, status := kind.Code(protocol), kind.Status(protocol); code == "InternalFailure" || status < 400 || status > 499 {
				t.Errorf("kind %d in protocol %d: %s, %d", kind, protocol, code, status)
			}
		}
	}
	e := fail(UnknownKey, "x")
	if e.Code(JSON) != "UnrecognizedClientException" || e.Code(Query) != "InvalidClientTokenId" || e.Code(EC2) != "AuthFailure" || e.Status(EC2) != 401 {
		t.Errorf("unknown key: %s, %s, %s, %d", e.Code(JSON), e.Code(Query), e.Code(EC2), e.Status(EC2))
	}
	if Kind(0).Status(JSON) != 500 {
		t.Error("an unset kind must be an internal failure")
	}
}

// A server sees what the network made of a request, so this one goes through it.
func TestVerifyOverHTTP(t *testing.T) {
	v := New(secrets{exampleID: exampleSecret})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, _, err := v.Verify(r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	}))
	defer server.Close()
	for _, target := range []string{"/", "", "/a%20b/../c//d", "/%C3%A9?x=1&x=0&y=a%2Bb&z", "/?a=b c"} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+strings.ReplaceAll(target, " ", "+"), strings.NewReader("body"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header["X-Amz-Meta-Many"] = []string{" a  b ", "c"}
		sign(t, r, "body", time.Now())
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", target, text)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	v := exampleVerifier(exampleTime)
	body := strings.Repeat("x", 512)
	r := newRequest("POST", "/", body)
	r.Header.Set("X-Amz-Target", "AppRunner.DescribeService")
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	sign(b, r, body, exampleTime)
	b.ReportAllocs()
	for b.Loop() {
		r.Body = io.NopCloser(strings.NewReader(body))
		if _, _, err := v.Verify(r); err != nil {
			b.Fatal(err)
		}
	}
}
