package main

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"sallyport/internal/netplan"
	"sallyport/internal/vpc"
)

// surroundings are the flags that say what is around the VPCs: public
// addresses, the operator's own network, and what of it has a name.
type surroundings struct {
	PublicPool             netip.Prefix      `help:"Block that Elastic IP addresses are taken from. One that you name must be routed to this host: its addresses leave as they are, and are reached from outside. Those of the default are known on this host alone." default:"198.18.0.0/16" placeholder:"CIDR"`
	LAN                    []netip.Prefix    `help:"Ranges of your own network that virtual private gateways lead to, by this host's routes." placeholder:"CIDR,…"`
	EndpointService        map[string]string `help:"Service that VPCs reach by interface endpoints: a host, by name or address, and its port. May be repeated." placeholder:"NAME=HOST:PORT"`
	GatewayEndpointService map[string]string `help:"Service that VPCs reach by gateway endpoints: the ranges behind a prefix list of that name. May be repeated." placeholder:"NAME=CIDR,…"`
}

// validate checks what the parser can't know.
func (s surroundings) validate() error {
	if err := s.validatePool(); err != nil {
		return err
	}
	for _, lan := range s.LAN {
		if err := s.validateOutside("--lan", lan); err != nil {
			return err
		}
	}
	for name, target := range s.EndpointService {
		if _, double := s.GatewayEndpointService[name]; double {
			return fmt.Errorf("endpoint service %s is named by both --endpoint-service and --gateway-endpoint-service; give one of them another name", name)
		}
		if _, err := interfaceService(name, target); err != nil {
			return err
		}
	}
	for name, ranges := range s.GatewayEndpointService {
		service, err := gatewayService(name, ranges)
		if err != nil {
			return err
		}
		for _, r := range service.Prefixes {
			if err := s.validateOutside("--gateway-endpoint-service "+name, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// unfit are the ranges that neither the pool nor the operator's network may
// touch: they mean something else on every machine.
var unfit = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/3"),
}

func (s surroundings) validatePool() error {
	pool := s.PublicPool
	if !pool.Addr().Is4() || pool != pool.Masked() || pool.Bits() < 8 || pool.Bits() > 29 {
		return fmt.Errorf("--public-pool %s is not an IPv4 range from /8 to /29 in canonical form, such as %s", pool, vpc.DefaultPublicPool.Range)
	}
	for _, r := range unfit {
		if r.Overlaps(pool) {
			return fmt.Errorf("--public-pool %s overlaps %s, whose addresses are not routed; name a block that is routed to this host", pool, r)
		}
	}
	return nil
}

func (s surroundings) validateOutside(flag string, r netip.Prefix) error {
	if !r.Addr().Is4() || r != r.Masked() || r.Bits() == 0 {
		return fmt.Errorf("%s: %s is not an IPv4 range in canonical form, such as 192.168.0.0/16", flag, r)
	}
	for _, other := range append(slices.Clone(unfit), s.PublicPool) {
		if other.Overlaps(r) {
			return fmt.Errorf("%s: %s overlaps %s, which this host has another use for", flag, r, other)
		}
	}
	return nil
}

func interfaceService(name, target string) (vpc.EndpointService, error) {
	host, port, found := strings.Cut(target, ":")
	number, err := strconv.ParseUint(port, 10, 16)
	if name == "" || host == "" || !found || err != nil || number == 0 {
		return vpc.EndpointService{}, fmt.Errorf("--endpoint-service %s=%s is not a name, a host and a port, such as com.example.orders=db.lan:5432", name, target)
	}
	if addr, err := netip.ParseAddr(host); err == nil && slices.ContainsFunc(unfit, func(r netip.Prefix) bool { return r.Contains(addr) }) {
		return vpc.EndpointService{}, fmt.Errorf("--endpoint-service %s: %s is reached from nowhere but this host; name an address that this host has in your network", name, host)
	}
	return vpc.EndpointService{Name: name, Kind: vpc.InterfaceEndpoint, Host: host, Port: uint16(number)}, nil
}

func gatewayService(name, ranges string) (vpc.EndpointService, error) {
	service := vpc.EndpointService{Name: name, Kind: vpc.GatewayEndpoint}
	for text := range strings.SplitSeq(ranges, ",") {
		r, err := netip.ParsePrefix(text)
		if name == "" || err != nil {
			return service, fmt.Errorf("--gateway-endpoint-service %s=%s is not a name and ranges, such as com.example.files=192.168.7.0/24", name, ranges)
		}
		service.Prefixes = append(service.Prefixes, r)
	}
	return service, nil
}

// pool is the public pool; an operator who names one routes it to this host.
func (s surroundings) pool() vpc.PublicPool {
	return vpc.PublicPool{Range: s.PublicPool, Routed: s.PublicPool != vpc.DefaultPublicPool.Range}
}

// services are the endpoint services, by name.
func (s surroundings) services() ([]vpc.EndpointService, error) {
	var list []vpc.EndpointService
	for _, name := range slices.Sorted(maps.Keys(s.EndpointService)) {
		service, err := interfaceService(name, s.EndpointService[name])
		if err != nil {
			return nil, err
		}
		list = append(list, service)
	}
	for _, name := range slices.Sorted(maps.Keys(s.GatewayEndpointService)) {
		service, err := gatewayService(name, s.GatewayEndpointService[name])
		if err != nil {
			return nil, err
		}
		list = append(list, service)
	}
	return list, nil
}

// planning is what plans depend on besides the documents.
func (s surroundings) planning(uplink string) (netplan.Options, error) {
	services, err := s.services()
	return netplan.Options{Services: services, LAN: s.LAN, Uplink: uplink != "", Pool: s.PublicPool}, err
}
