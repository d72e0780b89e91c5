package flow

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// devices knows the names of a namespace's devices by their numbers. A number is
// not given a second time while its namespace stands, so that names are kept.
type devices struct {
	fd    int
	known map[uint32]string
}

func openDevices(ns *netns.Namespace) (d devices, err error) {
	err = ns.Do(func() error {
		d.fd, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return d, fmt.Errorf("open a socket in %s: %w", ns.Name(), err)
	}
	d.known = map[uint32]string{}
	return d, nil
}

func (d devices) close() error { return unix.Close(d.fd) }

// name is a device's name; empty for one that is gone.
func (d devices) name(index uint32) string {
	if name, ok := d.known[index]; ok {
		return name
	}
	var request struct { // struct ifreq
		name  [unix.IFNAMSIZ]byte
		index uint32
		_     [20]byte
	}
	request.index = index
	name := ""
	if _, _, failed := unix.Syscall(unix.SYS_IOCTL, uintptr(d.fd), unix.SIOCGIFNAME, uintptr(unsafe.Pointer(&request))); failed == 0 {
		name = unix.ByteSliceToString(request.name[:])
	}
	d.known[index] = name
	return name
}
