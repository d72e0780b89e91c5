package installation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

func TestSessionsAreKeptInPrivate(t *testing.T) {
	home, _ := At(t.TempDir())
	if got, err := home.Sessions(); got != nil || err != nil {
		t.Errorf("before the first: %q, %v", got, err)
	}
	if err := home.WriteSessions([]byte("[]")); err != nil {
		t.Fatal(err)
	}
	if got, err := home.Sessions(); string(got) != "[]" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if info, err := os.Stat(home.sessionsFile()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestCredentialsAreThoseOfTheDefaultProfile(t *testing.T) {
	home, _ := At(t.TempDir())
	for text, want := range map[string]string{
		"[default]\naws_access_key_id=A\naws_secret_access_key = s=1\n":                                                                    "A s=1",
		"[other]\naws_access_key_id = B\naws_secret_access_key = 2\n[default]\n# mine\naws_access_key_id = A\naws_secret_access_key = s\n": "A s",
		"[default]\naws_access_key_id = A\naws_secret_access_key = s\n[other]\naws_access_key_id = B\naws_secret_access_key = 2\n":         "A s",
		"": "", "[default]\naws_access_key_id = A\n": "", "[other]\naws_access_key_id = B\naws_secret_access_key = 2\n": "",
	} {
		if err := os.WriteFile(home.CredentialsFile(), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := home.EnsureCredentials() // and never writes over a file that a person has spoiled
		if want == "" && (err == nil || !strings.Contains(err.Error(), home.CredentialsFile())) {
			t.Errorf("%q: %v", text, err)
		}
		if got := c.AccessKeyID + " " + c.SecretAccessKey(); want != "" && (err != nil || got != want) {
			t.Errorf("%q: %s, %v", text, got, err)
		}
		if now, err := os.ReadFile(home.CredentialsFile()); err != nil || string(now) != text {
			t.Errorf("the file became %q, %v", now, err)
		}
	}
}

func TestPrintedCredentialsShowNoSecret(t *testing.T) {
	c := newCredentials()
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(form, c); strings.Contains(text, c.secret) {
			t.Errorf("%s shows the secret", form)
		}
	}
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	home, _ := At(filepath.Join(t.TempDir(), "none"))
	if _, err := home.Credentials(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("credentials: %v", err)
	}
	if _, err := home.Endpoints(); err == nil || !strings.Contains(err.Error(), home.Dir) {
		t.Errorf("endpoints: %v", err)
	}
	if err := home.WriteEndpoints(Endpoints{}); err == nil {
		t.Error("wrote into a directory that is not there")
	}
	if _, err := home.EnsureCredentials(); err == nil {
		t.Error("made credentials in a directory that is not there")
	}
}

func TestFailedWriteLeavesTheOldAndNoRest(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "file")
	if err := os.MkdirAll(filepath.Join(target, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(target, "text"); err == nil || !strings.Contains(err.Error(), target) {
		t.Errorf("wrote over a directory: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
