//go:build bench

package bench

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"testing"
	"time"

	"sallyport/internal/api/ec2"
	"sallyport/internal/datapath"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// BenchmarkCost measures what one change costs, without API, loops and packets:
// from the snapshot that has it to the kernel's answer, for each kind of change,
// with 10 interfaces and rules and with 1,000 and 10,000, turn and turn about.
func BenchmarkCost(b *testing.B) {
	for b.Loop() {
		few, many := newHouse(b, 10, 10), newHouse(b, crowd, crowdRules)
		for _, kind := range houseChanges {
			var small, large, smallPlan, largePlan []float64
			for round := range 2 * changes {
				for _, h := range []*house{few, many} {
					plan, whole := h.measure(kind, round)
					if h == few {
						small, smallPlan = append(small, whole), append(smallPlan, plan)
					} else {
						large, largePlan = append(large, whole), append(largePlan, plan)
					}
				}
			}
			b.ReportMetric(median(small), kind.name+"-few-ms")
			b.ReportMetric(median(large), kind.name+"-many-ms")
			b.ReportMetric(median(smallPlan), kind.name+"-plan-few-ms")
			b.ReportMetric(median(largePlan), kind.name+"-plan-many-ms")
			b.ReportMetric(ratio(large, small), kind.name+"-many/few")
		}
	}
	b.ReportMetric(0, "ns/op")
}

// house is a VPC with an ACL, a route to an internet gateway, and one group that
// all interfaces carry: a store, a planner and the kernel.
type house struct {
	b       *testing.B
	store   *store.Store
	planner *netplan.Planner
	kernel  *datapath.DataPath
}

const (
	houseVPC   = "vpc-0c057"
	houseGroup = "sg-0c057"
)

func newHouse(b *testing.B, interfaces, rules int) *house {
	b.Helper()
	h := &house{b: b, planner: netplan.New(netplan.Options{})}
	var err error
	h.store, err = store.Open(b.TempDir(), append(ec2.Documents(), platform.Workload{}, platform.WorkloadStatus{})...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { h.store.Close() })
	h.kernel, err = datapath.New(datapath.Options{Tag: newTag(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		defer h.kernel.Close()
		if err := h.kernel.CleanUp(context.Background()); err != nil {
			b.Error(err)
		}
	})
	h.update(func(tx *store.Tx) {
		houseGates(tx)
		for i := range interfaces {
			eni := houseInterface(i)
			eni.Attachment = &vpc.Attachment{Workload: fmt.Sprintf("i-%04d", i)}
			store.Put(tx, eni)
			store.Put(tx, platform.Workload{Key: eni.Attachment.Workload, Interfaces: []string{eni.ID}, Desire: platform.Run})
		}
		for i := range rules {
			store.Put(tx, houseRule(fmt.Sprintf("sgr-%05d", i), int32(1000+i), fmt.Sprintf("10.1.%d.%d/32", i/200, 10+i%200)))
		}
	})
	report, err := h.kernel.Apply(b.Context(), h.desired())
	for _, failed := range report.Sandboxes {
		if err == nil {
			err = failed
		}
	}
	if err != nil {
		b.Fatal(err)
	}
	time.Sleep(2 * time.Second) // the notices of the links are looked through
	return h
}

// houseGates are the VPC and what packets meet besides groups.
func houseGates(tx *store.Tx) {
	anywhere := netip.MustParsePrefix("0.0.0.0/0")
	store.Put(tx, vpc.VPC{ID: houseVPC, Region: "us-east-1", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}})
	store.Put(tx, vpc.Subnet{ID: "subnet-0c057", VPCID: houseVPC, Region: "us-east-1", CIDR: netip.MustParsePrefix("10.0.16.0/20")})
	store.Put(tx, vpc.Subnet{ID: "subnet-2", VPCID: houseVPC, Region: "us-east-1", CIDR: netip.MustParsePrefix("10.0.32.0/20")})
	store.Put(tx, vpc.SecurityGroup{ID: houseGroup, VPCID: houseVPC, Region: "us-east-1", Name: "crowd"})
	store.Put(tx, vpc.InternetGateway{ID: "igw-0c057", VPCID: houseVPC, Region: "us-east-1"})
	store.Put(tx, vpc.RouteTable{ID: "rtb-0c057", VPCID: houseVPC, Region: "us-east-1", Main: true,
		Routes: []vpc.Route{{Destination: anywhere, Target: "igw-0c057"}}})
	store.Put(tx, vpc.NetworkACL{ID: "acl-0c057", VPCID: houseVPC, Region: "us-east-1", Default: true, Entries: []vpc.ACLEntry{
		{Number: 100, Allow: true, Protocol: vpc.TCP, CIDR: anywhere, ToPort: 65535},
		{Number: 100, Egress: true, Allow: true, Protocol: vpc.TCP, CIDR: anywhere, ToPort: 65535},
	}})
	store.Put(tx, vpc.PublicAddress{AllocationID: "eipalloc-0c057", Region: "us-east-1", Address: netip.MustParseAddr("198.18.0.9")})
}

func houseInterface(i int) vpc.Interface {
	address := netip.AddrFrom4([4]byte{10, 0, byte(16 + (i+4)/250), byte((i + 4) % 250)})
	return vpc.Interface{ID: fmt.Sprintf("eni-%04d", i), VPCID: houseVPC, Region: "us-east-1", SubnetID: "subnet-0c057",
		Addresses: []netip.Addr{address}, Groups: []string{houseGroup}}
}

func houseRule(id string, port int32, cidr string) vpc.SecurityGroupRule {
	return vpc.SecurityGroupRule{ID: id, VPCID: houseVPC, Region: "us-east-1", GroupID: houseGroup, Direction: vpc.Ingress,
		Protocol: vpc.TCP, FromPort: port, ToPort: port, CIDR: netip.MustParsePrefix(cidr)}
}

// houseChange is a change of the documents, and back.
type houseChange struct {
	name  string
	links bool // it takes more than rules
	make  func(tx *store.Tx, there bool)
}

var houseChanges = []houseChange{
	{name: "rule", make: func(tx *store.Tx, there bool) {
		if there {
			store.Put(tx, houseRule("sgr-5", 22, "10.0.16.9/32"))
		} else {
			store.Delete[vpc.SecurityGroupRule](tx, "sgr-5")
		}
	}},
	{name: "acl", make: func(tx *store.Tx, there bool) {
		acl, _ := store.Get[vpc.NetworkACL](tx, "acl-0c057")
		if acl.Entries = slices.Clone(acl.Entries[:2]); there {
			acl.Entries = append(acl.Entries, vpc.ACLEntry{Number: 200, Allow: true, Protocol: vpc.UDP, CIDR: netip.MustParsePrefix("10.0.0.0/16"), FromPort: 53, ToPort: 53})
		}
		store.Put(tx, acl)
	}},
	{name: "route", make: func(tx *store.Tx, there bool) {
		table, _ := store.Get[vpc.RouteTable](tx, "rtb-0c057")
		if table.Routes = slices.Clone(table.Routes[:1]); there {
			table.Routes = append(table.Routes, vpc.Route{Destination: netip.MustParsePrefix("198.51.100.0/24"), Target: "eni-gone"})
		}
		store.Put(tx, table)
	}},
	{name: "address", make: func(tx *store.Tx, there bool) {
		address, _ := store.Get[vpc.PublicAddress](tx, "eipalloc-0c057")
		address.AssociationID, address.VPCID, address.InterfaceID, address.Private = "", "", "", netip.Addr{}
		if there {
			address.AssociationID, address.VPCID, address.InterfaceID, address.Private = "eipassoc-1", houseVPC, "eni-0003", houseInterface(3).Primary()
		}
		store.Put(tx, address)
	}},
	{name: "interface", links: true, make: func(tx *store.Tx, there bool) {
		eni := houseInterface(crowd) // a second one, in another subnet
		eni.SubnetID, eni.Addresses = "subnet-2", []netip.Addr{netip.MustParseAddr("10.0.32.9")}
		workload, _ := store.Get[platform.Workload](tx, "i-0003")
		if workload.Interfaces = slices.Clone(workload.Interfaces[:1]); there {
			workload.Interfaces = append(workload.Interfaces, eni.ID)
			eni.Attachment = &vpc.Attachment{Workload: workload.Key, DeviceIndex: 1}
		}
		store.Put(tx, eni)
		store.Put(tx, workload)
	}},
}

// measure makes a change, in every second round back, and gives how long the
// plan and the whole took, in milliseconds.
func (h *house) measure(c houseChange, round int) (plan, whole float64) {
	h.b.Helper()
	h.update(func(tx *store.Tx) { c.make(tx, round%2 == 0) })
	begin := time.Now()
	desired := h.desired()
	plan = millis(time.Since(begin))
	err := h.kernel.ApplyRules(h.b.Context(), desired)
	if err == nil && c.links {
		var report datapath.Report
		if report, err = h.kernel.Apply(h.b.Context(), desired); err == nil {
			err = report.Sandboxes["i-0003"]
		}
	}
	whole = millis(time.Since(begin))
	if err != nil {
		h.b.Fatal(err)
	}
	return plan, whole
}

func (h *house) desired() datapath.Desired {
	plan := h.planner.Plan(h.store.Snapshot())
	return datapath.Desired{Networks: plan.Networks, Sandboxes: plan.Sandboxes, Sequence: plan.Sequence}
}

func (h *house) update(fn func(*store.Tx)) {
	h.b.Helper()
	if err := h.store.Update(h.b.Context(), func(tx *store.Tx) error { fn(tx); return nil }); err != nil {
		h.b.Fatal(err)
	}
}
