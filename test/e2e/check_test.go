//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sallyport/internal/api/live"
	"sallyport/test/e2e/harness"
)

// A pipeline judges a network by the exit status: 0 where all assertions hold,
// 1 where one does not, 2 where there is no judgement.
func TestCheckJudgesByItsExitStatus(t *testing.T) {
	p := newPlace(begin(t))
	shop := p.NewService("shop", harness.WithEgress(p.connector))
	wantReach(t, shop, p.target())
	p.record("db.corp.internal", p.echo.Address)
	check := func(text string, flags ...string) harness.Said {
		t.Helper()
		file := filepath.Join(t.TempDir(), "network.check")
		p.Must("write the assertions", os.WriteFile(file, []byte(text), 0o600))
		return p.Say("check", append(flags, file)...)
	}
	holds := strings.ReplaceAll(`# what the shop may do
service shop can reach db.corp.internal:7000
service shop can reach ECHO:7000

service shop cannot reach ECHO:8080   # its own pages
service shop cannot reach 0.0.0.0/0:25
instance ID cannot reach 0.0.0.0/0:7000
`, "ECHO", p.echo.Address)
	holds = strings.ReplaceAll(holds, "ID", p.echo.ID)
	for _, flags := range [][]string{nil, {"--probe"}} {
		if said := check(holds, flags...); said.Status != 0 || !strings.Contains(said.Text, "5 of 5 assertions hold") || strings.Contains(said.Text, "FAIL") {
			t.Errorf("check %v ended with %d: %s", flags, said.Status, said.Text)
		}
	}
	gone := "gone." + p.Name + ".compute.internal" // which is nobody's outside
	for text, want := range map[string][]string{
		"service shop can reach " + p.echo.Address + ":8080": {"1", "FAIL", "network.check:1", "aws ec2 authorize-security-group-ingress --group-id " + p.db, "0 of 1"},
		"\nservice shop cannot reach 10.0.0.0/16:1-65535":    {"1", "FAIL", "network.check:2", p.echo.Address + ":7000 is reached", "sgr-"},
		"service nobody can reach " + p.target():             {"1", "FAIL", "can't be judged", `no service "nobody"`},
		"service shop can reach " + gone + ":7000":           {"1", "FAIL", gone},
		"service shop can touch " + p.target():               {"2", "network.check:1:18", "reach"},
	} {
		said := check(text)
		if status := string(rune('0' + said.Status)); status != want[0] || !has(said.Text, want[1:]) {
			t.Errorf("check of %q ended with %s, want %v:\n%s", text, status, want, said.Text)
		}
	}
	var judgement live.Judgement
	file := filepath.Join(t.TempDir(), "network.check")
	p.Must("write the assertions", os.WriteFile(file, []byte("service shop can reach "+p.echo.Address+":8080\n"), 0o600))
	if status := p.SayJSON(&judgement, "check", "--json", file); status != 1 || judgement.Failed != 1 || len(judgement.Results) != 1 {
		t.Errorf("check --json ended with %d: %+v", status, judgement)
	}
	// The commands of a failure make it hold.
	p.Shell(judgement.Results[0].Commands)
	if said := p.Say("check", "--probe", file); said.Status != 0 {
		t.Errorf("check after its own commands ended with %d: %s", said.Status, said.Text)
	}
}
