package ec2query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/wire/ec2model"
)

var errDomain = errors.New("secret detail")

// vpcService is a service with a few operations, small enough to see through.
func vpcService() Service {
	return Service{
		Version:   "2016-11-15",
		Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
		RequestID: func(context.Context) string { return "id-1" },
		Validate:  CheckShape(ec2model.Schema()),
		Operations: []Operation{
			Op("DescribeVpcs", func(_ context.Context, in *ec2model.DescribeVpcsInput) (*ec2model.DescribeVpcsOutput, error) {
				out := &ec2model.DescribeVpcsOutput{Vpcs: []ec2model.Vpc{}}
				for _, id := range in.VpcIds {
					out.Vpcs = append(out.Vpcs, ec2model.Vpc{
						VpcId: new(id), State: ec2model.VpcStateAvailable, IsDefault: new(false),
						Tags: []ec2model.Tag{{Key: new("a<b"), Value: new("")}},
					})
				}
				return out, nil
			}),
			Op("DeleteVpc", func(_ context.Context, in *ec2model.DeleteVpcInput) (*ec2model.DeleteVpcOutput, error) {
				switch *in.VpcId {
				case "vpc-fault":
					return nil, fmt.Errorf("delete: %w", errDomain)
				case "vpc-none":
					return nil, fmt.Errorf("delete: %w", &Error{Code: "InvalidVpcID.NotFound", Message: "no <vpc-none>"})
				}
				return nil, nil
			}),
			Op("DescribeNatGateways", func(context.Context, *ec2model.DescribeNatGatewaysInput) (*ec2model.DescribeNatGatewaysOutput, error) {
				created := time.Date(2026, 1, 2, 4, 4, 5, 678_900_000, time.FixedZone("", 3600))
				return &ec2model.DescribeNatGatewaysOutput{NatGateways: []ec2model.NatGateway{{CreateTime: &created}}}, nil
			}),
		},
	}
}

func TestAnswers(t *testing.T) {
	const (
		xmlHeader = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
		namespace = `xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"`
	)
	failed := func(code, message string) string {
		return "<Response><Errors><Error><Code>" + code + "</Code><Message>" + message +
			"</Message></Error></Errors><RequestID>id-1</RequestID></Response>"
	}
	tests := map[string]struct {
		form   string
		status int
		want   string
	}{
		"empty list": {"Action=DescribeVpcs&Version=2016-11-15", 200,
			"<DescribeVpcsResponse " + namespace + "><requestId>id-1</requestId><vpcSet></vpcSet></DescribeVpcsResponse>"},
		"list": {"Action=DescribeVpcs&VpcId.1=vpc-1", 200,
			"<DescribeVpcsResponse " + namespace + "><requestId>id-1</requestId><vpcSet><item><state>available</state>" +
				"<vpcId>vpc-1</vpcId><isDefault>false</isDefault><tagSet><item><key>a&lt;b</key><value></value></item></tagSet></item></vpcSet></DescribeVpcsResponse>"},
		"time": {"Action=DescribeNatGateways", 200,
			"<DescribeNatGatewaysResponse " + namespace + "><requestId>id-1</requestId><natGatewaySet><item>" +
				"<createTime>2026-01-02T03:04:05.678Z</createTime></item></natGatewaySet></DescribeNatGatewaysResponse>"},
		"nothing to say": {"Action=DeleteVpc&VpcId=vpc-1", 200,
			"<DeleteVpcResponse " + namespace + "><requestId>id-1</requestId><return>true</return></DeleteVpcResponse>"},
		"wrapped error": {"Action=DeleteVpc&VpcId=vpc-none", 400, failed("InvalidVpcID.NotFound", "no &lt;vpc-none&gt;")},
		"internal":      {"Action=DeleteVpc&VpcId=vpc-fault", 500, failed("InternalError", "An internal error has occurred.")},
		"missing":       {"Action=DeleteVpc", 400, failed("MissingParameter", "The request must contain the parameter VpcId")},
		"range": {"Action=DescribeVpcs&MaxResults=1", 400,
			failed("InvalidParameterValue", "Value (1) for parameter MaxResults is invalid. Expected a value of at least 5.")},
		"no action":      {"Version=2016-11-15", 400, failed("MissingAction", "The request is missing an action: it must contain the parameter Action.")},
		"unknown action": {"Action=Fly%3C", 400, failed("InvalidAction", "The action Fly&lt; is not valid for this web service.")},
		"version":        {"Action=DescribeVpcs&Version=2010-01-01", 400, failed("NoSuchVersion", "The requested version (2010-01-01) of the service does not exist; it is 2016-11-15.")},
		"dry run":        {"Action=DescribeVpcs&DryRun=true", 412, failed("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")},
		"no dry run":     {"Action=DeleteVpc&VpcId=v&DryRun=false", 200, "<DeleteVpcResponse " + namespace + "><requestId>id-1</requestId><return>true</return></DeleteVpcResponse>"},
		"unknown names":  {"Action=DeleteVpc&VpcId=v&New.1.Thing=x&X-Amz-Date=y", 200, "<DeleteVpcResponse " + namespace + "><requestId>id-1</requestId><return>true</return></DeleteVpcResponse>"},
		"encoding":       {"Action=DeleteVpc&VpcId=%zz", 400, failed("MalformedQueryString", "The value of parameter VpcId is not URL-encoded.")},
		"bytes":          {"Action=DeleteVpc&VpcId=%ff", 400, failed("MalformedQueryString", "The parameter &#34;VpcId&#34; is not UTF-8.")},
	}
	handler := NewHandler(vpcService())
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			post := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(test.form))
			get := httptest.NewRequest(http.MethodGet, "/?"+test.form, nil)
			for _, request := range []*http.Request{post, get} {
				recorder := httptest.NewRecorder()
				handler.ServeHTTP(recorder, request)
				if recorder.Code != test.status {
					t.Errorf("%s: status %d, want %d", request.Method, recorder.Code, test.status)
				}
				if diff := cmp.Diff(xmlHeader+test.want, recorder.Body.String()); diff != "" {
					t.Errorf("%s: %s", request.Method, diff)
				}
				if got := recorder.Header().Get("X-Amzn-Requestid"); got != "id-1" {
					t.Errorf("%s: request id %q", request.Method, got)
				}
			}
		})
	}
}

func TestErrorsOfTheDomainAreMapped(t *testing.T) {
	service := vpcService()
	service.Errors = func(err error) *Error {
		if errors.Is(err, errDomain) {
			return &Error{Code: "DependencyViolation", Message: "in use"}
		}
		return nil
	}
	status, body := post(t, NewHandler(service), "Action=DeleteVpc&VpcId=vpc-fault")
	if status != 400 || !strings.Contains(body, "<Code>DependencyViolation</Code><Message>in use</Message>") {
		t.Errorf("status %d: %s", status, body)
	}
}

func TestLimits(t *testing.T) {
	handler := NewHandler(vpcService())
	parameters := "Action=DescribeVpcs" + strings.Repeat("&a=", maxParameters)
	for want, form := range map[string]string{
		"<Code>RequestEntityTooLarge</Code>": "Action=DescribeVpcs&A=" + strings.Repeat("x", maxBody),
		"more than 10000 parameters":         parameters,
	} {
		if _, body := post(t, handler, form); !strings.Contains(body, want) {
			t.Errorf("want %s, got %.300s", want, body)
		}
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodPut, "/", nil))
	if recorder.Code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: status %d", recorder.Code)
	}
	broken := httptest.NewRequest(http.MethodPost, "/", io.MultiReader(strings.NewReader("Action="), failingReader{}))
	recorder = httptest.NewRecorder()
	handler.ServeHTTP(recorder, broken)
	if recorder.Code != http.StatusBadRequest {
		t.Errorf("broken body: status %d", recorder.Code)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// identity and its request have the tags that a service of the Query protocol writes by hand.
type identity struct {
	Account *string  `xml:"Account"`
	Groups  []string `xml:"Groups>member"`
}

type identityRequest struct {
	Policies []policy `query:"PolicyArns"`
	Names    []string `query:"Names"`
}

type policy struct {
	Arn *string `query:"arn"`
}

func TestQueryDialect(t *testing.T) {
	handler := NewHandler(Service{
		Version: "2011-06-15", Namespace: "https://sts.amazonaws.com/doc/2011-06-15/", Dialect: Query,
		RequestID: func(context.Context) string { return "id-2" },
		Operations: []Operation{
			Op("GetCallerIdentity", func(_ context.Context, in *identityRequest) (*identity, error) {
				out := &identity{Account: new("000000000000"), Groups: in.Names}
				for _, p := range in.Policies {
					out.Groups = append(out.Groups, *p.Arn)
				}
				return out, nil
			}),
			Op("Fail", func(context.Context, *identityRequest) (*identity, error) { return nil, errDomain }),
		},
	})
	tests := map[string]string{
		"Action=GetCallerIdentity&PolicyArns.member.2.arn=b&PolicyArns.member.1.arn=a": `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
			"<Account>000000000000</Account><Groups><member>a</member><member>b</member></Groups></GetCallerIdentityResult>" +
			"<ResponseMetadata><RequestId>id-2</RequestId></ResponseMetadata></GetCallerIdentityResponse>",
		"Action=GetCallerIdentity&Names=": `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
			"<Account>000000000000</Account><Groups></Groups></GetCallerIdentityResult>" +
			"<ResponseMetadata><RequestId>id-2</RequestId></ResponseMetadata></GetCallerIdentityResponse>",
		"Action=None": `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidAction</Code>` +
			"<Message>The action None is not valid for this web service.</Message></Error><RequestId>id-2</RequestId></ErrorResponse>",
		"Action=Fail": `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Receiver</Type><Code>InternalError</Code>` +
			"<Message>An internal error has occurred.</Message></Error><RequestId>id-2</RequestId></ErrorResponse>",
	}
	for form, want := range tests {
		_, body := post(t, handler, form)
		_, body, _ = strings.Cut(body, "\n")
		if diff := cmp.Diff(want, body); diff != "" {
			t.Errorf("%s: %s", form, diff)
		}
	}
}

func TestNewHandlerPanicsOnMistakes(t *testing.T) {
	type fine struct{}
	type number struct {
		N *complex128 `query:"N" xml:"n"`
	}
	type nameless struct {
		L []string `xml:"l"`
	}
	tests := map[string][]Operation{
		"two of one name": {noop[fine, fine]("A"), noop[fine, fine]("A")},
		"request":         {noop[number, fine]("A")},
		"answer":          {noop[fine, number]("A")},
		"nameless list":   {noop[fine, nameless]("A")},
		"no structure":    {noop[string, fine]("A")},
	}
	for name, operations := range tests {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			NewHandler(Service{Operations: operations})
		})
	}
}

func noop[In, Out any](name string) Operation {
	return Op(name, func(context.Context, *In) (*Out, error) { return nil, nil })
}

func post(t testing.TB, handler http.Handler, form string) (status int, body string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form)))
	return recorder.Code, recorder.Body.String()
}
