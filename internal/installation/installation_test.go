package installation

import (
	"os"
	"testing"
)

func TestCredentialsAreMadeOnceAndPrivate(t *testing.T) {
	home, err := At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	made, err := home.EnsureCredentials()
	if err != nil {
		t.Fatal(err)
	}
	again, err := home.EnsureCredentials()
	if err != nil || again != made {
		t.Errorf("second start: %v, %v", again.AccessKeyID, err)
	}
	info, err := os.Stat(home.CredentialsFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if secret, ok := made.Secret(t.Context(), made.AccessKeyID); !ok || len(secret) != 40 || len(made.AccessKeyID) != 20 {
		t.Errorf("the key has not AWS's form: %q", made.AccessKeyID)
	}
	if _, ok := made.Secret(t.Context(), "AKIAOTHER"); ok {
		t.Error("a foreign key was accepted")
	}
}

func TestTagDerivesFromTheDirectory(t *testing.T) {
	a, _ := At("/var/lib/sallyport")
	b, _ := At("/var/lib/sallyport/")
	c, _ := At("/var/lib/other")
	if a != b || a.Tag == c.Tag || len(a.Tag) != 4 {
		t.Errorf("tags %q %q %q", a.Tag, b.Tag, c.Tag)
	}
}

func TestEndpointsSurvive(t *testing.T) {
	home, _ := At(t.TempDir())
	want := Endpoints{API: "127.0.0.1:4700", Containerd: "/run/x.sock", Private: true, PID: 7}
	if err := home.WriteEndpoints(want); err != nil {
		t.Fatal(err)
	}
	if got, err := home.Endpoints(); err != nil || got != want {
		t.Errorf("%v, %v", got, err)
	}
}
