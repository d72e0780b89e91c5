package vpc

import (
	"net/netip"
	"testing"
)

func prefixes(texts ...string) []netip.Prefix {
	var found []netip.Prefix
	for _, t := range texts {
		found = append(found, netip.MustParsePrefix(t))
	}
	return found
}

func prefixList(id string, texts ...string) PrefixList {
	l := PrefixList{ID: id, Version: 1, Versions: [][]PrefixListEntry{nil}}
	for _, p := range prefixes(texts...) {
		l.Versions[0] = append(l.Versions[0], PrefixListEntry{CIDR: p})
	}
	return l
}

// unguarded has a subnet that no ACL guards and no table routes.
func unguarded() *network {
	n := demo()
	n.ACLs, n.RouteTables = nil, nil
	return n
}

func guarded() *network {
	n := demo()
	n.guard("acl-app", 100, true, false, TCP, 25, 25, "0.0.0.0/0")
	n.guard("acl-app", 110, true, true, AllProtocols, 0, 0, "0.0.0.0/0")
	n.guard("acl-app", 120, true, true, TCP, 25, 25, "10.0.0.0/8") // comes too late
	n.guard("acl-app", ACLLastEntry, true, false, AllProtocols, 0, 0, "0.0.0.0/0")
	n.guard("acl-app", 90, false, true, TCP, 5432, 5432, "10.0.2.4/32")
	n.guard("acl-app", 100, false, false, AllProtocols, 0, 0, "10.0.2.0/25")
	n.guard("acl-app", 110, false, true, TCP, 1024, 65535, "10.0.2.0/24")
	n.guard("acl-app", 120, false, true, TCP, 80, 80, "10.0.0.0/16")
	n.guard("acl-app", 125, false, false, ICMP, 8, 0, "10.0.0.0/16")
	n.guard("acl-app", 130, false, true, ICMP, -1, -1, "10.0.0.0/16")
	n.guard("acl-app", 140, false, true, 50, 0, 0, "0.0.0.0/0")
	n.guard("acl-app", 150, false, true, TCP, 443, 443, "::/0")
	n.associate("subnet-a", "acl-app")
	n.guard("acl-other", 100, true, true, AllProtocols, 0, 0, "0.0.0.0/0")
	return n
}

func routed() *network {
	n := demo()
	n.VPC.DNSSupport = true
	n.VPC.Blocks = append(n.VPC.Blocks, Block{CIDR: netip.MustParsePrefix("10.1.0.0/16")})
	n.plug("firewall", "subnet-b", "10.0.2.9", "sg-db").NoSourceCheck = true
	n.plug("free", "subnet-b", "10.0.2.10", "sg-db").Attachment = nil
	n.LAN = prefixes("192.168.0.0/16", "172.20.0.0/16", "10.0.0.0/8")
	n.VPNGateways = []VPNGateway{{ID: "vgw-1", VPCID: "vpc-1", State: StateAvailable}}
	n.PrefixLists = []PrefixList{prefixList("pl-mine", "203.0.113.0/25", "203.0.113.0/24", "192.168.0.0/16", "10.0.7.0/24"),
		prefixList(EndpointService{Name: "com.example.files"}.PrefixListID(), "198.51.100.0/28")}
	n.Services = []EndpointService{{Name: "com.example.files", Kind: GatewayEndpoint, Prefixes: prefixes("198.51.100.0/28")}}
	n.Endpoints = []Endpoint{
		{ID: "vpce-1", Kind: GatewayEndpoint, ServiceName: "com.example.files", State: StateAvailable, RouteTableIDs: []string{"rtb-main"}},
		{ID: "vpce-2", Kind: InterfaceEndpoint, ServiceName: "com.example.db", State: StateAvailable},
	}
	n.Gateways = []InternetGateway{{ID: "igw-1", VPCID: "vpc-1"}, {ID: "igw-2"}}
	n.RouteTables[0].Propagating = []string{"vgw-1", "vgw-2"}
	n.lead("rtb-main", "0.0.0.0/0", "igw-1")
	n.lead("rtb-main", "203.0.113.0/24", "igw-2")   // not attached, and before the list's at equal length
	n.lead("rtb-main", "pl-mine", "eni-firewall")   // before what is propagated
	n.lead("rtb-main", "172.20.0.0/16", "eni-free") // before what is propagated
	n.lead("rtb-main", "172.21.0.0/16", "pcx-9")
	n.lead("rtb-main", "172.22.0.0/16", "eni-app") // checks its destination
	n.lead("rtb-main", "10.0.5.0/24", "eni-firewall")
	n.lead("rtb-main", "10.0.6.0/24", "igw-1") // into the VPC, which only interfaces and NAT gateways may
	n.lead("rtb-main", "10.0.0.0/16", "eni-firewall")
	n.lead("rtb-main", "::/0", "igw-1")
	n.lead("rtb-b", "255.255.255.255/32", "vgw-1")
	n.lead("rtb-b", "0.0.0.0/0", "vgw-1")
	n.associate("subnet-b", "rtb-b")
	n.allow("sg-app", Ingress, TCP, 80, 80, "0.0.0.0/0")
	n.Rules[len(n.Rules)-1].CIDR, n.Rules[len(n.Rules)-1].PrefixListID = netip.Prefix{}, "pl-mine"
	return n
}

// public is a public subnet with a NAT gateway, and a private one behind it.
func public() *network {
	n := demo()
	addr := netip.MustParseAddr
	n.Gateways = []InternetGateway{{ID: "igw-1", VPCID: "vpc-1"}}
	n.VPNGateways = []VPNGateway{{ID: "vgw-1", VPCID: "vpc-1", State: StateAvailable}}
	n.LAN = prefixes("192.168.0.0/16")
	n.NATGateways = []NATGateway{
		{ID: "nat-1", VPCID: "vpc-1", SubnetID: "subnet-a", InterfaceID: "eni-nat1", Address: addr("10.0.1.9"), Public: addr("198.18.0.9"), State: StateAvailable},
		{ID: "nat-2", VPCID: "vpc-1", SubnetID: "subnet-b", InterfaceID: "eni-nat2", Address: addr("10.0.2.9"), Public: addr("198.18.0.10"), State: StatePending},
		{ID: "nat-3", VPCID: "vpc-1", SubnetID: "subnet-a", InterfaceID: "eni-nat3", Address: addr("10.0.1.10"), Private: true, State: StateAvailable},
		{ID: "nat-4", VPCID: "vpc-1", SubnetID: "subnet-a", InterfaceID: "eni-nat4", Address: addr("10.0.1.11"), State: StatePending},
		{ID: "nat-5", VPCID: "vpc-1", SubnetID: "subnet-a", InterfaceID: "eni-nat5", Address: addr("10.0.1.12"), Public: addr("198.18.0.12"), State: StateFailed},
	}
	n.Public = []PublicAddress{
		{AllocationID: "eipalloc-1", AssociationID: "eipassoc-1", Address: addr("198.18.0.4"), VPCID: "vpc-1", InterfaceID: "eni-app", Private: addr("10.0.1.4")},
		{AllocationID: "eipalloc-2", AssociationID: "eipassoc-2", Address: addr("198.18.0.9"), VPCID: "vpc-1", InterfaceID: "eni-nat1", Private: addr("10.0.1.9"), NATGatewayID: "nat-1"},
		{AllocationID: "eipalloc-3", AssociationID: "eipassoc-3", Address: addr("198.18.0.5"), VPCID: "vpc-1", InterfaceID: "eni-gone", Private: addr("10.0.1.5")},
		{AllocationID: "eipalloc-4", Address: addr("198.18.0.6")},
	}
	n.lead("rtb-public", "0.0.0.0/0", "igw-1")
	n.lead("rtb-public", "192.168.0.0/16", "vgw-1")
	n.lead("rtb-public", "172.16.0.0/12", "nat-5")
	n.associate("subnet-a", "rtb-public")
	n.lead("rtb-main", "0.0.0.0/0", "nat-1")
	n.lead("rtb-main", "203.0.113.0/24", "nat-2") // whose own subnet is the private one
	n.lead("rtb-main", "198.51.100.0/24", "nat-3")
	n.lead("rtb-main", "192.168.1.0/24", "nat-3")
	n.lead("rtb-main", "203.0.113.128/25", "nat-4")
	n.lead("rtb-main", "10.0.9.0/24", "nat-1")
	return n
}

func peered() *network {
	n := demo()
	peer := newNetwork()
	peer.plug("remote", "subnet-r", "10.8.0.4", "sg-remote", "sg-app")
	peer.plug("free", "subnet-r", "10.8.0.5", "sg-remote").Attachment = nil
	n.Peerings = []PeeringModel{{ID: "pcx-1", VPC: VPC{ID: "vpc-2", Blocks: []Block{{CIDR: netip.MustParsePrefix("10.8.0.0/16")}}}, Interfaces: peer.Interfaces}}
	n.lead("rtb-main", "10.8.0.0/16", "pcx-1")
	n.lead("rtb-main", "10.9.0.0/16", "pcx-2")
	n.allow("sg-db", Ingress, TCP, 5432, 5432, "sg-remote")
	return n
}

// TestUnchangedTablesAndACLsKeepTheirPointers holds what the golden files can't show: a
// change of one table keeps the others.
func TestUnchangedTablesAndACLsKeepTheirPointers(t *testing.T) {
	n := public()
	n.guard("acl-app", 100, true, true, AllProtocols, 0, 0, "0.0.0.0/0")
	n.associate("subnet-a", "acl-app")
	c := new(Compiler)
	before := c.Compile(n.Model)
	n.lead("rtb-main", "172.20.0.0/16", "vgw-1")
	n.ACLs[0].Entries = append([]ACLEntry{{Number: 1, Allow: true, Protocol: TCP, FromPort: 1, ToPort: 1, CIDR: netip.MustParsePrefix("10.0.0.0/8")}}, n.ACLs[0].Entries...)
	after := c.Compile(n.Model)
	if before.Tables["rtb-public"] != after.Tables["rtb-public"] || before.Tables["rtb-main"] == after.Tables["rtb-main"] {
		t.Error("the table with another route must be new, and it alone")
	}
	if before.ACLs["acl-app"] != after.ACLs["acl-app"] || before.ACLs["acl-default"] != after.ACLs["acl-default"] {
		t.Error("an entry that another one swallows makes a new ACL")
	}
	n.ACLs[0].Entries = n.ACLs[0].Entries[1:2]
	last := c.Compile(n.Model)
	if after.ACLs["acl-app"] != last.ACLs["acl-app"] || after.ACLs["acl-default"] == last.ACLs["acl-default"] {
		t.Error("the ACL with other entries must be new, and it alone")
	}
	n.NATGateways[0].State = StateDeleted
	gone := c.Compile(n.Model)
	if last.Tables["rtb-public"] != gone.Tables["rtb-public"] || last.Tables["rtb-main"] == gone.Tables["rtb-main"] {
		t.Error("the table whose gateway went must be new, and it alone")
	}
}
