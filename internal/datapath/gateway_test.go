//go:build kernel

package datapath_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

// peered is two VPCs with a peering, of which the first has an internet gateway.
func peered(t testing.TB) *world {
	w := newWorld(t, datapath.Options{})
	w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-app")
	w.sandbox("vpc-0b2", "far", "10.1.1.10", "sg-far")
	w.plan("vpc-0b2").Blocks = []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	w.plan("vpc-0a1").Gateways = []*vpc.Gateway{{ID: "igw-1", Kind: vpc.InternetKind},
		{ID: "pcx-1", Kind: vpc.PeeringKind, Peer: "vpc-0b2", Remote: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}}
	w.plan("vpc-0b2").Gateways = []*vpc.Gateway{{ID: "pcx-1", Kind: vpc.PeeringKind, Peer: "vpc-0a1", Remote: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")}}}
	w.rules("vpc-0a1", "sg-app", new(everything()), new(everything()))
	w.rules("vpc-0b2", "sg-far", new(everything()), new(everything()))
	return w
}

func TestGatewaysHaveLinksOfTheirOwn(t *testing.T) {
	w := peered(t)
	w.apply()
	w.expectKernel()
	observed, err := w.dp.Observe(context.Background())
	if err != nil || !strings.Contains(observed.String(), "neighbour 169.254.128.1") {
		t.Errorf("%v\n%s", err, observed)
	}
	w.dp = w.open()
	w.apply() // adopted as they are
	w.expectKernel()
	// A gateway that goes takes its link along, at both ends.
	w.plan("vpc-0a1").Gateways, w.plan("vpc-0b2").Gateways = w.plan("vpc-0a1").Gateways[:1], nil
	w.apply()
	w.expectKernel()
}

func TestPeeringThatOneSideDoesNotKnowHasNoLink(t *testing.T) {
	w := peered(t)
	w.plan("vpc-0b2").Gateways = nil
	report, err := w.dp.Apply(context.Background(), w.desired())
	if err != nil || report.Gateways["pcx-1"] == nil || report.Gateways["igw-1"] != nil || report.Networks["vpc-0a1"] != nil || report.Sandboxes["app"] != nil {
		t.Errorf("%v %+v", err, report)
	}
	w.expectKernel()
}

func TestLostGatewayLinkComesBack(t *testing.T) {
	w := peered(t)
	w.apply()
	observed, err := w.dp.Observe(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	here, there := "sp-"+w.tag+"-0a1", "sp-"+w.tag+"-0b2"
	for device := range observed.Namespaces[here].Links.Links {
		if _, both := observed.Namespaces[there].Links.Links[device]; both && device != "lo" {
			run(t, "ip", "-n", there, "link", "delete", device)
		}
	}
	w.mended("a gateway's link is deleted")
}

func TestWaysAreHealed(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-a", route("10.1.0.0/16", "pcx-1"))
	w.change()
	w.heal()
	router := "sp-" + w.tag + "-1"
	mark := fmt.Sprint(w.plans["vpc-1"].Marks()["pcx-1"])
	for _, tamper := range [][]string{
		{"rule", "delete", "fwmark", mark},
		{"route", "flush", "table", mark},
		{"route", "delete", "default", "dev", "lo"},
		{"rule", "add", "from", "10.0.1.10", "priority", "7", "lookup", "main"},
	} {
		run(t, "ip", append([]string{"-n", router}, tamper...)...)
		eventually(t, enough, strings.Join(tamper, " ")+" is healed", w.whole)
		w.reaches("app", "10.1.1.10", true)
	}
}
