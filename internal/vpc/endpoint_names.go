package vpc

import (
	"net/netip"
	"slices"
	"strings"
)

// EndpointDomain is the domain that the names of interface endpoints are in. It is nobody's on the internet: names under
// it are answered by the resolvers of VPCs and by nothing else.
const EndpointDomain = "vpce.sallyport.internal"

// DNSName is the name of an interface endpoint, which stands for the addresses of all its interfaces:
//
//	<id>.<service>.<region>.vpce.sallyport.internal
//
// where <service> are the parts of the service's name from the last to the first, so that com.example.orders-db is
// orders-db.example.com, in lower case, with a hyphen for what a host name can't have. Empty for gateway endpoints.
func (e Endpoint) DNSName() string {
	if e.Kind != InterfaceEndpoint {
		return ""
	}
	return e.ID + "." + endpointBase(e.ServiceName, e.Region)
}

// ZonalDNSName is the name for the address of the endpoint's interface in one availability zone. It is [Endpoint.DNSName]
// with the zone added to the first part: <id>-<zone>.<service>….
func (e Endpoint) ZonalDNSName(zone string) string {
	if e.Kind != InterfaceEndpoint {
		return ""
	}
	return e.ID + "-" + zone + "." + endpointBase(e.ServiceName, e.Region)
}

// BaseDNSName is what the names of the service's endpoints in a region end with.
func (s EndpointService) BaseDNSName(region string) string { return endpointBase(s.Name, region) }

// PrivateDNSName is the service's own name, which a VPC with an endpoint that has PrivateDNS resolves to the endpoint's
// addresses. Empty for a service that the configuration names by an address.
func (s EndpointService) PrivateDNSName() string {
	if _, err := netip.ParseAddr(s.Host); err == nil {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(s.Host, "."))
}

func endpointBase(service, region string) string {
	labels := strings.Split(strings.ToLower(service), ".")
	slices.Reverse(labels)
	for i, label := range labels {
		labels[i] = hostLabel(label)
	}
	return strings.Join(labels, ".") + "." + region + "." + EndpointDomain
}

// hostLabel makes one part of a host name of a text: RFC 1123 takes letters, digits and inner hyphens, 63 at the most.
func hostLabel(text string) string {
	label := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, text)
	if label = strings.Trim(label[:min(len(label), 63)], "-"); label == "" {
		return "x"
	}
	return label
}
