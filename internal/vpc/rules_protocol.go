package vpc

import (
	"fmt"
	"strconv"
	"strings"

	"sallyport/internal/fault"
)

// ParseProtocol reads a protocol as EC2 writes it: tcp, udp, icmp, icmpv6, a number from 0 to 255, or -1 for all.
func ParseProtocol(text string) (Protocol, error) {
	switch strings.ToLower(text) {
	case "tcp":
		return TCP, nil
	case "udp":
		return UDP, nil
	case "icmp":
		return ICMP, nil
	case "icmpv6":
		return ICMPv6, nil
	case "-1":
		return AllProtocols, nil
	}
	number, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return 0, fault.New(fault.Invalid, "InvalidParameterValue",
			"Invalid value '%s' for IP protocol. Unknown protocol. Use tcp, udp, icmp, icmpv6, -1 for all, or a number from 0 to 255", text)
	}
	return Protocol(number), nil
}

// EC2Name is the protocol as EC2 writes it: a name for the four that it treats by name, else the number.
func (p Protocol) EC2Name() string {
	switch p {
	case TCP:
		return "tcp"
	case UDP:
		return "udp"
	case ICMP:
		return "icmp"
	case ICMPv6:
		return "icmpv6"
	}
	return strconv.Itoa(int(p))
}

// HasPorts says whether rules of the protocol have a range of ports.
func (p Protocol) HasPorts() bool { return p == TCP || p == UDP }

// HasTypes says whether rules of the protocol have an ICMP type and code in place of ports.
func (p Protocol) HasTypes() bool { return p == ICMP || p == ICMPv6 }

// PortRange gives the two port fields of a rule in canonical form, from those of a request, of which either may be
// absent. It is an error where the protocol wants what is not there or the numbers are out of range.
func (p Protocol) PortRange(from, to *int32) (first, last int32, err error) {
	switch {
	case p.HasPorts():
		return portRange(p, from, to)
	case p.HasTypes():
		return icmpRange(p, from, to)
	default:
		// EC2: "all ports are allowed, regardless of any port range you specify".
		return -1, -1, nil
	}
}

func portRange(p Protocol, from, to *int32) (first, last int32, err error) {
	if from == nil || to == nil {
		return 0, 0, invalidPorts("Invalid value for portRange. Must specify both from and to ports with TCP/UDP. The protocol here is %s; 0 and 65535 stand for all ports", p.EC2Name())
	}
	for _, port := range []int32{*from, *to} {
		if port < 0 || port > 65535 {
			return 0, 0, invalidPorts("TCP/UDP port (%d) out of range. Ports go from 0 to 65535", port)
		}
	}
	if *from > *to {
		return 0, 0, invalidPorts("Invalid TCP/UDP port range (%d:%d). The first port must not be above the last", *from, *to)
	}
	return *from, *to, nil
}

func icmpRange(p Protocol, from, to *int32) (icmpType, icmpCode int32, err error) {
	if p == ICMPv6 && from == nil && to == nil {
		return -1, -1, nil
	}
	if from == nil || to == nil {
		return 0, 0, invalidPorts("Invalid value for portRange. Must specify both from and to ports with ICMP: the type and the code, where -1 stands for all")
	}
	if *from < -1 || *from > 255 {
		return 0, 0, invalidPorts("ICMP type (%d) out of range. Types go from 0 to 255, -1 stands for all", *from)
	}
	if *to < -1 || *to > 255 {
		return 0, 0, invalidPorts("ICMP code (%d) out of range. Codes go from 0 to 255, -1 stands for all", *to)
	}
	if *from == -1 && *to != -1 {
		return 0, 0, invalidPorts("ICMP code (%d) must be -1 when the type is -1 (all types). Name a type, or leave the code out by giving -1", *to)
	}
	return *from, *to, nil
}

func invalidPorts(format string, args ...any) error {
	return fault.New(fault.Invalid, "InvalidParameterValue", "%s", fmt.Sprintf(format, args...))
}
