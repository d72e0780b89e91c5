package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// room is one row of the design's table of rooms. Patterns are relative to
// internal/: "vpc" is that package alone, "wire/..." is it and all below,
// "api/*" are the packages right below api.
type room struct {
	pattern string
	imports []string // patterns of what it may import, besides fault and its own "..." subtree
	why     string
}

// rooms is read from the top: the first pattern that matches a package is its room.
var rooms = []room{
	{"fault", nil, "the error classes are below everything"},
	{"wire/gen", []string{"wire/..."}, "the generator of the wire types knows no business words"},
	{"wire/...", nil, "the wire is bytes and Go values; it knows no business words"},
	{"vpc", nil, "the VPC domain is pure, and below everything that carries it out"},
	{"platform", []string{"vpc"}, "the App Runner domain is pure: it may know the VPC domain and nothing that acts"},
	{"store", nil, "the store keeps documents whose meaning it does not know"},
	{"reconcile", nil, "the loops' runtime does not know what its loops do"},
	{"latency", nil, "durations are counted without knowing what took so long"},
	{"metrics", []string{"latency"}, "metrics are told what was measured, and do not look themselves"},
	{"scrape", []string{"metrics", "latency", "ingress", "reconcile"}, "what Prometheus reads is what others have counted"},
	{"quota", []string{"platform", "vpc", "store"}, "quotas are counted from documents; who enforces them is the domain"},
	{"ingress/...", []string{"latency"}, "the front door is told its routes and knows no domain"},
	{"resolver", nil, "the resolver is told the names that it answers and knows no domain"},
	{"engine/enginetest", []string{"engine", "testimage"}, "the conformance suite knows the contract, and no engine's insides"},
	{"engine/...", nil, "an engine runs workloads and does not know what they are for"},
	{"datapath/...", []string{"vpc"}, "the data path carries out plans and knows no services"},
	{"eventlog", []string{"platform", "store"}, "the event log is documents of the App Runner domain"},
	{"logpattern", nil, "filter patterns are a language over one line"},
	{"logstore", nil, "the log store keeps lines and their times, and does not know whose they are"},
	{"netplan", []string{"vpc", "platform", "store"}, "plans are made of documents by the pure domain, for whoever carries them out or explains them"},
	{"assertion", []string{"vpc"}, "assertions are a language over the VPC domain: who judges them is handed in"},
	{"flowlog", []string{"vpc"}, "flow logs are told what was seen, and do not look themselves"},
	{"picture", []string{"vpc", "platform", "store", "netplan", "flowlog"}, "the picture is drawn of documents, plans and what was seen: it looks at nothing itself"},
	{"control", []string{"vpc", "platform", "store", "netplan", "eventlog", "flowlog", "reconcile", "datapath", "datapath/flow", "engine", "ingress/...", "latency", "logstore", "metrics", "resolver"},
		"control joins the domain with the hands: it knows their contracts, neither their insides nor who calls the API"},
	{"api/caller", []string{"wire/...", "vpc", "platform", "store"}, "who calls is known below the services of the API"},
	{"api/page", []string{"wire/...", "store"}, "pages are cut below the services of the API"},
	{"api/gateway", []string{"api/caller", "wire/..."}, "the gateway verifies who calls and hands the call over: it is given the services, and knows none"},
	{"api/*", []string{"api/caller", "api/page", "wire/...", "platform", "vpc", "store", "netplan", "eventlog", "assertion", "flowlog", "logpattern", "logstore", "metrics", "picture", "quota"},
		"a service of the API checks a request, calls the domain and shapes the answer: it does not act, and does not know the other services"},
	{"console/...", nil, "the console is files and sessions: the calls of a session are the gateway's"},
	{"installation", nil, "the data directory's own files are there before everything that uses them"},
	{"doctor", nil, "the examination must work where nothing else does"},
	{"testimage/...", nil, "images are made without the rest"},
	{"demo/...", []string{"testimage/..."}, "the demo is a customer: it knows the API alone"},
	{"deps", nil, "it pins modules until their rooms import them"},
	{"archtest", nil, "the test of the shape reads sources, and imports none"},
}

// open are the folders outside of internal/ whose packages may import every room.
var open = []string{"cmd/", "test/"}

func TestRoomsImportWhatIsBelowThem(t *testing.T) {
	for _, p := range packages(t) {
		for _, wrong := range misplaced(p) {
			t.Error(wrong)
		}
	}
}

// misplaced says which imports of a package the table of rooms does not allow.
func misplaced(p pkg) []string {
	if slices.ContainsFunc(open, func(prefix string) bool { return strings.HasPrefix(p.dir, prefix) }) {
		return nil
	}
	own, ok := roomOf(p.dir)
	if !ok {
		return []string{fmt.Sprintf("%s is in no room: add a row to the table in internal/archtest/rooms_test.go, which says what it may import and why", p.dir)}
	}
	var wrong []string
	for _, i := range p.imports {
		dir, ours := strings.CutPrefix(i.path, module+"/")
		if !ours || own.allows(dir) {
			continue
		}
		wrong = append(wrong, fmt.Sprintf("%s: %s imports %s: %s (may import: %s)", i.at, p.dir, dir, own.why, own.list()))
	}
	return wrong
}

func (r room) allows(dir string) bool {
	below, internal := strings.CutPrefix(dir, "internal/")
	if !internal {
		return false
	}
	if below == "fault" || strings.HasSuffix(r.pattern, "/...") && matches(r.pattern, below) {
		return true
	}
	return slices.ContainsFunc(r.imports, func(pattern string) bool { return matches(pattern, below) })
}

func (r room) list() string {
	list := append([]string{"fault"}, r.imports...)
	if strings.HasSuffix(r.pattern, "/...") {
		list = append(list, r.pattern)
	}
	return strings.Join(list, ", ")
}

func roomOf(dir string) (room, bool) {
	below, internal := strings.CutPrefix(dir, "internal/")
	at := slices.IndexFunc(rooms, func(r room) bool { return matches(r.pattern, below) })
	if !internal || at < 0 {
		return room{}, false
	}
	return rooms[at], true
}

func matches(pattern, dir string) bool {
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return dir == root || strings.HasPrefix(dir, root+"/")
	}
	ok, err := path.Match(pattern, dir)
	return ok && err == nil
}

func TestMisplacedImportsAreNamed(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"internal/vpc", "internal/fault", ""},
		{"internal/vpc", "internal/platform", "the VPC domain is pure"},
		{"internal/platform", "internal/vpc", ""},
		{"internal/platform", "internal/store", "may know the VPC domain and nothing that acts"},
		{"internal/control", "internal/datapath", ""},
		{"internal/control", "internal/ingress/health", ""},
		{"internal/control", "internal/datapath/link", "neither their insides"},
		{"internal/control", "internal/engine/containerd", "neither their insides"},
		{"internal/control", "internal/api/caller", "nor who calls the API"},
		{"internal/api/ec2", "internal/api/page", ""},
		{"internal/api/ec2", "internal/api/apprunner", "does not know the other services"},
		{"internal/api/ec2", "internal/control", "it does not act"},
		{"internal/api/gateway", "internal/wire/sigv4", ""},
		{"internal/api/gateway", "internal/api/ec2", "it is given the services"},
		{"internal/datapath/link", "internal/datapath/netns", ""},
		{"internal/datapath", "internal/platform", "knows no services"},
		{"internal/wire/ec2query", "internal/wire/shape", ""},
		{"internal/wire/ec2query", "internal/vpc", "no business words"},
		{"internal/engine/enginetest", "internal/testimage", ""},
		{"internal/engine/containerd", "internal/testimage", "does not know what they are for"},
		{"internal/novel", "internal/fault", "is in no room"},
		{"internal/store", "cmd/sallyport", "the store keeps documents"},
		{"cmd/sallyport", "internal/engine/containerd", ""},
	} {
		got := strings.Join(misplaced(pkg{dir: c.from, imports: []use{{path: module + "/" + c.to, at: "x.go:1"}}}), "\n")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s imports %s: got %q, want %q", c.from, c.to, got, c.want)
		}
	}
}
