package doctor

import (
	"strings"
	"testing"
)

func TestFindingsAreAligned(t *testing.T) {
	var out strings.Builder
	Print(&out, []Finding{
		{Check: "kernel", Detail: "6.1.0"},
		{Check: "front door address", Detail: "127.0.0.1:8080 is in use by nginx (process 12)", Mend: "stop it, or name another with --ingress-listen", State: Failure},
		{Check: "names", Detail: "unknown", Mend: "one\ntwo", State: Warning},
	})
	want := `
ok       kernel              6.1.0
failure  front door address  127.0.0.1:8080 is in use by nginx (process 12)
                             → stop it, or name another with --ingress-listen
warning  names               unknown
                             → one
                               two
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
