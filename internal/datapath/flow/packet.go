package flow

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/sys/unix"
)

// decodePacket reads the headers of a packet that begins with its IP header.
// What is cut off or no packet leaves fields at zero.
func (d *Drop) decodePacket(data []byte) {
	if len(data) == 0 {
		return
	}
	var payload []byte
	switch {
	case data[0]>>4 == 4 && len(data) >= 20:
		d.Protocol = data[9]
		d.Bytes = uint64(binary.BigEndian.Uint16(data[2:]))
		d.Source, d.Destination = netip.AddrFrom4([4]byte(data[12:16])), netip.AddrFrom4([4]byte(data[16:20]))
		if later := binary.BigEndian.Uint16(data[6:])&0x1fff != 0; !later { // other fragments have no ports
			payload = data[min(int(data[0]&15)*4, len(data)):]
		}
	case data[0]>>4 == 6 && len(data) >= 40:
		d.Protocol = data[6]
		d.Bytes = 40 + uint64(binary.BigEndian.Uint16(data[4:]))
		d.Source, d.Destination = netip.AddrFrom16([16]byte(data[8:24])), netip.AddrFrom16([16]byte(data[24:40]))
		payload = data[40:]
	}
	d.decodePorts(payload)
}

func (d *Drop) decodePorts(data []byte) {
	switch d.Protocol {
	case unix.IPPROTO_TCP, unix.IPPROTO_UDP, unix.IPPROTO_SCTP:
		if len(data) >= 4 {
			d.SourcePort, d.DestinationPort = binary.BigEndian.Uint16(data), binary.BigEndian.Uint16(data[2:])
		}
		if d.Protocol == unix.IPPROTO_TCP && len(data) >= 14 {
			d.TCPFlags = data[13]
		}
	case unix.IPPROTO_ICMP, unix.IPPROTO_ICMPV6:
		if len(data) >= 2 {
			d.ICMPType, d.ICMPCode = data[0], data[1]
		}
	}
}
