// Package watch hears of changes in many network namespaces by two sockets:
// the kernel delivers the notices of every namespace that the listener's own
// one has a number for (NETLINK_LISTEN_ALL_NSID), and says the number. A
// thousand namespaces cost no more threads than one.
package watch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
)

// Notice says that something changed.
type Notice struct {
	// Namespace is the name of one that was added; empty for the process's own.
	Namespace string
	// Links: a link, an address, a route, a fixed neighbour or a routing rule. Rules: the ruleset. Pins: the name itself.
	Links, Rules, Pins bool
	// Lost: notices were lost; anything may have changed anywhere.
	Lost bool
}

// Watch is an open watch. Run it, and Close it.
type Watch struct {
	links, rules, pins, wake int

	mu    sync.Mutex
	names map[int]string // guarded by mu; by namespace number
	ids   map[string]int // guarded by mu
}

// Open opens the watch.
func Open() (_ *Watch, err error) {
	w := &Watch{links: -1, rules: -1, pins: -1, wake: -1, names: map[int]string{}, ids: map[string]int{}}
	defer func() {
		if err != nil {
			w.Close()
		}
	}()
	if w.links, err = listen(unix.NETLINK_ROUTE, unix.RTNLGRP_LINK, unix.RTNLGRP_IPV4_IFADDR, unix.RTNLGRP_IPV4_ROUTE, unix.RTNLGRP_IPV4_RULE,
		unix.RTNLGRP_IPV6_IFADDR, unix.RTNLGRP_IPV6_ROUTE, unix.RTNLGRP_IPV6_RULE, unix.RTNLGRP_NEIGH); err != nil {
		return nil, fmt.Errorf("listen to links: %w", err)
	}
	if w.rules, err = listen(unix.NETLINK_NETFILTER, unix.NFNLGRP_NFTABLES); err != nil {
		return nil, fmt.Errorf("listen to rules: %w", err)
	}
	if w.pins, err = unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK); err != nil {
		return nil, fmt.Errorf("watch %s: %w", netns.Dir, err)
	}
	if w.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return nil, fmt.Errorf("open event descriptor: %w", err)
	}
	return w, nil
}

// room keeps the notices of some thousand new links while nobody reads.
const room = 16 << 20

func listen(protocol int, groups ...int) (int, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, protocol)
	if err != nil {
		return -1, err
	}
	err = errors.Join(
		unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}),
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, room),
		unix.SetsockoptInt(fd, unix.SOL_NETLINK, unix.NETLINK_LISTEN_ALL_NSID, 1))
	for _, group := range groups {
		err = errors.Join(err, unix.SetsockoptInt(fd, unix.SOL_NETLINK, unix.NETLINK_ADD_MEMBERSHIP, group))
	}
	if err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// Add listens to a pinned namespace.
func (w *Watch) Add(ns *netns.Namespace) error {
	id, err := link.NamespaceID(ns)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names[id], w.ids[ns.Name()] = ns.Name(), id
	// The directory may not have been there before the first namespace.
	if _, err := unix.InotifyAddWatch(w.pins, netns.Dir, unix.IN_DELETE|unix.IN_MOVED_FROM|unix.IN_CREATE|unix.IN_ONLYDIR); err != nil {
		return fmt.Errorf("watch %s: %w", netns.Dir, err)
	}
	return nil
}

// Remove no longer listens to a namespace.
func (w *Watch) Remove(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id, ok := w.ids[name]; ok {
		delete(w.names, id)
		delete(w.ids, name)
	}
}

// Stop ends Run.
func (w *Watch) Stop() {
	one := binary.NativeEndian.AppendUint64(nil, 1)
	_, _ = unix.Write(w.wake, one) // can only fail when it is woken already
}

// Close frees the watch. Run must have ended.
func (w *Watch) Close() {
	for _, fd := range []int{w.links, w.rules, w.pins, w.wake} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

// Run tells of every change until Stop.
func (w *Watch) Run(tell func(Notice)) error {
	fds := []unix.PollFd{
		{Fd: int32(w.links), Events: unix.POLLIN},
		{Fd: int32(w.rules), Events: unix.POLLIN},
		{Fd: int32(w.pins), Events: unix.POLLIN},
		{Fd: int32(w.wake), Events: unix.POLLIN},
	}
	buffer := make([]byte, 1<<16)
	for {
		if _, err := unix.Poll(fds, -1); err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("wait for notices: %w", err)
		}
		if fds[3].Revents != 0 {
			return nil
		}
		w.drain(w.links, buffer, Notice{Links: true}, tell)
		w.drain(w.rules, buffer, Notice{Rules: true}, tell)
		w.drainPins(buffer, tell)
	}
}

// drain reads a socket empty. The messages themselves do not matter, but for
// those of neighbours that come and go by themselves: who answers a notice reads
// the kernel.
func (w *Watch) drain(fd int, buffer []byte, kind Notice, tell func(Notice)) {
	control := make([]byte, 128)
	for {
		n, size, _, _, err := unix.Recvmsg(fd, buffer, control, unix.MSG_DONTWAIT)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.ENOBUFS):
			tell(Notice{Links: true, Rules: true, Lost: true})
			continue
		case err != nil:
			return
		}
		notice := kind
		id, foreign := namespaceID(control[:size])
		if foreign {
			w.mu.Lock()
			name, ours := w.names[id]
			w.mu.Unlock()
			if !ours {
				continue
			}
			notice.Namespace = name
		}
		// The host learns neighbours of its own all the time.
		if fd != w.links || !learned(buffer[:n], notice.Namespace == "") {
			tell(notice)
		}
	}
}

// namespaceID is the number that came with a message, if it is not from the
// listener's own namespace.
func namespaceID(control []byte) (int, bool) {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return 0, false
	}
	for _, m := range messages {
		if m.Header.Level == unix.SOL_NETLINK && m.Header.Type == unix.NETLINK_LISTEN_ALL_NSID && len(m.Data) >= 4 {
			return int(int32(binary.NativeEndian.Uint32(m.Data))), true
		}
	}
	return 0, false
}

// learned tells whether a message is about a neighbour that is none of those that
// somebody fixed: the kernel's name for one that was taken away by hand is that
// it failed. At the host ours are at link-local addresses.
func learned(message []byte, atHost bool) bool {
	if len(message) < unix.SizeofNlMsghdr+unix.SizeofNdMsg {
		return false
	}
	if kind := binary.NativeEndian.Uint16(message[4:]); kind != unix.RTM_NEWNEIGH && kind != unix.RTM_DELNEIGH {
		return false
	}
	body := message[unix.SizeofNlMsghdr:]
	if body[0] != unix.AF_INET || binary.NativeEndian.Uint16(body[8:])&(unix.NUD_PERMANENT|unix.NUD_FAILED) == 0 {
		return true
	}
	for data := body[unix.SizeofNdMsg:]; atHost && len(data) >= unix.SizeofRtAttr; {
		size := int(binary.NativeEndian.Uint16(data))
		if size < unix.SizeofRtAttr || size > len(data) {
			break
		}
		if binary.NativeEndian.Uint16(data[2:]) == unix.NDA_DST && size >= unix.SizeofRtAttr+4 {
			return data[4] != 169 || data[5] != 254
		}
		data = data[min((size+3)&^3, len(data)):]
	}
	return false
}

func (w *Watch) drainPins(buffer []byte, tell func(Notice)) {
	for {
		n, err := unix.Read(w.pins, buffer)
		if err != nil || n <= 0 {
			return
		}
		for at := 0; at+unix.SizeofInotifyEvent <= n; {
			event := (*unix.InotifyEvent)(unsafe.Pointer(&buffer[at]))
			name := buffer[at+unix.SizeofInotifyEvent:]
			name = name[:min(int(event.Len), len(name))]
			at += unix.SizeofInotifyEvent + int(event.Len)
			if event.Mask&unix.IN_Q_OVERFLOW != 0 {
				tell(Notice{Pins: true, Lost: true})
				continue
			}
			text := unix.ByteSliceToString(name)
			w.mu.Lock()
			_, ours := w.ids[text]
			w.mu.Unlock()
			if ours {
				tell(Notice{Namespace: text, Pins: true})
			}
		}
	}
}
