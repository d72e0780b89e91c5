package awsjson

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// newClient is App Runner's own client, talking to s.
func newClient(t testing.TB, h http.Handler) *apprunner.Client {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return apprunner.New(apprunner.Options{
		BaseEndpoint: aws.String(server.URL),
		Region:       "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
		}),
		HTTPClient: server.Client(),
		Retryer:    aws.NopRetryer{},
	})
}

// operations are the client's methods that are operations: func(ctx, *In, ...func(*Options)) (*Out, error).
func operations() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	client := reflect.TypeFor[*apprunner.Client]()
	for i := range client.NumMethod() {
		if method := client.Method(i); method.Type.NumIn() == 4 && method.Type.NumOut() == 2 {
			found[method.Name] = method.Type
		}
	}
	return found
}

// filler draws values of any type that the model can have.
type filler struct {
	full bool // every pointer, list and map is set: inputs must be, for the client checks required members
	list int  // least elements of a list or map that is set
}

func (f filler) draw(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if f.full || rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			f.draw(t, v.Elem())
		}
	case reflect.Struct:
		if v.Type() == timeType {
			v.Set(reflect.ValueOf(time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "time")).UTC()))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Field(i).Type() != metadataType {
				f.draw(t, v.Field(i))
			}
		}
	case reflect.Slice:
		if f.full || rapid.Bool().Draw(t, "set") {
			v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(f.list, 3).Draw(t, "length"), 3))
			for i := range v.Len() {
				f.draw(t, v.Index(i))
			}
		}
	case reflect.Map:
		if f.full || rapid.Bool().Draw(t, "set") {
			v.Set(reflect.MakeMap(v.Type()))
			for range rapid.IntRange(f.list, 3).Draw(t, "length") {
				value := reflect.New(v.Type().Elem()).Elem()
				f.draw(t, value)
				v.SetMapIndex(reflect.ValueOf(rapid.String().Draw(t, "key")), value)
			}
		}
	case reflect.String:
		least := 0
		if enumeration := v.Type() != reflect.TypeFor[string](); enumeration && f.full {
			least = 1 // "" is an enumeration that is not set
		}
		v.SetString(rapid.StringN(least, -1, -1).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int32:
		v.SetInt(int64(rapid.Int32().Draw(t, "int")))
	default:
		t.Fatalf("the model has a new kind of member: %s", v.Type())
	}
}

var sameValues = cmp.Options{
	cmpopts.IgnoreTypes(middleware.Metadata{}),
	// The client cuts where it should round: 1.001 s becomes 1000 ms. What we send has golden tests.
	cmpopts.EquateApproxTime(time.Millisecond),
	// The structures' only unexported field marks them as no documents.
	cmp.FilterPath(func(p cmp.Path) bool {
		field, ok := p.Last().(cmp.StructField)
		return ok && field.Name() == "noSmithyDocumentSerde"
	}, cmp.Ignore()),
}

// TestEveryOperationRoundTripsThroughTheSDK sends every input and receives every output with the
// client that AWS generates, so both directions of our encoding meet the real other side.
func TestEveryOperationRoundTripsThroughTheSDK(t *testing.T) {
	all := operations()
	if len(all) != 37 {
		t.Errorf("%d operations, want 37", len(all))
	}
	// Filled in by each call; the client's calls come one after the other.
	var received, answer reflect.Value
	s := Service{Target: "AppRunner", ContentType: ContentType10}
	for name, method := range all {
		s.Operations = append(s.Operations, Operation{name: name, in: method.In(2).Elem(), out: method.Out(0).Elem(),
			call: func(_ context.Context, in any) (reflect.Value, error) {
				received = reflect.ValueOf(in)
				return answer, nil
			}})
	}
	client := reflect.ValueOf(newClient(t, NewHandler(s)))
	for name, method := range all {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				in := reflect.New(method.In(2).Elem())
				filler{full: true, list: rapid.IntRange(0, 2).Draw(t, "least")}.draw(t, in.Elem())
				answer = reflect.New(method.Out(0).Elem())
				filler{full: rapid.Bool().Draw(t, "full")}.draw(t, answer.Elem())

				results := client.MethodByName(name).Call([]reflect.Value{reflect.ValueOf(context.Background()), in})
				if err, _ := results[1].Interface().(error); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(in.Interface(), received.Interface(), sameValues); diff != "" {
					t.Errorf("input (-sent +received):\n%s", diff)
				}
				if diff := cmp.Diff(answer.Interface(), results[0].Interface(), sameValues); diff != "" {
					t.Errorf("output (-returned +seen by the client):\n%s", diff)
				}
			})
		})
	}
}

// TestSnapshotsOfRequestsDecode feeds the wire requests that AWS keeps with its client, one of each operation.
// Each has every member, so what is decoded and encoded again must be the same document.
func TestSnapshotsOfRequestsDecode(t *testing.T) {
	directory, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go-v2/service/apprunner").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name, method := range operations() {
		t.Run(name, func(t *testing.T) {
			snapshot, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(directory)), "request_snapshot", name+".request.snap"))
			if err != nil {
				t.Fatal(err)
			}
			// Request line, headers and body are separated by empty lines.
			parts := strings.SplitN(string(snapshot), "\n\n", 3)
			if !strings.Contains(parts[1], "X-Amz-Target: AppRunner."+name) || !strings.Contains(parts[1], ContentType10) {
				t.Errorf("headers %s", parts[1])
			}
			in := method.In(2).Elem()
			w := post(Service{Target: "AppRunner", Operations: []Operation{{name: name, in: in, out: in,
				call: func(_ context.Context, in any) (reflect.Value, error) { return reflect.ValueOf(in), nil }}}}, "AppRunner."+name, parts[2])
			if w.Code != http.StatusOK {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			if diff := cmp.Diff(document(t, parts[2]), document(t, w.Body.String())); diff != "" {
				t.Errorf("-snapshot +decoded and encoded again:\n%s", diff)
			}
		})
	}
}

func document(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

func TestTheSDKSeesTypedErrors(t *testing.T) {
	var failure *Error
	s := service(func(context.Context, *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
		return nil, failure
	})
	client := newClient(t, NewHandler(s))
	call := func(code string, status int) error {
		failure = &Error{Code: code, Message: "the reason", Status: status}
		_, err := client.CreateService(t.Context(), &apprunner.CreateServiceInput{
			ServiceName: aws.String("web"), SourceConfiguration: &types.SourceConfiguration{},
		})
		var response interface{ ServiceRequestID() string }
		if !errors.As(err, &response) || response.ServiceRequestID() != "request-1" {
			t.Errorf("%s: no request id in %v", code, err)
		}
		return err
	}
	invalid, ok := errors.AsType[*types.InvalidRequestException](call("InvalidRequestException", 0))
	if !ok || aws.ToString(invalid.Message) != "the reason" {
		t.Errorf("InvalidRequestException: %v", invalid)
	}
	if e, ok := errors.AsType[*types.ServiceQuotaExceededException](call("ServiceQuotaExceededException", 402)); !ok {
		t.Errorf("ServiceQuotaExceededException: %v", e)
	}
	if e, ok := errors.AsType[*types.InternalServiceErrorException](call("InternalServiceErrorException", 500)); !ok {
		t.Errorf("InternalServiceErrorException: %v", e)
	}
	if e, ok := errors.AsType[smithy.APIError](call("UnrecognizedClientException", 0)); !ok || e.ErrorCode() != "UnrecognizedClientException" || e.ErrorMessage() != "the reason" {
		t.Errorf("UnrecognizedClientException: %v", e)
	}
}
