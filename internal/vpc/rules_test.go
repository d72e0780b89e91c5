package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sallyport/internal/fault"
)

func testOrigin() Origin {
	number := 0
	return Origin{Region: "us-east-1", OwnerID: "000000000000", Now: time.Unix(0, 0).UTC(), NewID: func(prefix string) string {
		number++
		return fmt.Sprintf("%s-%d", prefix, number)
	}}
}

func TestProtocols(t *testing.T) {
	for text, want := range map[string]Protocol{"tcp": TCP, "TCP": TCP, "6": TCP, "udp": UDP, "icmp": ICMP, "icmpv6": ICMPv6, "58": ICMPv6, "-1": AllProtocols, "0": 0, "255": 255} {
		if got, err := ParseProtocol(text); err != nil || got != want {
			t.Errorf("%s is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "all", "256", "-2", "tcp ", "0x6"} {
		if got, err := ParseProtocol(text); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
	for protocol := AllProtocols; protocol < 256; protocol++ {
		if back, err := ParseProtocol(protocol.EC2Name()); err != nil || back != protocol {
			t.Errorf("%d is written %s and read as %d, %v", protocol, protocol.EC2Name(), back, err)
		}
	}
}

// TestRangesAreCanonical: whatever range is taken comes out without bits beyond its mask, and reads back as itself.
func TestRangesAreCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bytes := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address")
		bits := rapid.IntRange(0, 32).Draw(t, "bits")
		text := netip.PrefixFrom(netip.AddrFrom4([4]byte(bytes)), bits).String()
		for name, parse := range map[string]func(string) (netip.Prefix, error){
			"rule": func(s string) (netip.Prefix, error) { return ParseRuleCIDR(s, false) }, "block": ParseBlock, "subnet": ParseSubnetRange, "destination": func(s string) (netip.Prefix, error) { return ParseDestination(s, false) },
		} {
			got, err := parse(text)
			if err != nil {
				if fault.ClassOf(err) != fault.Invalid || fault.CodeOf(err) == "" {
					t.Fatalf("%s %s: %v", name, text, err)
				}
				continue
			}
			if again, err := parse(got.String()); got != got.Masked() || err != nil || again != got {
				t.Fatalf("%s %s: got %s, then %s, %v", name, text, got, again, err)
			}
		}
	})
}

func TestFoundation(t *testing.T) {
	f := testOrigin().NewVPC(netip.MustParsePrefix("10.0.0.0/16"))
	if f.Group.VPCID != f.VPC.ID || f.Table.VPCID != f.VPC.ID || f.ACL.VPCID != f.VPC.ID || !f.Table.Main || !f.ACL.Default || !f.VPC.DNSSupport || f.VPC.DNSHostnames {
		t.Errorf("unexpected foundation %+v", f)
	}
	if len(f.Rules) != 2 || f.Rules[0].ReferencedGroup != f.Group.ID || f.Rules[1].Direction != Egress || f.Rules[1].CIDR.String() != "0.0.0.0/0" {
		t.Errorf("unexpected rules %+v", f.Rules)
	}
	if err := f.VPC.CheckDelete(Contents{}); err != nil {
		t.Error(err)
	}
	if err := f.VPC.CheckDelete(Contents{Others: []string{"connector x"}}); fault.ClassOf(err) != fault.InUse {
		t.Errorf("got %v", err)
	}
}

// TestRulesLeaveTheirReceiverAlone: what a rule changes is a copy, since documents are shared with every reader.
func TestRulesLeaveTheirReceiverAlone(t *testing.T) {
	o := testOrigin()
	f := o.NewVPC(netip.MustParsePrefix("10.0.0.0/16"))
	table := f.Table
	table.Routes = make([]Route, 1, 4)
	table.Routes[0] = Route{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: "igw-1"}
	table.Associations = append(make([]Association, 0, 4), Association{"a-1", "subnet-1"}, Association{"a-2", "subnet-2"})
	target := Target{ID: "igw-2", Kind: GatewayTarget, VPCID: f.VPC.ID}
	everywhere, private := Destination{CIDR: netip.MustParsePrefix("0.0.0.0/0")}, Destination{CIDR: netip.MustParsePrefix("192.168.0.0/16")}
	at := Surroundings{VPC: f.VPC, Limit: 2}

	replaced, err := table.ReplaceRoute(at, everywhere, target)
	if err != nil || replaced.Routes[0].Target != "igw-2" {
		t.Errorf("got %+v, %v", replaced.Routes, err)
	}
	added, err := table.AddRoute(at, private, target)
	if err != nil || len(added.Routes) != 2 {
		t.Errorf("got %+v, %v", added.Routes, err)
	}
	if other, err := table.AddRoute(at, Destination{CIDR: netip.MustParsePrefix("172.16.0.0/12")}, target); err != nil || added.Routes[1].For() != private || len(other.Routes) != 2 {
		t.Errorf("one addition changed another: %+v, %v", added.Routes, err)
	}
	removed, err := table.RemoveRoute(f.VPC, everywhere)
	if err != nil || len(removed.Routes) != 0 {
		t.Errorf("got %+v, %v", removed.Routes, err)
	}
	if forgotten := table.Forget("subnet-1"); len(forgotten.Associations) != 1 {
		t.Errorf("got %+v", forgotten.Associations)
	}
	if want := []Route{{Destination: everywhere.CIDR, Target: "igw-1"}}; !slices.Equal(table.Routes, want) || len(table.Associations) != 2 || table.Associations[0].ID != "a-1" {
		t.Errorf("the table is now %+v", table)
	}
	tags := Tags{"a": "1"}
	if more, err := tags.With("x", Tags{"a": "2", "b": ""}); err != nil || more["a"] != "2" || tags["a"] != "1" || len(tags) != 1 {
		t.Errorf("got %v from %v, %v", more, tags, err)
	}
}

func TestZonesAreSpread(t *testing.T) {
	var subnets []Subnet
	for range 8 {
		subnets = append(subnets, Subnet{Zone: ChooseZone("eu-west-1", subnets).Name})
	}
	for i, want := range []string{"eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d"} {
		if subnets[i].Zone != want || subnets[i+4].Zone != want {
			t.Errorf("subnets %d and %d are in %s and %s, want %s", i, i+4, subnets[i].Zone, subnets[i+4].Zone, want)
		}
	}
}
