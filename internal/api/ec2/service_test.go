package ec2

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/sigv4"
)

const (
	testAccount = "000000000000"
	testKey     = "AKIDEXAMPLE"
	testSecret  = "secret"
)

// What the operator of the tests' installation lists.
var (
	testServices = []vpc.EndpointService{
		{Name: "com.example.db", Kind: vpc.InterfaceEndpoint, Host: "db.lan.example", Port: 5432},
		{Name: "com.example.cache", Kind: vpc.InterfaceEndpoint, Host: "192.168.7.9", Port: 6379},
		{Name: "com.example.files", Kind: vpc.GatewayEndpoint, Prefixes: []netip.Prefix{netip.MustParsePrefix("192.168.8.0/24"), netip.MustParsePrefix("192.168.9.0/24")}},
	}
	testLAN = []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("10.0.0.0/8")}
)

// world is the API over a store of its own, behind real HTTP and real signatures.
type world struct {
	api   *API
	store *store.Store
	url   string
	now   atomic.Pointer[time.Time]
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), append(Documents(),
		platform.Connector{}, platform.Instance{}, platform.Workload{}, platform.WorkloadStatus{}, platform.Service{})...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Snapshot().Verify(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newWorld(t testing.TB, quotas func(*vpc.Quotas)) *world {
	t.Helper()
	w := &world{store: openStore(t)}
	w.now.Store(new(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)))
	limits := vpc.DefaultQuotas()
	if quotas != nil {
		quotas(&limits)
	}
	var ids atomic.Uint64
	w.api = New(Deps{
		Store: w.store, Quotas: &limits, Services: testServices, LAN: testLAN, UnsupportedZones: []string{testUnsupportedZone}, PublicPool: vpc.PublicPool{Range: netip.MustParsePrefix("203.0.113.0/28")}, Now: func() time.Time { return *w.now.Load() },
		NewID: func(prefix string) string { return fmt.Sprintf("%s-%017x", prefix, ids.Add(1)) },
	})
	handler := ec2query.NewHandler(w.api.Service())
	verifier := sigv4.New(oneKey{})
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		identity, _, err := verifier.Verify(r)
		if err != nil {
			t.Error(err)
			http.Error(rw, err.Error(), http.StatusForbidden)
			return
		}
		who := caller.Caller{Account: testAccount, Region: identity.Region, AccessKeyID: identity.AccessKeyID, RequestID: "test"}
		handler.ServeHTTP(rw, r.WithContext(caller.With(r.Context(), who)))
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

type oneKey struct{}

func (oneKey) Secret(context.Context, string) (string, bool) { return testSecret, true }

// in gives the SDK's client for a region.
func (w *world) in(region string) *sdk.Client {
	return sdk.New(sdk.Options{
		Region: region, BaseEndpoint: &w.url, Credentials: credentials.NewStaticCredentialsProvider(testKey, testSecret, ""),
	})
}

// code is an error's AWS code; empty for none.
func code(err error) string {
	if apiError, ok := errors.AsType[smithy.APIError](err); ok {
		return apiError.ErrorCode()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// refused expects an error of a code, with all the words in its message.
func refused(t *testing.T, err error, want string, words ...string) {
	t.Helper()
	if got := code(err); got != want {
		t.Fatalf("got %q, want %q: %v", got, want, err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the message does not name %q: %v", word, err)
		}
	}
}

func do[T any](t testing.TB, answer T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
