package vpc

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// shop is a VPC as its users have it: a public subnet with the internet gateway
// for its default route, two private ones on the main table, an application,
// a database, and ACLs that let everything pass.
func shop() *network {
	n := demo()
	n.VPC.DNSSupport = true
	n.Subnets = append(n.Subnets, Subnet{ID: "subnet-pub", VPCID: "vpc-1", Zone: "us-east-1a", CIDR: netip.MustParsePrefix("10.0.0.0/24")})
	n.Groups = []SecurityGroup{{ID: "sg-app", VPCID: "vpc-1", Name: "app"}, {ID: "sg-db", VPCID: "vpc-1", Name: "db"}}
	n.Gateways = []InternetGateway{{ID: "igw-1", VPCID: "vpc-1"}}
	n.RouteTables = []RouteTable{
		{ID: "rtb-main", VPCID: "vpc-1", Main: true},
		{ID: "rtb-pub", VPCID: "vpc-1", Associations: []Association{{ID: "rtbassoc-pub", SubnetID: "subnet-pub"}},
			Routes: []Route{{Destination: defaultRoute, Target: "igw-1"}}},
	}
	acl := Origin{NewID: func(string) string { return "acl-1" }}.newDefaultACL("vpc-1")
	n.ACLs = []NetworkACL{acl}
	return n
}

// addNAT puts a NAT gateway into the public subnet and makes it the default
// route of the main table.
func (n *network) addNAT() {
	n.NATGateways = []NATGateway{{ID: "nat-1", VPCID: "vpc-1", SubnetID: "subnet-pub", InterfaceID: "eni-nat", State: StateAvailable,
		Address: netip.MustParseAddr("10.0.0.4"), AllocationID: "eipalloc-1", Public: netip.MustParseAddr("198.18.0.1")}}
	n.RouteTables[0].Routes = []Route{{Destination: defaultRoute, Target: "nat-1"}}
}

func (s Shortcoming) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n%s\n%s\n", s.Code, s.Subject, s.Text, s.Remedy.Text)
	for _, c := range s.Remedy.Commands {
		fmt.Fprintf(&b, "$ %s\n", c)
	}
	return b.String()
}

func TestPreflight(t *testing.T) {
	private := Connection{Subnets: []string{"subnet-a", "subnet-b"}, Groups: []string{"sg-app"}, Largest: 2, Free: map[string]int{"subnet-a": 1, "subnet-b": 1}}
	for name, c := range map[string]struct {
		change func(*network, *Connection)
		want   []string // the codes
	}{
		"all is well":      {func(n *network, _ *Connection) { n.addNAT() }, nil},
		"no-default-route": {func(*network, *Connection) {}, []string{CodeNoRoute}},
		"no-internet-at-all": {func(n *network, _ *Connection) {
			n.Gateways, n.RouteTables, n.Subnets = nil, n.RouteTables[:1], n.Subnets[:2]
		}, []string{CodeNoRoute}},
		"public-subnet": {func(n *network, c *Connection) {
			n.RouteTables[0].Routes = n.RouteTables[1].Routes
			c.Subnets, c.Largest = c.Subnets[:1], 1
		}, []string{CodeNoPublicAddress}},
		"all-subnets-public": {func(n *network, c *Connection) {
			n.RouteTables[0].Routes = n.RouteTables[1].Routes
			c.Subnets = []string{"subnet-a", "subnet-b", "subnet-pub"}
			n.RouteTables[0].Associations = []Association{{ID: "rtbassoc-a", SubnetID: "subnet-a"}, {ID: "rtbassoc-pub", SubnetID: "subnet-pub"}}
			n.RouteTables = n.RouteTables[:1]
		}, []string{CodeNoPublicAddress}},
		"gateway-detached": {func(n *network, _ *Connection) {
			n.RouteTables[0].Routes = []Route{{Destination: defaultRoute, Target: "igw-2"}}
		}, []string{CodeBadRoute}},
		"nat-gone": {func(n *network, _ *Connection) {
			n.addNAT()
			n.NATGateways[0].State = StateDeleted
		}, []string{CodeBadRoute}},
		"nat-in-a-private-subnet": {func(n *network, _ *Connection) {
			n.addNAT()
			n.NATGateways[0].SubnetID = "subnet-b"
		}, []string{CodeNoRoute}},
		"names-off":     {func(n *network, _ *Connection) { n.addNAT(); n.VPC.DNSSupport = false }, []string{CodeDNSDisabled}},
		"no-egress":     {func(n *network, c *Connection) { n.addNAT(); n.Rules = n.Rules[1:] }, []string{CodeGroupEmpty}},
		"few-addresses": {func(n *network, c *Connection) { n.addNAT(); c.Largest = 3 }, []string{CodeTooFewAddresses}},
		"acl-stops-answers": {func(n *network, _ *Connection) {
			n.addNAT()
			n.ACLs[0].Entries = []ACLEntry{
				{Number: 100, Egress: true, Allow: true, Protocol: AllProtocols, CIDR: defaultRoute},
				{Number: 100, Allow: true, Protocol: TCP, FromPort: 443, ToPort: 443, CIDR: defaultRoute},
				{Number: 110, Allow: true, Protocol: TCP, FromPort: 32768, ToPort: 60999, CIDR: defaultRoute},
			}
		}, []string{CodeACL}},
		"acl-stops-requests": {func(n *network, _ *Connection) {
			n.addNAT()
			n.ACLs[0].Entries = append(n.ACLs[0].Entries, ACLEntry{Number: 90, Egress: true, Protocol: TCP, FromPort: 1, ToPort: 1023, CIDR: defaultRoute})
		}, []string{CodeACL}},
	} {
		t.Run(name, func(t *testing.T) {
			n, connection := shop(), private
			c.change(n, &connection)
			found := Preflight(n.Model, connection)
			var codes []string
			var text strings.Builder
			for _, s := range found {
				codes = append(codes, s.Code)
				text.WriteString(s.text())
			}
			if fmt.Sprint(codes) != fmt.Sprint(c.want) {
				t.Errorf("found %v, want %v", codes, c.want)
			}
			if len(found) > 0 {
				golden(t, "preflight", name, text.String())
			}
		})
	}
}
