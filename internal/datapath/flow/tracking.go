package flow

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// The parts of ctnetlink that are used here (linux/netfilter/nfnetlink_conntrack.h).
const (
	trackingSubsystem = unix.NFNL_SUBSYS_CTNETLINK << 8
	getAndZero        = 3 // IPCTNL_MSG_CT_GET_CTRZERO

	attrOriginal         = 1
	attrReply            = 2
	attrProtocolInfo     = 4
	attrMark             = 8
	attrOriginalCounters = 9
	attrReplyCounters    = 10
	attrTimestamp        = 20
)

// Tracking reads a router's table of connections.
type Tracking struct{ fd int }

// OpenTracking opens a router's table. It keeps the namespace alive until Close.
func OpenTracking(ns *netns.Namespace) (*Tracking, error) {
	const room = 1 << 20 // the kernel waits for the reader of a dump
	fd, err := open(ns, 0, room, func(fd int) error {
		return unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 10})
	})
	if err != nil {
		return nil, err
	}
	return &Tracking{fd}, nil
}

// Close ends the use of the table. No Sweep may be under way.
func (t *Tracking) Close() { unix.Close(t.fd) }

// Sweep tells what each connection did since the last sweep, in one atomic step
// each: the kernel's counters begin at zero again, so that nothing is counted
// twice and nothing needs to be remembered here. Connections that did nothing
// are left out.
func (t *Tracking) Sweep(take func(*Tracked)) error {
	m := newMessage(trackingSubsystem|getAndZero, unix.NLM_F_DUMP, unix.AF_UNSPEC, 0)
	return t.dump(m, func(body []byte) {
		var one Tracked
		if one.decode(body); one.Sent.Packets+one.Answered.Packets > 0 {
			take(&one)
		}
	})
}

// dump asks for the table and hands over each connection of the answer.
func (t *Tracking) dump(m message, take func(body []byte)) error {
	if err := unix.Sendto(t.fd, m.bytes(), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return unavailable("ask for the tracked connections", err)
	}
	buffer := make([]byte, 1<<16)
	for {
		n, _, err := unix.Recvfrom(t.fd, buffer, 0)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return unavailable("read the tracked connections", err)
		}
		done, err := messages(buffer[:n], func(_ uint16, body []byte) (bool, error) {
			take(body)
			return false, nil
		})
		if err != nil {
			return unavailable("read the tracked connections", err)
		}
		if done {
			return nil
		}
	}
}

func (t *Tracked) decode(data []byte) {
	for kind, value, rest := attribute(data); kind != 0; kind, value, rest = attribute(rest) {
		switch kind {
		case attrOriginal:
			t.Protocol = t.Original.decode(value)
		case attrReply:
			t.Reply.decode(value)
		case attrOriginalCounters:
			t.Sent.decode(value)
		case attrReplyCounters:
			t.Answered.decode(value)
		case attrMark:
			t.Mark = number32(value) & (1<<vpc.MarkBits - 1)
		case attrProtocolInfo:
			t.TCP = tcpState(value)
		case attrTimestamp:
			if kind, value, _ := attribute(value); kind == 1 { // CTA_TIMESTAMP_START
				t.Started = time.Unix(0, int64(number64(value)))
			}
		}
	}
}

func (t *Tuple) decode(data []byte) (protocol uint8) {
	for kind, value, rest := attribute(data); kind != 0; kind, value, rest = attribute(rest) {
		switch kind {
		case 1: // CTA_TUPLE_IP
			t.decodeAddresses(value)
		case 2: // CTA_TUPLE_PROTO
			protocol = t.decodeProtocol(value)
		}
	}
	return protocol
}

func (t *Tuple) decodeAddresses(data []byte) {
	for kind, value, rest := attribute(data); kind != 0; kind, value, rest = attribute(rest) {
		address, _ := netip.AddrFromSlice(value)
		switch kind {
		case 1, 3: // CTA_IP_V4_SRC, CTA_IP_V6_SRC
			t.Source = address
		case 2, 4:
			t.Destination = address
		}
	}
}

func (t *Tuple) decodeProtocol(data []byte) (protocol uint8) {
	for kind, value, rest := attribute(data); kind != 0; kind, value, rest = attribute(rest) {
		switch {
		case kind == 1 && len(value) == 1: // CTA_PROTO_NUM
			protocol = value[0]
		case kind == 2: // CTA_PROTO_SRC_PORT
			t.SourcePort = number16(value)
		case kind == 3: // CTA_PROTO_DST_PORT
			t.DestinationPort = number16(value)
		}
	}
	return protocol
}

func (c *Count) decode(data []byte) {
	for kind, value, rest := attribute(data); kind != 0; kind, value, rest = attribute(rest) {
		switch kind {
		case 1: // CTA_COUNTERS_PACKETS
			c.Packets = number64(value)
		case 2: // CTA_COUNTERS_BYTES
			c.Bytes = number64(value)
		}
	}
}

func tcpState(data []byte) TCPState {
	kind, data, _ := attribute(data)
	if kind != 1 { // CTA_PROTOINFO_TCP
		return TCPNone
	}
	for kind, value, rest := attribute(data); kind != 0; kind, value, rest = attribute(rest) {
		if kind == 1 && len(value) == 1 { // CTA_PROTOINFO_TCP_STATE
			return TCPState(value[0])
		}
	}
	return TCPNone
}

// number64 and its kin are 0 for a value of another length.
func number64(value []byte) uint64 {
	if len(value) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(value)
}

func number32(value []byte) uint32 {
	if len(value) != 4 {
		return 0
	}
	return binary.BigEndian.Uint32(value)
}

func number16(value []byte) uint16 {
	if len(value) != 2 {
		return 0
	}
	return binary.BigEndian.Uint16(value)
}
