package installation

import (
	"os"
	"testing"
)

func TestTheMetricsTokenStays(t *testing.T) {
	i, err := At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	first, err := i.EnsureMetricsToken()
	if err != nil || len(first) < 20 {
		t.Fatalf("%q, %v", first, err)
	}
	if again, err := i.EnsureMetricsToken(); err != nil || again != first {
		t.Errorf("%q, %v", again, err)
	}
	if info, err := os.Stat(i.MetricsTokenFile()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.WriteFile(i.MetricsTokenFile(), []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if token, err := i.EnsureMetricsToken(); err == nil {
		t.Errorf("an empty file gave %q", token)
	}
}
