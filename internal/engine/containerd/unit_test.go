package containerd

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/containerd/containerd/v2/core/remotes/docker"
	remoteerrors "github.com/containerd/containerd/v2/core/remotes/errors"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

func TestLocate(t *testing.T) {
	mirrors := map[string]string{"public.example.test": "http://127.0.0.1:5000/mirror/", "docker.io": "https://hub.example.test"}
	digest := "@sha256:" + strings.Repeat("a", 64)
	tests := []struct{ reference, name, url string }{
		{"nginx", "docker.io/library/nginx:latest", "https://hub.example.test/v2"},
		{"registry.example.test/a/b", "registry.example.test/a/b:latest", "https://registry.example.test/v2"},
		{"registry.example.test:5000/a:v1", "registry.example.test:5000/a:v1", "https://registry.example.test:5000/v2"},
		{"a.example.test/b:v1" + digest, "a.example.test/b:v1" + digest, "https://a.example.test/v2"},
		{"a.example.test/b" + digest, "a.example.test/b" + digest, "https://a.example.test/v2"},
		{"127.0.0.1:5000/a:v1", "127.0.0.1:5000/a:v1", "http://127.0.0.1:5000/v2"},
		{"localhost:5000/a:v1", "localhost:5000/a:v1", "http://localhost:5000/v2"},
		{"public.example.test/a/b:v1", "public.example.test/a/b:v1", "http://127.0.0.1:5000/v2/mirror"},
	}
	for _, test := range tests {
		from, err := locate(engine.PullRequest{Reference: test.reference, Mirrors: mirrors}, http.DefaultTransport)
		if err != nil {
			t.Errorf("%s: %v", test.reference, err)
			continue
		}
		if url := from.host.Scheme + "://" + from.host.Host + from.host.Path; from.name.String() != test.name || url != test.url {
			t.Errorf("%s is %s at %s; want %s at %s", test.reference, from.name, url, test.name, test.url)
		}
	}
	hub, err := locate(engine.PullRequest{Reference: "nginx"}, http.DefaultTransport)
	if err != nil || hub.host.Host != "registry-1.docker.io" {
		t.Errorf("without a mirror: %s, %v", hub.host.Host, err)
	}
}

func TestRefusalsHaveClasses(t *testing.T) {
	from, err := locate(engine.PullRequest{Reference: "r.example.test/a:v1"}, http.DefaultTransport)
	if err != nil {
		t.Fatal(err)
	}
	status := func(code int) error {
		return remoteerrors.ErrUnexpectedStatus{StatusCode: code, Status: http.StatusText(code), Body: []byte("<why\n not>")}
	}
	for _, test := range []struct {
		err  error
		want fault.Class
		says string
	}{
		{docker.ErrInvalidAuthorization, fault.Denied, "credentials"},
		{status(http.StatusForbidden), fault.Denied, "<why not>"},
		{status(http.StatusServiceUnavailable), fault.Unavailable, "Service Unavailable"},
		{errors.New("connection reset"), fault.Unavailable, "connection reset"},
	} {
		got := from.refused(test.err)
		if fault.ClassOf(got) != test.want || !strings.Contains(got.Error(), test.says) || !strings.Contains(got.Error(), "r.example.test/a:v1") {
			t.Errorf("%v became %q: %v", test.err, fault.ClassOf(got), got)
		}
	}
}

func TestStartFailuresOfTheImage(t *testing.T) {
	const prefix = "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
	for text, want := range map[string]fault.Class{
		prefix + `exec: "x": executable file not found in $PATH: unknown`:                                 fault.Invalid,
		prefix + `error during container init: exec: "/x": stat /x: no such file or directory: unknown`:   fault.Invalid,
		prefix + `chdir to cwd ("/root") set in config.json failed: permission denied: unknown`:           fault.Invalid,
		prefix + "can't get final child's PID from pipe: EOF: unknown":                                    "",
		"failed to create shim task: OCI runtime create failed: cgroup: no space left on device: unknown": "",
	} {
		if err := startFailed(errors.New(text), []string{"x"}); fault.ClassOf(err) != want {
			t.Errorf("class %q of %v, want %q", fault.ClassOf(err), err, want)
		}
	}
}

func TestHostsNamesTheWorkloadOnce(t *testing.T) {
	w := engine.Workload{ID: "w", Hostname: "h", Hosts: []engine.HostEntry{{Address: netip.MustParseAddr("10.0.0.5"), Names: []string{"h", "h.internal"}}}}
	if text := hosts(w); strings.Count(text, " h") != 2 || strings.Contains(text, "127.0.1.1") {
		t.Errorf("with an address: %s", text)
	}
	w.Hosts = nil
	if text := hosts(w); !strings.Contains(text, "127.0.1.1 h\n") {
		t.Errorf("without: %s", text)
	}
}

func TestKeyLocks(t *testing.T) {
	var locks keyLocks
	var all sync.WaitGroup
	counts := map[string]*int{"a": new(int), "b": new(int)}
	for range 50 {
		for key, count := range counts {
			all.Go(func() {
				defer locks.lock(key)()
				*count++ // the race detector sees it when two are inside
			})
		}
	}
	all.Wait()
	if *counts["a"] != 50 || *counts["b"] != 50 || len(locks.held) != 0 {
		t.Errorf("counts %d and %d, %d locks kept", *counts["a"], *counts["b"], len(locks.held))
	}
}
