package gateway

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/rpcv2cbor"
)

// A service that speaks several protocols answers in that of the request; one
// that speaks one alone answers in that, whatever the request looks like.
func TestLanguages(t *testing.T) {
	ask := func(context.Context, *nothing) (*nothing, error) { return nil, nil }
	json := awsjson.Service{Target: "T", ContentType: awsjson.ContentType10, Operations: []awsjson.Operation{awsjson.Op("Ask", ask)}}
	query := ec2query.Service{Version: "1", Dialect: ec2query.Query, Operations: []ec2query.Operation{ec2query.Op("Ask", ask)}}
	cbor := rpcv2cbor.Service{Name: "T", Operations: []rpcv2cbor.Operation{rpcv2cbor.Op("Ask", ask)}}
	g := New(Options{
		JSON:  map[string]awsjson.Service{"all": json, "json": json},
		Query: map[string]ec2query.Service{"all": query, "query": query},
		CBOR:  map[string]rpcv2cbor.Service{"all": cbor, "cbor": cbor},
	})
	headers := map[string][2]string{"json": {"X-Amz-Target", "T.Ask"}, "cbor": {"Smithy-Protocol", "rpc-v2-cbor"}, "query": {"Content-Type", "application/x-www-form-urlencoded"}}
	answers := map[string]string{"json": awsjson.ContentType10, "cbor": "application/cbor", "query": "text/xml;charset=UTF-8"}
	for asked, header := range headers {
		for name, want := range map[string]string{"all": asked, "json": "json", "cbor": "cbor", "query": "query"} {
			r := httptest.NewRequest(http.MethodPost, "/service/T/operation/Ask", nil)
			r.Header.Set(header[0], header[1])
			s, ok := g.service(name, r)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if got := w.Header().Get("Content-Type"); !ok || got != answers[want] {
				t.Errorf("%s asked in %s answers %s", name, asked, got)
			}
			w = httptest.NewRecorder()
			s.refuse(w, r, code{"Refused", "m", http.StatusForbidden})
			if got := w.Header().Get("Content-Type"); w.Code != http.StatusForbidden || got != answers[want] {
				t.Errorf("%s asked in %s refuses in %s with %d", name, asked, got, w.Code)
			}
		}
	}
	if _, ok := g.service("other", httptest.NewRequest(http.MethodGet, "/", nil)); ok {
		t.Error("a service that is not there was found")
	}
}
