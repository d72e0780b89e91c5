package flowlog

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

func log(change func(*vpc.FlowLog)) vpc.FlowLog {
	l := vpc.FlowLog{ID: "fl-1", Region: "us-east-1", OwnerID: "000000000000", ResourceID: "vpc-1", VPCID: "vpc-1", Traffic: vpc.TrafficAll,
		Format: DefaultFormat, Aggregation: time.Minute, Destination: "arn:aws:s3:::logs/app", DestinationType: "s3"}
	if change != nil {
		change(&l)
	}
	return l
}

func lines(t *testing.T, a *Aggregate, interfaces ...*Interface) []string {
	t.Helper()
	var list []string
	if err := a.Lines(interfaces, func(line []byte) error { list = append(list, string(line)); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAnIntervalSumsUp(t *testing.T) {
	a := NewAggregate(log(nil), noon.Add(10*time.Second))
	if a.End() != noon.Add(time.Minute) {
		t.Fatalf("ends %v", a.End())
	}
	flow := tuple("10.0.1.10:4000", "203.0.113.7:443")
	c := connection(internetMark, flow, tuple("203.0.113.7:443", "198.18.0.4:4000"))
	for i := range 3 {
		c.First, c.Last = noon.Add(time.Duration(5+i)*time.Second), noon.Add(time.Duration(6+i)*time.Second)
		network().Accepted(c, a.Add)
	}
	network().Rejected(&Drop{Stage: vpc.StageEgressPolicy, In: "sp-web", Protocol: 17, Tuple: tuple("10.0.1.10:9", "10.0.2.10:53"), Bytes: 60, At: noon}, a.Add)
	expect(t, lines(t, a, web, db),
		"2 000000000000 eni-db - - - - - - - 1767355200 1767355260 - NODATA",
		"2 000000000000 eni-web 10.0.1.10 10.0.2.10 9 53 17 1 60 1767355200 1767355200 REJECT OK",
		"2 000000000000 eni-web 10.0.1.10 203.0.113.7 4000 443 6 15 1500 1767355205 1767355208 ACCEPT OK",
		"2 000000000000 eni-web 203.0.113.7 10.0.1.10 443 4000 6 12 12000 1767355205 1767355208 ACCEPT OK")
}

func TestAFlowLogIsAboutItsResourceAndTraffic(t *testing.T) {
	c := connection(0, tuple("10.0.1.10:4000", "10.0.2.10:5432"), tuple("10.0.2.10:5432", "10.0.1.10:4000"))
	drop := &Drop{Stage: vpc.StageIngressPolicy, In: "sp-web", Out: "sp-db", Protocol: 6, Tuple: tuple("10.0.1.10:4001", "10.0.2.10:22"), Flags: 2}
	for name, want := range map[string]struct {
		log   vpc.FlowLog
		count int
	}{
		"vpc":       {log(nil), 6},
		"subnet":    {log(func(l *vpc.FlowLog) { l.ResourceID = "subnet-2" }), 3},
		"interface": {log(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" }), 3},
		"accept":    {log(func(l *vpc.FlowLog) { l.Traffic = vpc.TrafficAccept }), 5},
		"reject":    {log(func(l *vpc.FlowLog) { l.Traffic = vpc.TrafficReject }), 1},
		"other":     {log(func(l *vpc.FlowLog) { l.ResourceID = "vpc-2" }), 0},
	} {
		a := NewAggregate(want.log, noon)
		network().Accepted(c, a.Add)
		network().Rejected(drop, a.Add)
		if got := lines(t, a); len(got) != want.count {
			t.Errorf("%s: %d records, want %d:\n%s", name, len(got), want.count, strings.Join(got, "\n"))
		}
	}
}

// A packet of a connection that an ACL drops is in the connection's count.
func TestDroppedPacketsOfAConnectionAreNotAccepted(t *testing.T) {
	for _, first := range []string{"drops first", "connection first"} {
		a := NewAggregate(log(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" }), noon)
		answer := tuple("10.0.2.10:5432", "10.0.1.10:4000")
		drops := func() {
			for range 4 { // all that was answered, 1000 bytes each
				network().Rejected(&Drop{Stage: vpc.StageIngressACL, In: "sp-db", Out: "sp-web", Protocol: 6, Tuple: answer, Bytes: 1000, At: noon}, a.Add)
			}
		}
		if first == "drops first" {
			drops()
		}
		c := connection(0, tuple("10.0.1.10:4000", "10.0.2.10:5432"), answer)
		c.First, c.Last = noon, noon
		network().Accepted(c, a.Add)
		if first != "drops first" {
			drops()
		}
		expect(t, lines(t, a),
			"2 000000000000 eni-web 10.0.1.10 10.0.2.10 4000 5432 6 5 500 1767355200 1767355200 ACCEPT OK",
			"2 000000000000 eni-web 10.0.2.10 10.0.1.10 5432 4000 6 4 4000 1767355200 1767355200 REJECT OK")
	}
}

func TestLossesAreTold(t *testing.T) {
	a := NewAggregate(log(nil), noon)
	a.Skip(web, 7)
	if a.Skipped() != 7 {
		t.Errorf("skipped %d", a.Skipped())
	}
	expect(t, lines(t, a, web, db),
		"2 000000000000 eni-db - - - - - - - 1767355200 1767355260 - NODATA",
		"2 000000000000 eni-web - - - - - - - 1767355200 1767355260 - SKIPDATA")
}

func TestMoreThanALogHoldsIsSkipped(t *testing.T) {
	a := NewAggregate(log(nil), noon)
	for i := range Limit + 10 {
		a.Add(&Record{Key: Key{Interface: "eni-web", Action: Accept, Protocol: uint8(i >> 16), Source: addrPort(i)}, Place: web, Packets: 2})
	}
	if a.Skipped() != 20 || len(a.records) != Limit {
		t.Errorf("skipped %d of %d records", a.Skipped(), len(a.records))
	}
}

func TestFormats(t *testing.T) {
	r := &Record{Key: Key{Interface: "eni-db", Direction: vpc.Egress, Action: Reject, Protocol: 6,
		Source: tuple("10.0.2.10:1", "10.0.2.10:1").Source, Destination: tuple("10.0.1.10:2", "10.0.1.10:2").Source},
		Place: db, Packets: 1, Bytes: 60, Flags: 2, Path: PathSameVPC, Stage: vpc.StageEgressACL}
	r.PacketSource, r.PacketDestination = r.Source.Addr(), r.Destination.Addr()
	for _, c := range []struct{ format, ok, none string }{
		{"${version} ${srcaddr}", "2 10.0.2.10", "2 -"},
		{"${version} ${vpc-id} ${subnet-id} ${instance-id} ${tcp-flags} ${type} ${pkt-srcaddr} ${pkt-dstaddr}",
			"3 vpc-1 subnet-2 i-1 2 IPv4 10.0.2.10 10.0.1.10", "3 vpc-1 subnet-2 i-1 - - - -"},
		{"${region} ${az-id} ${sublocation-type} ${sublocation-id} ${version}", "us-east-1 use1-az2 - - 4", "us-east-1 use1-az2 - - 4"},
		{"${flow-direction} ${traffic-path} ${pkt-src-aws-service} ${pkt-dst-aws-service} ${version}", "egress 1 - - 5", "- - - - 5"},
		{"${reject-reason} ${version} ${action}", "egress-acl 8 REJECT", "- 8 -"},
	} {
		f, err := ParseFormat(c.format)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(f.Append(nil, r, StatusOK, noon, noon)); got != c.ok {
			t.Errorf("%s: %q, want %q", c.format, got, c.ok)
		}
		if got := string(f.Append(nil, bare(db), StatusNoData, noon, noon)); got != c.none {
			t.Errorf("%s: %q, want %q", c.format, got, c.none)
		}
	}
	for format, word := range map[string]string{
		"${srcaddr} ${nonsense}": "[nonsense]", "srcaddr": "'srcaddr'", "": "no field", "${srcaddr} ${srcaddr}": "twice", "${srcaddr": "'${srcaddr'",
	} {
		if _, err := ParseFormat(format); fault.ClassOf(err) != fault.Invalid || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v", format, err)
		}
	}
}
