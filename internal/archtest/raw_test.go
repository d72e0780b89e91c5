package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// raw is an interface of the machine, or a module that wraps one, which lives
// in few places so that its traps are known in few places.
type raw struct {
	what []string // import paths, with "/..." for all below; or "path.Name" of a function
	why  string
	in   []home
}

// home is a folder, or with "/..." a tree, that may touch a raw interface.
type home struct{ dir, why string }

var raws = []raw{
	{
		what: []string{"github.com/vishvananda/netlink/...", "github.com/vishvananda/netns/...", "github.com/mdlayher/netlink/...", "github.com/jsimonetti/rtnetlink/..."},
		why:  "netlink's functions work on whatever namespace the thread is in; handles bound to a namespace are made in one place",
		in:   []home{{"internal/datapath/link", "it is that place"}},
	},
	{
		what: []string{"sigs.k8s.io/knftables/...", "github.com/google/nftables/..."},
		why:  "rules change in atomic transactions over a known generation, in one place",
		in:   []home{{"internal/datapath/nft", "it is that place"}},
	},
	{
		what: []string{"golang.org/x/sys/unix.Setns", "golang.org/x/sys/unix.Unshare", "syscall.Unshare", "syscall.Setns"},
		why:  "a thread that does not come back from a namespace takes random goroutines with it",
		in: []home{
			{"internal/datapath/netns", "it makes, finds and enters network namespaces"},
			{"internal/testimage/probe", "it runs alone in a container, and tries whether it may do so"},
		},
	},
	{
		what: []string{"golang.org/x/sys/unix.Mount", "golang.org/x/sys/unix.Unmount", "golang.org/x/sys/unix.MoveMount", "syscall.Mount", "syscall.Unmount", "github.com/moby/sys/mount/...", "github.com/containerd/containerd/v2/core/mount/..."},
		why:  "a mount that is forgotten holds a namespace or a disk for ever",
		in: []home{
			{"internal/datapath/netns", "it pins namespaces"},
			{"internal/engine/containerd", "it takes away the mounts of a private daemon that died"},
			{"internal/doctor", "it tries whether the data directory can carry an overlay, detached from every path"},
			{"internal/testimage/probe", "it runs alone in a container, and tries whether it may do so"},
		},
	},
	{
		what: []string{"os/exec", "syscall.ForkExec", "syscall.Exec", "syscall.StartProcess", "os.StartProcess"},
		why:  "a process that is started is a process to wait for, to bound in time and to quote for",
		in: []home{
			{"internal/datapath/nft", "nft compiles rules"},
			{"internal/engine/containerd", "it starts the private containerd"},
			{"internal/doctor", "it asks tools for their versions, and tries the kernel in namespaces of child processes"},
			{"internal/testimage/...", "it compiles the programs of its images with the go tool, and runs servers in containers"},
			{"internal/wire/gen", "it is a development tool"},
			{"internal/demo/...", "it stands in for a person at a shell"},
			{"cmd/...", "up starts serve in the background"},
			{"test/...", "end-to-end tests and measurements run the program and other tools"},
		},
	},
	{
		what: []string{"github.com/containerd/containerd/v2/...", "github.com/containerd/containerd/api/..."},
		why:  "what an engine does is said in internal/engine, without containerd's words",
		in: []home{
			{"internal/engine/containerd", "it is containerd's engine"},
			{"internal/doctor", "it asks a daemon for its version"},
		},
	},
	{
		what: []string{"database/sql/...", "modernc.org/sqlite/..."},
		why:  "documents are read and written through the store, which has one writer and a change feed",
		in: []home{
			{"internal/store", "it is the store"},
			{"internal/metrics", "minutes are no documents: nobody changes or watches them, and there are millions"},
		},
	},
	{
		what: []string{"github.com/aws/aws-sdk-go-v2/..."},
		why:  "AWS's types are those of the wire and stop at the API; the domain has its own",
		in: []home{
			{"internal/wire/...", "it turns them into bytes and back"},
			{"internal/api/...", "its handlers take and give them"},
			{"internal/demo/...", "it is a customer"},
			{"cmd/...", "its commands are customers of the running server"},
			{"test/...", "end-to-end tests are customers"},
		},
	},
	{
		what: []string{"testing", "testing/...", "pgregory.net/rapid", "go.uber.org/goleak"},
		why:  "test code stays out of the program",
		in: []home{
			{"internal/engine/enginetest", "the conformance suite of engines is called by tests of each"},
			{"internal/datapath/datapathtest", "the conformance suite of data paths is called by tests of each"},
			{"internal/testimage", "it makes images for tests"},
			{"test/...", "it is tests"},
		},
	},
}

func TestRawInterfacesStayInTheirPlaces(t *testing.T) {
	for _, p := range packages(t) {
		for _, wrong := range leaks(p) {
			t.Error(wrong)
		}
	}
}

// leaks says which raw interfaces a package touches that are not its own.
func leaks(p pkg) []string {
	if p.dir == "internal/deps" { // imports modules by blank names only, to pin them
		return nil
	}
	var wrong []string
	for _, u := range slices.Concat(p.imports, p.calls) {
		for _, r := range raws {
			if r.covers(u.path) && !r.at(p.dir) {
				wrong = append(wrong, fmt.Sprintf("%s: %s uses %s: %s. It belongs in: %s", u.at, p.dir, u.path, r.why, r.homes()))
			}
		}
	}
	return wrong
}

func (r raw) covers(path string) bool {
	return slices.ContainsFunc(r.what, func(pattern string) bool { return matches(pattern, path) })
}

func (r raw) at(dir string) bool {
	return slices.ContainsFunc(r.in, func(h home) bool { return matches(h.dir, dir) })
}

func (r raw) homes() string {
	var list []string
	for _, h := range r.in {
		list = append(list, fmt.Sprintf("%s (%s)", h.dir, h.why))
	}
	return strings.Join(list, "; ")
}

func TestLeaksAreNamed(t *testing.T) {
	for _, c := range []struct{ dir, source, want string }{
		{"internal/datapath/link", `import "github.com/vishvananda/netlink"`, ""},
		{"internal/datapath", `import "github.com/vishvananda/netlink"`, "handles bound to a namespace"},
		{"internal/control", `import "github.com/vishvananda/netlink/nl"`, "handles bound to a namespace"},
		{"internal/control", `import "os/exec"`, "internal/datapath/nft (nft compiles rules)"},
		{"internal/datapath/nft", `import "os/exec"`, ""},
		{"internal/engine/containerd", `import "golang.org/x/sys/unix"; func a() { unix.Statfs("", nil) }`, ""},
		{"internal/engine/containerd", `import "golang.org/x/sys/unix"; func a() { unix.Setns(0, 0) }`, "takes random goroutines with it"},
		{"internal/control", `import sys "golang.org/x/sys/unix"; var mount = sys.Mount`, "holds a namespace or a disk"},
		{"internal/platform", `import "github.com/aws/aws-sdk-go-v2/service/apprunner/types"`, "the domain has its own"},
		{"internal/api/apprunner", `import "github.com/aws/aws-sdk-go-v2/service/apprunner/types"`, ""},
		{"internal/api/ec2", `import "database/sql"`, "through the store"},
		{"internal/control", `import "testing"`, "test code stays out"},
	} {
		p := pkg{dir: c.dir}
		if err := p.read("x.go", []byte("package x\n"+c.source)); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(leaks(p), "\n")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s, %s: got %q, want %q", c.dir, c.source, got, c.want)
		}
	}
}
