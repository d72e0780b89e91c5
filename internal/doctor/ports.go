package doctor

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// ports tries the addresses that serve will listen at.
func ports(m machine, o Options) []Finding {
	return []Finding{
		port(m, "API address", "--api-listen", o.APIListen, o.Running),
		port(m, "front door address", "--ingress-listen", o.IngressListen, o.Running),
	}
}

func port(m machine, check, flag, address string, running bool) Finding {
	another := fmt.Sprintf("name another with %s", flag)
	listener, err := net.Listen("tcp", address)
	if err == nil {
		listener.Close()
		return Finding{Check: check, Detail: address + " is free"}
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE) && running:
		return Finding{Check: check, Detail: address + " is Sallyport's"}
	case errors.Is(err, syscall.EADDRINUSE):
		return Finding{Check: check, Detail: fmt.Sprintf("%s is in use by %s", address, holder(m, address)), Mend: "stop it, or " + another, State: Failure}
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return Finding{Check: check, Detail: address + " is no address of this machine", Mend: another, State: Failure}
	case errors.Is(err, syscall.EACCES):
		return Finding{Check: check, Detail: address + " needs root", Mend: "run it as root, or " + another, State: Failure}
	}
	return Finding{Check: check, Detail: err.Error(), Mend: another, State: Failure}
}

// holder names the process that listens at an address, or that has it covered
// by listening at all addresses.
func holder(m machine, address string) string {
	const unknown = "a process that can't be seen from here"
	want, err := netip.ParseAddrPort(address)
	if err != nil {
		return unknown
	}
	inode := ""
	for _, table := range []string{"proc/net/tcp", "proc/net/tcp6"} {
		if found := listening(m.text(table), want); found != "" {
			inode = found
		}
	}
	if inode == "" {
		return unknown
	}
	sockets, err := filepath.Glob(m.path("proc/[0-9]*/fd/*"))
	if err != nil {
		return unknown
	}
	for _, socket := range sockets {
		if to, err := os.Readlink(socket); err == nil && to == "socket:["+inode+"]" {
			process := filepath.Dir(filepath.Dir(socket))
			name, _ := os.ReadFile(filepath.Join(process, "comm"))
			return fmt.Sprintf("%s (process %s)", strings.TrimSpace(string(name)), filepath.Base(process))
		}
	}
	return unknown
}

// listening finds the inode of the socket that stands in an address's way in a
// table of /proc/net/tcp, whose columns are: number, local address, remote
// address, state, queues, timer, retransmissions, user, timeout, inode.
func listening(table string, want netip.AddrPort) string {
	const stateListen = "0A"
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 10 || fields[3] != stateListen {
			continue
		}
		has, ok := parseSocket(fields[1])
		if !ok || has.Port() != want.Port() {
			continue
		}
		if has.Addr() == want.Addr() || has.Addr().IsUnspecified() || want.Addr().IsUnspecified() {
			return fields[9]
		}
	}
	return ""
}

// parseSocket reads "0100007F:1F90": words of four bytes in the machine's own
// order, a colon, and the port in hexadecimal.
func parseSocket(text string) (netip.AddrPort, bool) {
	address, number, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(address)
	port, errPort := strconv.ParseUint(number, 16, 16)
	if err != nil || errPort != nil || len(raw)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(raw); i += 4 {
		binary.BigEndian.PutUint32(raw[i:], binary.NativeEndian.Uint32(raw[i:]))
	}
	ip, ok := netip.AddrFromSlice(raw)
	return netip.AddrPortFrom(ip.Unmap(), uint16(port)), ok
}
