//go:build kernel

package doctor

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestThisMachine runs every check for real. A machine that can run the other
// kernel tests has no failure.
func TestThisMachine(t *testing.T) {
	links, namespaces := entries(t, "/sys/class/net"), entries(t, "/run/netns")
	dir := t.TempDir()
	began := time.Now()
	findings := Examine(t.Context(), Options{DataDir: filepath.Join(dir, "data", "dir"), APIListen: "127.0.0.1:0", IngressListen: "127.0.0.1:0", Uplink: "auto"})
	took := time.Since(began)

	var printed bytes.Buffer
	Print(&printed, findings)
	t.Logf("%s\n%s", took, &printed)
	// Twice the time that it gives itself: the machine may be busy with other tests.
	if took > 2*examinationTime {
		t.Errorf("took %s", took)
	}
	for _, f := range findings {
		if f.State == Failure {
			t.Errorf("%s: %s", f.Check, f.Detail)
		}
		if f.State != OK && f.Mend == "" {
			t.Errorf("%s: %s: nothing is said about how to mend it", f.Check, f.Detail)
		}
	}
	if left := entries(t, dir); left != "" {
		t.Errorf("left in the data directory's place: %s", left)
	}
	// Others may run tests beside this one; links named as in our tries are ours.
	for _, name := range []string{"sp0", "sp1"} {
		if strings.Contains(entries(t, "/sys/class/net"), name+" ") && !strings.Contains(links, name+" ") {
			t.Errorf("link %s was made on the host", name)
		}
	}
	if now := entries(t, "/run/netns"); strings.Contains(now, "doctor") && !strings.Contains(namespaces, "doctor") {
		t.Errorf("namespaces left: %s", now)
	}
}

func entries(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var names strings.Builder
	for _, e := range list {
		names.WriteString(e.Name() + " ")
	}
	return names.String()
}

func TestHolderOfAPortIsNamed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	f := port(machine{"/"}, "front door address", "--ingress-listen", listener.Addr().String(), false)
	if f.State != Failure || !strings.Contains(f.Detail, "doctor.test (process ") {
		t.Errorf("got %+v", f)
	}
	if f := port(machine{"/"}, "front door address", "--ingress-listen", listener.Addr().String(), true); f.State != OK {
		t.Errorf("while our own serve is up: %+v", f)
	}
}

// TestAMissingFeatureIsNamed asks for something that no kernel has.
func TestAMissingFeatureIsNamed(t *testing.T) {
	broken := feature{name: "wishes", tool: "nft", script: "add table inet try\nadd rule inet try nowhere accept\n", module: "CONFIG_WISHES"}
	findings, _ := try(t.Context(), "nft", append([]feature{broken}, features...), runAlone)
	if len(findings) != 1 || findings[0].State != Failure || !strings.Contains(findings[0].Check, "wishes") || !strings.Contains(findings[0].Mend, "CONFIG_WISHES") {
		t.Errorf("got %+v", findings)
	}
}
