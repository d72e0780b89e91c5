//go:build kernel

package datapath_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// world is one installation in the kernel, under a tag of its own.
type world struct {
	t       testing.TB
	tag     string
	options datapath.Options
	dp      *datapath.DataPath
	plans   map[string]*vpc.Plan
	order   []string
	boxes   []vpc.Sandbox
}

func newWorld(t testing.TB, o datapath.Options) *world {
	t.Helper()
	var random [2]byte
	if _, err := rand.Read(random[:]); err != nil {
		t.Fatal(err)
	}
	o.Tag = hex.EncodeToString(random[:])
	w := &world{t: t, tag: o.Tag, options: o, plans: map[string]*vpc.Plan{}}
	w.dp = w.open()
	t.Cleanup(w.cleanUp)
	return w
}

// open is a second process's view of the same installation.
func (w *world) open() *datapath.DataPath {
	w.t.Helper()
	dp, err := datapath.New(w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(dp.Close)
	return dp
}

// cleanUp also checks that CleanUp leaves nothing.
func (w *world) cleanUp() {
	if err := w.dp.CleanUp(context.Background()); err != nil {
		w.t.Errorf("clean up: %v", err)
	}
	left, err := netns.List("sp-" + w.tag)
	if err != nil || len(left) > 0 {
		w.t.Errorf("namespaces left: %v %v", left, err)
	}
	links, err := os.ReadDir("/sys/class/net")
	if err != nil {
		w.t.Error(err)
	}
	for _, l := range links {
		if strings.HasPrefix(l.Name(), "sp"+w.tag) {
			w.t.Errorf("link left: %s", l.Name())
		}
	}
	observed, err := w.dp.Observe(context.Background())
	if err != nil || len(observed.Namespaces) > 0 {
		w.t.Errorf("left: %v %v", observed, err)
	}
}

// plan gives a VPC's plan, which the test changes before it applies.
func (w *world) plan(id string) *vpc.Plan {
	p := w.plans[id]
	if p == nil {
		p = &vpc.Plan{VPC: id, Blocks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")},
			RuleSets: map[string]*vpc.RuleSet{}, Members: map[string]*vpc.Members{}}
		w.plans[id] = p
		w.order = append(w.order, id)
	}
	return p
}

func (w *world) desired() datapath.Desired {
	d := datapath.Desired{Sandboxes: slices.Clone(w.boxes)}
	for _, id := range w.order {
		d.Networks = append(d.Networks, w.plans[id])
	}
	return d
}

func (w *world) apply() {
	w.t.Helper()
	w.applyWith(w.dp)
}

func (w *world) applyWith(dp *datapath.DataPath) {
	w.t.Helper()
	report, err := dp.Apply(context.Background(), w.desired())
	if err != nil {
		w.t.Fatal(err)
	}
	if report.Edge != nil {
		w.t.Fatalf("edge: %v", report.Edge)
	}
	for id, err := range report.Networks {
		if err != nil {
			w.t.Fatalf("network %s: %v", id, err)
		}
	}
	for id, err := range report.Sandboxes {
		if err != nil {
			w.t.Fatalf("sandbox %s: %v", id, err)
		}
	}
}

// expectKernel compares the kernel with what is desired.
func (w *world) expectKernel() {
	w.t.Helper()
	want, err := w.dp.Expected(w.desired())
	if err != nil {
		w.t.Fatal(err)
	}
	have, err := w.dp.Observe(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	if diff := want.Differences(have); len(diff) > 0 {
		w.t.Fatalf("the kernel does not hold what is desired (- desired, + held):\n%s", strings.Join(diff, "\n"))
	}
}

// sandbox adds a sandbox with one interface that carries groups.
func (w *world) sandbox(vpcID, id, address string, groups ...string) {
	w.attach(vpcID, id, address, groups...)
	w.boxes = append(w.boxes, vpc.Sandbox{ID: id, Ports: []string{"eni-" + id}})
}

func (w *world) attach(vpcID, id, address string, groups ...string) {
	p := w.plan(vpcID)
	addr := netip.MustParseAddr(address)
	gateway := netip.PrefixFrom(addr, 24).Masked().Addr().Next()
	if !slices.Contains(p.Routers, gateway) {
		p.Routers = append(p.Routers, gateway)
	}
	slices.Sort(groups)
	policy := "p" + strings.Join(groups, "")
	if !slices.ContainsFunc(p.Policies, func(have *vpc.Policy) bool { return have.ID == policy }) {
		p.Policies = append(p.Policies, &vpc.Policy{ID: policy, Groups: groups})
	}
	for _, g := range groups {
		if p.RuleSets[g] == nil {
			p.RuleSets[g] = &vpc.RuleSet{Group: g}
		}
		members := &vpc.Members{Group: g}
		if old := p.Members[g]; old != nil {
			members.Addresses = slices.Clone(old.Addresses)
		}
		members.Addresses = append(members.Addresses, addr)
		p.Members[g] = members
	}
	b := addr.As4()
	p.Ports = append(p.Ports, &vpc.Port{Interface: "eni-" + id, Subnet: "subnet-1", Sandbox: id, Device: "eth1",
		Addresses: []netip.Addr{addr}, MAC: [6]byte{2, 0, b[0], b[1], b[2], b[3]}, Gateway: gateway, DefaultRoute: true, Policy: policy})
}

// egress and ingress replace one direction of a group's rules.
func (w *world) egress(vpcID, group string, m vpc.Matches)  { w.rules(vpcID, group, &m, nil) }
func (w *world) ingress(vpcID, group string, m vpc.Matches) { w.rules(vpcID, group, nil, &m) }

func (w *world) rules(vpcID, group string, egress, ingress *vpc.Matches) {
	p := w.plan(vpcID)
	next := &vpc.RuleSet{Group: group}
	if old := p.RuleSets[group]; old != nil {
		*next = *old
	}
	if egress != nil {
		next.Egress = *egress
	}
	if ingress != nil {
		next.Ingress = *ingress
	}
	p.RuleSets[group] = next
}

func remote(cidr string) vpc.Range {
	p := netip.MustParsePrefix(cidr)
	last := p.Masked().Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		last[i/8] |= 1 << (7 - i%8)
	}
	return vpc.Range{From: p.Masked().Addr(), To: netip.AddrFrom4(last)}
}

func everything() vpc.Matches { return vpc.Matches{Any: []vpc.Range{remote("0.0.0.0/0")}} }

func port(cidr string, protocol vpc.Protocol, from, to uint16) vpc.Matches {
	return vpc.Matches{Ports: []vpc.PortRegion{{Remote: remote(cidr), Protocol: protocol, From: from, To: to}}}
}

// eventually asks until the answer is yes, for at most a time.
func eventually(t testing.TB, within time.Duration, what string, ask func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	for !ask() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", within, what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func path(w *world, id string) string { return w.dp.SandboxPath(id) }

var _ = fmt.Sprint
