package assertion

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

func TestParse(t *testing.T) {
	got, err := Parse("net.check", []byte(`
# what the shop needs
service web can reach db:5432
  service web cannot reach 0.0.0.0/0:25   # no mail
interface eni-0a cannot reach 10.0.0.0/8:1-1023/udp
instance i-0b can reach [2001:db8::1]:443/tcp
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Assertion{
		{3, Subject{Service, "web"}, true, Target{Name: "db", Protocol: vpc.TCP, From: 5432, To: 5432}},
		{4, Subject{Service, "web"}, false, Target{Range: netip.MustParsePrefix("0.0.0.0/0"), Protocol: vpc.TCP, From: 25, To: 25}},
		{5, Subject{Interface, "eni-0a"}, false, Target{Range: netip.MustParsePrefix("10.0.0.0/8"), Protocol: vpc.UDP, From: 1, To: 1023}},
		{6, Subject{Instance, "i-0b"}, true, Target{Range: netip.MustParsePrefix("2001:db8::1/128"), Protocol: vpc.TCP, From: 443, To: 443}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Error(diff)
	}
}

func TestParseNamesLineAndColumn(t *testing.T) {
	for line, want := range map[string]string{
		"server web can reach db:5432":           `f:2:1: "server" is not service`,
		"service web can":                        "f:2:16: the line ends too early",
		"service web may reach db:5432":          `f:2:13: "may" is neither`,
		"service web can see db:5432":            `f:2:17: "see" is not reach`,
		"service web can reach db":               "f:2:23: \"db\" has no port",
		"service web can reach db:0":             `f:2:26: "0" is not a port`,
		"service web can reach db:70000":         `f:2:26: "70000" is not a port`,
		"service web can reach db:9-8":           `f:2:26: "9-8" is not a port`,
		"service web can reach db:80/sctp":       `f:2:26: the protocol "sctp"`,
		"service web can reach 10.0.0.300:80":    `f:2:23: "10.0.0.300" is not an address`,
		"service web can reach 10.0.0.1/8:80":    "did you mean 10.0.0.0/8?",
		"service web can reach ::1:80":           "in brackets",
		"service web can reach [::1:80":          "no closing bracket",
		"service web can reach d!b:80":           "is not an address, a range or a name",
		"service web can reach db:80 now":        `f:2:29: "now" is too much`,
		"sërvice web can reach db:80":            "f:2:1:",
		"\tservice wéb can reach db:nothing\xff": "not UTF-8",
	} {
		got, err := Parse("f", []byte("service a can reach b:1\n"+line+"\n"))
		if fault.ClassOf(err) != fault.Invalid && err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
		if len(got) != 1 {
			t.Errorf("%q: %d assertions", line, len(got))
		}
	}
}

func TestParseTellsEveryMistake(t *testing.T) {
	_, err := Parse("f", []byte("a\nservice web can reach db:1\nb\n"))
	if err == nil || !strings.Contains(err.Error(), "f:1:1") || !strings.Contains(err.Error(), "f:3:1") {
		t.Error(err)
	}
}

// FuzzParse holds that what is read, printed and read again is the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"service web can reach db:5432", "interface eni-0 cannot reach [::/0]:1-65535/udp # all", "instance i-0 can reach 10.0.0.0/8:80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := Parse("f", []byte(text))
		if err != nil && len(all) == 0 {
			return
		}
		for _, a := range all {
			again, err := Parse("f", []byte(a.String()))
			a.Line = 1
			if err != nil || len(again) != 1 || again[0] != a {
				t.Errorf("%q was read again as %v: %v", a, again, err)
			}
		}
	})
}
