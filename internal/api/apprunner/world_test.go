package apprunner_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	ec2sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sallyport/internal/api/apprunner"
	"sallyport/internal/api/ec2"
	"sallyport/internal/api/gateway"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/sigv4"
)

const account = "000000000000"

// world is the API behind the real gateway, with real signatures over real
// HTTP. What the control loops would do is done by settle.
type world struct {
	t      *testing.T
	ctx    context.Context
	store  *store.Store
	url    string
	client *sdk.Client
	last   *recorder
}

type oneKey struct{}

func (oneKey) Secret(context.Context, string) (string, bool) { return "secret", true }

// recorder keeps the body of the last answer.
type recorder struct{ body []byte }

func (r *recorder) Do(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if r.body, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(strings.NewReader(string(r.body)))
	return response, nil
}

func newWorld(t *testing.T, change ...func(*apprunner.Deps)) *world {
	t.Helper()
	s, err := store.Open(t.TempDir(), append(ec2.Documents(),
		platform.Service{}, platform.Connector{},
		platform.Operation{}, platform.Event{}, platform.Workload{}, platform.WorkloadStatus{}, platform.Instance{})...)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	networks := ec2.New(ec2.Deps{Store: s, Log: log})
	deps := apprunner.Deps{
		Store: s, EnsureRegion: networks.EnsureRegion, Domain: "Sallyport.localhost", PublicPort: ":8080",
		UnsupportedZones: []string{"use1-az3"}, Log: log,
	}
	for _, fn := range change {
		fn(&deps)
	}
	server := httptest.NewServer(gateway.New(gateway.Options{
		Verifier: sigv4.New(oneKey{}), Account: account, Log: log, Ready: func() bool { return true },
		JSON:  map[string]awsjson.Service{"apprunner": apprunner.New(deps).Service()},
		Query: map[string]ec2query.Service{"ec2": networks.Service()},
	}))
	t.Cleanup(func() {
		server.Close()
		if err := s.Snapshot().Verify(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, ctx: t.Context(), store: s, url: server.URL, last: &recorder{}}
	w.client = w.in("us-east-1")
	return w
}

// in is a client of a region.
func (w *world) in(region string) *sdk.Client {
	return sdk.New(sdk.Options{
		Region: region, BaseEndpoint: &w.url, Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		HTTPClient: w.last, Retryer: aws.NopRetryer{},
	})
}

func (w *world) ec2() *ec2sdk.Client {
	return ec2sdk.New(ec2sdk.Options{
		Region: "us-east-1", BaseEndpoint: &w.url, Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	})
}

func must[T any](t *testing.T, answer T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// refused expects an error of a code and status, with all the words in its message.
func refused(t *testing.T, err error, code string, status int, words ...string) {
	t.Helper()
	apiError, ok := errors.AsType[smithy.APIError](err)
	if !ok || apiError.ErrorCode() != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); !ok || response.HTTPStatusCode() != status {
		t.Errorf("got %v, want HTTP status %d", err, status)
	}
	for _, word := range words {
		if !strings.Contains(apiError.ErrorMessage(), word) {
			t.Errorf("the message does not name %q: %s", word, apiError.ErrorMessage())
		}
	}
	if n := len([]rune(apiError.ErrorMessage())); n > 600 {
		t.Errorf("the message has %d characters; App Runner's have 600 at the most", n)
	}
}

const invalidRequest = "InvalidRequestException"

func image(identifier string) *types.SourceConfiguration {
	return &types.SourceConfiguration{ImageRepository: &types.ImageRepository{
		ImageIdentifier: &identifier, ImageRepositoryType: types.ImageRepositoryTypeEcrPublic,
	}}
}

// create makes a service of defaults, without waiting for anything.
func (w *world) create(name string) *types.Service {
	w.t.Helper()
	out, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: &name, SourceConfiguration: image("127.0.0.1:5000/web:1")})
	return must(w.t, out, err).Service
}

// running makes a service and lets it come up.
func (w *world) running(name string) *types.Service {
	w.t.Helper()
	s := w.create(name)
	w.settle(*s.ServiceArn, platform.PhaseHealthy)
	return w.describe(*s.ServiceArn)
}

func (w *world) describe(arn string) *types.Service {
	w.t.Helper()
	out, err := w.client.DescribeService(w.ctx, &sdk.DescribeServiceInput{ServiceArn: &arn})
	return must(w.t, out, err).Service
}

// settle takes a service's operation to its end, as the control loops do: new
// instances come to the given phase, and what is to go is gone at once.
func (w *world) settle(arn string, outcome platform.Phase) {
	w.t.Helper()
	for range 10 {
		ended := false
		err := w.store.Update(w.ctx, func(tx *store.Tx) error {
			s, _ := store.Get[platform.Service](tx, arn)
			op, ok := store.Get[platform.Operation](tx, s.OperationID)
			if ended = !ok; ended {
				return nil
			}
			var seen []platform.Observed
			for workload := range store.Find[platform.Workload](tx, "service="+arn) {
				status, _ := store.Get[platform.WorkloadStatus](tx, workload.Key)
				seen = append(seen, platform.Observed{Workload: workload, Status: status})
			}
			now := time.Now().UTC().Truncate(time.Millisecond)
			step := platform.Advance(now, s, op, seen)
			store.Put(tx, step.Service)
			store.Put(tx, step.Operation)
			if step.Launch {
				workload := step.Service.NewWorkload(step.Operation, now)
				store.Put(tx, workload)
				store.Put(tx, platform.WorkloadStatus{Key: workload.Key, Phase: outcome, Image: "web@sha256:1", Reason: "as the test says"})
			}
			for _, key := range step.Remove {
				store.Delete[platform.Workload](tx, key)
			}
			return nil
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if ended {
			return
		}
	}
	w.t.Fatalf("the operation of %s does not end", arn)
}
