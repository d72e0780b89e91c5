package flowlog

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/vpc"
)

var (
	web = &Interface{ID: "eni-web", Account: "000000000000", Region: "us-east-1", VPC: "vpc-1", Subnet: "subnet-1", ZoneID: "use1-az1", Service: "web"}
	db  = &Interface{ID: "eni-db", Account: "000000000000", Region: "us-east-1", VPC: "vpc-1", Subnet: "subnet-2", ZoneID: "use1-az2", Instance: "i-1"}
	nat = &Interface{ID: "eni-nat", Account: "000000000000", Region: "us-east-1", VPC: "vpc-1", Subnet: "subnet-3", ZoneID: "use1-az1", NAT: "nat-1"}
)

const natMark, peerMark, internetMark = 11, 12, 13

func network() *Network {
	a := netip.MustParseAddr
	return &Network{
		VPC: "vpc-1", Blocks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")},
		Addresses: map[netip.Addr]*Interface{a("10.0.1.10"): web, a("10.0.2.10"): db, a("10.0.3.5"): nat},
		Devices:   map[string]*Interface{"sp-web": web, "sp-db": db},
		Ways: map[uint32]Way{
			natMark:      {ID: "nat-1/igw-1", Kind: vpc.InternetKind, NAT: nat, NATAddress: a("10.0.3.5")},
			peerMark:     {ID: "pcx-1", Kind: vpc.PeeringKind, Remote: []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")}},
			internetMark: {ID: "igw-1", Kind: vpc.InternetKind},
		},
		Silent: map[netip.Addr]bool{a("10.0.0.2"): true, a("169.254.169.253"): true},
	}
}

func tuple(from, to string) Tuple {
	return Tuple{netip.MustParseAddrPort(from), netip.MustParseAddrPort(to)}
}

func connection(mark uint32, original, reply Tuple) *Connection {
	return &Connection{Protocol: 6, Original: original, Reply: reply, Mark: mark, Sent: Count{5, 500}, Answered: Count{4, 4000},
		SentFlags: FlagSYN, AnsweredFlags: FlagSYN | flagACK}
}

// said is records in the words of AWS's fields.
func said(tell func(take func(*Record))) []string {
	var lines []string
	tell(func(r *Record) {
		lines = append(lines, []string{"", "presumed ", "deducted "}[r.Evidence]+fmt.Sprintf("%s %s %s>%s pkt %s>%s %dp path %d %s", r.Interface, r.Direction, r.Source, r.Destination, r.PacketSource, r.PacketDestination, r.Packets, r.Path, r.Action))
	})
	slices.Sort(lines)
	return lines
}

func TestBothEndsOfAConnectionHaveRecords(t *testing.T) {
	for name, c := range map[string]struct {
		connection *Connection
		want       []string
	}{
		"inside the VPC": {
			connection(0, tuple("10.0.1.10:4000", "10.0.2.10:5432"), tuple("10.0.2.10:5432", "10.0.1.10:4000")),
			[]string{
				"eni-db egress 10.0.2.10:5432>10.0.1.10:4000 pkt 10.0.2.10>10.0.1.10 4p path 1 ACCEPT",
				"eni-db ingress 10.0.1.10:4000>10.0.2.10:5432 pkt 10.0.1.10>10.0.2.10 5p path 0 ACCEPT",
				"eni-web egress 10.0.1.10:4000>10.0.2.10:5432 pkt 10.0.1.10>10.0.2.10 5p path 1 ACCEPT",
				"eni-web ingress 10.0.2.10:5432>10.0.1.10:4000 pkt 10.0.2.10>10.0.1.10 4p path 0 ACCEPT",
			},
		},
		"out by a public address": {
			connection(internetMark, tuple("10.0.1.10:4000", "203.0.113.7:443"), tuple("203.0.113.7:443", "198.18.0.4:4000")),
			[]string{
				"eni-web egress 10.0.1.10:4000>203.0.113.7:443 pkt 10.0.1.10>203.0.113.7 5p path 8 ACCEPT",
				"eni-web ingress 203.0.113.7:443>10.0.1.10:4000 pkt 203.0.113.7>10.0.1.10 4p path 0 ACCEPT",
			},
		},
		// The destination's public address is shown as the private one.
		"in by a public address": {
			connection(0, tuple("203.0.113.7:9000", "198.18.0.5:5432"), tuple("10.0.2.10:5432", "203.0.113.7:9000")),
			[]string{
				"eni-db egress 10.0.2.10:5432>203.0.113.7:9000 pkt 10.0.2.10>203.0.113.7 4p path 8 ACCEPT",
				"eni-db ingress 203.0.113.7:9000>10.0.2.10:5432 pkt 203.0.113.7>10.0.2.10 5p path 0 ACCEPT",
			},
		},
		// As in AWS's example of a NAT gateway.
		"through a NAT gateway": {
			connection(natMark, tuple("10.0.1.10:4000", "203.0.113.7:443"), tuple("203.0.113.7:443", "198.18.0.4:50001")),
			[]string{
				"eni-nat egress 10.0.3.5:443>10.0.1.10:4000 pkt 203.0.113.7>10.0.1.10 4p path 1 ACCEPT",
				"eni-nat egress 10.0.3.5:50001>203.0.113.7:443 pkt 10.0.3.5>203.0.113.7 5p path 8 ACCEPT",
				"eni-nat ingress 10.0.1.10:4000>10.0.3.5:443 pkt 10.0.1.10>203.0.113.7 5p path 0 ACCEPT",
				"eni-nat ingress 203.0.113.7:443>10.0.3.5:50001 pkt 203.0.113.7>10.0.3.5 4p path 0 ACCEPT",
				"eni-web egress 10.0.1.10:4000>203.0.113.7:443 pkt 10.0.1.10>203.0.113.7 5p path 1 ACCEPT",
				"eni-web ingress 203.0.113.7:443>10.0.1.10:4000 pkt 203.0.113.7>10.0.1.10 4p path 0 ACCEPT",
			},
		},
		"from a peer": {
			connection(0, tuple("10.9.1.1:4000", "10.0.2.10:5432"), tuple("10.0.2.10:5432", "10.9.1.1:4000")),
			[]string{
				"eni-db egress 10.0.2.10:5432>10.9.1.1:4000 pkt 10.0.2.10>10.9.1.1 4p path 4 ACCEPT",
				"eni-db ingress 10.9.1.1:4000>10.0.2.10:5432 pkt 10.9.1.1>10.0.2.10 5p path 0 ACCEPT",
			},
		},
		"to the resolver": {connection(0, tuple("10.0.1.10:4000", "10.0.0.2:53"), tuple("10.0.0.2:53", "10.0.1.10:4000")), nil},
		"DHCP":            {connection(0, tuple("10.0.1.10:68", "10.0.2.10:67"), tuple("10.0.2.10:67", "10.0.1.10:68")), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := said(func(take func(*Record)) { network().Accepted(c.connection, take) })
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestRejectionsAreOfTheInterfaceAtWhoseGatesTheyWere(t *testing.T) {
	const there = "10.0.1.10:4000>10.0.2.10:5432 pkt 10.0.1.10>10.0.2.10 1p path "
	const back = "10.0.2.10:5432>10.0.1.10:4000 pkt 10.0.2.10>10.0.1.10 1p path "
	request, answer := tuple("10.0.1.10:4000", "10.0.2.10:5432"), tuple("10.0.2.10:5432", "10.0.1.10:4000")
	for name, c := range map[string]struct {
		drop Drop
		want []string
	}{
		"the sender's group": {
			Drop{Stage: vpc.StageEgressPolicy, In: "sp-web", Tuple: request},
			[]string{"deducted eni-db ingress " + there + "0 ACCEPT", "deducted eni-web egress " + there + "1 ACCEPT", "eni-web egress " + there + "1 REJECT"},
		},
		"the receiver's group": {
			Drop{Stage: vpc.StageIngressPolicy, In: "sp-web", Out: "sp-db", Tuple: request},
			[]string{"deducted eni-db ingress " + there + "0 ACCEPT", "eni-db ingress " + there + "0 REJECT", "presumed eni-web egress " + there + "1 ACCEPT"},
		},
		"an answer at its sender's ACL": {
			Drop{Stage: vpc.StageEgressACL, In: "sp-db", Tuple: answer},
			[]string{"deducted eni-db egress " + back + "1 ACCEPT", "deducted eni-web ingress " + back + "0 ACCEPT", "eni-db egress " + back + "1 REJECT"},
		},
		"an answer at its receiver's ACL": {
			Drop{Stage: vpc.StageIngressACL, In: "sp-db", Out: "sp-web", Tuple: answer},
			[]string{"deducted eni-web ingress " + back + "0 ACCEPT", "eni-web ingress " + back + "0 REJECT", "presumed eni-db egress " + back + "1 ACCEPT"},
		},
		"a false source": {
			Drop{Stage: vpc.StageSourceCheck, In: "sp-web", Tuple: tuple("10.0.9.9:1", "203.0.113.7:2")},
			[]string{"deducted eni-web egress 10.0.9.9:1>203.0.113.7:2 pkt 10.0.9.9>203.0.113.7 1p path 8 ACCEPT",
				"eni-web egress 10.0.9.9:1>203.0.113.7:2 pkt 10.0.9.9>203.0.113.7 1p path 8 REJECT"},
		},
		"from outside": {
			Drop{Stage: vpc.StageIngressPolicy, In: "igw", Out: "sp-db", Tuple: tuple("203.0.113.7:9000", "10.0.2.10:22")},
			[]string{"deducted eni-db ingress 203.0.113.7:9000>10.0.2.10:22 pkt 203.0.113.7>10.0.2.10 1p path 0 ACCEPT",
				"eni-db ingress 203.0.113.7:9000>10.0.2.10:22 pkt 203.0.113.7>10.0.2.10 1p path 0 REJECT"},
		},
		"to a link-local address": {Drop{Stage: vpc.StageEgressPolicy, In: "sp-web", Tuple: tuple("10.0.1.10:1", "169.254.169.254:80")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := said(func(take func(*Record)) { network().Rejected(&c.drop, take) })
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestFlagsAreThoseThatAWSTells(t *testing.T) {
	for flags, want := range map[uint8]uint8{0x02: 2, 0x12: 18, 0x10: 0, 0x11: 1, 0x14: 4, 0x18: 0} {
		if got := Flags(flags, 6); got != want {
			t.Errorf("%#x: %d, want %d", flags, got, want)
		}
	}
	if Flags(0x02, 17) != 0 {
		t.Error("udp has no flags")
	}
}

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
