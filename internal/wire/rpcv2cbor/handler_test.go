package rpcv2cbor_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"sallyport/internal/wire/rpcv2cbor"
)

const path = "/service/Example/operation/GetMetricStatistics"

// serve answers with a function, at paths of the service Example.
func serve(fn func(*cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error)) http.Handler {
	return rpcv2cbor.NewHandler(rpcv2cbor.Service{
		Name: "Example", RequestID: func(context.Context) string { return "r-1" }, Logger: slog.New(slog.DiscardHandler),
		Operations: []rpcv2cbor.Operation{rpcv2cbor.Op("GetMetricStatistics",
			func(_ context.Context, in *cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
				return fn(in)
			})},
		Errors: func(err error) *rpcv2cbor.Error {
			if err.Error() == "known" {
				return &rpcv2cbor.Error{Code: "KnownException", Message: "m", QueryCode: "Known"}
			}
			return nil
		},
	})
}

// ask posts a body and reads the answer as a map.
func ask(t testing.TB, h http.Handler, method, path string, body []byte) (*httptest.ResponseRecorder, map[string]any) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, bytes.NewReader(body)))
	if w.Header().Get("Smithy-Protocol") != "rpc-v2-cbor" || w.Header().Get("Content-Type") != "application/cbor" || w.Header().Get("X-Amzn-Requestid") != "r-1" {
		t.Errorf("headers %v", w.Header())
	}
	var answer map[string]any
	if err := cbor.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatalf("answer %x: %v", w.Body.Bytes(), err)
	}
	return w, answer
}

func TestAnswersLeaveOutWhatIsAbsent(t *testing.T) {
	at := time.Unix(1_700_000_000, 0).UTC()
	h := serve(func(*cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
		return &cloudwatch.GetMetricStatisticsOutput{Datapoints: []types.Datapoint{
			{Timestamp: &at, Sum: new(1.5), ExtendedStatistics: map[string]float64{"p50": 2}}, {},
		}}, nil
	})
	_, got := ask(t, h, http.MethodPost, path, nil)
	want := map[string]any{"Datapoints": []any{
		map[any]any{"Timestamp": at, "Sum": 1.5, "ExtendedStatistics": map[any]any{"p50": 2.0}}, map[any]any{},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	empty := serve(func(*cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
		return nil, nil
	})
	if _, got := ask(t, empty, http.MethodPost, path, nil); len(got) != 0 {
		t.Errorf("nothing is %v", got)
	}
}

// What clients may send: times as whole numbers or floats, lists and maps of
// unknown length, null, and members that nobody here knows.
func TestRequestsAsTheProtocolAllowsThem(t *testing.T) {
	var in *cloudwatch.GetMetricStatisticsInput
	h := serve(func(got *cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
		in = got
		return nil, nil
	})
	body := []byte{0xbf} // a map of unknown length
	add := func(key string, value ...byte) {
		text, _ := cbor.Marshal(key)
		body = append(append(body, text...), value...)
	}
	add("StartTime", 0xc1, 0x1a, 0x65, 0x53, 0xf1, 0x00)                 // 1(1700000000)
	add("EndTime", 0xc1, 0xfb, 0x41, 0xd9, 0x54, 0xfc, 0x40, 0x20, 0, 0) // 1(1700000000.5)
	add("Statistics", 0x9f, 0x63, 'S', 'u', 'm', 0xff)                   // [_ "Sum"]
	add("Unit", 0xf6)                                                    // null
	add("Tomorrow", 0x81, 0xa1, 0x61, 'a', 0x01)                         // unknown
	add("Period", 0x18, 0x3c)                                            // 60
	body = append(body, 0xff)
	if w, answer := ask(t, h, http.MethodPost, "/some/prefix"+path, body); w.Code != http.StatusOK {
		t.Fatalf("%d %v", w.Code, answer)
	}
	if in.StartTime.Unix() != 1_700_000_000 || in.EndTime.UnixMilli() != 1_700_000_000_500 || *in.Period != 60 || len(in.Statistics) != 1 || in.Statistics[0] != "Sum" || in.Unit != "" {
		t.Errorf("%+v", in)
	}
}

func TestErrors(t *testing.T) {
	fails := func(err error) http.Handler {
		return serve(func(*cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
			return nil, err
		})
	}
	panics := serve(func(*cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) { panic("oh") })
	deep := bytes.Repeat([]byte{0x81}, 10_000)
	for name, c := range map[string]struct {
		handler      http.Handler
		method, path string
		body         []byte
		status       int
		kind         string
	}{
		"mapped":         {fails(errors.New("known")), http.MethodPost, path, nil, 400, "KnownException"},
		"unmapped":       {fails(errors.New("secret")), http.MethodPost, path, nil, 500, "InternalServiceFault"},
		"as it is":       {fails(&rpcv2cbor.Error{Code: "Own", Status: 418}), http.MethodPost, path, nil, 418, "Own"},
		"panic":          {panics, http.MethodPost, path, nil, 500, "InternalServiceFault"},
		"method":         {panics, http.MethodGet, path, nil, 405, "MethodNotAllowedException"},
		"operation":      {panics, http.MethodPost, "/service/Example/operation/Other", nil, 404, "UnknownOperationException"},
		"other service":  {panics, http.MethodPost, "/service/Other/operation/GetMetricStatistics", nil, 404, "UnknownOperationException"},
		"no CBOR":        {panics, http.MethodPost, path, []byte("{}"), 400, "SerializationException"},
		"cut off":        {panics, http.MethodPost, path, []byte{0xa1, 0x61}, 400, "SerializationException"},
		"twice":          {panics, http.MethodPost, path, []byte{0xa2, 0x61, 'a', 1, 0x61, 'a', 1}, 400, "SerializationException"},
		"deeply nested":  {panics, http.MethodPost, path, deep, 400, "SerializationException"},
		"of wrong type":  {panics, http.MethodPost, path, []byte{0xa1, 0x66, 'P', 'e', 'r', 'i', 'o', 'd', 0x61, 'a'}, 400, "SerializationException"},
		"much too large": {panics, http.MethodPost, path, make([]byte, 3<<20), 413, "RequestEntityTooLargeException"},
	} {
		w, answer := ask(t, c.handler, c.method, c.path, c.body)
		message, _ := answer["message"].(string)
		if w.Code != c.status || answer["__type"] != c.kind || strings.Contains(message, "secret") {
			t.Errorf("%s: %d %v", name, w.Code, answer)
		}
		if got := w.Header().Get("X-Amzn-Query-Error"); (got == "Known;Sender") != (name == "mapped") {
			t.Errorf("%s: query error %q", name, got)
		}
	}
}

func FuzzRequests(f *testing.F) {
	h := serve(func(*cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
		return nil, nil
	})
	for _, seed := range [][]byte{{0xa0}, {0xbf, 0xff}, {0xa1, 0x66, 'P', 'e', 'r', 'i', 'o', 'd', 0x18, 0x3c}, {0xc1, 0xfb}, {0x9f}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if w, answer := ask(t, h, http.MethodPost, path, body); w.Code != http.StatusOK && answer["__type"] != "SerializationException" {
			t.Errorf("%x: %d %v", body, w.Code, answer)
		}
	})
}
