//go:build kernel

package datapath_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

// town is three VPCs as a user would make them. vpc-1 has the applications app
// and mate in subnet-a, db in subnet-b, and a NAT gateway in subnet-n; shop is in
// vpc-2, with the public address 198.18.0.80, and third in vpc-3. Each of them
// answers on port 80. vpc-1 peers with vpc-2, and vpc-2 with vpc-3. Groups and
// ACLs let everything through, and routes are what a test adds.
type town struct {
	*world
	models    map[string]*vpc.Model
	compilers map[string]*vpc.Compiler
}

const (
	shop       = "198.18.0.80"
	natAddress = "198.18.0.9"
	appAddress = "198.18.0.4"
)

func newTown(t testing.TB) *town {
	w := &town{world: newWorld(t, datapath.Options{}), models: map[string]*vpc.Model{}, compilers: map[string]*vpc.Compiler{}}
	for i, name := range []string{"vpc-1", "vpc-2", "vpc-3"} {
		m := &vpc.Model{VPC: vpc.VPC{ID: name, Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", i))}}, DNSSupport: true},
			Groups:      []vpc.SecurityGroup{{ID: "sg-1", VPCID: name}},
			ACLs:        []vpc.NetworkACL{{ID: "acl-" + name, VPCID: name, Default: true}},
			RouteTables: []vpc.RouteTable{{ID: "rtb-" + name, VPCID: name, Main: true}},
			Gateways:    []vpc.InternetGateway{{ID: "igw-" + name, VPCID: name}},
			Placed: func(i vpc.Interface) (vpc.Placement, bool) {
				return vpc.Placement{Sandbox: i.Attachment.Workload, Device: "eth1", DefaultRoute: true}, true
			}}
		for _, direction := range []vpc.Direction{vpc.Egress, vpc.Ingress} {
			m.Rules = append(m.Rules, vpc.SecurityGroupRule{GroupID: "sg-1", Direction: direction, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("0.0.0.0/0")})
		}
		w.models[name], w.compilers[name] = m, &vpc.Compiler{}
		w.order = append(w.order, name)
	}
	w.subnet("vpc-1", "subnet-a", "10.0.1.0/24")
	w.subnet("vpc-1", "subnet-b", "10.0.2.0/24")
	w.subnet("vpc-1", "subnet-n", "10.0.3.0/24")
	w.subnet("vpc-2", "subnet-s", "10.1.1.0/24")
	w.subnet("vpc-3", "subnet-t", "10.2.1.0/24")
	w.box("app", "subnet-a", "10.0.1.10")
	w.box("mate", "subnet-a", "10.0.1.11")
	w.box("db", "subnet-b", "10.0.2.10")
	w.box("shop", "subnet-s", "10.1.1.10")
	w.box("third", "subnet-t", "10.2.1.10")
	w.public("vpc-2", "shop", shop)
	w.models["vpc-2"].RouteTables[0].Routes = []vpc.Route{route("0.0.0.0/0", "igw-vpc-2"), route("10.0.0.0/16", "pcx-1"), route("10.2.0.0/16", "pcx-2")}
	w.models["vpc-3"].RouteTables[0].Routes = []vpc.Route{route("0.0.0.0/0", "pcx-2")}
	w.models["vpc-1"].NATGateways = []vpc.NATGateway{{ID: "nat-1", VPCID: "vpc-1", SubnetID: "subnet-n", InterfaceID: "eni-nat", Address: netip.MustParseAddr("10.0.3.4"),
		Public: netip.MustParseAddr(natAddress), State: vpc.StateAvailable}}
	w.peer("pcx-1", "vpc-1", "vpc-2")
	w.peer("pcx-2", "vpc-2", "vpc-3")
	w.compile()
	w.apply()
	for _, box := range w.boxes {
		listenTCP(t, path(w.world, box.ID), 80)
	}
	return w
}

func route(to, target string) vpc.Route {
	return vpc.Route{Destination: netip.MustParsePrefix(to), Target: target}
}

func (w *town) subnet(vpcID, id, cidr string) {
	m := w.models[vpcID]
	m.Subnets = append(m.Subnets, vpc.Subnet{ID: id, VPCID: vpcID, CIDR: netip.MustParsePrefix(cidr)})
	acl, table := "acl-"+id, "rtb-"+id
	m.ACLs = append(m.ACLs, vpc.NetworkACL{ID: acl, VPCID: vpcID, Associations: []vpc.ACLAssociation{{SubnetID: id}}})
	w.guard(id, entry(100, true, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"), entry(100, false, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"))
	if id == "subnet-a" || id == "subnet-b" || id == "subnet-n" {
		m.RouteTables = append(m.RouteTables, vpc.RouteTable{ID: table, VPCID: vpcID, Associations: []vpc.Association{{SubnetID: id}}})
	}
}

func (w *town) box(id, subnet, address string) {
	for _, m := range w.models {
		for _, s := range m.Subnets {
			if s.ID == subnet {
				m.Interfaces = append(m.Interfaces, vpc.Interface{ID: "eni-" + id, VPCID: m.VPC.ID, SubnetID: subnet, Addresses: []netip.Addr{netip.MustParseAddr(address)},
					Groups: []string{"sg-1"}, Attachment: &vpc.Attachment{Workload: id}})
			}
		}
	}
	w.boxes = append(w.boxes, vpc.Sandbox{ID: id, Ports: []string{"eni-" + id}})
}

// public gives an interface a public address in place of the one it had; none
// if that is empty.
func (w *town) public(vpcID, box, address string) {
	m := w.models[vpcID]
	m.Public = nil
	for _, i := range m.Interfaces {
		if i.ID == "eni-"+box && address != "" {
			m.Public = []vpc.PublicAddress{{AllocationID: "eipalloc-1", AssociationID: "eipassoc-1", Address: netip.MustParseAddr(address), VPCID: vpcID, InterfaceID: i.ID, Private: i.Addresses[0]}}
		}
	}
}

func (w *town) peer(id, a, b string) {
	one, two := w.models[a], w.models[b]
	one.Peerings = append(one.Peerings, vpc.PeeringModel{ID: id, VPC: two.VPC, Interfaces: two.Interfaces})
	two.Peerings = append(two.Peerings, vpc.PeeringModel{ID: id, VPC: one.VPC, Interfaces: one.Interfaces})
}

// entry is one of an ACL, with ports for tcp and udp.
func entry(number int32, egress, allow bool, protocol vpc.Protocol, from, to int32, cidr string) vpc.ACLEntry {
	return vpc.ACLEntry{Number: number, Egress: egress, Allow: allow, Protocol: protocol, FromPort: from, ToPort: to, ICMPType: -1, ICMPCode: -1, CIDR: netip.MustParsePrefix(cidr)}
}

// guard gives a subnet's ACL these entries and no others.
func (w *town) guard(subnet string, entries ...vpc.ACLEntry) {
	for _, m := range w.models {
		for i := range m.ACLs {
			if m.ACLs[i].ID == "acl-"+subnet {
				m.ACLs[i].Entries = entries
			}
		}
	}
}

// lead gives a subnet of vpc-1 these routes and no others.
func (w *town) lead(subnet string, routes ...vpc.Route) {
	tables := w.models["vpc-1"].RouteTables
	for i := range tables {
		if tables[i].ID == "rtb-"+subnet {
			tables[i].Routes = routes
		}
	}
}

func (w *town) compile() {
	for id, m := range w.models {
		w.plans[id] = w.compilers[id].Compile(*m)
	}
}

// change brings the kernel to what the test changed, rules first, as the loop does.
func (w *town) change() {
	w.t.Helper()
	w.compile()
	if err := w.dp.ApplyRules(context.Background(), w.desired()); err != nil {
		w.t.Fatal(err)
	}
	w.apply()
	w.expectKernel()
}

// reaches checks a connection from a box to port 80 of an address.
func (w *town) reaches(box, to string, want bool) {
	w.t.Helper()
	if got := tcpWithin(w.t, wait(want), path(w.world, box), to+":80"); got != want {
		w.t.Errorf("%s reaches %s: %v, want %v", box, to, got, want)
	}
}

// seenAs is the address that shop sees a box's connection to a port of its public
// address come from.
func (w *town) seenAs(box string, port int) string {
	w.t.Helper()
	var l net.Listener
	if err := inside(w.t, path(w.world, "shop"), func() (err error) {
		l, err = net.Listen("tcp4", fmt.Sprintf("0.0.0.0:%d", port))
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	defer l.Close()
	conn, err := dialTCP(w.t, path(w.world, box), fmt.Sprintf("%s:%d", shop, port), nil)
	if err != nil {
		w.t.Error(err)
		return ""
	}
	defer conn.Close()
	_ = l.(*net.TCPListener).SetDeadline(time.Now().Add(enough))
	accepted, err := l.Accept()
	if err != nil {
		w.t.Error(err)
		return ""
	}
	defer accepted.Close()
	address, _, _ := strings.Cut(accepted.RemoteAddr().String(), ":")
	return address
}
