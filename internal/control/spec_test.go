package control

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/engine/fake"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// What a container is started with: the start command in words, limits in the
// engine's units, names that resolve to its address in the VPC.
func TestContainerIsWhatTheServiceAsksFor(t *testing.T) {
	inBubble(t, func(w *world) {
		w.environment = map[string]string{"MODE": "test"}
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) {
			c.Image.StartCommand, c.CPU, c.Memory = `serve --name 'two words'`, 500, 1024
		})
		w.expect(arn, platform.Running)
		const key = "s-web-100000000000-2"
		spec, ok := w.engine.Workload(key)
		if !ok {
			t.Fatal("no container")
		}
		eni, _ := store.Get[vpc.Interface](w.store.Snapshot(), w.workload(key).Interfaces[0])
		host := spec.Hosts[0]
		if !slices.Equal(spec.Command, []string{"serve", "--name", "two words"}) || spec.CPU != 500 || spec.Memory != 1<<30 ||
			spec.Env["MODE"] != "test" || spec.Env["PORT"] != "8080" || spec.Hostname != key || spec.NetNS != "/run/netns/"+key ||
			host.Address != eni.Primary() || !slices.Equal(host.Names, []string{key}) || len(spec.Resolver.Nameservers) != 1 {
			t.Errorf("%+v", spec)
		}
	})
}

func (w *world) workload(key string) platform.Workload {
	w.t.Helper()
	workload, ok := store.Get[platform.Workload](w.store.Snapshot(), key)
	if !ok {
		w.t.Fatalf("no workload %s", key)
	}
	return workload
}

// A service with egress DEFAULT has no place in any VPC.
func TestServiceWithoutConnectorHasNoInterface(t *testing.T) {
	inBubble(t, func(w *world) {
		w.egress = platform.Egress{Type: platform.EgressDefault}
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		if workload := w.workload(firstKey); !workload.Public || len(workload.Interfaces) != 0 {
			t.Errorf("%+v", workload)
		}
		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) {
			c.Egress = platform.Egress{Type: platform.EgressVPC, ConnectorARN: w.connector.ARN}
		})
		w.expect(arn, platform.Running)
		if workload := w.workload("s-web-100000000000-2"); workload.Public || len(workload.Interfaces) != 1 {
			t.Errorf("%+v", workload)
		}
		w.consistent()
	})
}

// A container of ours that no document knows is one whose making was cut short.
func TestContainerOfNobodyIsRemoved(t *testing.T) {
	inBubble(t, func(w *world) {
		w.expect(w.service("web-1", goodImage), platform.Running)
		w.stop()
		hand := fake.Open(w.engine)
		image, err := hand.Pull(context.Background(), engine.PullRequest{Reference: goodImage})
		if err != nil {
			t.Fatal(err)
		}
		if err := hand.Run(context.Background(), engine.Workload{ID: "s-orphan", Image: image.Reference, NetNS: "/run/netns/x"}); err != nil {
			t.Fatal(err)
		}
		w.start()
		time.Sleep(time.Second)
		w.consistent()
	})
}

// An instance whose container was removed by hand could never be started again.
func TestInstanceWhoseFilesAreGoneStartsAfresh(t *testing.T) {
	s := &scribe{}
	inBubbleWith(t, s, func(w *world) {
		w.instance("i-1", goodImage)
		time.Sleep(2 * time.Second)
		w.desire("i-1", platform.Stop)
		time.Sleep(2 * time.Second)
		w.stop()
		s.events = make(chan engine.Event) // nobody tells
		w.start()
		if err := fake.Open(w.engine).Remove(context.Background(), "i-1"); err != nil {
			t.Fatal(err)
		}
		w.desire("i-1", platform.Run)
		time.Sleep(2 * time.Second)
		if status := w.status("i-1"); status.Phase != platform.PhaseHealthy || s.count("run i-1") != 2 {
			t.Errorf("%+v, calls %q", status, s.calls)
		}
		close(s.events)
	})
}

// An interface that its user wants to keep outlives the instance, unplugged.
func TestInterfaceThatIsToStayStays(t *testing.T) {
	inBubble(t, func(w *world) {
		w.instance("i-1", goodImage)
		w.update(func(tx *store.Tx) {
			store.Put(tx, vpc.Interface{
				ID: "eni-kept", Region: "us-east-1", VPCID: "vpc-1", SubnetID: "subnet-1", Groups: []string{"sg-1"},
				Addresses:  []netip.Addr{netip.MustParseAddr("10.0.1.10")},
				Attachment: &vpc.Attachment{ID: "eni-attach-2", Workload: "i-1", DeviceIndex: 1},
			})
			workload, _ := store.Get[platform.Workload](tx, "i-1")
			workload.Interfaces = append(slices.Clone(workload.Interfaces), "eni-kept")
			store.Put(tx, workload)
		})
		time.Sleep(2 * time.Second)
		first, _ := store.Get[vpc.Interface](w.store.Snapshot(), "eni-i-1")
		second, _ := store.Get[vpc.Interface](w.store.Snapshot(), "eni-kept")
		model, _ := netplan.New(netplan.Options{}).Model(w.store.Snapshot(), "vpc-1")
		one, _ := model.Placed(first)
		two, _ := model.Placed(second)
		if one != (vpc.Placement{Sandbox: "i-1", Device: "eth0", DefaultRoute: true}) || two != (vpc.Placement{Sandbox: "i-1", Device: "eth1"}) {
			t.Errorf("%+v, %+v", one, two)
		}
		w.desire("i-1", platform.Remove)
		time.Sleep(2 * time.Second)
		kept, ok := store.Get[vpc.Interface](w.store.Snapshot(), "eni-kept")
		if _, other := store.Get[vpc.Interface](w.store.Snapshot(), "eni-i-1"); other || !ok || kept.Attachment != nil {
			t.Errorf("kept %v %+v, the other one is there: %v", ok, kept.Attachment, other)
		}
	})
}

// What somebody changed in the kernel is applied again at once, and a network
// that is no more is taken out of it.
func TestDriftIsAnsweredAtOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		w.expect(w.service("web-1", goodImage), platform.Running)
		time.Sleep(time.Second)
		w.network.set(func(f *fakeNetwork) { f.held.Sandboxes = nil })
		w.network.drift <- struct{}{}
		time.Sleep(100 * time.Millisecond)
		w.consistent()
	})
}

// A registry that is slow is waited for as long as something comes.
func TestSlowPullsAreNotStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		p := &patient{timer: time.AfterFunc(stalledFetch, func() { cancel(errStalled) })}
		for done := range int64(20) {
			time.Sleep(stalledFetch - time.Second)
			p.progress(done+1, 21)
		}
		p.progress(21, 21) // and now it is unpacked
		time.Sleep(stalledUnpack - time.Second)
		p.progress(21, 21)
		if ctx.Err() != nil {
			t.Fatal("given up although something came")
		}
		time.Sleep(2 * time.Second)
		if !errors.Is(context.Cause(ctx), errStalled) {
			t.Error("not given up although nothing came")
		}
	})
}
