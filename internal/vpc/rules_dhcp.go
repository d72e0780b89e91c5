package vpc

import (
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/fault"
)

// NoDHCPOptions in place of an id says that a VPC has no DHCP options.
const NoDHCPOptions = "default"

// dhcpServers is how many servers each of the options takes.
const dhcpServers = 4

// NewDefaultDHCPOptions makes the set that the VPCs of a region start with.
func (o Origin) NewDefaultDHCPOptions() DHCPOptions {
	return DHCPOptions{
		ID: DefaultDHCPOptions(o.Region), Region: o.Region, OwnerID: o.OwnerID, CreatedAt: o.Now,
		Values: map[string][]string{optionDomainName: {PrivateDomain(o.Region)}, optionNameServers: {ownNameServer}},
	}
}

// CheckDHCPOption refuses a value of an option that EC2 would not take.
func CheckDHCPOption(name string, values []string) error {
	invalid := func(value, why string) error {
		return fault.New(fault.Invalid, "InvalidParameterValue", "Value (%s) for parameter %s is invalid. %s", value, name, why)
	}
	if len(values) == 0 {
		return invalid("", "Give it at least one value")
	}
	all := strings.Join(values, ", ")
	switch name {
	case optionDomainName:
		if len(values) > 1 || strings.TrimSpace(values[0]) == "" {
			return invalid(all, "Give one domain, such as example.com")
		}
	case optionNameServers, "ntp-servers", "netbios-name-servers":
		if len(values) > dhcpServers {
			return invalid(all, "Give four addresses at the most")
		}
		for _, value := range values {
			_, err := netip.ParseAddr(value)
			if err != nil && (name != optionNameServers || value != ownNameServer) {
				return invalid(value, "Give addresses; domain-name-servers may be "+ownNameServer+" as well")
			}
		}
	case "netbios-node-type":
		if len(values) > 1 || !slices.Contains([]string{"1", "2", "4", "8"}, values[0]) {
			return invalid(all, "Give 1, 2, 4 or 8")
		}
	default:
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter dhcpConfiguration.key is invalid. Use domain-name, domain-name-servers, ntp-servers, netbios-name-servers or netbios-node-type", name)
	}
	return nil
}

// CheckDelete refuses to delete options that VPCs have, and the set that new VPCs start with.
func (o DHCPOptions) CheckDelete(users []VPC) error {
	switch {
	case len(users) > 0:
		return fault.New(fault.InUse, "DependencyViolation",
			"The dhcpOptions '%s' has dependencies and cannot be deleted. It is that of %s; give them others with AssociateDhcpOptions", o.ID, nameSome(users, VPC.DocumentKey))
	case o.ID == DefaultDHCPOptions(o.Region):
		return fault.New(fault.InUse, "DependencyViolation",
			"The dhcpOptions '%s' has dependencies and cannot be deleted. New VPCs of the region %s start with it", o.ID, o.Region)
	}
	return nil
}
