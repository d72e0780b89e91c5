package awsjson

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
)

// service is App Runner with one operation.
func service(fn func(context.Context, *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error)) Service {
	return Service{
		Target:      "AppRunner",
		ContentType: ContentType10,
		Operations:  []Operation{Op("CreateService", fn)},
		RequestID:   func(context.Context) string { return "request-1" },
		MaxMessage:  600,
		Logger:      slog.New(slog.DiscardHandler),
	}
}

func post(s Service, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", ContentType10)
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	NewHandler(s).ServeHTTP(w, r)
	return w
}

func wantError(t *testing.T, w *httptest.ResponseRecorder, status int, body string) {
	t.Helper()
	if w.Code != status || w.Body.String() != body {
		t.Errorf("got  %d %s\nwant %d %s", w.Code, w.Body, status, body)
	}
	code, _, _ := strings.Cut(strings.TrimPrefix(body, `{"__type":"`), `"`)
	if got := w.Header().Get("X-Amzn-ErrorType"); got != code {
		t.Errorf("x-amzn-ErrorType %q, want %q", got, code)
	}
	if got := w.Header().Get("x-amzn-RequestId"); got != "request-1" {
		t.Errorf("x-amzn-RequestId %q", got)
	}
	if got := w.Header().Get("Content-Type"); got != ContentType10 {
		t.Errorf("Content-Type %q", got)
	}
}

func TestDispatch(t *testing.T) {
	s := service(func(_ context.Context, in *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		return &apprunner.CreateServiceOutput{OperationId: in.ServiceName}, nil
	})
	w := post(s, "AppRunner.CreateService", `{"ServiceName":"web","NewMember":{"a":[1]},"servicename":"other case"}`)
	if w.Code != 200 || w.Body.String() != `{"OperationId":"web"}` || w.Header().Get("x-amzn-RequestId") != "request-1" {
		t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
	}
	for _, body := range []string{"", "{}", "null"} {
		if w := post(s, "AppRunner.CreateService", body); w.Code != 200 || w.Body.String() != `{}` {
			t.Errorf("body %q: %d %s", body, w.Code, w.Body)
		}
	}
	for target, says := range map[string]string{
		"":                           `The request names no operation: it must have the header X-Amz-Target: AppRunner.<operation>.`,
		"AppRunner.LaunchRockets":    `AppRunner has no operation \"LaunchRockets\".`,
		"AppRunner.":                 `AppRunner has no operation \"\".`,
		"DynamoDB_2012.ListTables":   `The operation \"DynamoDB_2012.ListTables\" is not of this service; its operations are named AppRunner.<operation>.`,
		"CreateService":              `The operation \"CreateService\" is not of this service; its operations are named AppRunner.<operation>.`,
		"x.AppRunner.CreateService":  `The operation \"x.AppRunner.CreateService\" is not of this service; its operations are named AppRunner.<operation>.`,
		"AppRunner.createservice":    `AppRunner has no operation \"createservice\".`,
		"AppRunner.CreateService.v2": `The operation \"AppRunner.CreateService.v2\" is not of this service; its operations are named AppRunner.<operation>.`,
	} {
		wantError(t, post(s, target, "{}"), 400, `{"__type":"UnknownOperationException","Message":"`+says+`"}`)
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	w := httptest.NewRecorder()
	NewHandler(service(nil)).ServeHTTP(w, r)
	wantError(t, w, 405, `{"__type":"MethodNotAllowedException","Message":"The method GET is not allowed; use POST."}`)
	if w.Header().Get("Allow") != "POST" {
		t.Error("no Allow header")
	}
}

func TestMalformedInput(t *testing.T) {
	s := service(func(context.Context, *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		t.Error("the operation was called")
		return nil, nil
	})
	for body, says := range map[string]string{
		`{"ServiceName":3}`: `The member ServiceName must be a string, but is a number.`,
		`{"SourceConfiguration":{"ImageRepository":{"ImageConfiguration":{"Port":8080}}}}`: `The member SourceConfiguration.ImageRepository.ImageConfiguration.Port must be a string, but is a number.`,
		`{"SourceConfiguration":{"AutoDeploymentsEnabled":"yes"}}`:                         `The member SourceConfiguration.AutoDeploymentsEnabled must be true or false, but is a string.`,
		`{"SourceConfiguration":[]}`:                                                       `The member SourceConfiguration must be an object, but is a list.`,
		`{"Tags":{}}`:                                                                      `The member Tags must be a list, but is an object.`,
		`{"Tags":[{"Key":"a"},{"Key":true}]}`:                                              `The member Tags.1.Key must be a string, but is a boolean.`,
		`{"HealthCheckConfiguration":{"Interval":1.5}}`:                                    `The member HealthCheckConfiguration.Interval must be a whole number of 32 bits, but is 1.5.`,
		`{"HealthCheckConfiguration":{"Interval":3000000000}}`:                             `The member HealthCheckConfiguration.Interval must be a whole number of 32 bits, but is 3000000000.`,
		`{"HealthCheckConfiguration":{"Interval":"5"}}`:                                    `The member HealthCheckConfiguration.Interval must be a whole number of 32 bits, but is a string.`,
		`{"ServiceName":"a","ServiceName":"b"}`:                                            `The member ServiceName is there twice.`,
		`[]`:                                                                               `The body must be an object, but is a list.`,
		`"x"`:                                                                              `The body must be an object, but is a string.`,
		"{\"ServiceName\":\"\xff\"}":                                                       `The body is not valid JSON: byte 16: invalid UTF-8.`,
		`{"ServiceName":`:                                                                  `The body is not valid JSON: byte 15: unexpected EOF.`,
		`Action=DescribeVpcs`:                                                              `The body is not valid JSON: byte 0: invalid character 'A' at start of value.`,
		`{} {}`:                                                                            `The body is not valid JSON: byte 3: invalid character '{' after top-level value.`,
		`{"SourceConfiguration":` + strings.Repeat("[", 20) + ``:                           `The member SourceConfiguration must be an object, but is a list.`,
	} {
		w := post(s, "AppRunner.CreateService", body)
		wantError(t, w, 400, `{"__type":"SerializationException","Message":"`+says+`"}`)
	}
}

func TestBodyLimit(t *testing.T) {
	s := service(nil)
	w := post(s, "AppRunner.CreateService", `{"ServiceName":"`+strings.Repeat("a", maxBody)+`"}`)
	wantError(t, w, 413, `{"__type":"RequestEntityTooLargeException","Message":"The body is longer than the 2097152 bytes that one request may have."}`)
}

func TestErrorsOfOperations(t *testing.T) {
	var failure error
	s := service(func(context.Context, *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		return nil, failure
	})
	domain := errors.New("no such connector")
	s.Errors = func(err error) *Error {
		if errors.Is(err, domain) {
			return &Error{Code: "InvalidRequestException", Message: err.Error()}
		}
		return nil
	}
	var log bytes.Buffer
	s.Logger = slog.New(slog.NewTextHandler(&log, nil))

	failure = &Error{Code: "ServiceQuotaExceededException", Message: "full", Status: 402}
	wantError(t, post(s, "AppRunner.CreateService", ""), 402, `{"__type":"ServiceQuotaExceededException","Message":"full"}`)
	failure = domain
	wantError(t, post(s, "AppRunner.CreateService", ""), 400, `{"__type":"InvalidRequestException","Message":"no such connector"}`)
	failure = &Error{Code: "InvalidRequestException", Message: strings.Repeat("é", 601)}
	wantError(t, post(s, "AppRunner.CreateService", ""), 400, `{"__type":"InvalidRequestException","Message":"`+strings.Repeat("é", 599)+`…"}`)
	failure = &Error{Code: "InvalidRequestException", Message: strings.Repeat("é", 600) + ""}
	wantError(t, post(s, "AppRunner.CreateService", ""), 400, `{"__type":"InvalidRequestException","Message":"`+strings.Repeat("é", 600)+`"}`)
	if log.Len() > 0 {
		t.Errorf("answers meant for the caller were logged: %s", &log)
	}

	const internal = `{"__type":"InternalServiceErrorException","Message":"An internal error has occurred; the server's log says which, under the request id request-1."}`
	failure = errors.New("disk on fire")
	wantError(t, post(s, "AppRunner.CreateService", ""), 500, internal)
	if !strings.Contains(log.String(), "disk on fire") || !strings.Contains(log.String(), "request-1") {
		t.Errorf("log %q", &log)
	}
	s.Validate = func(operation string, in any) error {
		if _, ok := in.(*apprunner.CreateServiceInput); !ok || operation != "CreateService" {
			t.Errorf("validate %s of %T", operation, in)
		}
		return &Error{Code: "InvalidRequestException", Message: "too short"}
	}
	wantError(t, post(s, "AppRunner.CreateService", ""), 400, `{"__type":"InvalidRequestException","Message":"too short"}`)
}

func TestPanicIsAnsweredAndLogged(t *testing.T) {
	s := service(func(context.Context, *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		panic("index out of range")
	})
	var log bytes.Buffer
	s.Logger = slog.New(slog.NewTextHandler(&log, nil))
	w := post(s, "AppRunner.CreateService", "")
	wantError(t, w, 500, `{"__type":"InternalServiceErrorException","Message":"An internal error has occurred; the server's log says which, under the request id request-1."}`)
	for _, part := range []string{"index out of range", "handler_test.go", "request-1", "CreateService"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("log lacks %q: %s", part, &log)
		}
	}
}

func TestAbortedConnectionIsLeftToTheServer(t *testing.T) {
	s := service(func(context.Context, *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		panic(http.ErrAbortHandler)
	})
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the abort was swallowed")
		}
	}()
	post(s, "AppRunner.CreateService", "")
}

func TestMistakesOfTheProgramPanicAtStart(t *testing.T) {
	none := func(context.Context, *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		return nil, nil
	}
	type unsupported struct{ Any any }
	for name, operations := range map[string][]Operation{
		"two of a name": {Op("A", none), Op("A", none)},
		"an interface": {Op("A", func(context.Context, *apprunner.CreateServiceInput) (*unsupported, error) {
			return nil, nil
		})},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			NewHandler(Service{Operations: operations})
		}()
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"ServiceName":"web","Tags":[{"Key":"a"}],"HealthCheckConfiguration":{"Interval":5}}`)
	f.Add(`{"SourceConfiguration":{"ImageRepository":{"ImageConfiguration":{"RuntimeEnvironmentVariables":{"A":"b"}}}}}`)
	f.Add(`{"ServiceName":null,"ServiceName":1e999}`)
	f.Add(`[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		s := service(func(_ context.Context, in *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
			return &apprunner.CreateServiceOutput{OperationId: in.ServiceName, Service: &types.Service{ServiceName: in.ServiceName}}, nil
		})
		w := post(s, "AppRunner.CreateService", body)
		text, _ := io.ReadAll(w.Body)
		if w.Code != 200 && w.Code != 400 || len(text) == 0 || text[0] != '{' {
			t.Errorf("%d %s", w.Code, text)
		}
	})
}

func BenchmarkCall(b *testing.B) {
	h := NewHandler(service(func(_ context.Context, in *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		return &apprunner.CreateServiceOutput{OperationId: aws.String("x"), Service: &types.Service{ServiceName: in.ServiceName}}, nil
	}))
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"ServiceName":"web"}`))
		r.Header.Set("X-Amz-Target", "AppRunner.CreateService")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
}
