package gateway

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/sigv4"
)

// badge is an Authenticator: the header X-Badge says what becomes of the request.
type badge struct{}

func (badge) Authenticate(r *http.Request) (string, error) {
	switch r.Header.Get("X-Badge") {
	case "good":
		return testKey, nil
	case "forged":
		return "", fault.New(fault.Denied, "AccessDenied", "this badge is forged")
	default:
		return "", fault.New(fault.Denied, "ExpiredToken", "sign in again")
	}
}

// withBadge signs nothing and shows a badge.
type withBadge string

func (b withBadge) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Badge", string(b))
	r.Header.Set("Cookie", "secret=1")
	return http.DefaultClient.Do(r)
}

type network struct {
	Vpc *answer `xml:"vpc"`
}

type identity struct {
	Account *string `xml:"Account"`
}

func newSessionWorld(t *testing.T, own http.Handler) string {
	t.Helper()
	tell := func(ctx context.Context) *string {
		who := caller.From(ctx)
		return new(fmt.Sprint(who.Account, " ", who.Region, " ", who.AccessKeyID))
	}
	g := New(Options{
		Verifier: sigv4.New(oneKey{}), Sessions: badge{}, Account: "000000000000", Ready: func() bool { return true }, Own: own,
		JSON: map[string]awsjson.Service{"apprunner": {
			Target: "AppRunner", ContentType: awsjson.ContentType10, RequestID: caller.RequestID,
			Operations: []awsjson.Operation{awsjson.Op("ListServices", func(ctx context.Context, _ *apprunner.ListServicesInput) (*apprunner.ListServicesOutput, error) {
				return &apprunner.ListServicesOutput{NextToken: tell(ctx)}, nil
			})},
		}},
		Query: map[string]ec2query.Service{
			"ec2": {Version: "2016-11-15", Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/", Dialect: ec2query.EC2, RequestID: caller.RequestID,
				Operations: []ec2query.Operation{ec2query.Op("CreateDefaultVpc", func(ctx context.Context, _ *nothing) (*network, error) {
					return &network{&answer{VpcId: tell(ctx)}}, nil
				})}},
			"sts": {Version: "2011-06-15", Namespace: "https://sts.amazonaws.com/doc/2011-06-15/", Dialect: ec2query.Query, RequestID: caller.RequestID,
				Operations: []ec2query.Operation{ec2query.Op("GetCallerIdentity", func(ctx context.Context, _ *nothing) (*identity, error) {
					return &identity{tell(ctx)}, nil
				})}},
		},
	})
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return server.URL
}

// sessionCalls are one call of each protocol, and what the operation saw of its caller.
func sessionCalls(url, region, shown string) map[string]func(context.Context) (string, error) {
	at := func(service string) *string { return new(url + SessionPrefix + service + "/" + region) }
	client := withBadge(shown)
	return map[string]func(context.Context) (string, error){
		"apprunner": func(ctx context.Context) (string, error) {
			out, err := apprunner.New(apprunner.Options{Region: "unused", BaseEndpoint: at("apprunner"), Credentials: aws.AnonymousCredentials{}, HTTPClient: client, Retryer: aws.NopRetryer{}}).ListServices(ctx, nil)
			if err != nil {
				return "", err
			}
			return *out.NextToken, nil
		},
		"ec2": func(ctx context.Context) (string, error) {
			out, err := ec2.New(ec2.Options{Region: "unused", BaseEndpoint: at("ec2"), Credentials: aws.AnonymousCredentials{}, HTTPClient: client, Retryer: aws.NopRetryer{}}).CreateDefaultVpc(ctx, nil)
			if err != nil {
				return "", err
			}
			return *out.Vpc.VpcId, nil
		},
		"sts": func(ctx context.Context) (string, error) {
			out, err := sts.New(sts.Options{Region: "unused", BaseEndpoint: at("sts"), Credentials: aws.AnonymousCredentials{}, HTTPClient: client, Retryer: aws.NopRetryer{}}).GetCallerIdentity(ctx, nil)
			if err != nil {
				return "", err
			}
			return *out.Account, nil
		},
	}
}

func TestCallsOfASessionAreLikeSignedOnes(t *testing.T) {
	url := newSessionWorld(t, nil)
	for service, call := range sessionCalls(url, "eu-west-1", "good") {
		if saw, err := call(t.Context()); err != nil || saw != "000000000000 eu-west-1 "+testKey {
			t.Errorf("%s saw %q, %v", service, saw, err)
		}
	}
}

func TestCallsWithoutASessionAreRefusedInTheProtocolsOwnWords(t *testing.T) {
	url := newSessionWorld(t, nil)
	for shown, want := range map[string]struct {
		code   string
		status int
	}{"": {"ExpiredToken", 401}, "forged": {"AccessDenied", 403}} {
		for service, call := range sessionCalls(url, "eu-west-1", shown) {
			code := want.code
			if service == "apprunner" {
				code += "Exception"
			}
			_, err := call(t.Context())
			refusal, ok := errors.AsType[smithy.APIError](err)
			response, _ := errors.AsType[*smithyhttp.ResponseError](err)
			if !ok || refusal.ErrorCode() != code || refusal.ErrorMessage() == "" || response == nil || response.HTTPStatusCode() != want.status {
				t.Errorf("%s with the badge %q: %v, want %s and %d", service, shown, err, code, want.status)
			}
		}
	}
}

// What the services of the protocol rpc-v2-cbor and our own are asked is in the path, and
// some paths have characters that are escaped.
func TestPathsOfCallsGoThroughUnchanged(t *testing.T) {
	own := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s cookie=%q %s", r.Method, r.URL.EscapedPath(), r.RequestURI, r.Header.Get("Cookie"), body)
	})
	base := newSessionWorld(t, own)
	for asked, want := range map[string]string{
		"":                                    "/",
		"/":                                   "/",
		"/service/Logs/operation/GetLogs":     "/service/Logs/operation/GetLogs",
		"/v1/services/a%2Fb/logs?follow=true": "/v1/services/a%2Fb/logs",
		"/v1//x/../y":                         "/v1//x/../y",
	} {
		r, err := http.NewRequest(http.MethodPost, base, strings.NewReader("body"))
		if err != nil {
			t.Fatal(err)
		}
		r.URL, err = url.Parse(base + SessionPrefix + OwnService + "/eu-west-1" + asked)
		if err != nil {
			t.Fatal(err)
		}
		response, err := withBadge("good").Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if got := string(text); !strings.HasPrefix(got, "POST "+want+" "+want) || !strings.HasSuffix(got, `cookie="" body`) {
			t.Errorf("%s: the service saw %s", asked, got)
		}
	}
}

func TestPathsThatAreNoCalls(t *testing.T) {
	base := newSessionWorld(t, http.NotFoundHandler())
	for _, path := range []string{"", "ec2", "ec2/", "ec2//", "EC2/eu-west-1/", "ec2/eu%2Fwest/", "ec2/eu west/", "../ec2/eu-west-1/", "ec2/../eu-west-1"} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.URL = &url.URL{Scheme: "http", Host: strings.TrimPrefix(base, "http://"), Opaque: SessionPrefix + path}
		r.RequestURI = ""
		response, err := withBadge("good").Do(r)
		if err != nil {
			continue // no request can be made of it
		}
		response.Body.Close()
		if response.StatusCode != http.StatusNotFound && response.StatusCode != http.StatusBadRequest {
			t.Errorf("%q: %d", path, response.StatusCode)
		}
	}
}

func TestLongBodiesOfASession(t *testing.T) {
	read := make(chan error, 1)
	base := newSessionWorld(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		read <- err
	}))
	long := strings.Repeat("x", sigv4.DefaultMaxBody+1)
	for name, body := range map[string]io.Reader{"declared": strings.NewReader(long), "not declared": io.MultiReader(strings.NewReader(long))} {
		r, _ := http.NewRequest(http.MethodPost, base+SessionPrefix+OwnService+"/eu-west-1/v1/check", body)
		response, err := withBadge("good").Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if name == "declared" {
			if response.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: %d", name, response.StatusCode)
			}
			continue
		}
		if _, ok := errors.AsType[*http.MaxBytesError](<-read); !ok {
			t.Errorf("%s: read to its end", name)
		}
	}
}

// What is told as it happens must not wait in a buffer.
func TestStreamsOfASessionAreFlushed(t *testing.T) {
	base := newSessionWorld(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "first")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, base+SessionPrefix+OwnService+"/eu-west-1/v1/flows?follow=true", nil)
	response, err := withBadge("good").Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if line, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil || line != "first\n" {
		t.Errorf("%q, %v", line, err)
	}
}

func FuzzSessionCall(f *testing.F) {
	for _, seed := range []string{
		SessionPrefix + "ec2/eu-west-1/", SessionPrefix + "sallyport/us-east-1/v1/services/a%2Fb/logs", SessionPrefix + "logs/x/../../y", SessionPrefix + "/", "/console/aws/%2e%2e/x/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, escaped string) {
		call, ok := parseSessionCall(escaped)
		if !ok {
			return
		}
		if strings.ContainsAny(call.service+call.region, "/%. \\\n") || call.service == "" || call.region == "" || call.path[0] != '/' {
			t.Errorf("%q is %+v", escaped, call)
		}
		if again := SessionPrefix + call.service + "/" + call.region + call.path; again != escaped && again != escaped+"/" {
			t.Errorf("%q became %q", escaped, again)
		}
	})
}
