//go:build kernel

package datapath_test

import (
	"context"
	"os/exec"
	"slices"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// run runs a command of the operator's.
func run(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
}

// heal answers drift with Apply until the test ends, as the control loop does.
func (w *world) heal() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	desired := w.desired()
	go func() { // ends with ctx
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-w.dp.Drift():
				_, _ = w.dp.Apply(ctx, desired)
			}
		}
	}()
	w.t.Cleanup(func() { stop(); <-done })
}

func TestDriftIsHealedWithinASecond(t *testing.T) {
	var took []time.Duration
	for _, c := range []struct {
		name   string
		tamper func(t *testing.T, w *world)
	}{
		{"the router's end of a link is deleted", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-0a1", "link", "delete", nearDevice(t, w, "app"))
		}},
		{"the sandbox's end of a link is deleted", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-app", "link", "delete", "eth1")
		}},
		{"the sandbox's end of a link is put down", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-app", "link", "set", "eth1", "down")
		}},
		{"the front door is deleted", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-app", "link", "delete", "eth0")
		}},
		{"an address is removed", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-app", "address", "flush", "dev", "eth1")
		}},
		{"a default route is replaced", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-app", "route", "replace", "default", "via", "169.254.192.1", "dev", "eth0")
		}},
		{"the router's route is removed", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-0a1", "route", "delete", "10.0.2.10/32")
		}},
		{"the router's neighbour is removed", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-0a1", "neighbour", "delete", "10.0.2.10", "dev", w.dp.Device("eni-db"))
		}},
		{"the sandbox's neighbour is another", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-app", "neighbour", "replace", "10.0.0.1", "lladdr", "02:00:00:00:00:99", "nud", "permanent", "dev", "eth1")
		}},
		{"the ruleset is flushed", func(t *testing.T, w *world) {
			run(t, "ip", "netns", "exec", "sp-"+w.tag+"-0a1", "nft", "flush", "ruleset")
		}},
		{"the edge's table is deleted", func(t *testing.T, w *world) {
			run(t, "ip", "netns", "exec", "sp-"+w.tag+"-edge", "nft", "delete", "table", "inet", "sallyport")
		}},
		{"a chain is opened", func(t *testing.T, w *world) {
			run(t, "ip", "netns", "exec", "sp-"+w.tag+"-0a1", "nft", "insert rule inet sallyport forward accept; chain inet sallyport forward { policy accept; }")
		}},
		{"an element is deleted", func(t *testing.T, w *world) {
			run(t, "ip", "netns", "exec", "sp-"+w.tag+"-0a1", "nft", "flush", "set", "inet", "sallyport", "sources")
		}},
		{"a sandbox's namespace is unpinned", func(t *testing.T, w *world) {
			run(t, "ip", "netns", "delete", "sp-"+w.tag+"-app")
		}},
		{"the router's namespace is unpinned", func(t *testing.T, w *world) {
			run(t, "ip", "netns", "delete", "sp-"+w.tag+"-0a1")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, datapath.Options{})
			w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-app")
			w.sandbox("vpc-0a1", "db", "10.0.2.10", "sg-db")
			w.boxes[0].FrontDoor = vpc.FrontDoorGateway.Next()
			w.egress("vpc-0a1", "sg-app", everything())
			w.ingress("vpc-0a1", "sg-db", port("10.0.1.0/24", 6, 5432, 5432))
			w.apply()
			w.heal()
			w.expectKernel()
			listenTCP(t, path(w, "db"), 5432)
			listenTCP(t, path(w, "app"), 8080)

			c.tamper(t, w)
			begin := time.Now()
			eventually(t, enough, "the kernel holds what is desired", func() bool { return w.whole() })
			took = append(took, time.Since(begin))
			if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
				t.Error("what is allowed does not pass")
			}
			if tcpWithin(t, patience, path(w, "db"), "10.0.1.10:8080") {
				t.Error("what is not allowed passes")
			}
			conn, err := w.dp.DialFrontDoor(context.Background(), "tcp", "169.254.192.2:8080")
			if err != nil {
				t.Fatalf("front door: %v", err)
			}
			defer conn.Close()
			if err := echo(conn); err != nil {
				t.Errorf("front door: %v", err)
			}
		})
	}
	// Not each one: somebody else may have the processors for a while.
	if slices.Sort(took); took[len(took)/2] > time.Second {
		t.Errorf("healed after %v", took)
	}
}

// mended answers notices of drift until the kernel holds what is desired. The first
// may come of what was changed before, ahead of what this is about.
func (w *world) mended(what string) {
	w.t.Helper()
	for end := time.After(enough); !w.whole(); {
		select {
		case <-w.dp.Drift():
			w.apply()
		case <-end:
			w.t.Fatalf("nobody noticed: %s", what)
		}
	}
}

// whole reports whether the kernel holds what is desired.
func (w *world) whole() bool {
	want, err := w.dp.Expected(w.desired())
	if err != nil {
		w.t.Fatal(err)
	}
	have, err := w.dp.Observe(context.Background())
	return err == nil && len(want.Differences(have)) == 0
}

// nearDevice finds the router's end of a sandbox's link by its route.
func nearDevice(t testing.TB, w *world, id string) string {
	t.Helper()
	for name, l := range linksOf(t, netns.Path("sp-"+w.tag+"-0a1")) {
		if peer := linksOf(t, path(w, id))["eth1"]; l.Peer == peer.Index && l.Index == peer.Peer {
			return name
		}
	}
	t.Fatal("the router has no link to the sandbox")
	return ""
}
