//go:build kernel

package datapath_test

import (
	"cmp"
	"encoding/binary"
	"slices"

	"golang.org/x/sys/unix"

	"sallyport/internal/vpc"
)

// wire6 is wire for IPv6.
func wire6(p vpc.Packet, number uint32) []byte {
	var payload []byte
	sum := 0 // where the checksum is; 0 for none
	port := cmp.Or(p.SourcePort, uint16(10000+number%50000))
	switch p.Protocol {
	case vpc.TCP:
		payload = binary.BigEndian.AppendUint16(payload, port)
		payload = binary.BigEndian.AppendUint16(payload, p.DestinationPort)
		payload = binary.BigEndian.AppendUint32(payload, number)
		payload, sum = append(payload, 0, 0, 0, 0, 5<<4, 2, 0xff, 0xff, 0, 0, 0, 0), 16 // SYN
	case vpc.UDP:
		payload = binary.BigEndian.AppendUint16(payload, port)
		payload = binary.BigEndian.AppendUint16(payload, p.DestinationPort)
		payload, sum = append(payload, 0, 12, 0, 0), 6
	case vpc.ICMPv6:
		payload = append(payload, p.ICMPType, 0, 0, 0)
		payload = binary.BigEndian.AppendUint16(payload, port)
		payload, sum = append(payload, 0, 0), 2
	}
	payload = binary.BigEndian.AppendUint32(payload, number)
	ends := slices.Concat(p.Source.AsSlice(), p.Destination.AsSlice())
	if sum > 0 {
		pseudo := append(slices.Clone(ends), 0, 0, 0, byte(len(payload)), 0, 0, 0, byte(p.Protocol))
		binary.BigEndian.PutUint16(payload[sum:], checksum(append(pseudo, payload...)))
	}
	packet := []byte{6 << 4, 0, 0, 0, 0, byte(len(payload)), byte(p.Protocol), 64}
	return append(append(packet, ends...), payload...)
}

// send puts a packet of either family on the way.
func (p probe) send(packet vpc.Packet, number uint32) error {
	if packet.Destination.Is6() {
		return unix.Sendto(p.mouth6, wire6(packet, number), 0, &unix.SockaddrInet6{Addr: packet.Destination.As16()})
	}
	return unix.Sendto(p.mouth, wire(packet, number), 0, &unix.SockaddrInet4{Addr: packet.Destination.As4()})
}
