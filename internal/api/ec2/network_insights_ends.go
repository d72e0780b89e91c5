package ec2

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// endID is the id in what names an end of a path: the id itself, or the last
// part of EC2's ARN. A service keeps its ARN.
func endID(end string) string {
	if platformARN, ok := platform.ParseARN(end); ok && platformARN.Type == "service" {
		return end
	}
	if strings.HasPrefix(end, "arn:") {
		return end[strings.LastIndexByte(end, '/')+1:]
	}
	return end
}

// endTypes are the resources that may be an end, by the beginning of their ids.
var endTypes = map[string]ec2model.ResourceType{
	vpc.PrefixInterface:       ec2model.ResourceTypeNetworkInterface,
	vpc.PrefixInstance:        ec2model.ResourceTypeInstance,
	vpc.PrefixInternetGateway: ec2model.ResourceTypeInternetGateway,
}

func endKind(end string) string {
	kind, _, _ := strings.Cut(endID(end), "-")
	return kind
}

// endARN is an end's ARN; nil for one that is only an address.
func endARN(p vpc.InsightsPath, end string) *string {
	switch kind, known := endTypes[endKind(end)]; {
	case strings.HasPrefix(end, "arn:"):
		return &end
	case known:
		return arn(p.Region, p.OwnerID, kind, end)
	}
	return nil
}

// checkEnds refuses a path whose ends are not there, or of kinds that nothing
// can be asked about.
func (c *change) checkEnds(p vpc.InsightsPath) error {
	if err := c.checkEnd("Source", p.Source); err != nil {
		return err
	}
	if p.Destination == "" {
		return nil
	}
	if _, isService := platform.ParseARN(p.Destination); isService {
		return invalidValue("Destination", p.Destination, "A service takes requests by the front door; its URL is reached from anywhere. Name an interface, an instance, an internet gateway or an address.")
	}
	return c.checkEnd("Destination", p.Destination)
}

func (c *change) checkEnd(name, end string) error {
	id := endID(end)
	var err error
	switch endKind(end) {
	case vpc.PrefixInterface:
		_, err = networkInterfaces.find(c.call, id)
	case vpc.PrefixInstance:
		_, err = instances.find(c.call, id)
	case vpc.PrefixInternetGateway:
		_, err = internetGateways.find(c.call, id)
	default:
		service, ok := store.Get[platform.Service](c, end)
		if ok && service.Region == c.region && service.Status != platform.Deleted {
			return nil
		}
		err = invalidValue(name, end, "Expecting the id or ARN of a network interface (eni-…), an instance (i-…) or an internet gateway (igw-…) of this region, or for a source a service's ARN.")
	}
	return err
}

// outside stands for whatever address there is on the internet.
var outside = netip.MustParseAddr("203.0.113.1")

// The ports that an analysis takes where the path names none.
const (
	anyClientPort = 49152
	anyServerPort = 443
)

// insightsPacket is the packet that a path asks about.
func insightsPacket(r store.Reader, p vpc.InsightsPath) (vpc.Packet, error) {
	at := vpc.InsightsFilter{}
	if p.AtSource != nil {
		at = *p.AtSource
	}
	packet := vpc.Packet{Protocol: p.Protocol, SourcePort: uint16(cmp.Or(at.SourceFrom, anyClientPort))}
	fromInternet := endKind(p.Source) == vpc.PrefixInternetGateway
	if fromInternet {
		gateway, ok := store.Get[vpc.InternetGateway](r, endID(p.Source))
		if !ok || gateway.VPCID == "" {
			return packet, fault.New(fault.NotFound, "", "the source %s is gone or attached to no VPC", p.Source)
		}
		packet.FromPublic, packet.VPC = true, gateway.VPCID
		packet.Source = firstValid(p.SourceIP, at.SourceAddress, outside)
	} else {
		end, err := sourceEnd(r, p.Source)
		if err != nil {
			return packet, err
		}
		packet.FromInterface, packet.Source = end.Interface.ID, firstValid(p.SourceIP, at.SourceAddress)
	}
	var to vpc.Interface
	packet.Destination = firstValid(p.DestinationIP, at.DestinationAddress)
	switch endKind(p.Destination) {
	case vpc.PrefixInternetGateway:
		packet.Destination = firstValid(packet.Destination, outside)
	case vpc.PrefixInterface, vpc.PrefixInstance:
		end, err := sourceEnd(r, p.Destination)
		if err != nil {
			return packet, err
		}
		to = end.Interface
		packet.Destination = firstValid(packet.Destination, reachableAt(r, to, fromInternet))
	}
	if !packet.Destination.IsValid() {
		return packet, fault.New(fault.NotFound, "", "the destination %s has no address", p.Destination)
	}
	packet.DestinationPort = uint16(cmp.Or(int32(p.Port), at.DestinationFrom, openPort(r, to, p.Protocol)))
	return packet, nil
}

// sourceEnd finds the interface behind an end that is not a gateway.
func sourceEnd(r store.Reader, end string) (netplan.End, error) {
	var found netplan.End
	var err error
	switch id := endID(end); endKind(end) {
	case vpc.PrefixInterface:
		found, err = netplan.InterfaceEnd(r, id)
	case vpc.PrefixInstance:
		found, err = netplan.InstanceEnd(r, id)
	default:
		service, ok := store.Get[platform.Service](r, end)
		if !ok {
			return found, fault.New(fault.NotFound, "", "the source %s does not exist any more", end)
		}
		found, err = netplan.ServiceEnd(r, service)
	}
	if err == nil && found.Interface.ID == "" {
		err = fault.New(fault.NotFound, "", "%s has no network interface in a VPC: its egress type is DEFAULT. Give it a VPC connector, or ask sallyport explain", end)
	}
	return found, err
}

// reachableAt is the address that an interface is reached at: the public one
// from the internet.
func reachableAt(r store.Reader, i vpc.Interface, fromInternet bool) netip.Addr {
	if fromInternet {
		for public := range store.Find[vpc.PublicAddress](r, "interface="+i.ID) {
			return public.Address
		}
	}
	return i.Primary()
}

// openPort is a port that the interface's groups open, for a path that names
// none: if any port is reached, the path is found.
func openPort(r store.Reader, i vpc.Interface, protocol vpc.Protocol) int32 {
	ports := []int32{}
	for _, g := range i.Groups {
		for rule := range store.Find[vpc.SecurityGroupRule](r, "group="+g) {
			if rule.Direction == vpc.Ingress && rule.Protocol == protocol && rule.FromPort > 0 {
				ports = append(ports, rule.FromPort)
			}
		}
	}
	if len(ports) == 0 {
		return anyServerPort
	}
	return slices.Min(ports)
}

func firstValid(all ...netip.Addr) netip.Addr {
	for _, a := range all {
		if a.IsValid() {
			return a
		}
	}
	return netip.Addr{}
}
