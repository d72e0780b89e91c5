package vpc

import (
	"net/netip"
	"slices"
	"strings"
)

// Names are those that the resolver of a VPC knows itself. They never change once
// made, and are found at the same cost whatever their number.
type Names struct {
	names    map[string]knownName
	pointers map[netip.Addr]string
	// reverse are the ranges whose addresses have a name here or none.
	reverse []netip.Prefix
}

type knownName struct {
	addresses []netip.Addr
	alias     string
}

// NamesModel is what the names of a VPC follow from.
type NamesModel struct {
	VPC        VPC
	Subnets    []Subnet
	Interfaces []Interface
	// Public are all associated public addresses, those of other VPCs too.
	Public    []PublicAddress
	Endpoints []Endpoint
	Services  []EndpointService
	// Peers are the other sides of the active peerings that allow this VPC to
	// resolve their names.
	Peers []NamesModel
}

// NewNames collects the names of a VPC. What the operator wrote wins over what
// EC2 names, and the VPC's own names over its peers'.
//
// Names of instances, and a public name that stands for a private address, are
// there only with both enableDnsSupport and enableDnsHostnames. Everybody else's
// public name stands for the public address.
func NewNames(m NamesModel) *Names {
	n := &Names{
		names:    make(map[string]knownName, 2*len(m.Interfaces)+2*len(m.Public)),
		pointers: make(map[netip.Addr]string, len(m.Interfaces)),
	}
	for _, a := range m.Public {
		n.names[PublicName(a.Region, a.Address)] = knownName{addresses: []netip.Addr{a.Address}}
	}
	for _, peer := range m.Peers {
		n.addHosts(peer)
		n.addEndpoints(NamesModel{Interfaces: peer.Interfaces, Endpoints: peer.Endpoints}) // a service's own name is for one VPC
	}
	n.addHosts(m)
	n.addEndpoints(m)
	for _, r := range m.VPC.Records() {
		n.names[r.Name] = knownName{addresses: r.Addresses, alias: r.Alias}
	}
	return n
}

// addHosts adds what EC2 names in a VPC.
func (n *Names) addHosts(m NamesModel) {
	if !m.VPC.DNSSupport || !m.VPC.DNSHostnames {
		return
	}
	for _, b := range slices.Concat(m.VPC.Blocks, m.VPC.IPv6Blocks) {
		n.reverse = append(n.reverse, b.CIDR)
	}
	subnets := make(map[string]Subnet, len(m.Subnets))
	for _, s := range m.Subnets {
		subnets[s.ID] = s
	}
	for _, i := range m.Interfaces {
		n.addInterface(i, subnets[i.SubnetID])
	}
	for _, a := range m.Public {
		if a.VPCID == m.VPC.ID && a.Private.IsValid() {
			n.names[PublicName(a.Region, a.Address)] = knownName{addresses: []netip.Addr{a.Private}}
		}
	}
}

func (n *Names) addInterface(i Interface, subnet Subnet) {
	for _, a := range i.Addresses {
		name := PrivateName(i.Region, a)
		n.names[name] = knownName{addresses: []netip.Addr{a}}
		n.pointers[a] = name
	}
	primary := i.Attachment != nil && i.Attachment.InstanceID != "" && i.Attachment.DeviceIndex == 0
	if !primary {
		return
	}
	name := ResourceName(i.Region, i.Attachment.InstanceID)
	byResource := knownName{}
	if subnet.ResourceNameA && len(i.Addresses) > 0 {
		byResource.addresses = append(byResource.addresses, i.Primary())
		if subnet.HostnameType == hostnameByResource {
			n.pointers[i.Primary()] = name
		}
	}
	if subnet.ResourceNameAAAA {
		byResource.addresses = append(byResource.addresses, i.IPv6Addresses...)
		for _, a := range i.IPv6Addresses {
			n.pointers[a] = name
		}
	}
	if len(byResource.addresses) > 0 {
		n.names[name] = byResource
	}
}

// addEndpoints adds the names of interface endpoints: for all of their
// interfaces, for those in one zone and, where it is wanted, the service's own.
func (n *Names) addEndpoints(m NamesModel) {
	own := make(map[string]string, len(m.Services))
	for _, s := range m.Services {
		own[s.Name] = s.PrivateDNSName()
	}
	at := map[string]Interface{}
	if len(m.Endpoints) > 0 {
		for _, i := range m.Interfaces {
			at[i.ID] = i
		}
	}
	for _, e := range m.Endpoints {
		if e.Kind != InterfaceEndpoint || !e.State.Live() {
			continue
		}
		add := func(name string, address netip.Addr) {
			n.names[name] = knownName{addresses: append(n.names[name].addresses, address)}
		}
		private := own[e.ServiceName]
		if !e.PrivateDNS {
			private = ""
		}
		delete(n.names, private) // what it stands for outside, or at a peer
		for _, id := range e.InterfaceIDs {
			i, there := at[id]
			if !there || len(i.Addresses) == 0 {
				continue
			}
			add(e.DNSName(), i.Primary())
			add(e.ZonalDNSName(i.Zone), i.Primary())
			if private != "" {
				add(private, i.Primary())
			}
		}
	}
}

// hostnameByResource is the HostnameType of subnets that name instances by their ids.
const hostnameByResource = "resource-name"

// Find gives what is known of a name, which is in lower case and has no final
// dot: addresses of either family, or the name that it stands for. A name that
// is own and has neither does not exist; one that is not own may be anybody's.
func (n *Names) Find(name string) (addresses []netip.Addr, alias string, own bool) {
	if found, ok := n.names[name]; ok {
		return found.addresses, found.alias, true
	}
	for rest := name; ; {
		_, parent, more := strings.Cut(rest, ".")
		if !more {
			break
		}
		if found, ok := n.names["*."+parent]; ok {
			return found.addresses, found.alias, true
		}
		rest = parent
	}
	return nil, "", slices.ContainsFunc(privateDomains, func(d string) bool { return within(name, d) })
}

// Pointer gives the name of an address. An address that is own and has
// none has none anywhere.
func (n *Names) Pointer(address netip.Addr) (name string, own bool) {
	if name, ok := n.pointers[address]; ok {
		return name, true
	}
	return "", slices.ContainsFunc(n.reverse, func(p netip.Prefix) bool { return p.Contains(address) })
}

// ByAddress gives the names of each address that somebody gave it, in order:
// those of the operator and of endpoints, not those that EC2 makes of addresses
// and instances' ids.
func (n *Names) ByAddress() map[netip.Addr][]string {
	found := map[netip.Addr][]string{}
	for name, known := range n.names {
		if strings.HasPrefix(name, "*.") || slices.ContainsFunc(madeDomains, func(d string) bool { return within(name, d) }) {
			continue
		}
		for _, a := range known.addresses {
			found[a] = append(found[a], name)
		}
	}
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}

// madeDomains are those of names that follow from an address or an id.
var madeDomains = []string{"ec2.internal", "compute.internal", "compute-1.amazonaws.com", "compute.amazonaws.com"}

// within tells whether a name is a domain's or the domain itself.
func within(name, domain string) bool {
	head, ok := strings.CutSuffix(name, domain)
	return ok && (head == "" || strings.HasSuffix(head, "."))
}
