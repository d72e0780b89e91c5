package flow

import (
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

const groupDestroyed = 3 // NFNLGRP_CONNTRACK_DESTROY

// Endings hears of connections that leave a router's table with something that
// no sweep has told of: those that were refused, which the kernel forgets at
// once, and those that gave way to others.
type Endings struct {
	socket
	heard int // since the last look
}

// OpenEndings listens from now on. It keeps the namespace alive until Close.
func OpenEndings(ns *netns.Namespace) (*Endings, error) {
	const room = 8 << 20 // some 8,000 connections between two looks
	fd, err := open(ns, unix.SOCK_NONBLOCK, room, func(fd int) error {
		filter := unswept()
		if err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}); err != nil {
			return err
		}
		return unix.SetsockoptInt(fd, unix.SOL_NETLINK, unix.NETLINK_ADD_MEMBERSHIP, groupDestroyed)
	})
	if err != nil {
		return nil, err
	}
	return &Endings{socket: newSocket(fd, "conntrack endings")}, nil
}

// unswept is a filter that lets messages through whose counters are not zero, as
// a sweep left them. It looks at the lower half of each number of packets. What
// it drops costs no copy, no wake-up and no call: without it, hearing of endings
// cost 12 % of the connects a second, with it a part of that.
func unswept() []unix.SockFilter {
	const (
		load, loadX   = unix.BPF_LD | unix.BPF_W | unix.BPF_IMM, unix.BPF_LDX | unix.BPF_W | unix.BPF_IMM
		extension     = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		at            = unix.BPF_LD | unix.BPF_W | unix.BPF_IND
		equal         = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		toX           = unix.BPF_MISC | unix.BPF_TAX
		answer        = unix.BPF_RET | unix.BPF_K
		find, findIn  = 0xfffff000 + 12, 0xfffff000 + 16 // SKF_AD_NLATTR, SKF_AD_NLATTR_NEST
		packets, half = 1, 8                             // CTA_COUNTERS_PACKETS, and where its lower half is
	)
	var program []unix.SockFilter
	for _, counters := range []uint32{attrOriginalCounters, attrReplyCounters} {
		program = append(program,
			unix.SockFilter{Code: load, K: header}, unix.SockFilter{Code: loadX, K: counters}, unix.SockFilter{Code: extension, K: find},
			unix.SockFilter{Code: equal, K: 0, Jt: 7}, // there is none
			unix.SockFilter{Code: loadX, K: packets}, unix.SockFilter{Code: extension, K: findIn},
			unix.SockFilter{Code: equal, K: 0, Jt: 4},
			unix.SockFilter{Code: toX}, unix.SockFilter{Code: at, K: half},
			unix.SockFilter{Code: equal, K: 0, Jt: 1},
			unix.SockFilter{Code: answer, K: 1 << 16})
	}
	return append(program, unix.SockFilter{Code: answer})
}

// To tell of an ending costs the kernel 2 µs and us as much: a tenth of what it
// costs to open and close a connection. Beyond so many a second they are not
// heard for a while, and the sweeps alone, whose cost has a bound, go on.
const (
	endingsPerLook = 5000 * int(between) / int(time.Second)
	deaf           = time.Minute
)

// Run tells of endings, and when some were lost since they came too fast, until
// Close.
func (e *Endings) Run(take func(*Tracked), lost func()) error {
	return e.listen(func(data []byte) {
		_, _ = messages(data, func(_ uint16, body []byte) (bool, error) {
			var one Tracked
			one.decode(body)
			take(&one)
			e.heard++
			return false, nil
		})
	}, lost, func() { e.rest(lost) })
}

// rest waits for the next look, for long if there was too much to hear.
func (e *Endings) rest(lost func()) {
	pause := between
	if e.heard > endingsPerLook {
		lost()
		pause = deaf
		e.member(unix.NETLINK_DROP_MEMBERSHIP)
	}
	e.heard = 0
	e.pause(pause)
	if pause == deaf {
		e.member(unix.NETLINK_ADD_MEMBERSHIP)
	}
}

func (e *Endings) member(how int) {
	raw, err := e.file.SyscallConn()
	if err == nil { // it fails only once the file is closed, which ends everything
		_ = raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.SOL_NETLINK, how, groupDestroyed) })
	}
}
