package flow

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// The parts of nflog's netlink that are used here (linux/netfilter/nfnetlink_log.h).
const (
	logSubsystem = unix.NFNL_SUBSYS_ULOG << 8
	logConfigure = 1 // NFULNL_MSG_CONFIG

	configCommand   = 1
	configMode      = 2
	configBuffer    = 3
	configTimeout   = 4
	configThreshold = 5
	configFlags     = 6
	commandBind     = 1
	copyPacket      = 2
	flagSequence    = 1

	attrIn       = 4
	attrOut      = 5
	attrPayload  = 9
	attrPrefix   = 10
	attrSequence = 12
)

// What is read of a packet is its headers; the rest is not looked at.
const headers = 128

// Drops hears of the packets that a router's rules drop and log to a group.
type Drops struct {
	socket
	devices devices

	next  uint32 // the sequence number that is to come
	began bool
}

// OpenDrops listens from now on. A group has one listener in a namespace; a
// second one is refused. It keeps the namespace alive until Close.
func OpenDrops(ns *netns.Namespace, group uint16) (*Drops, error) {
	// Room for some 2,000 packets between two looks: what a flood of dropped
	// packets may cost is bounded, and what does not fit is counted.
	const room = 2 << 20
	fd, err := open(ns, unix.SOCK_NONBLOCK, room, func(fd int) error {
		mode := binary.BigEndian.AppendUint32(nil, headers)
		for _, m := range []message{
			newMessage(logSubsystem|logConfigure, unix.NLM_F_ACK, unix.AF_UNSPEC, group).attr(configCommand, commandBind),
			newMessage(logSubsystem|logConfigure, unix.NLM_F_ACK, unix.AF_UNSPEC, group).
				attr(configMode, append(mode, copyPacket, 0)...).
				number(configBuffer, 1<<15).
				number(configTimeout, 2). // hundredths of a second that packets wait for others
				number(configThreshold, 64).
				attr(configFlags, 0, flagSequence),
		} {
			if err := ask(fd, m); err != nil {
				return fmt.Errorf("log group %d: %w", group, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	names, err := openDevices(ns)
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return &Drops{socket: newSocket(fd, "nflog"), devices: names}, nil
}

// Run tells of drops, and how many it could not tell of because they came
// faster than they were read, until Close. It must be called, once.
func (d *Drops) Run(take func(*Drop), lost func(packets uint64)) error {
	defer d.devices.close()
	return d.listen(func(data []byte) {
		_, _ = messages(data, func(_ uint16, body []byte) (bool, error) {
			one, sequence := d.decode(body)
			if missed := sequence - d.next; d.began && missed > 0 && missed < 1<<31 {
				lost(uint64(missed))
			}
			d.began, d.next = true, sequence+1
			take(&one)
			return false, nil
		})
	}, func() {}, func() { d.pause(between) }) // the gap in the sequence says how many were lost
}

func (d *Drops) decode(data []byte) (one Drop, sequence uint32) {
	for kind, value, rest := attribute(data); kind != 0; kind, value, rest = attribute(rest) {
		switch kind {
		case attrIn:
			one.In = d.devices.name(number32(value))
		case attrOut:
			one.Out = d.devices.name(number32(value))
		case attrPrefix:
			one.Prefix = strings.TrimRight(string(value), "\x00")
		case attrSequence:
			sequence = number32(value)
		case attrPayload:
			one.decodePacket(value)
		}
	}
	return one, sequence
}
