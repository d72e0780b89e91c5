// Package hunt looks for packets that leave a workload by a way that they must
// not take: a Troublemaker sends every kind of frame that the kernel might let
// slip, each with a mark, and Traps behind the ways out count what has the mark.
package hunt

import (
	"encoding/binary"
	"net/netip"
)

// Mark is what every frame of a troublemaker carries.
type Mark [16]byte

// ends are the two ends of a link and the addresses that a frame claims.
type ends struct {
	from, to            [6]byte
	source, destination netip.Addr
}

const (
	protocolICMP, protocolIPIP, protocolTCP, protocolUDP, protocolGRE, protocolICMPv6 = 1, 4, 6, 17, 47, 58

	typeIPv4, typeARP, typeVLAN, typeIPv6, typeLLDP = 0x0800, 0x0806, 0x8100, 0x86dd, 0x88cc
)

func ethernet(e ends, kind uint16, payload []byte) []byte {
	frame := append(append([]byte{}, e.to[:]...), e.from[:]...)
	return append(binary.BigEndian.AppendUint16(frame, kind), payload...)
}

// ipv4 builds a datagram; options must be a multiple of four bytes.
func ipv4(e ends, protocol byte, id, fragment uint16, options, payload []byte) []byte {
	size := 20 + len(options)
	header := make([]byte, 20, size+len(payload))
	header[0] = 0x40 | byte(size/4)
	binary.BigEndian.PutUint16(header[2:], uint16(size+len(payload)))
	binary.BigEndian.PutUint16(header[4:], id)
	binary.BigEndian.PutUint16(header[6:], fragment)
	header[8], header[9] = 64, protocol
	copy(header[12:], e.source.AsSlice())
	copy(header[16:], e.destination.AsSlice())
	header = append(header, options...)
	binary.BigEndian.PutUint16(header[10:], checksum(header, 0))
	return append(header, payload...)
}

func ipv6(e ends, next byte, payload []byte) []byte {
	header := make([]byte, 40, 40+len(payload))
	header[0], header[6], header[7] = 0x60, next, 255
	binary.BigEndian.PutUint16(header[4:], uint16(len(payload)))
	copy(header[8:], e.source.AsSlice())
	copy(header[24:], e.destination.AsSlice())
	return append(header, payload...)
}

// checksum is the internet checksum, with what a pseudo header adds.
func checksum(data []byte, sum uint32) uint16 {
	for ; len(data) > 1; data = data[2:] {
		sum += uint32(binary.BigEndian.Uint16(data))
	}
	if len(data) == 1 {
		sum += uint32(data[0]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// pseudo is the sum of the pseudo header of tcp, udp and icmpv6.
func pseudo(e ends, protocol byte, size int) uint32 {
	sum := uint32(protocol) + uint32(size)
	for _, address := range [][]byte{e.source.AsSlice(), e.destination.AsSlice()} {
		for i := 0; i < len(address); i += 2 {
			sum += uint32(binary.BigEndian.Uint16(address[i:]))
		}
	}
	return sum
}

func udp(e ends, from, to uint16, data []byte) []byte {
	segment := make([]byte, 8, 8+len(data))
	binary.BigEndian.PutUint16(segment, from)
	binary.BigEndian.PutUint16(segment[2:], to)
	binary.BigEndian.PutUint16(segment[4:], uint16(8+len(data)))
	segment = append(segment, data...)
	binary.BigEndian.PutUint16(segment[6:], checksum(segment, pseudo(e, protocolUDP, len(segment))))
	return segment
}

// tcp flags.
const (
	flagFIN, flagSYN, flagRST, flagACK = 1, 2, 4, 16
)

func tcp(e ends, from, to uint16, flags byte, data []byte) []byte {
	segment := make([]byte, 20, 20+len(data))
	binary.BigEndian.PutUint16(segment, from)
	binary.BigEndian.PutUint16(segment[2:], to)
	binary.BigEndian.PutUint32(segment[4:], 1)
	segment[12], segment[13] = 5<<4, flags
	binary.BigEndian.PutUint16(segment[14:], 65535)
	segment = append(segment, data...)
	binary.BigEndian.PutUint16(segment[16:], checksum(segment, pseudo(e, protocolTCP, len(segment))))
	return segment
}

func icmp(kind, code byte, rest uint32, data []byte) []byte {
	message := binary.BigEndian.AppendUint32([]byte{kind, code, 0, 0}, rest)
	message = append(message, data...)
	binary.BigEndian.PutUint16(message[2:], checksum(message, 0))
	return message
}

func icmpv6(e ends, kind, code byte, data []byte) []byte {
	message := append([]byte{kind, code, 0, 0}, data...)
	binary.BigEndian.PutUint16(message[2:], checksum(message, pseudo(e, protocolICMPv6, len(message))))
	return message
}

// arp is a request (1) or an answer (2), with the mark behind it.
func arp(e ends, operation uint16, about netip.Addr, mark Mark) []byte {
	message := []byte{0, 1, 8, 0, 6, 4, byte(operation >> 8), byte(operation)}
	message = append(append(message, e.from[:]...), e.source.AsSlice()...)
	message = append(append(message, e.to[:]...), about.AsSlice()...)
	return append(message, mark[:]...)
}
