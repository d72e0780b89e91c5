package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// namedVPC is a VPC with an instance that is also known by its id, a service's
// interface, a public address, and names of the operator's.
func namedVPC() NamesModel {
	region := "eu-west-1"
	v := VPC{
		ID: "vpc-1", Region: region, Blocks: []Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}, DNSSupport: true, DNSHostnames: true,
		Tags: Tags{
			"Name":                              "test",
			RecordTag + "db.example.com":        "10.0.1.17, 2001:db8::17",
			RecordTag + "DB.corp":               "db.example.com.",
			RecordTag + "*.apps.example.com":    "10.0.9.9",
			RecordTag + "own.apps.example.com":  "10.0.9.8",
			RecordTag + "*.in.apps.example.com": "10.0.9.7",
		},
	}
	subnet := Subnet{ID: "subnet-1", VPCID: v.ID, HostnameType: "resource-name", ResourceNameA: true, ResourceNameAAAA: true}
	instance := Interface{
		ID: "eni-1", Region: region, SubnetID: subnet.ID, Addresses: addrs("10.0.1.17", "10.0.1.18"), IPv6Addresses: addrs("2001:db8::1"),
		Attachment: &Attachment{InstanceID: "i-0abc"},
	}
	service := Interface{ID: "eni-2", Region: region, SubnetID: "subnet-2", Addresses: addrs("10.0.2.4"), Attachment: &Attachment{Workload: "s-1", DeviceIndex: 1}}
	return NamesModel{
		VPC: v, Subnets: []Subnet{subnet}, Interfaces: []Interface{
			instance, service,
			{ID: "eni-3", Region: region, Zone: "eu-west-1a", Addresses: addrs("10.0.1.40")},
			{ID: "eni-4", Region: region, Zone: "eu-west-1b", Addresses: addrs("10.0.2.40")},
			{ID: "eni-5", Region: region, Zone: "eu-west-1b", Addresses: addrs("10.0.2.41")},
		},
		Public: []PublicAddress{
			{Region: region, Address: netip.MustParseAddr("198.18.0.5"), VPCID: v.ID, Private: netip.MustParseAddr("10.0.1.17")},
			{Region: "us-east-1", Address: netip.MustParseAddr("198.18.0.6"), VPCID: "vpc-2", Private: netip.MustParseAddr("10.0.1.17")},
		},
		Endpoints: []Endpoint{
			{ID: "vpce-1", Region: region, Kind: InterfaceEndpoint, ServiceName: "com.example.orders", State: StateAvailable, InterfaceIDs: []string{"eni-3", "eni-4"}, PrivateDNS: true},
			{ID: "vpce-2", Region: region, Kind: InterfaceEndpoint, ServiceName: "com.example.plain", State: StateAvailable, InterfaceIDs: []string{"eni-5"}},
			{ID: "vpce-3", Region: region, Kind: InterfaceEndpoint, ServiceName: "com.example.orders", State: StateDeleted, InterfaceIDs: []string{"eni-5"}},
			{ID: "vpce-4", Region: region, Kind: GatewayEndpoint, ServiceName: "com.example.store", State: StateAvailable},
		},
		Services: []EndpointService{
			{Name: "com.example.orders", Kind: InterfaceEndpoint, Host: "Orders.lan.", Port: 5432},
			{Name: "com.example.plain", Kind: InterfaceEndpoint, Host: "plain.lan", Port: 80},
		},
	}
}

func addrs(texts ...string) []netip.Addr {
	var list []netip.Addr
	for _, text := range texts {
		list = append(list, netip.MustParseAddr(text))
	}
	return list
}

// found prints what is known of a name: "?" for what others may know.
func found(n *Names, name string) string {
	addresses, alias, own := n.Find(name)
	switch {
	case !own:
		return "?"
	case alias != "":
		return "= " + alias
	}
	return strings.Trim(fmt.Sprint(addresses), "[]")
}

func TestNamesOfAVPC(t *testing.T) {
	n := NewNames(namedVPC())
	for name, want := range map[string]string{
		"ip-10-0-1-17.eu-west-1.compute.internal":                                "10.0.1.17",
		"ip-10-0-1-18.eu-west-1.compute.internal":                                "10.0.1.18",
		"ip-10-0-2-4.eu-west-1.compute.internal":                                 "10.0.2.4",
		"i-0abc.eu-west-1.compute.internal":                                      "10.0.1.17 2001:db8::1",
		"ip-10-0-1-99.eu-west-1.compute.internal":                                "",
		"ip-10-0-1-17.ec2.internal":                                              "",
		"eu-west-1.compute.internal":                                             "",
		"ec2-198-18-0-5.eu-west-1.compute.amazonaws.com":                         "10.0.1.17",
		"ec2-198-18-0-6.compute-1.amazonaws.com":                                 "198.18.0.6",
		"ec2-203-0-113-1.eu-west-1.compute.amazonaws.com":                        "?",
		"vpce-1.orders.example.com.eu-west-1.vpce.sallyport.internal":            "10.0.1.40 10.0.2.40",
		"vpce-1-eu-west-1b.orders.example.com.eu-west-1.vpce.sallyport.internal": "10.0.2.40",
		"orders.lan": "10.0.1.40 10.0.2.40",
		"vpce-2.plain.example.com.eu-west-1.vpce.sallyport.internal": "10.0.2.41",
		"plain.lan": "?",
		"vpce-3.orders.example.com.eu-west-1.vpce.sallyport.internal": "",
		"db.example.com":        "10.0.1.17 2001:db8::17",
		"db.corp":               "= db.example.com",
		"example.com":           "?",
		"a.apps.example.com":    "10.0.9.9",
		"b.a.apps.example.com":  "10.0.9.9",
		"own.apps.example.com":  "10.0.9.8",
		"x.in.apps.example.com": "10.0.9.7",
		"apps.example.com":      "?",
		"notec2.internal":       "?",
		"":                      "?",
	} {
		if got := found(n, name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	for address, want := range map[string]string{
		"10.0.1.17":   "i-0abc.eu-west-1.compute.internal true",
		"10.0.1.18":   "ip-10-0-1-18.eu-west-1.compute.internal true",
		"10.0.2.4":    "ip-10-0-2-4.eu-west-1.compute.internal true",
		"2001:db8::1": "i-0abc.eu-west-1.compute.internal true",
		"10.0.7.7":    " true",
		"10.1.0.1":    " false",
	} {
		if name, own := n.Pointer(netip.MustParseAddr(address)); fmt.Sprint(name, " ", own) != want {
			t.Errorf("%s is %q %v, want %q", address, name, own, want)
		}
	}
}

// Without either attribute EC2's names of the VPC are not resolved, the operator's are.
func TestHostnamesNeedBothAttributes(t *testing.T) {
	for _, set := range []func(*VPC){func(v *VPC) { v.DNSHostnames = false }, func(v *VPC) { v.DNSSupport = false }} {
		m := namedVPC()
		set(&m.VPC)
		n := NewNames(m)
		for name, want := range map[string]string{
			"ip-10-0-1-17.eu-west-1.compute.internal":        "",
			"ec2-198-18-0-5.eu-west-1.compute.amazonaws.com": "198.18.0.5",
			"db.example.com": "10.0.1.17 2001:db8::17",
		} {
			if got := found(n, name); got != want {
				t.Errorf("%q is %q, want %q", name, got, want)
			}
		}
		if _, own := n.Pointer(netip.MustParseAddr("10.0.1.17")); own {
			t.Error("the address has a name")
		}
	}
}

func TestPeersNames(t *testing.T) {
	peer := namedVPC()
	own := NamesModel{VPC: VPC{ID: "vpc-9", Region: "eu-west-1", DNSSupport: true}, Public: peer.Public, Peers: []NamesModel{peer}}
	n := NewNames(own)
	for name, want := range map[string]string{
		"ip-10-0-1-17.eu-west-1.compute.internal":        "10.0.1.17",
		"ec2-198-18-0-5.eu-west-1.compute.amazonaws.com": "10.0.1.17",
		"db.example.com": "?", // records are for one VPC
		"orders.lan":     "?", // and so is a service's own name
		"vpce-1.orders.example.com.eu-west-1.vpce.sallyport.internal": "10.0.1.40 10.0.2.40",
	} {
		if got := found(n, name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestWhatIsNoRecord(t *testing.T) {
	for key, value := range map[string]string{
		"":                      "10.0.0.1",
		"a..b":                  "10.0.0.1",
		"-a.b":                  "10.0.0.1",
		"a.*.b":                 "10.0.0.1",
		"*":                     "10.0.0.1",
		"*.":                    "10.0.0.1",
		"a b":                   "10.0.0.1",
		"db":                    "",
		"db.a":                  "10.0.0.1,",
		"db.b":                  "10.0.0.1,other.example",
		"db.c":                  "10.0.0.256",
		"db.d":                  "10.0.0.0/24",
		"db.e":                  "fe80::1%eth0",
		"db.f":                  "db.f.",
		strings.Repeat("a", 64): "10.0.0.1",
		"db.g":                  strings.Repeat("a.", 127) + "b",
	} {
		_, err := Tags{}.With("vpc-1", Tags{RecordTag + key: value})
		if err == nil || !strings.Contains(err.Error(), "is not a DNS record") {
			t.Errorf("%q = %q: %v", key, value, err)
		}
	}
	if err := CheckRecordTags("subnet-1", Tags{RecordTag + "db": "10.0.0.1"}); err == nil || !strings.Contains(err.Error(), "subnet-1") {
		t.Error(err)
	}
}

func TestDHCPOptionsNameServersAndDomains(t *testing.T) {
	for _, c := range []struct {
		values  map[string][]string
		servers []netip.Addr
		search  []string
	}{
		{nil, addrs("169.254.169.253"), []string{"ec2.internal"}},
		{map[string][]string{"domain-name-servers": {"AmazonProvidedDNS"}, "domain-name": {"a.example -x\x00 b.example"}}, addrs("169.254.169.253"), []string{"a.example", "b.example"}},
		{map[string][]string{"domain-name-servers": {"10.0.0.53", "2001:db8::53"}}, addrs("10.0.0.53", "2001:db8::53"), []string{"ec2.internal"}},
	} {
		o := DHCPOptions{Values: c.values}
		if servers, search := o.NameServers(), o.SearchDomains("us-east-1"); !slices.Equal(servers, c.servers) || !slices.Equal(search, c.search) {
			t.Errorf("%v: %v %q", c.values, servers, search)
		}
	}
}

func FuzzDNSRecord(f *testing.F) {
	f.Add("db.example.com", "10.0.0.1,10.0.0.2")
	f.Add("*.example.com", "other.example.com.")
	f.Add("a", "::1")
	f.Fuzz(func(t *testing.T, name, value string) {
		record, err := ParseDNSRecord(RecordTag+name, value)
		if err != nil {
			return
		}
		if (record.Alias == "") == (len(record.Addresses) == 0) || record.Alias != "" && !validName(record.Alias) {
			t.Fatalf("%q = %q is read as %+v", name, value, record)
		}
		n := NewNames(NamesModel{VPC: VPC{Tags: Tags{RecordTag + name: value}}})
		if _, _, own := n.Find(strings.Replace(record.Name, "*", "any", 1)); !own {
			t.Fatalf("%+v is not found", record)
		}
	})
}
