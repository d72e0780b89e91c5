package gateway

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sallyport/internal/api/caller"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/sigv4"
)

const (
	testKey    = "AKIDEXAMPLE"
	testSecret = "wJalrXUtnFEMI"
)

type oneKey struct{}

func (oneKey) Secret(_ context.Context, id string) (string, bool) { return testSecret, id == testKey }

// world is a gateway before three little services, each of which says who called.
type world struct {
	url   string
	ready atomic.Bool
	log   bytes.Buffer // to be read after stop
	stop  func()       // ends the server with all its requests
}

type nothing struct{}

type answer struct {
	VpcId *string `xml:"vpcId"`
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{}
	tell := func(ctx context.Context) string {
		who := caller.From(ctx)
		return fmt.Sprint(who.Account, " ", who.Region, " ", who.AccessKeyID)
	}
	listServices := func(ctx context.Context, _ *apprunner.ListServicesInput) (*apprunner.ListServicesOutput, error) {
		return &apprunner.ListServicesOutput{NextToken: new(tell(ctx))}, nil
	}
	createDefaultVpc := func(ctx context.Context, _ *nothing) (*answer, error) { return &answer{VpcId: new(tell(ctx))}, nil }
	getCallerIdentity := func(context.Context, *nothing) (*struct{ Account *string }, error) {
		return &struct{ Account *string }{new("000000000000")}, nil
	}
	own := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { fmt.Fprint(rw, tell(r.Context()), r.URL.Path) })
	g := New(Options{
		Verifier: sigv4.New(oneKey{}), Account: "000000000000", Ready: w.ready.Load, Own: own,
		Log: slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		JSON: map[string]awsjson.Service{"apprunner": {
			Target: "AppRunner", ContentType: awsjson.ContentType10, RequestID: caller.RequestID, MaxMessage: 600,
			Operations: []awsjson.Operation{awsjson.Op("ListServices", listServices)},
		}},
		Query: map[string]ec2query.Service{
			"ec2": {Version: "2016-11-15", Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/", Dialect: ec2query.EC2, RequestID: caller.RequestID,
				Operations: []ec2query.Operation{ec2query.Op("CreateDefaultVpc", createDefaultVpc)}},
			"sts": {Version: "2011-06-15", Namespace: "https://sts.amazonaws.com/doc/2011-06-15/", Dialect: ec2query.Query, RequestID: caller.RequestID,
				Operations: []ec2query.Operation{ec2query.Op("GetCallerIdentity", getCallerIdentity)}},
		},
	})
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	w.url, w.stop = server.URL, server.Close
	return w
}

// calls are one call of each protocol.
func (w *world) calls(key, secret string) map[string]func(context.Context) error {
	creds := credentials.NewStaticCredentialsProvider(key, secret, "")
	return map[string]func(context.Context) error{
		"apprunner": func(ctx context.Context) error {
			_, err := apprunner.New(apprunner.Options{Region: "eu-west-1", BaseEndpoint: &w.url, Credentials: creds, Retryer: aws.NopRetryer{}}).ListServices(ctx, nil)
			return err
		},
		"ec2": func(ctx context.Context) error {
			_, err := ec2.New(ec2.Options{Region: "eu-west-1", BaseEndpoint: &w.url, Credentials: creds, Retryer: aws.NopRetryer{}}).CreateDefaultVpc(ctx, nil)
			return err
		},
		"sts": func(ctx context.Context) error {
			_, err := sts.New(sts.Options{Region: "eu-west-1", BaseEndpoint: &w.url, Credentials: creds, Retryer: aws.NopRetryer{}}).GetCallerIdentity(ctx, nil)
			return err
		},
	}
}

func TestGoodSignaturesPass(t *testing.T) {
	w := newWorld(t)
	for name, call := range w.calls(testKey, testSecret) {
		if err := call(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	out, err := apprunner.New(apprunner.Options{
		Region: "eu-west-1", BaseEndpoint: &w.url, Credentials: credentials.NewStaticCredentialsProvider(testKey, testSecret, ""),
	}).ListServices(t.Context(), nil)
	if err != nil || *out.NextToken != "000000000000 eu-west-1 "+testKey {
		t.Errorf("the operation saw the caller %v, %v", out, err)
	}
}

func TestBadSignaturesAreRefusedInTheProtocolsOwnWords(t *testing.T) {
	w := newWorld(t)
	type want struct {
		code   string
		status int
	}
	for name, c := range map[string]struct {
		key, secret string
		want        map[string]want
	}{
		"unknown key": {"AKIDOTHER", testSecret, map[string]want{
			"apprunner": {"UnrecognizedClientException", 400}, "ec2": {"AuthFailure", 401}, "sts": {"InvalidClientTokenId", 403}}},
		"wrong secret": {testKey, "wrong", map[string]want{
			"apprunner": {"InvalidSignatureException", 400}, "ec2": {"SignatureDoesNotMatch", 403}, "sts": {"SignatureDoesNotMatch", 403}}},
	} {
		for service, call := range w.calls(c.key, c.secret) {
			err := call(t.Context())
			apiError, ok := errors.AsType[smithy.APIError](err)
			if !ok || apiError.ErrorCode() != c.want[service].code || apiError.ErrorMessage() == "" {
				t.Errorf("%s, %s: %v, want %s", name, service, err, c.want[service].code)
			}
			response, ok := errors.AsType[*smithyhttp.ResponseError](err)
			if !ok || response.HTTPStatusCode() != c.want[service].status {
				t.Errorf("%s, %s: %v, want status %d", name, service, err, c.want[service].status)
			}
			if strings.Contains(fmt.Sprint(err), testSecret) {
				t.Errorf("%s, %s: the error shows the secret", name, service)
			}
		}
	}
	w.stop()
	if strings.Contains(w.log.String(), testSecret) || !strings.Contains(w.log.String(), "refused a request") {
		t.Errorf("the log: %s", w.log.String())
	}
}

// signed sends a request of one's own making, signed for a service.
func (w *world) signed(t *testing.T, service, method, path, body string, header map[string]string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	if service != "" {
		const unsigned = "UNSIGNED-PAYLOAD"
		r.Header.Set("X-Amz-Content-Sha256", unsigned)
		err := v4.NewSigner().SignHTTP(t.Context(), aws.Credentials{AccessKeyID: testKey, SecretAccessKey: testSecret}, r, unsigned, service, "us-east-1", time.Now())
		if err != nil {
			t.Fatal(err)
		}
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

var form = map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}

// A client of a service that is not served shows the message only if it comes
// in the form that the client reads.
func TestServicesThatAreNotServed(t *testing.T) {
	w := newWorld(t)
	r, text := w.signed(t, "dynamodb", http.MethodPost, "/", "{}", map[string]string{"X-Amz-Target": "DynamoDB_20120810.ListTables"})
	if r.StatusCode != 404 || r.Header.Get("X-Amzn-Errortype") != "UnknownService" || !strings.Contains(text, "dynamodb") {
		t.Errorf("JSON: %d %v %s", r.StatusCode, r.Header, text)
	}
	r, text = w.signed(t, "sqs", http.MethodPost, "/", url.Values{"Action": {"ListQueues"}}.Encode(), form)
	var failure struct {
		Error struct{ Code, Message string }
	}
	if err := xml.Unmarshal([]byte(text), &failure); err != nil || r.StatusCode != 404 || failure.Error.Code != "UnknownService" || !strings.Contains(failure.Error.Message, "sqs") {
		t.Errorf("Query: %d %s %v", r.StatusCode, text, err)
	}
	r, text = w.signed(t, "s3", http.MethodGet, "/bucket", "", nil)
	if r.StatusCode != 404 || !strings.Contains(text, "SCOPE.md") {
		t.Errorf("neither: %d %s", r.StatusCode, text)
	}
}

func TestUnsignedRequests(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		method, body string
		header       map[string]string
		want         string
	}{
		"JSON":  {http.MethodPost, "{}", map[string]string{"X-Amz-Target": "AppRunner.ListServices"}, `"__type":"MissingAuthenticationTokenException"`},
		"form":  {http.MethodPost, "Action=DescribeVpcs", form, "<Code>MissingAuthenticationToken"},
		"plain": {http.MethodGet, "", nil, "MissingAuthenticationToken"},
	} {
		r, text := w.signed(t, "", c.method, "/", c.body, c.header)
		if r.StatusCode < 400 || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d %s", name, r.StatusCode, text)
		}
	}
}

func TestEveryAnswerHasItsRequestID(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	for name, c := range map[string]struct{ service, path, body string }{
		"JSON":     {"apprunner", "/", "{}"},
		"EC2":      {"ec2", "/", "Action=CreateDefaultVpc&Version=2016-11-15"},
		"refused":  {"", "/", ""},
		"unserved": {"s3", "/", ""},
	} {
		header := map[string]string{"X-Amz-Target": "AppRunner.ListServices"}
		if c.service == "ec2" {
			header = form
		}
		r, text := w.signed(t, c.service, http.MethodPost, c.path, c.body, header)
		id := r.Header.Get("X-Amzn-Requestid")
		if len(id) != 36 || seen[id] {
			t.Errorf("%s: request id %q in %v %s", name, id, r.Header, text)
		}
		seen[id] = true
		if c.service == "ec2" && !strings.Contains(text, id) {
			t.Errorf("EC2's answer does not hold the request id: %s", text)
		}
	}
	w.stop()
	for id := range seen {
		if !strings.Contains(w.log.String(), id) {
			t.Errorf("the log does not have the request id %s", id)
		}
	}
}

func TestOwnEndpointsAreSignedToo(t *testing.T) {
	w := newWorld(t)
	r, text := w.signed(t, OwnService, http.MethodGet, "/v1/services/web/events", "", nil)
	if r.StatusCode != 200 || text != "000000000000 us-east-1 "+testKey+"/v1/services/web/events" {
		t.Errorf("%d %s", r.StatusCode, text)
	}
	if r, text := w.signed(t, "", http.MethodGet, "/v1/services/web/events", "", nil); r.StatusCode < 400 {
		t.Errorf("unsigned: %d %s", r.StatusCode, text)
	}
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		ready  bool
		status int
		text   string
	}{{false, 503, "starting\n"}, {true, 200, "ok\n"}} {
		w.ready.Store(c.ready)
		if r, text := w.signed(t, "", http.MethodGet, "/healthz", "", nil); r.StatusCode != c.status || text != c.text {
			t.Errorf("ready %v: %d %q", c.ready, r.StatusCode, text)
		}
	}
}
