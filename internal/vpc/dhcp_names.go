package vpc

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
)

// The DHCP options that name things, and the value that stands for the VPC's own resolver.
const (
	optionDomainName  = "domain-name"
	optionNameServers = "domain-name-servers"
	ownNameServer     = "AmazonProvidedDNS"
)

// NameServers are the addresses that instances of a VPC with the options ask
// for names. Options that name none mean the VPC's own resolver.
func (o DHCPOptions) NameServers() []netip.Addr {
	var servers []netip.Addr
	for _, text := range o.Values[optionNameServers] {
		if text == ownNameServer {
			servers = append(servers, ResolverAddress)
		} else if address, err := netip.ParseAddr(text); err == nil {
			servers = append(servers, address)
		}
	}
	if len(servers) == 0 {
		return []netip.Addr{ResolverAddress}
	}
	return servers
}

// SearchDomains are what instances complete short names with: the options'
// domain-name, in which spaces separate several, or the region's private domain.
// What is no domain is left out.
func (o DHCPOptions) SearchDomains(region string) []string {
	text := strings.Join(o.Values[optionDomainName], " ")
	text = cmp.Or(strings.TrimSpace(text), PrivateDomain(region))
	return slices.DeleteFunc(strings.Fields(text), func(domain string) bool { return !validName(dnsName(domain)) })
}

// OwnResolver tells whether an address is that of the VPC's own resolver.
func (v VPC) OwnResolver(address netip.Addr) bool {
	return address == ResolverAddress || slices.ContainsFunc(v.Blocks, func(b Block) bool { return at(b.CIDR, 2) == address })
}
