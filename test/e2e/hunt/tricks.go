package hunt

import (
	"encoding/binary"
	"net/netip"
)

// device is a link of a workload as a troublemaker sees it.
type device struct {
	index    int
	own      [6]byte
	gateway  [6]byte // the far end's hardware address
	address  netip.Addr
	gateways []netip.Addr // neighbours' addresses
}

var (
	everybody = [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	linkLocal = netip.MustParseAddr("fe80::5a11:1")
	allNodes  = netip.MustParseAddr("ff02::1")
	routers   = netip.MustParseAddr("ff02::2")
)

// tricks are all frames to try on a device: to each of the targets, from each of
// the sources, which are mostly not the workload's own.
func tricks(d device, targets, sources []netip.Addr, mark Mark) [][]byte {
	var frames [][]byte
	for _, target := range targets {
		for _, source := range sources {
			e := ends{from: d.own, to: d.gateway, source: source, destination: target}
			frames = append(frames, datagrams(e, mark)...)
		}
		// Who asks for the target's hardware address, and who claims to be it.
		asks := ends{from: d.own, to: everybody, source: d.address, destination: target}
		frames = append(frames, ethernet(asks, typeARP, arp(asks, 1, target, mark)))
		claims := ends{from: d.own, to: everybody, source: target, destination: target}
		frames = append(frames, ethernet(claims, typeARP, arp(claims, 2, target, mark)))
	}
	frames = append(frames, toMany(d, mark)...)
	frames = append(frames, version6(d, targets, mark)...)
	return append(frames,
		ethernet(ends{from: d.own, to: everybody}, typeLLDP, mark[:]),
		ethernet(ends{from: d.own, to: d.gateway}, typeVLAN, append([]byte{0, 20, 0x08, 0x00},
			ipv4(ends{source: d.address, destination: targets[0]}, protocolUDP, 7, 0, nil, udp(ends{source: d.address, destination: targets[0]}, 7, 7, mark[:]))...)),
	)
}

// datagrams are the kinds of IPv4 packets between two addresses.
func datagrams(e ends, mark Mark) [][]byte {
	id := binary.BigEndian.Uint16(e.destination.AsSlice()[2:])
	packet := func(protocol byte, fragment uint16, options, payload []byte) []byte {
		return ethernet(e, typeIPv4, ipv4(e, protocol, id, fragment, options, payload))
	}
	data := mark[:]
	whole := udp(e, 53, 80, append(data[:16:16], data...)) // 40 bytes: two fragments of 24 and 16
	source := e.destination.As4()
	lsrr := []byte{131, 7, 4, source[0], source[1], source[2], source[3], 0} // loose source route by the destination
	inner := ipv4(ends{source: e.source, destination: e.destination}, protocolUDP, id, 0, nil, udp(e, 9, 9, data))
	return [][]byte{
		packet(protocolUDP, 0, nil, udp(e, 40000, 53, data)),
		packet(protocolUDP, 0, nil, udp(e, 68, 67, data)),
		packet(protocolTCP, 0, nil, tcp(e, 40001, 80, flagSYN, data)),
		packet(protocolTCP, 0, nil, tcp(e, 40002, 80, flagSYN|flagACK, data)),
		packet(protocolTCP, 0, nil, tcp(e, 40003, 80, flagACK, data)),
		packet(protocolTCP, 0, nil, tcp(e, 40004, 80, flagRST, data)),
		packet(protocolTCP, 0, nil, tcp(e, 40005, 80, flagFIN|flagSYN, data)),
		packet(protocolICMP, 0, nil, icmp(8, 0, 1, data)),
		packet(protocolICMP, 0, nil, icmp(0, 0, 1, data)),                                   // an answer that nobody asked for
		packet(protocolICMP, 0, nil, icmp(5, 1, binary.BigEndian.Uint32(source[:]), inner)), // a redirect
		packet(protocolICMP, 0, nil, icmp(3, 4, 1280, inner)),
		packet(protocolUDP, 0x2000, nil, whole[:24]), // the first fragment
		packet(protocolUDP, 3, nil, whole[24:]),      // and the last
		packet(protocolUDP, 0x2001, nil, data),       // one that overlaps
		packet(protocolUDP, 0, lsrr, udp(e, 40006, 53, data)),
		packet(protocolIPIP, 0, nil, inner),
		packet(protocolGRE, 0, nil, append([]byte{0, 0, 8, 0}, inner...)),
		packet(132, 0, nil, data),                                                 // sctp
		packet(2, 0, nil, append([]byte{0x16, 0, 0, 0, 224, 0, 0, 251}, data...)), // igmp
	}
}

// toMany are broadcasts and multicasts, DHCP among them.
func toMany(d device, mark Mark) [][]byte {
	var frames [][]byte
	discover := make([]byte, 240, 256)
	copy(discover, []byte{1, 1, 6, 0})
	copy(discover[28:], d.own[:])
	copy(discover[236:], []byte{99, 130, 83, 99})
	discover = append(discover, mark[:]...)
	for _, target := range []string{"255.255.255.255", "224.0.0.1", "224.0.0.251", "239.255.255.250", "10.0.1.255", "169.254.255.255"} {
		for _, source := range []netip.Addr{netip.IPv4Unspecified(), d.address} {
			for _, to := range [][6]byte{everybody, d.gateway, {1, 0, 0x5e, 0, 0, 0xfb}} {
				e := ends{from: d.own, to: to, source: source, destination: netip.MustParseAddr(target)}
				frames = append(frames,
					ethernet(e, typeIPv4, ipv4(e, protocolUDP, 1, 0, nil, udp(e, 68, 67, discover))),
					ethernet(e, typeIPv4, ipv4(e, protocolUDP, 2, 0, nil, udp(e, 5353, 5353, mark[:]))),
					ethernet(e, typeIPv4, ipv4(e, protocolICMP, 3, 0, nil, icmp(8, 0, 1, mark[:]))))
			}
		}
	}
	return frames
}

// version6 are IPv6's own ways to be found: echoes, neighbour and router
// discovery, and the IPv4 targets in IPv6's clothes.
func version6(d device, targets []netip.Addr, mark Mark) [][]byte {
	var frames [][]byte
	for _, to := range [][6]byte{d.gateway, everybody, {0x33, 0x33, 0, 0, 0, 1}} {
		for _, destination := range []netip.Addr{allNodes, routers, linkLocal} {
			e := ends{from: d.own, to: to, source: linkLocal, destination: destination}
			solicit := append(append([]byte{0, 0, 0, 0}, linkLocal.AsSlice()...), mark[:]...)
			advertise := append([]byte{64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0}, mark[:]...)
			for kind, data := range map[byte][]byte{128: append([]byte{0, 1, 0, 1}, mark[:]...), 133: solicit, 134: advertise, 135: solicit, 136: solicit, 137: solicit} {
				frames = append(frames, ethernet(e, typeIPv6, ipv6(e, protocolICMPv6, icmpv6(e, kind, 0, data))))
			}
			frames = append(frames, ethernet(e, typeIPv6, ipv6(e, protocolUDP, udp(e, 547, 546, mark[:]))))
		}
		for _, target := range targets {
			e := ends{from: d.own, to: to, source: linkLocal, destination: netip.AddrFrom16(target.As16())}
			frames = append(frames, ethernet(e, typeIPv6, ipv6(e, protocolUDP, udp(e, 9, 9, mark[:]))))
		}
	}
	return frames
}
