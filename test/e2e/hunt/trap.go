package hunt

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// Trap listens to every device of a namespace and keeps what has the mark.
type Trap struct {
	Name string
	mark Mark
	// leavingOnly counts what leaves the namespace, not what comes to it and is
	// dropped there.
	leavingOnly bool
	file        *os.File

	mu    sync.Mutex
	heard int     // guarded by mu: all frames
	found []Catch // guarded by mu: the first few with the mark
	count int     // guarded by mu: of those with the mark
}

// Catch is a frame that went where it must not go.
type Catch struct {
	Trap    string
	Device  int // index
	Leaving bool
	Frame   []byte
}

func (c Catch) String() string {
	direction := "entered by"
	if c.Leaving {
		direction = "left by"
	}
	return fmt.Sprintf("%s: %s device %d: %s", c.Trap, direction, c.Device, hex.EncodeToString(c.Frame[:min(96, len(c.Frame))]))
}

// Set sets a trap in a namespace, the program's own if the name is empty.
// Its goroutine ends with Close.
func Set(name, namespace string, mark Mark, leavingOnly bool) (*Trap, error) {
	ns, err := open(namespace)
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	var socket int
	err = ns.Do(func() (err error) {
		socket, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, int(hostToNetwork(unix.ETH_P_ALL)))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listen in %s: %w", name, err)
	}
	const buffer = 8 << 20 // what overflows is not looked at
	if err := unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, buffer); err != nil {
		return nil, errors.Join(err, unix.Close(socket))
	}
	t := &Trap{Name: name, mark: mark, leavingOnly: leavingOnly, file: os.NewFile(uintptr(socket), name)}
	go t.listen()
	return t, nil
}

func open(namespace string) (*netns.Namespace, error) {
	if namespace == "" {
		return netns.OpenPath("")
	}
	return netns.Open(namespace)
}

func hostToNetwork(n uint16) uint16 { return n<<8 | n>>8 }

func (t *Trap) listen() {
	raw, err := t.file.SyscallConn()
	if err != nil {
		return
	}
	buffer := make([]byte, 2048)
	for {
		var n int
		var from unix.Sockaddr
		var failed error
		err := raw.Read(func(fd uintptr) bool {
			n, from, failed = unix.Recvfrom(int(fd), buffer, 0)
			return !errors.Is(failed, unix.EAGAIN)
		})
		if err != nil || failed != nil && !errors.Is(failed, unix.ENETDOWN) {
			return // closed
		}
		if source, ok := from.(*unix.SockaddrLinklayer); ok && failed == nil {
			t.note(buffer[:n], source)
		}
	}
}

func (t *Trap) note(frame []byte, from *unix.SockaddrLinklayer) {
	leaving := from.Pkttype == unix.PACKET_OUTGOING
	marked := bytes.Contains(frame, t.mark[:])
	t.mu.Lock()
	defer t.mu.Unlock()
	t.heard++
	if !marked || t.leavingOnly && !leaving {
		return
	}
	if t.count++; len(t.found) < 5 {
		t.found = append(t.found, Catch{t.Name, from.Ifindex, leaving, bytes.Clone(frame)})
	}
}

// Caught is how many frames had the mark, the first few of them, and how many
// frames were heard at all.
func (t *Trap) Caught() (count int, first []Catch, heard int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count, t.found, t.heard
}

// Lost is how many frames came faster than they were looked at.
func (t *Trap) Lost() (int, error) {
	raw, err := t.file.SyscallConn()
	if err != nil {
		return 0, err
	}
	var stats *unix.TpacketStats
	var failed error
	err = raw.Control(func(fd uintptr) {
		stats, failed = unix.GetsockoptTpacketStats(int(fd), unix.SOL_PACKET, unix.PACKET_STATISTICS)
	})
	if err = errors.Join(err, failed); err != nil {
		return 0, err
	}
	return int(stats.Drops), nil
}

// Close takes the trap away.
func (t *Trap) Close() error { return t.file.Close() }
