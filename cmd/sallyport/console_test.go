package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"sallyport/internal/console"
	"sallyport/internal/installation"
)

func TestPageToShow(t *testing.T) {
	for page, want := range map[string]string{
		"":                            "",
		"us-east-1/services":          "/console/us-east-1/services",
		"/console/us-east-1/services": "/console/us-east-1/services",
		"http://127.0.0.1:4700/console/us-east-1/vpcs?x=1": "/console/us-east-1/vpcs?x=1",
	} {
		if got := pageToShow(page); got != want {
			t.Errorf("%q: %q, want %q", page, got, want)
		}
	}
}

func TestConsoleSaysWhyThereIsNoLink(t *testing.T) {
	home, err := installation.At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := (consoleCommand{}).Run(t.Context(), home); err == nil || !strings.Contains(err.Error(), "sallyport serve") {
		t.Errorf("without a serve: %v", err)
	}

	var asked console.LinkRequest
	serve := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			return
		}
		if !strings.Contains(r.Header.Get("Authorization"), "/sallyport/aws4_request") {
			t.Error("the call is not signed")
		}
		_ = json.NewDecoder(r.Body).Decode(&asked)
		_ = json.NewEncoder(w).Encode(console.Link{URL: "http://127.0.0.1/"})
	}))
	defer serve.Close()
	if _, err := home.EnsureCredentials(); err != nil {
		t.Fatal(err)
	}
	if err := home.WriteEndpoints(installation.Endpoints{API: strings.TrimPrefix(serve.URL, "http://"), Region: "us-east-1", PID: os.Getpid()}); err != nil {
		t.Fatal(err)
	}
	if err := (consoleCommand{Page: "us-east-1/vpcs"}).Run(t.Context(), home); err == nil || !strings.Contains(err.Error(), "without the console") {
		t.Errorf("without the console: %v", err)
	}
	if asked.To != "/console/us-east-1/vpcs" {
		t.Errorf("asked for a link to %q", asked.To)
	}
}
