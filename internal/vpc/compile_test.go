package vpc

import (
	"flag"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files of the plans")

// network is a model being written down by a test.
type network struct{ Model }

// newNetwork is a VPC 10.0.0.0/16 with subnet-a (10.0.1.0/24) and subnet-b
// (10.0.2.0/24), an ACL that lets everything pass, and a route table; all its
// attached interfaces are on this node.
func newNetwork() *network {
	n := &network{}
	n.VPC = VPC{ID: "vpc-1", Blocks: []Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}}
	n.Subnets = []Subnet{
		{ID: "subnet-a", VPCID: "vpc-1", Zone: "us-east-1a", CIDR: netip.MustParsePrefix("10.0.1.0/24")},
		{ID: "subnet-b", VPCID: "vpc-1", Zone: "us-east-1b", CIDR: netip.MustParsePrefix("10.0.2.0/24")},
	}
	n.ACLs = []NetworkACL{{ID: "acl-default", VPCID: "vpc-1", Default: true}}
	n.guard("acl-default", 100, true, true, AllProtocols, 0, 0, "0.0.0.0/0")
	n.guard("acl-default", 100, false, true, AllProtocols, 0, 0, "0.0.0.0/0")
	n.RouteTables = []RouteTable{{ID: "rtb-main", VPCID: "vpc-1", Main: true}}
	n.Placed = func(i Interface) (Placement, bool) {
		return Placement{Sandbox: i.Attachment.Workload, Device: "eth1", DefaultRoute: true}, true
	}
	return n
}

// plug adds an attached interface named eni-<workload>.
func (n *network) plug(workload, subnet, address string, groups ...string) *Interface {
	n.Interfaces = append(n.Interfaces, Interface{
		ID: "eni-" + workload, SubnetID: subnet, Groups: groups,
		Addresses:  []netip.Addr{netip.MustParseAddr(address)},
		Attachment: &Attachment{Workload: workload},
	})
	return &n.Interfaces[len(n.Interfaces)-1]
}

// allow adds a rule; remote is a prefix or a group.
func (n *network) allow(group string, direction Direction, protocol Protocol, from, to int32, remote string) {
	r := SecurityGroupRule{ID: fmt.Sprintf("sgr-%d", len(n.Rules)+1), GroupID: group, Direction: direction,
		Protocol: protocol, FromPort: from, ToPort: to}
	if prefix, err := netip.ParsePrefix(remote); err == nil {
		r.CIDR = prefix
	} else {
		r.ReferencedGroup = remote
	}
	n.Rules = append(n.Rules, r)
}

// guard adds an entry to an ACL; from and to are ports, or ICMP type and code.
func (n *network) guard(acl string, number int32, egress, allow bool, protocol Protocol, from, to int32, remote string) {
	entry := ACLEntry{Number: number, Egress: egress, Allow: allow, Protocol: protocol, CIDR: netip.MustParsePrefix(remote)}
	if protocol.HasTypes() {
		entry.ICMPType, entry.ICMPCode = from, to
	} else {
		entry.FromPort, entry.ToPort = from, to
	}
	i := slices.IndexFunc(n.ACLs, func(a NetworkACL) bool { return a.ID == acl })
	if i < 0 {
		i, n.ACLs = len(n.ACLs), append(n.ACLs, NetworkACL{ID: acl, VPCID: n.VPC.ID})
	}
	n.ACLs[i].Entries = append(n.ACLs[i].Entries, entry)
}

// lead adds a route to a table; to is a prefix or a prefix list.
func (n *network) lead(table, to, target string) {
	route := Route{PrefixListID: to, Target: target}
	if prefix, err := netip.ParsePrefix(to); err == nil {
		route = Route{Destination: prefix, Target: target}
	}
	i := slices.IndexFunc(n.RouteTables, func(t RouteTable) bool { return t.ID == table })
	if i < 0 {
		i, n.RouteTables = len(n.RouteTables), append(n.RouteTables, RouteTable{ID: table, VPCID: n.VPC.ID})
	}
	n.RouteTables[i].Routes = append(n.RouteTables[i].Routes, route)
}

// associate gives a subnet the ACL or the route table.
func (n *network) associate(subnet, with string) {
	for i := range n.RouteTables {
		if n.RouteTables[i].ID == with {
			n.RouteTables[i].Associations = append(n.RouteTables[i].Associations, Association{SubnetID: subnet})
		}
	}
	for i := range n.ACLs {
		if n.ACLs[i].ID == with {
			n.ACLs[i].Associations = append(n.ACLs[i].Associations, ACLAssociation{SubnetID: subnet})
		}
	}
}

// world is the network alone, with a way to the internet.
func (n *network) world() *World {
	return &World{Plans: map[string]*Plan{n.VPC.ID: new(Compiler).Compile(n.Model)}, Uplink: true}
}

// demo is the network of the first walk: an application that may reach its
// database, and nobody else.
func demo() *network {
	n := newNetwork()
	n.plug("app", "subnet-a", "10.0.1.4", "sg-app")
	n.plug("db", "subnet-b", "10.0.2.4", "sg-db")
	n.allow("sg-app", Egress, AllProtocols, -1, -1, "0.0.0.0/0")
	n.allow("sg-db", Egress, AllProtocols, -1, -1, "0.0.0.0/0")
	n.allow("sg-db", Ingress, TCP, 5432, 5432, "sg-app")
	return n
}

func overlapping() *network {
	n := newNetwork()
	n.plug("web", "subnet-a", "10.0.1.4", "sg-web")
	n.allow("sg-web", Ingress, TCP, 80, 90, "10.0.0.0/24")
	n.allow("sg-web", Ingress, TCP, 85, 100, "10.0.0.0/24")
	n.allow("sg-web", Ingress, TCP, 101, 110, "10.0.0.0/24")
	n.allow("sg-web", Ingress, TCP, 443, 443, "10.0.2.0/24")
	n.allow("sg-web", Ingress, TCP, 443, 443, "10.0.3.0/24")
	n.allow("sg-web", Ingress, TCP, 443, 443, "10.0.4.0/24")
	n.allow("sg-web", Ingress, UDP, 80, 90, "10.0.0.0/24")
	return n
}

func nested() *network {
	n := newNetwork()
	n.plug("web", "subnet-a", "10.0.1.4", "sg-web")
	n.allow("sg-web", Ingress, TCP, 100, 200, "10.0.0.0/8")
	n.allow("sg-web", Ingress, TCP, 50, 120, "10.0.0.0/16")
	n.allow("sg-web", Ingress, TCP, 1, 65000, "10.0.0.0/24")
	n.allow("sg-web", Ingress, TCP, 150, 150, "10.0.0.7/32")
	n.allow("sg-web", Ingress, TCP, 65535, 65535, "10.0.0.7/32")
	n.allow("sg-web", Egress, UDP, 0, 65535, "10.1.0.0/16")
	n.allow("sg-web", Egress, UDP, 53, 53, "10.1.2.0/24")
	n.allow("sg-web", Egress, AllProtocols, -1, -1, "10.2.0.0/16")
	n.allow("sg-web", Egress, TCP, 0, 65535, "10.2.3.0/24")
	n.allow("sg-web", Egress, TCP, 22, 22, "10.2.0.0/15")
	return n
}

func protocols() *network {
	n := newNetwork()
	n.plug("web", "subnet-a", "10.0.1.4", "sg-web").NoSourceCheck = true
	for _, remote := range []string{"10.0.0.0/16", "fd00::/64", "sg-peer"} {
		n.allow("sg-web", Ingress, TCP, 22, 22, remote)
		n.allow("sg-web", Ingress, UDP, 0, 65535, remote)
		n.allow("sg-web", Ingress, 50, -1, -1, remote)
		n.allow("sg-web", Ingress, ICMP, 8, 0, remote)
		n.allow("sg-web", Ingress, ICMP, 3, -1, remote)
		n.allow("sg-web", Ingress, ICMP, 4, 1, remote)
		n.allow("sg-web", Ingress, ICMPv6, -1, -1, remote)
	}
	n.allow("sg-web", Egress, AllProtocols, -1, -1, "0.0.0.0/0")
	n.allow("sg-web", Egress, AllProtocols, -1, -1, "::/0")
	return n
}

func itself() *network {
	n := newNetwork()
	n.plug("one", "subnet-a", "10.0.1.4", "sg-default")
	n.plug("two", "subnet-b", "10.0.2.4", "sg-default")
	n.plug("free", "subnet-b", "10.0.2.9", "sg-default").Attachment = nil
	n.allow("sg-default", Ingress, AllProtocols, -1, -1, "sg-default")
	n.allow("sg-default", Ingress, TCP, 80, 80, "sg-default")
	n.allow("sg-default", Egress, AllProtocols, -1, -1, "0.0.0.0/0")
	return n
}

func several() *network {
	n := newNetwork()
	n.plug("one", "subnet-a", "10.0.1.4", "sg-b", "sg-a")
	n.plug("two", "subnet-a", "10.0.1.5", "sg-a", "sg-b")
	n.plug("three", "subnet-b", "10.0.2.4", "sg-a")
	n.plug("lost", "subnet-gone", "10.0.9.4", "sg-unused")
	n.allow("sg-a", Egress, TCP, 443, 443, "0.0.0.0/0")
	n.allow("sg-b", Ingress, TCP, 80, 80, "sg-a")
	n.allow("sg-unused", Ingress, TCP, 80, 80, "0.0.0.0/0")
	return n
}

func TestPlans(t *testing.T) {
	for name, n := range map[string]*network{
		"demo": demo(), "overlapping": overlapping(), "nested": nested(), "protocols": protocols(),
		"itself": itself(), "several-groups": several(), "empty": newNetwork(), "unguarded": unguarded(),
		"acl": guarded(), "routes": routed(), "public": public(), "peering": peered(),
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "plans", name, new(Compiler).Compile(n.Model).String())
		})
	}
}

func TestOnlyWhatThisNodeNeeds(t *testing.T) {
	n := demo()
	n.plug("elsewhere", "subnet-a", "10.0.1.5", "sg-app", "sg-other")
	n.allow("sg-other", Egress, AllProtocols, -1, -1, "0.0.0.0/0")
	all := n.Placed
	n.Placed = func(i Interface) (Placement, bool) {
		p, ok := all(i)
		return p, ok && i.Attachment.Workload == "db"
	}
	plan := new(Compiler).Compile(n.Model)
	if len(plan.Ports) != 1 || len(plan.Policies) != 1 || len(plan.RuleSets) != 1 || plan.RuleSets["sg-db"] == nil {
		t.Errorf("more than the database:\n%s", plan)
	}
	if got := list(plan.Members["sg-app"].Addresses); got != "10.0.1.4, 10.0.1.5" {
		t.Errorf("members on other nodes: %s", got)
	}
}

func TestUnchangedPartsKeepTheirPointers(t *testing.T) {
	n := demo()
	c := new(Compiler)
	before := c.Compile(n.Model)
	n.plug("app2", "subnet-a", "10.0.1.5", "sg-app")
	n.Rules[0].Description = "a new description changes nothing"
	after := c.Compile(n.Model)
	if before.RuleSets["sg-db"] != after.RuleSets["sg-db"] || before.RuleSets["sg-app"] != after.RuleSets["sg-app"] {
		t.Error("rule sets that did not change are new")
	}
	if before.Members["sg-app"] == after.Members["sg-app"] {
		t.Error("members that changed are the old ones")
	}
	if got := list(before.Members["sg-app"].Addresses); got != "10.0.1.4" {
		t.Errorf("the plan given out before has changed: %s", got)
	}

	n.Rules = n.Rules[:2] // revoke
	revoked := c.Compile(n.Model)
	if after.RuleSets["sg-db"] == revoked.RuleSets["sg-db"] || after.RuleSets["sg-app"] != revoked.RuleSets["sg-app"] {
		t.Error("the revoked rule's group must be new, and it alone")
	}
	if len(revoked.Members) != 0 {
		t.Error("members that nobody references are still there")
	}

	n.Rules[0], n.Rules[1] = n.Rules[1], n.Rules[0]
	n.allow("sg-app", Egress, TCP, 80, 80, "10.0.0.0/8")
	reordered := c.Compile(n.Model)
	if revoked.RuleSets["sg-app"] != reordered.RuleSets["sg-app"] {
		t.Error("a rule that another one swallows makes a new rule set")
	}
}

func TestEveryFieldMakesAnotherPort(t *testing.T) {
	kind := reflect.TypeFor[Port]()
	for i := range kind.NumField() {
		var one, other Port
		switch field := reflect.ValueOf(&other).Elem().Field(i); field.Interface().(type) {
		case string:
			field.SetString("another")
		case bool:
			field.SetBool(true)
		case []netip.Addr:
			field.Set(reflect.ValueOf(make([]netip.Addr, 1)))
		case netip.Addr:
			field.Set(reflect.ValueOf(netip.MustParseAddr("10.0.0.1")))
		case [6]byte:
			field.Set(reflect.ValueOf([6]byte{1}))
		default:
			t.Fatalf("no other value for %s", kind.Field(i).Name)
		}
		if one.equal(&other) || !one.equal(&one) {
			t.Errorf("ports that differ in %s are taken for the same", kind.Field(i).Name)
		}
	}
}
