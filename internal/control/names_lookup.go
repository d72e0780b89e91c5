package control

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/resolver"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Lookup gives the addresses of a name as an instance in the VPC would find
// them, IPv4 first: short names are completed with the DHCP options' domains.
// An unknown VPC or name is a fault.NotFound; a fault.Unavailable says why
// nobody answers, and what to do.
func (c *Controller) Lookup(ctx context.Context, vpcID, name string) ([]netip.Addr, error) {
	if address, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{address}, nil
	}
	return c.names.lookup(ctx, vpcID, name)
}

// lookup is Controller.Lookup. It asks a resolver of the newest documents, so
// that it does not depend on one that listens.
func (n *nameServers) lookup(ctx context.Context, vpcID, name string) ([]netip.Addr, error) {
	snapshot := n.store.Snapshot()
	zone, ok := n.planner.Names(snapshot, vpcID)
	if !ok {
		return nil, fault.New(fault.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", vpcID)
	}
	network, _ := store.Get[vpc.VPC](snapshot, vpcID)
	options, _ := store.Get[vpc.DHCPOptions](snapshot, network.DHCPOptionsID)
	if err := n.asked(network, options); err != nil {
		return nil, err
	}
	r := resolver.New(resolver.Options{Zone: zone, Forwarder: n.options.Forwarder, Log: n.log})
	var err error
	for _, full := range completed(name, options.SearchDomains(network.Region)) {
		var found []netip.Addr
		if found, err = r.Lookup(ctx, full); fault.ClassOf(err) != fault.NotFound {
			return found, err
		}
	}
	return nil, err
}

// asked tells whether the VPC's instances ask its resolver and get an answer.
func (n *nameServers) asked(network vpc.VPC, options vpc.DHCPOptions) error {
	servers := options.NameServers()
	switch {
	case n.options.Forwarder == nil:
		return fault.New(fault.Unavailable, "", "no names are resolved here")
	case !slices.ContainsFunc(servers, network.OwnResolver):
		return fault.New(fault.Unavailable, "",
			"the DHCP options %s of %s name the name servers %v, which only its instances can ask; name AmazonProvidedDNS to have the VPC's own resolver asked",
			options.ID, network.ID, servers)
	case !network.DNSSupport:
		return fault.New(fault.Unavailable, "",
			"the resolver of %s answers nothing, since its attribute enableDnsSupport is off; turn it on with aws ec2 modify-vpc-attribute --vpc-id %s --enable-dns-support Value=true",
			network.ID, network.ID)
	}
	return nil
}

// completed are the names to try, in the order in which programs do: what has
// a dot as it is first, anything else with each domain first, and what ends in
// a dot as it is only.
func completed(name string, domains []string) []string {
	if strings.HasSuffix(name, ".") {
		return []string{name}
	}
	var names []string
	for _, domain := range domains {
		names = append(names, name+"."+domain)
	}
	if strings.Contains(name, ".") {
		return slices.Insert(names, 0, name)
	}
	return append(names, name)
}
