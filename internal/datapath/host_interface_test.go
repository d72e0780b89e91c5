//go:build kernel

package datapath_test

import (
	"context"
	"errors"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// linked joins an interface of the host with a VPC.
func (w *world) linked(vpcID, id, address, device string, groups ...string) {
	w.attach(vpcID, id, address, groups...)
	i := vpc.Interface{ID: "eni-" + id, Tags: vpc.Tags{vpc.HostInterfaceTag: device}}
	box, place, _ := i.Own()
	ports := w.plans[vpcID].Ports
	p := ports[len(ports)-1]
	p.Sandbox, p.Device, p.DefaultRoute = place.Sandbox, place.Device, place.DefaultRoute
	w.boxes = append(w.boxes, box)
}

func has(namespace, device string) bool {
	return exec.Command("ip", "-n", namespace, "link", "show", "dev", device).Run() == nil
}

// TestHostInterfaceJoinsTheVPC has the interface in two kinds: the end of a wire,
// and one on top of it, as a VLAN's is.
func TestHostInterfaceJoinsTheVPC(t *testing.T) {
	for kind, device := range map[string]string{"a wire": "eth7", "on top of a wire": "mac7"} {
		t.Run(kind, func(t *testing.T) {
			w := pair(t, "10.0.1.10", "10.0.2.10")
			n := newInternet(t, w)
			w.reopen(func(o *datapath.Options) { o.Uplink, o.Host = "up0", netns.Path(n.host) })
			far := "test-" + w.tag + "-far"
			run(t, "ip", "netns", "add", far)
			t.Cleanup(func() {
				if err := netns.Remove(far); err != nil {
					t.Error(err)
				}
			})
			run(t, "ip", "link", "add", "eth7", "netns", n.host, "type", "veth", "peer", "name", "eth0", "netns", far)
			run(t, "ip", "-n", n.host, "link", "set", "eth7", "up")
			if device == "mac7" {
				run(t, "ip", "-n", n.host, "link", "add", "link", "eth7", "name", "mac7", "type", "macvlan", "mode", "bridge")
			}
			run(t, "ip", "-n", far, "address", "add", "10.0.2.40/24", "dev", "eth0")
			run(t, "ip", "-n", far, "address", "add", "10.0.2.41/24", "dev", "eth0")
			run(t, "ip", "-n", far, "link", "set", "eth0", "up")
			run(t, "ip", "-n", far, "route", "add", "default", "via", "10.0.2.1")
			w.linked("vpc-0a1", "far", "10.0.2.40", device, "sg-far")
			for _, g := range []string{"sg-app", "sg-db", "sg-far"} {
				w.rules("vpc-0a1", g, new(everything()), new(everything()))
			}
			w.apply()
			w.expectKernel()
			if has(n.host, device) {
				t.Error("the host has the interface still")
			}
			listenTCP(t, netns.Path(far), 3306)
			listenTCP(t, path(w, "app"), 80)
			eventually(t, enough, "the wire carries", func() bool { return tcpWithin(t, patience, path(w, "app"), "10.0.2.40:3306") })
			expectTCP(t, netns.Path(far), true, "10.0.1.10:80", "10.0.2.10:5432") // another subnet, and the same one
			expectTCP(t, path(w, "app"), false, "10.0.2.41:3306")
			expectTCP(t, netns.Path(far), false, "203.0.113.7:80", "198.51.100.1:80")
			from := func(fd int) error { return unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{10, 0, 2, 41}}) }
			if conn, err := dialWithin(t, patience, netns.Path(far), "10.0.1.10:80", from); err == nil {
				conn.Close()
				t.Error("a source that is not the port's passes")
			}
			w.ingress("vpc-0a1", "sg-far", vpc.Matches{})
			w.apply()
			expectTCP(t, path(w, "app"), false, "10.0.2.40:3306")
			w.applyWith(w.open()) // adopted as it is

			// It comes back when the interface goes, and when everything does.
			boxes, ports := w.boxes, w.plans["vpc-0a1"].Ports
			w.boxes, w.plans["vpc-0a1"].Ports = boxes[:2], ports[:2]
			w.apply()
			if !has(n.host, device) {
				t.Fatal("the host did not get its interface back")
			}
			w.boxes, w.plans["vpc-0a1"].Ports = boxes, ports
			w.apply()
			if err := w.dp.CleanUp(context.Background()); err != nil || !has(n.host, device) {
				t.Fatalf("the host did not get its interface back: %v", err)
			}
		})
	}
}

func TestInterfacesThatTheHostNeedsAreNotTaken(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	n := newInternet(t, w)
	w.reopen(func(o *datapath.Options) { o.Host = netns.Path(n.host) })
	for device, class := range map[string]error{"up0": fault.Conflict, "lo": fault.Invalid, "eth9": fault.NotFound, "a b": fault.Invalid} {
		w.boxes, w.plans, w.order = nil, map[string]*vpc.Plan{}, nil
		w.linked("vpc-0a1", "far", "10.0.2.40", device, "sg-far")
		report, err := w.dp.Apply(context.Background(), w.desired())
		if err != nil || !errors.Is(report.Sandboxes["link-eni-far"], class) {
			t.Errorf("%s: %v %+v", device, err, report)
		}
	}
	if !has(n.host, "up0") || !tcp(t, netns.Path(n.host), "203.0.113.7:80") {
		t.Error("the host lost its way out")
	}
}
