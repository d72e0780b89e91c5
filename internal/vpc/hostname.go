package vpc

import "net/netip"

// The names of EC2, without a final dot and in lower case.

// PrivateDomain is what the private names of a region's instances end in.
func PrivateDomain(region string) string {
	if region == oldestRegion {
		return "ec2.internal"
	}
	return region + ".compute.internal"
}

// oldestRegion has domains of its own, from the time when it was the only one.
const oldestRegion = "us-east-1"

// PrivateName is the name of a private address, such as
// ip-10-0-1-17.eu-west-1.compute.internal.
func PrivateName(region string, address netip.Addr) string {
	return "ip-" + hyphened(address) + "." + PrivateDomain(region)
}

// ResourceName is the name of an instance by its id, such as i-0abc.ec2.internal.
func ResourceName(region, instance string) string { return instance + "." + PrivateDomain(region) }

// PublicName is the name of a public address, such as
// ec2-198-18-0-5.eu-west-1.compute.amazonaws.com.
func PublicName(region string, address netip.Addr) string {
	domain := region + ".compute"
	if region == oldestRegion {
		domain = "compute-1"
	}
	return "ec2-" + hyphened(address) + "." + domain + ".amazonaws.com"
}

// hyphened is an address as a label of a name. Thousands are made at once.
func hyphened(address netip.Addr) string {
	var room [48]byte
	text := address.AppendTo(room[:0])
	for i, c := range text {
		if c == '.' {
			text[i] = '-'
		}
	}
	return string(text)
}

// privateDomains are never asked for outside: whatever ends so is somebody's
// private name, and known or not there.
var privateDomains = []string{"ec2.internal", "compute.internal", EndpointDomain}
