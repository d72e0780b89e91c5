package logs_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go"

	"sallyport/internal/api/gateway"
	"sallyport/internal/api/logs"
	"sallyport/internal/eventlog"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/sigv4"
)

const (
	account = "000000000000"
	id      = "0123456789abcdef0123456789abcdef"
	service = "/aws/apprunner/web/" + id + "/service"
	output  = "/aws/apprunner/web/" + id + "/application"
	first   = "s-0123456789abcdef-1"
	second  = "s-0123456789abcdef-2"
)

// world is the API behind the real gateway, with real signatures over real HTTP, and one service, web.
type world struct {
	t      *testing.T
	ctx    context.Context
	store  *store.Store
	output *logstore.Store
	client *sdk.Client

	mu    sync.Mutex
	clock time.Time // guarded by mu; zero for the real one
}

type oneKey struct{}

func (oneKey) Secret(context.Context, string) (string, bool) { return "secret", true }

// newWorld has a clock that stands, or the real one.
func newWorld(t *testing.T, clock time.Time) *world {
	t.Helper()
	s, err := store.Open(t.TempDir(), platform.Service{}, platform.Event{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, ctx: t.Context(), store: s, clock: clock}
	w.output = logstore.New(t.TempDir(), w.now)
	log := slog.New(slog.DiscardHandler)
	server := httptest.NewServer(gateway.New(gateway.Options{
		Verifier: sigv4.New(oneKey{}), Account: account, Ready: func() bool { return true }, Log: log,
		JSON: map[string]awsjson.Service{"logs": logs.New(logs.Deps{Store: s, Output: w.output, Now: w.now, Log: log}).Service()},
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w.client = sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
		HTTPClient:  &http.Client{Transport: straight{server.Listener.Addr().String()}},
	})
	w.put(platform.Service{
		ID: id, Name: "web", ARN: platform.ServiceARN("us-east-1", account, "web", id), Region: "us-east-1", CreatedAt: time.UnixMilli(1000),
	})
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clock.IsZero() {
		return time.Now()
	}
	return w.clock
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

func (w *world) put(d store.Document) {
	w.t.Helper()
	if err := w.store.Update(w.ctx, func(tx *store.Tx) error { store.Put(tx, d); return nil }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) event(operation, text string) {
	w.t.Helper()
	err := w.store.Update(w.ctx, func(tx *store.Tx) error { eventlog.Record(tx, id, operation, w.now(), text); return nil })
	if err != nil {
		w.t.Fatal(err)
	}
}

// print appends to an instance's output, which is seen at once unless somebody watches.
func (w *world) print(instance, text string) {
	w.t.Helper()
	name := logstore.Name{Owner: id, Workload: instance}
	path := w.output.Path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		w.t.Fatal(err)
	}
	if !w.clock.IsZero() {
		if _, err := w.output.Extent(name); err != nil {
			w.t.Fatal(err)
		}
	}
}

// straight calls one address whatever the host's name is, since live tails are called at a name with stream- before it.
type straight struct{ address string }

func (s straight) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host = cmp.Or(r.Host, r.URL.Host) // which is signed
	r.URL.Host = s.address
	// The SDK closes the body once it has the answer. One that comes before the transport has read the end of the body, as from
	// a server this near, would be cut off by that.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return http.DefaultTransport.RoundTrip(r)
}

func wantError(t *testing.T, err error, code, says string) {
	t.Helper()
	e, ok := errors.AsType[smithy.APIError](err)
	if !ok || e.ErrorCode() != code || !strings.Contains(e.ErrorMessage(), says) {
		t.Errorf("got %v, want %s: %s", err, code, says)
	}
}
