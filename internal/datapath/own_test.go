//go:build kernel

package datapath_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// machine makes a namespace as an operator would, with a network of its own.
func machine(t *testing.T, name string) {
	t.Helper()
	run(t, "ip", "netns", "add", name)
	run(t, "ip", "-n", name, "link", "set", "lo", "up")
	run(t, "ip", "-n", name, "link", "add", "mine0", "type", "veth", "peer", "name", "mine1")
	run(t, "ip", "-n", name, "address", "add", "10.99.0.1/24", "dev", "mine0")
	run(t, "ip", "-n", name, "link", "set", "mine0", "up")
	run(t, "ip", "-n", name, "link", "set", "mine1", "up")
	run(t, "ip", "-n", name, "route", "add", "10.98.0.0/16", "via", "10.99.0.2")
}

// own plugs an interface of the operator's into a namespace.
func (w *world) own(vpcID, id, address, namespace string, groups ...string) {
	w.attach(vpcID, id, address, groups...)
	i := vpc.Interface{ID: "eni-" + id, Tags: vpc.Tags{vpc.NamespaceTag: namespace}}
	box, place, _ := i.Own()
	ports := w.plans[vpcID].Ports
	p := ports[len(ports)-1]
	p.Sandbox, p.Device, p.DefaultRoute = place.Sandbox, place.Device, place.DefaultRoute
	w.boxes = append(w.boxes, box)
}

func TestOwnNamespaceJoinsTheVPC(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	name := "test-" + w.tag + "-own"
	machine(t, name)
	t.Cleanup(func() {
		if err := netns.Remove(name); err != nil {
			t.Error(err)
		}
	})
	w.own("vpc-0a1", "own", "10.0.2.30", name, "sg-own")
	for _, g := range []string{"sg-app", "sg-db", "sg-own"} {
		w.rules("vpc-0a1", g, new(everything()), new(everything()))
	}
	w.apply()
	w.expectKernel()
	listenTCP(t, netns.Path(name), 3306)
	listenTCP(t, path(w, "app"), 80)
	expectTCP(t, path(w, "app"), true, "10.0.2.30:3306")
	expectTCP(t, netns.Path(name), true, "10.0.1.10:80", "10.99.0.1:3306")
	// Only the VPC is behind the port, and what else the namespace has is not its own.
	expectTCP(t, path(w, "app"), false, "10.99.0.1:3306")
	expectTCP(t, netns.Path(name), false, "198.51.100.2:80")
	w.ingress("vpc-0a1", "sg-own", port("10.0.9.0/24", vpc.TCP, 1, 65535))
	w.apply()
	expectTCP(t, path(w, "app"), false, "10.0.2.30:3306")
	w.ingress("vpc-0a1", "sg-own", everything())
	w.apply()

	// The operator's own links and routes stay, whoever looks after the port.
	again := w.open()
	w.applyWith(again)
	again.Close()
	run(t, "ip", "-n", name, "link", "delete", "dev", deviceOf(w, "own"))
	w.mended("the port is gone")
	expectTCP(t, path(w, "app"), true, "10.0.2.30:3306")
	expectTCP(t, netns.Path(name), true, "10.99.0.1:3306")
	run(t, "ip", "-n", name, "route", "get", "10.98.0.1")

	// Another namespace of the same name is as good as the first.
	if err := netns.Remove(name); err != nil {
		t.Fatal(err)
	}
	report, err := w.dp.Apply(context.Background(), w.desired())
	if err != nil || !errors.Is(report.Sandboxes["own-eni-own"], fault.NotFound) || report.Sandboxes["app"] != nil {
		t.Errorf("%v %+v", err, report)
	}
	machine(t, name)
	w.apply()
	w.expectKernel()
	listenTCP(t, netns.Path(name), 3306)
	expectTCP(t, path(w, "app"), true, "10.0.2.30:3306")

	// The interface goes, and the namespace is as it was.
	w.boxes, w.plans["vpc-0a1"].Ports = w.boxes[:2], w.plans["vpc-0a1"].Ports[:2]
	w.apply()
	w.expectKernel()
	expectTCP(t, path(w, "app"), false, "10.0.2.30:3306")
	expectTCP(t, netns.Path(name), true, "10.99.0.1:3306")
}

func deviceOf(w *world, id string) string {
	for _, p := range w.plans["vpc-0a1"].Ports {
		if p.Interface == "eni-"+id {
			return p.Device
		}
	}
	return ""
}

func TestTheHostsNamespaceIsNotJoined(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	w.own("vpc-0a1", "own", "10.0.2.30", "/proc/self/ns/net", "sg-own")
	report, err := w.dp.Apply(context.Background(), w.desired())
	if err != nil || !errors.Is(report.Sandboxes["own-eni-own"], fault.Invalid) {
		t.Errorf("%v %+v", err, report)
	}
}

// A tag that names a namespace of ours, by its name or by another path to it,
// leads from one VPC or service into another.
func TestNamespacesOfOursAreNotJoined(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.sandbox("vpc-0b2", "far", "10.9.1.10", "sg-far")
	w.boxes[0].FrontDoor = netip.MustParseAddr("169.254.192.2")
	w.apply()
	for _, name := range []string{"0a1", "far", "edge"} {
		victim := "sp-" + w.tag + "-" + name
		for _, path := range []string{victim, "/run/netns/../netns/" + victim, "/proc/self/root" + netns.Path(victim)} {
			w.own("vpc-0a1", "own", "10.0.2.30", path, "sg-own")
			report, err := w.dp.Apply(context.Background(), w.desired())
			if err != nil || !errors.Is(report.Sandboxes["own-eni-own"], fault.Invalid) || report.Networks["vpc-0a1"] != nil {
				t.Errorf("%s: %v %+v", path, err, report)
			}
			w.boxes, w.plans["vpc-0a1"].Ports = w.boxes[:3], w.plans["vpc-0a1"].Ports[:2]
			w.apply()
		}
	}
	w.expectKernel()
}
