package flow

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
)

const (
	// header is the length of a netlink header and netfilter's own one.
	header     = unix.SizeofNlMsghdr + 4
	attrHeader = 4
	alignment  = 4
	// typeMask takes the flags off an attribute's kind.
	typeMask = ^uint16(unix.NLA_F_NESTED | unix.NLA_F_NET_BYTEORDER)
)

// message is one netfilter message under construction.
type message []byte

func newMessage(kind, flags uint16, family uint8, resource uint16) message {
	m := make(message, 0, 64)
	m = binary.NativeEndian.AppendUint32(m, 0)
	m = binary.NativeEndian.AppendUint16(m, kind)
	m = binary.NativeEndian.AppendUint16(m, unix.NLM_F_REQUEST|flags)
	m = append(m, 1, 0, 0, 0, 0, 0, 0, 0) // sequence and port
	m = append(m, family, unix.NFNETLINK_V0)
	return binary.BigEndian.AppendUint16(m, resource)
}

func (m message) attr(kind uint16, value ...byte) message {
	m = binary.NativeEndian.AppendUint16(m, uint16(attrHeader+len(value)))
	m = binary.NativeEndian.AppendUint16(m, kind)
	m = append(m, value...)
	for len(m)%alignment != 0 {
		m = append(m, 0)
	}
	return m
}

func (m message) number(kind uint16, n uint32) message {
	return m.attr(kind, binary.BigEndian.AppendUint32(nil, n)...)
}

func (m message) bytes() []byte {
	binary.NativeEndian.PutUint32(m, uint32(len(m)))
	return m
}

// attribute is the first attribute in data, without the flags of its kind, and
// what follows it; kind 0 at the end. A loop over it costs a third of calls of a
// function value, which counts at 20,000 connections a second.
func attribute(data []byte) (kind uint16, value, rest []byte) {
	if len(data) < attrHeader {
		return 0, nil, nil
	}
	size := int(binary.NativeEndian.Uint16(data))
	if size < attrHeader || size > len(data) {
		return 0, nil, nil
	}
	kind = binary.NativeEndian.Uint16(data[2:]) & typeMask
	return kind, data[attrHeader:size], data[min((size+alignment-1)&^(alignment-1), len(data)):]
}

// messages calls do for each message in data with its kind and what follows
// netfilter's header, until do says that it is done.
func messages(data []byte, do func(kind uint16, body []byte) (done bool, err error)) (done bool, err error) {
	for len(data) >= unix.SizeofNlMsghdr {
		size := int(binary.NativeEndian.Uint32(data))
		if size < unix.SizeofNlMsghdr || size > len(data) {
			return false, unix.EBADMSG
		}
		kind := binary.NativeEndian.Uint16(data[4:])
		body := data[unix.SizeofNlMsghdr:size]
		switch {
		case kind == unix.NLMSG_DONE:
			return true, nil
		case kind == unix.NLMSG_ERROR:
			return true, answerError(body)
		case size >= header:
			if done, err = do(kind, data[header:size]); done || err != nil {
				return done, err
			}
		}
		data = data[min((size+3)&^3, len(data)):]
	}
	return false, nil
}

// answerError is the error of an NLMSG_ERROR message; nil for an acknowledgement.
func answerError(body []byte) error {
	if len(body) < 4 {
		return unix.EBADMSG
	}
	if code := int32(binary.NativeEndian.Uint32(body)); code != 0 {
		return unix.Errno(-code)
	}
	return nil
}

// open opens a netfilter socket in a namespace, with room for what comes while
// nobody reads, and runs prepare on it. A socket keeps its namespace alive.
func open(ns *netns.Namespace, flags, room int, prepare func(fd int) error) (fd int, err error) {
	err = ns.Do(func() error {
		fd, err = unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|flags, unix.NETLINK_NETFILTER)
		return err
	})
	if err != nil {
		return -1, unavailable("open a netfilter socket in "+ns.Name(), err)
	}
	err = errors.Join(
		unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}),
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, room))
	if err == nil {
		err = prepare(fd)
	}
	if err != nil {
		unix.Close(fd)
		return -1, unavailable("listen in "+ns.Name(), err)
	}
	return fd, nil
}

// ask sends one message and waits for its acknowledgement.
func ask(fd int, m message) error {
	if err := unix.Sendto(fd, m.bytes(), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	buffer := make([]byte, 1<<16)
	for {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		const patience = 10_000 // milliseconds; the kernel answers at once
		if n, err := unix.Poll(fds, patience); n == 0 && err == nil {
			return os.ErrDeadlineExceeded
		}
		n, _, err := unix.Recvfrom(fd, buffer, unix.MSG_DONTWAIT)
		if errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN) {
			continue
		}
		if err != nil {
			return err
		}
		// What was heard already comes before the answer; it is let go.
		if done, err := messages(buffer[:n], func(uint16, []byte) (bool, error) { return false, nil }); done || err != nil {
			return err
		}
	}
}

func unavailable(what string, err error) error {
	return fault.New(fault.Unavailable, "", "%s: %w", what, err)
}

// socket is one that is listened to until it is closed.
type socket struct {
	file   *os.File
	closed chan struct{}
}

func newSocket(fd int, name string) socket {
	return socket{os.NewFile(uintptr(fd), name), make(chan struct{})}
}

// Close ends Run.
func (s socket) Close() {
	close(s.closed)
	s.file.Close()
}

// between is the pause between two looks, so that a wake-up pays for many
// messages, and what reading can cost has a bound.
const between = 50 * time.Millisecond

func (s socket) pause(d time.Duration) {
	select {
	case <-s.closed:
	case <-time.After(d):
	}
}

// listen reads the socket each time that something came, and calls rest after
// it, until the socket is closed.
func (s socket) listen(take func(data []byte), lost, rest func()) error {
	raw, err := s.file.SyscallConn()
	if err != nil {
		return err
	}
	buffer := make([]byte, 1<<16)
	for {
		var failed error
		err := raw.Read(func(fd uintptr) bool {
			for came := false; ; came = true {
				n, _, err := unix.Recvfrom(int(fd), buffer, 0)
				switch {
				case err == nil:
					take(buffer[:n])
				case errors.Is(err, unix.EINTR):
				case errors.Is(err, unix.ENOBUFS):
					lost()
				case errors.Is(err, unix.EAGAIN):
					return came // else it waits
				default:
					failed = err
					return true
				}
			}
		})
		select {
		case <-s.closed:
			return nil
		default:
		}
		if err := errors.Join(err, failed); err != nil {
			return fmt.Errorf("read netfilter's messages: %w", err)
		}
		rest()
	}
}
