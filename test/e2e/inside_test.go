//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"sallyport/test/e2e/harness"
)

// What a process finds around it: its name, its resolver, its environment, and
// no more powers than it needs.
func TestInsideOfAnInstance(t *testing.T) {
	p := newPlace(begin(t))
	s := p.NewService("looks", harness.WithEgress(p.connector), harness.WithEnvironment("GREETING=hello world"))
	self := s.Look()
	address := p.interfaceOf("looks")
	if hosts := self.Files["/etc/hosts"]; !strings.Contains(hosts, address) || !strings.Contains(hosts, self.Hostname) || !strings.Contains(hosts, "127.0.0.1") {
		t.Errorf("/etc/hosts has not %s for %s:\n%s", address, self.Hostname, hosts)
	}
	if resolver := self.Files["/etc/resolv.conf"]; !strings.Contains(resolver, "nameserver 169.254.169.253") || !strings.Contains(resolver, p.Name+".compute.internal") {
		t.Errorf("/etc/resolv.conf is\n%s", resolver)
	}
	if name := strings.TrimSpace(self.Files["/etc/hostname"]); name != self.Hostname || name == "" {
		t.Errorf("/etc/hostname is %q, the host name %q", name, self.Hostname)
	}
	for _, want := range []string{"GREETING=hello world", "PORT=8080"} {
		if !slices.Contains(self.Env, want) {
			t.Errorf("the environment has no %s: %q", want, self.Env)
		}
	}
	if want := []string{"eth0", "eth1", "lo"}; !slices.Equal(slices.Sorted(slices.Values(self.Interfaces)), want) {
		t.Errorf("its interfaces are %v, want %v", self.Interfaces, want)
	}
	if self.Status["NoNewPrivs"] != "1" || self.Status["Seccomp"] != "2" {
		t.Errorf("NoNewPrivs %s, Seccomp %s", self.Status["NoNewPrivs"], self.Status["Seccomp"])
	}
	var capabilities uint64
	if _, err := fmt.Sscanf(self.Status["CapBnd"], "%x", &capabilities); err != nil {
		t.Fatal(err)
	}
	const netAdmin, netRaw, sysAdmin, sysModule, sysPtrace = 12, 13, 21, 16, 19
	for _, forbidden := range []int{netAdmin, netRaw, sysAdmin, sysModule, sysPtrace} {
		if capabilities&(1<<forbidden) != 0 {
			t.Errorf("it can get capability %d", forbidden)
		}
	}
	if self.RawSocket == "done" || self.WriteSys == "done" {
		t.Errorf("a raw socket: %s; writing to /proc/sys: %s", self.RawSocket, self.WriteSys)
	}
}

// CPU and memory are what the kernel's control group says.
func TestSizeIsInTheControlGroup(t *testing.T) {
	r := begin(t)
	r.NewService("sized", harness.WithSize("0.5 vCPU", "1 GB"))
	var limits []string
	for _, id := range r.Containers() {
		limits = append(limits, groupLimits(t, r, id))
	}
	if want := "cpu 0.50, memory 1073741824"; !slices.Contains(limits, want) {
		t.Errorf("the control groups have %q, want one with %q", limits, want)
	}
}

// groupLimits reads a container's limits from cgroup v2, or v1.
func groupLimits(t *testing.T, r *harness.Region, id string) string {
	t.Helper()
	const root = "/sys/fs/cgroup"
	group := filepath.Join(r.Home.Namespace(), id)
	var quota, period float64
	var memory int64
	if line, err := os.ReadFile(filepath.Join(root, group, "cpu.max")); err == nil {
		fmt.Sscan(string(line), &quota, &period)
		limit, _ := os.ReadFile(filepath.Join(root, group, "memory.max"))
		fmt.Sscan(string(limit), &memory)
	} else {
		for path, into := range map[string]any{"cpu/" + group + "/cpu.cfs_quota_us": &quota, "cpu/" + group + "/cpu.cfs_period_us": &period, "memory/" + group + "/memory.limit_in_bytes": &memory} {
			text, err := os.ReadFile(filepath.Join(root, path))
			if err != nil {
				return "gone" // another test's, which has ended
			}
			fmt.Sscan(string(text), into)
		}
	}
	return fmt.Sprintf("cpu %.2f, memory %d", quota/period, memory)
}

// A process that takes more memory than its size has is killed, and the log says why.
func TestOutOfMemoryIsSaid(t *testing.T) {
	r := begin(t)
	s := r.NewService("grows")
	go s.Get("/oom") // is not answered: the process ends
	harness.Eventually(t, operationWait, "the instance to come back", func() (bool, string) {
		got := s.Get("/id")
		return got.Status == 200 && strings.Contains(got.Text, `"requests":1`), got.String()
	})
}

// WebSockets pass the front door, both ways, for as long as they like.
func TestWebSocketThroughTheFrontDoor(t *testing.T) {
	s := begin(t).NewService("sockets")
	conn, err := s.WebSocket("/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for n, message := range []string{"one", strings.Repeat("long ", 50_000), "three"} {
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
			t.Fatal(err)
		}
		if _, got, err := conn.ReadMessage(); err != nil || string(got) != message {
			t.Fatalf("message %d: %v, %d bytes of %d", n, err, len(got), len(message))
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// Large bodies stream both ways; the client's address and the host name arrive.
func TestBodiesAndHeadersThroughTheFrontDoor(t *testing.T) {
	s := begin(t).NewService("bodies")
	const size = 64 << 20
	sum := sha256.Sum256(make([]byte, size))
	got := s.Request("POST", "/upload", io.LimitReader(zeros{}, size))
	if want := hex.EncodeToString(sum[:]); got.Status != 200 || !strings.Contains(got.Text, want) {
		t.Errorf("an upload of %d bytes: %s, want the sum %s", size, got, want)
	}
	if got := s.Get(fmt.Sprintf("/download?bytes=%d", size)); got.Status != 200 || len(got.Text) != size {
		t.Errorf("a download of %d bytes: status %d, %d bytes", size, got.Status, len(got.Text))
	}
	var seen struct {
		Host    string
		Headers map[string][]string
	}
	s.JSON("/headers", &seen)
	if !strings.Contains(s.URL, seen.Host) || !slices.Equal(seen.Headers["X-Forwarded-For"], []string{"127.0.0.1"}) {
		t.Errorf("the application saw %+v", seen)
	}
	if got := s.Get("/status?code=418"); got.Status != 418 {
		t.Errorf("the application's own status: %s", got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Hosts that nobody serves get a clear 404.
func TestUnknownHostIsNotFound(t *testing.T) {
	s := begin(t).NewService("known")
	stranger := *s
	stranger.URL = "http://" + strings.Replace(strings.TrimPrefix(s.URL, "http://"), s.ID[:8], "00000000", 1)
	if got := stranger.Get("/"); got.Status != 404 || !bytes.Contains([]byte(got.Text), []byte("00000000")) {
		t.Errorf("an unknown host: %s", got)
	}
}
