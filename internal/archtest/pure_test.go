package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// pure are the rooms that compute and do nothing else: the same input gives
// the same answer on every machine at every time, so that a plan can be tested
// as text and followed by "sallyport explain".
var pure = []string{"internal/vpc", "internal/platform", "internal/fault"}

// harmless is what a pure room may import of the standard library and of
// modules. It is a list of what is allowed: a package that appears in a later
// Go version is forbidden until somebody looked at it.
var harmless = []string{
	"bytes", "cmp", "container/heap", "container/list", "container/ring", "crypto/sha256", "encoding", "encoding/base32", "encoding/base64",
	"encoding/binary", "encoding/hex", "encoding/json", "errors", "fmt", "hash", "hash/fnv", "hash/maphash", "io", "iter", "maps", "math", "math/big", "math/bits",
	"net/netip", "regexp", "slices", "sort", "strconv", "strings", "text/tabwriter", "time", "unicode", "unicode/utf8", "unique",
	"crypto/rand", // new ids: the functions that make them can be given a source too
	"go4.org/netipx",
}

// clocks are the names of package time that read the clock or wait for it.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Local", "LoadLocation"}

// outputs are the names of harmless packages that act nevertheless.
var outputs = []string{"fmt.Print", "fmt.Printf", "fmt.Println", "fmt.Scan", "fmt.Scanf", "fmt.Scanln"}

func TestTheDomainIsPure(t *testing.T) {
	for _, p := range packages(t) {
		for _, wrong := range impurities(p) {
			t.Error(wrong)
		}
	}
}

// impurities says what of a pure room's sources reaches outside.
func impurities(p pkg) []string {
	if !slices.Contains(pure, p.dir) {
		return nil
	}
	var wrong []string
	for _, i := range p.imports {
		if !strings.HasPrefix(i.path, module+"/") && !slices.Contains(harmless, i.path) {
			wrong = append(wrong, fmt.Sprintf("%s: %s imports %s: this room is pure, with no I/O and no state; hand in what it says instead (what it may import is listed in internal/archtest/pure_test.go)", i.at, p.dir, i.path))
		}
	}
	for _, c := range p.calls {
		if name, ok := strings.CutPrefix(c.path, "time."); ok && slices.Contains(clocks, name) {
			wrong = append(wrong, fmt.Sprintf("%s: %s uses time.%s: this room has no clock; the caller hands in the time", c.at, p.dir, name))
		}
		if slices.Contains(outputs, c.path) {
			wrong = append(wrong, fmt.Sprintf("%s: %s uses %s: this room is pure; give the text back instead", c.at, p.dir, c.path))
		}
	}
	return wrong
}

func TestImpuritiesAreNamed(t *testing.T) {
	for source, want := range map[string]string{
		`import "net/netip"; var A netip.Addr`:                                "",
		`import "time"; var A time.Duration = time.Second`:                    "",
		`import "time"; func a() { time.Sleep(1) }`:                           "x.go:2: internal/vpc uses time.Sleep",
		`import clock "time"; var now = clock.Now`:                            "uses time.Now",
		`import "os"; var a = os.Args`:                                        "imports os",
		`import _ "net/http"`:                                                 "imports net/http",
		`import "syscall"; var a syscall.Errno`:                               "imports syscall",
		`import "fmt"; func a() { fmt.Println() }`:                            "give the text back",
		`import "fmt"; var a = fmt.Sprint`:                                    "",
		`import "github.com/vishvananda/netlink"; var a = netlink.LinkByName`: "imports github.com/vishvananda/netlink",
	} {
		p := pkg{dir: "internal/vpc"}
		if err := p.read("x.go", []byte("package vpc\n"+source)); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(impurities(p), "\n")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
	}
}
