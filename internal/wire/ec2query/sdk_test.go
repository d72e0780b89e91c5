package ec2query

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"sallyport/internal/wire/ec2model"
)

func TestAllOperationsAreListed(t *testing.T) {
	var listed []string
	for _, operation := range allOperations {
		listed = append(listed, operation.name)
	}
	if diff := cmp.Diff(ec2model.Schema().Operations(), listed); diff != "" {
		t.Error(diff)
	}
}

// TestSDKRoundTrip sends a full request of every operation with AWS's SDK and lets it read a full answer: what
// arrives on either side is what was given on the other.
func TestSDKRoundTrip(t *testing.T) {
	var received, answer reflect.Value
	service := Service{Version: "2016-11-15", Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/"}
	for _, known := range allOperations {
		service.Operations = append(service.Operations, known.operation(func(in reflect.Value) (reflect.Value, error) {
			received = in
			return answer, nil
		}))
	}
	client := reflect.ValueOf(sdkClient(t, service))

	for _, known := range allOperations {
		t.Run(known.name, func(t *testing.T) {
			random := filler{rand.New(rand.NewPCG(1, 2))}
			for range 3 {
				sent := reflect.New(known.in)
				random.fill(sent.Elem())
				if dryRun := sent.Elem().FieldByName("DryRun"); dryRun.IsValid() {
					dryRun.SetZero()
				}
				answer = reflect.New(known.out)
				random.fill(answer.Elem())

				method := client.MethodByName(known.name)
				request := reflect.New(method.Type().In(1).Elem())
				copyByName(t, request.Elem(), sent.Elem())
				results := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), request})
				if err, failed := results[1].Interface().(error); failed {
					t.Fatal(err)
				}
				if diff := cmp.Diff(sent.Interface(), received.Interface()); diff != "" {
					t.Errorf("request: sent -, received +:\n%s", diff)
				}
				understood := reflect.New(known.out)
				copyByName(t, understood.Elem(), results[0].Elem())
				if diff := cmp.Diff(answer.Interface(), understood.Interface()); diff != "" {
					t.Errorf("answer: given -, understood +:\n%s", diff)
				}
			}
		})
	}
}

func TestSDKUnderstandsErrors(t *testing.T) {
	client := sdkClient(t, Service{
		Version: "2016-11-15",
		Operations: []Operation{
			Op("DeleteVpc", func(context.Context, *ec2model.DeleteVpcInput) (*ec2model.DeleteVpcOutput, error) {
				return nil, &Error{Code: "InvalidVpcID.NotFound", Message: "The vpc ID 'vpc-1' does not exist"}
			}),
			Op("CreateVpc", func(_ context.Context, in *ec2model.CreateVpcInput) (*ec2model.CreateVpcOutput, error) {
				return nil, DryRun(in.DryRun)
			}),
			Op("DescribeVpcs", func(context.Context, *ec2model.DescribeVpcsInput) (*ec2model.DescribeVpcsOutput, error) {
				return &ec2model.DescribeVpcsOutput{}, nil
			}),
		},
	})
	codes := func(_ any, err error) string {
		var apiError smithy.APIError
		if !errors.As(err, &apiError) {
			t.Fatalf("not an error of the service: %v", err)
		}
		return apiError.ErrorCode() + ": " + apiError.ErrorMessage()
	}
	ctx := t.Context()
	got := []string{
		codes(client.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: aws.String("vpc-1")})),
		codes(client.CreateVpc(ctx, &ec2.CreateVpcInput{DryRun: aws.Bool(true)})),
		codes(client.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{DryRun: aws.Bool(true)})),
		codes(client.DescribeHosts(ctx, &ec2.DescribeHostsInput{})),
	}
	want := []string{
		"InvalidVpcID.NotFound: The vpc ID 'vpc-1' does not exist",
		"DryRunOperation: Request would have succeeded, but DryRun flag is set.",
		"DryRunOperation: Request would have succeeded, but DryRun flag is set.",
		"InvalidAction: The action DescribeHosts is not valid for this web service.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// sdkClient serves a service on loopback and returns AWS's client for it, which does not retry.
func sdkClient(t *testing.T, service Service) *ec2.Client {
	t.Helper()
	server := httptest.NewServer(NewHandler(service))
	t.Cleanup(server.Close)
	return ec2.New(ec2.Options{
		BaseEndpoint: aws.String(server.URL),
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		Retryer:      aws.NopRetryer{},
		HTTPClient:   plainBodies{server.Client()},
	})
}

// plainBodies hides that the SDK's request bodies can write themselves. Their WriteTo returns io.EOF once the SDK
// has closed them, which it does as soon as an answer begins (smithy-go 1.28.8); net/http, when it has yet to look
// for the body's end, takes that for a failure and closes the connection under the answer. The SDK's retries cover
// it; here every call has to succeed at the first try.
type plainBodies struct{ client *http.Client }

func (p plainBodies) Do(r *http.Request) (*http.Response, error) {
	r.Body = struct{ io.ReadCloser }{r.Body}
	return p.client.Do(r)
}

// filler sets everything in a value: no nil, lists of one or two elements.
type filler struct{ *rand.Rand }

func (f filler) fill(value reflect.Value) {
	if value.Type() == timeType {
		value.Set(reflect.ValueOf(time.UnixMilli(f.Int64N(4e12)).UTC()))
		return
	}
	switch value.Kind() {
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		f.fill(value.Elem())
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 1+f.IntN(2), 2))
		for i := range value.Len() {
			f.fill(value.Index(i))
		}
	case reflect.Struct:
		for i := range value.NumField() {
			f.fill(value.Field(i))
		}
	case reflect.String:
		value.SetString(f.text())
	case reflect.Bool:
		value.SetBool(f.IntN(2) == 0)
	case reflect.Int32:
		value.SetInt(int64(int32(f.Uint32())))
	case reflect.Int64:
		value.SetInt(int64(f.Uint64()))
	case reflect.Float64:
		value.SetFloat(f.Float64())
	}
}

// text returns a text that is awkward in forms and in XML, and not empty, since the SDK reads an empty element as
// an absent one.
func (f filler) text() string {
	letters := []rune("aZ09 -_.:/+%&=<>\"'\n\tä€😀")
	text := []rune{'x'}
	for range f.IntN(8) {
		text = append(text, letters[f.IntN(len(letters))])
	}
	return string(append(text, 'x'))
}

// copyByName sets every field of ours that dst and src share from src, between our types and the SDK's. It fails
// on a field of ours that the SDK does not have.
func copyByName(t *testing.T, dst, src reflect.Value) {
	t.Helper()
	switch {
	case src.Kind() == reflect.Pointer && dst.Kind() != reflect.Pointer:
		if !src.IsNil() {
			copyByName(t, dst, src.Elem())
		}
	case src.Kind() != reflect.Pointer && dst.Kind() == reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		copyByName(t, dst.Elem(), src)
	case src.Kind() == reflect.Pointer:
		if !src.IsNil() {
			dst.Set(reflect.New(dst.Type().Elem()))
			copyByName(t, dst.Elem(), src.Elem())
		}
	case src.Type() == timeType:
		dst.Set(src)
	case src.Kind() == reflect.Struct:
		copyFields(t, dst, src)
	case src.Kind() == reflect.Slice:
		if src.IsNil() {
			return
		}
		dst.Set(reflect.MakeSlice(dst.Type(), src.Len(), src.Len()))
		for i := range src.Len() {
			copyByName(t, dst.Index(i), src.Index(i))
		}
	default:
		dst.Set(src.Convert(dst.Type()))
	}
}

func copyFields(t *testing.T, dst, src reflect.Value) {
	t.Helper()
	ours := dst.Type()
	if ours.PkgPath() != reflect.TypeFor[ec2model.Vpc]().PkgPath() {
		ours = src.Type()
	}
	for i := range ours.NumField() {
		name := ours.Field(i).Name
		from, to := src.FieldByName(name), dst.FieldByName(name)
		if !from.IsValid() || !to.IsValid() {
			t.Fatalf("%s.%s: the SDK has no such member", ours, name)
		}
		copyByName(t, to, from)
	}
}
