package hunt

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// arrival is how long a datagram may take from one namespace to another.
const arrival = 300 * time.Millisecond

// Arrives sends one UDP datagram from inside of a namespace and says whether it
// came to another one. It claims to be from source; the zero value means from
// whom it really is.
func Arrives(namespace string, source netip.Addr, target netip.AddrPort, at string) (bool, error) {
	var mark Mark
	rand.Read(mark[:])
	trap, err := Set("the destination", at, mark, false)
	if err != nil {
		return false, err
	}
	defer trap.Close()
	ns, err := netns.Open(namespace)
	if err != nil {
		return false, err
	}
	defer ns.Close()
	send := func() error { return say(target, mark) }
	if source.IsValid() {
		send = func() error { return claim(source, target, mark) }
	}
	if err := ns.Do(send); err != nil {
		return false, err
	}
	for until := time.Now().Add(arrival); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if count, _, _ := trap.Caught(); count > 0 {
			return true, nil
		}
	}
	return false, nil
}

func say(target netip.AddrPort, mark Mark) error {
	conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(target))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Write(mark[:])
	return err
}

func claim(source netip.Addr, target netip.AddrPort, mark Mark) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
	if err != nil {
		return fmt.Errorf("open a raw socket: %w", err)
	}
	defer unix.Close(socket)
	e := ends{source: source, destination: target.Addr()}
	packet := ipv4(e, protocolUDP, 1, 0, nil, udp(e, 9, target.Port(), mark[:]))
	return unix.Sendto(socket, packet, 0, &unix.SockaddrInet4{Addr: target.Addr().As4()})
}
