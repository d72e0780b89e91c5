package nft

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
)

// Kernel is nftables in one namespace.
type Kernel struct {
	ns   *netns.Namespace
	line *line // nil for a socket for each exchange
}

// In gives the nftables of a namespace.
func In(ns *netns.Namespace) Kernel { return Kernel{ns: ns} }

// Keep is In with one socket for all that is asked; end it with Close. The
// kernel makes whoever closes a socket wait until what was deleted is out of
// all use, some 10 ms after each change that deletes something. It is not for
// use by several goroutines at once.
func Keep(ns *netns.Namespace) Kernel { return Kernel{ns: ns, line: &line{fd: -1}} }

// Close ends what Keep gave.
func (k Kernel) Close() {
	if k.line != nil && k.line.fd >= 0 {
		unix.Close(k.line.fd)
		k.line.fd = -1
	}
}

// line is a socket that is kept; fd is negative while there is none.
type line struct{ fd int }

// ErrGeneration says that somebody else changed the ruleset; it is a
// fault.Conflict. Read it anew, or Replace the table.
var ErrGeneration = fault.New(fault.Conflict, "", "the ruleset was changed by somebody else")

// bigBatch is the number of elements from which on nft's own handling of
// socket buffers is worth its slower start.
const bigBatch = 4000

// Commit runs a change as one transaction on a ruleset of the given
// generation, and gives the generation after it. On an error other than
// ErrGeneration nothing was changed.
func (k Kernel) Commit(ctx context.Context, c *Change, generation uint32) (uint32, error) {
	if c.Empty() {
		return generation, nil
	}
	if !c.Structural() && c.elements < bigBatch {
		if err := k.sendBatch(c, generation); err != nil {
			return 0, err
		}
	} else {
		if now, err := k.Generation(); err != nil {
			return 0, err
		} else if now != generation && !c.replace {
			return 0, ErrGeneration
		} else {
			generation = now
		}
		if _, err := k.run(ctx, c.Text(), "-f", "-"); err != nil {
			return 0, err
		}
	}
	after, err := k.Generation()
	if err == nil && after != generation+1 {
		return 0, ErrGeneration
	}
	return after, err
}

// Generation is the number of the ruleset's last change in this namespace.
func (k Kernel) Generation() (generation uint32, err error) {
	m := &message{}
	m.begin(subsystem|unix.NFT_MSG_GETGEN, 0, 1, unix.AF_UNSPEC, 0)
	m.end()
	err = k.exchange(m.data, func(_ uint32, kind uint16, data []byte) (bool, error) {
		if kind == unix.NLMSG_ERROR {
			return true, answerError(data)
		}
		attributes(data[4:], func(kind uint16, value []byte) {
			if kind == attrGenID {
				generation = binary.BigEndian.Uint32(value)
			}
		})
		return true, nil
	})
	if err != nil {
		return 0, k.failed("read the generation", err)
	}
	return generation, nil
}

// Untouched reports whether the namespace never had a ruleset.
func (k Kernel) Untouched() (bool, error) {
	const first = 1 // the generation that a namespace begins with
	generation, err := k.Generation()
	return generation == first, err
}

// Elements reads a set's elements, sorted. A set that is not there is a
// fault.NotFound.
func (k Kernel) Elements(table, set string) ([]Element, error) {
	const tries = 10 // the ruleset may change while it is read, but not for ever
	for range tries {
		list, err := k.elements(table, set)
		switch {
		case errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.ENOENT):
			return nil, fault.New(fault.NotFound, "", "set %s of table %s is not there", set, table)
		case err != nil:
			return nil, k.failed("read set "+set, err)
		}
		slices.SortFunc(list, Compare)
		return list, nil
	}
	return nil, k.failed("read set "+set, unix.EAGAIN)
}

func (k Kernel) elements(table, set string) (list []Element, err error) {
	m := &message{}
	m.begin(subsystem|unix.NFT_MSG_GETSETELEM, unix.NLM_F_DUMP, 1, unix.NFPROTO_INET, 0)
	m.text(attrListTable, table)
	m.text(attrListSet, set)
	m.end()
	err = k.exchange(m.data, func(_ uint32, kind uint16, data []byte) (bool, error) {
		switch kind {
		case unix.NLMSG_DONE:
			return true, nil
		case unix.NLMSG_ERROR:
			return true, answerError(data)
		}
		list = decodeElements(data[4:], list)
		return false, nil
	})
	return list, err
}

// Delete takes a table away; one that is not there is no error.
func (k Kernel) Delete(ctx context.Context, table string) error {
	_, err := k.run(ctx, fmt.Sprintf("add table inet %s\ndelete table inet %s\n", table, table), "-f", "-")
	return err
}

func (k Kernel) sendBatch(c *Change, generation uint32) error {
	data, last := c.batch(generation)
	var failure error
	err := k.exchange(data, func(seq uint32, kind uint16, data []byte) (bool, error) {
		if kind != unix.NLMSG_ERROR {
			return false, nil
		}
		if err := answerError(data); err != nil && failure == nil {
			failure = err
		}
		// An error of the whole batch carries the number of its first message.
		return seq == last || seq == 1, nil
	})
	if failure != nil {
		k.Close() // answers to the rest of the batch may be waiting
	}
	if err = errors.Join(err, failure); errors.Is(err, unix.ERESTART) {
		return ErrGeneration
	}
	if err != nil {
		return k.failed("change elements of table "+c.table, err)
	}
	return nil
}

// exchange sends messages in the namespace and hands over the answers until
// read is done with them.
func (k Kernel) exchange(data []byte, read func(seq uint32, kind uint16, data []byte) (done bool, err error)) error {
	if k.line == nil {
		fd, err := k.socket()
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return exchange(fd, data, read)
	}
	if k.line.fd < 0 {
		fd, err := k.socket()
		if err != nil {
			return err
		}
		k.line.fd = fd
	}
	err := exchange(k.line.fd, data, read)
	if err != nil {
		k.Close() // more answers may come, which are of no exchange to come
	}
	return err
}

func exchange(fd int, data []byte, read func(seq uint32, kind uint16, data []byte) (done bool, err error)) error {
	if err := unix.Sendto(fd, data, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	buffer := make([]byte, 1<<16)
	for {
		n, _, err := unix.Recvfrom(fd, buffer, 0)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		messages, err := syscall.ParseNetlinkMessage(buffer[:n])
		if err != nil {
			return err
		}
		for _, m := range messages {
			if m.Header.Flags&unix.NLM_F_DUMP_INTR != 0 {
				return unix.EAGAIN
			}
			if len(m.Data) < 4 {
				return unix.EBADMSG
			}
			if done, err := read(m.Header.Seq, m.Header.Type, m.Data); done || err != nil {
				return err
			}
		}
	}
}

// socket opens a netfilter socket in the namespace. It answers within seconds
// or fails: the kernel answers at once, save when an answer was lost.
func (k Kernel) socket() (fd int, err error) {
	err = k.ns.Do(func() error {
		fd, err = unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_NETFILTER)
		return err
	})
	if err != nil {
		return -1, err
	}
	const room = 8 << 20
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, room),
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, room),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 10}))
	if err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func (k Kernel) failed(what string, err error) error {
	return fault.New(fault.Unavailable, "", "%s in %s: %w", what, k.ns.Name(), err)
}

// run runs nft in the namespace; its arguments never come from outside.
func (k Kernel) run(ctx context.Context, input string, args ...string) (string, error) {
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, "nft", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &complaint
	// A process begins in the namespace of the thread that starts it.
	err := k.ns.Do(cmd.Start)
	if err == nil {
		err = cmd.Wait()
	}
	if err == nil {
		return out.String(), nil
	}
	text := strings.TrimSpace(complaint.String())
	if strings.Contains(text, "No such file or directory") {
		return "", fault.New(fault.NotFound, "", "nft %s in %s: %s", strings.Join(args, " "), k.ns.Name(), text)
	}
	if len(text) > 2000 {
		text = text[:2000] + " …"
	}
	return "", fault.New(fault.Unavailable, "", "nft %s in %s: %w: %s", strings.Join(args, " "), k.ns.Name(), err, text)
}
