//go:build kernel

package datapath_test

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// rejects hears of what the rules of a namespace drop.
type rejects struct {
	fd    int
	names map[uint32]string // devices by index, as they are looked up
	path  string
}

// reject is one dropped packet.
type reject struct {
	datapath.Reject
	in, out string // devices
	packet  []byte
}

const (
	logPacket    = unix.NFNL_SUBSYS_ULOG << 8
	logConfigure = logPacket | 1
)

func newRejects(t testing.TB, path string) *rejects {
	t.Helper()
	r := &rejects{names: map[uint32]string{}, path: path}
	err := inside(t, path, func() (err error) {
		if r.fd, err = unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_NETFILTER); err != nil {
			return err
		}
		if err = unix.SetsockoptInt(r.fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 4<<20); err != nil {
			return err
		}
		bind := []byte{5, 0, 1, 0, 1, 0, 0, 0}                    // NFULA_CFG_CMD: bind
		mode := []byte{10, 0, 2, 0, 0, 0, 0xff, 0xff, 2, 0, 0, 0} // NFULA_CFG_MODE: copy the packet
		threshold := []byte{8, 0, 5, 0, 0, 0, 0, 1}               // NFULA_CFG_QTHRESH: each at once
		for _, attributes := range [][]byte{bind, append(mode, threshold...)} {
			m := binary.NativeEndian.AppendUint32(nil, uint32(20+len(attributes)))
			m = binary.NativeEndian.AppendUint16(m, logConfigure)
			m = binary.NativeEndian.AppendUint16(m, unix.NLM_F_REQUEST)
			m = append(m, 1, 0, 0, 0, 0, 0, 0, 0, unix.AF_UNSPEC, 0)
			m = binary.BigEndian.AppendUint16(m, datapath.RejectGroup)
			if err := unix.Sendto(r.fd, append(m, attributes...), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(r.fd) })
	return r
}

// take gives what was dropped since it was last asked.
func (r *rejects) take(t testing.TB) (list []reject) {
	buffer := make([]byte, 1<<16)
	for {
		n, _, err := unix.Recvfrom(r.fd, buffer, 0)
		if err != nil {
			return list
		}
		for data := buffer[:n]; len(data) >= 20; {
			size := int(binary.NativeEndian.Uint32(data))
			if binary.NativeEndian.Uint16(data[4:]) == logPacket {
				list = append(list, r.read(t, data[20:size]))
			}
			data = data[min((size+3)&^3, len(data)):]
		}
	}
}

func (r *rejects) read(t testing.TB, data []byte) (one reject) {
	for len(data) >= 4 {
		size := int(binary.NativeEndian.Uint16(data))
		value := data[4:size]
		switch binary.NativeEndian.Uint16(data[2:]) & 0x3fff {
		case 4:
			one.in = r.device(t, binary.BigEndian.Uint32(value))
		case 5:
			one.out = r.device(t, binary.BigEndian.Uint32(value))
		case 9:
			one.packet = append([]byte(nil), value...)
		case 10:
			prefix := string(value[:len(value)-1])
			var ok bool
			if one.Reject, ok = datapath.ParseReject(prefix); !ok {
				t.Errorf("prefix %q is not one of ours", prefix)
			}
		}
		data = data[min((size+3)&^3, len(data)):]
	}
	return one
}

func (r *rejects) device(t testing.TB, index uint32) string {
	if r.names[index] == "" {
		r.names[index] = "gone" // with what the packet was of, unless it is found
		err := inside(t, r.path, func() error {
			if device, err := net.InterfaceByIndex(int(index)); err == nil {
				r.names[index] = device.Name
			}
			return nil
		})
		if err != nil {
			t.Errorf("device %d: %v", index, err)
		}
	}
	return r.names[index]
}

// An answer that is dropped on its way to a NAT gateway has the port that this
// sends from, not the one that the connection began with.
func TestDroppedAnswerToANATGatewayIsKnownByItsPacket(t *testing.T) {
	w := newTown(t)
	nat := &w.models["vpc-1"].NATGateways[0]
	nat.Private, nat.Public = true, netip.Addr{}
	w.lead("subnet-a", route("10.1.0.0/16", "nat-1"))
	w.lead("subnet-n", route("10.1.0.0/16", "pcx-1"))
	w.models["vpc-2"].RouteTables[0].Routes = nil
	w.change()
	drops := newRejects(t, netns.Path("sp-"+w.tag+"-2"))
	const number, closed = 4700, 81
	p := vpc.Packet{FromInterface: "eni-app", Source: netip.MustParseAddr("10.0.1.10"), Destination: netip.MustParseAddr("10.1.1.10"), Protocol: vpc.TCP,
		SourcePort: vpc.TranslatedPorts.From - 1, DestinationPort: closed}
	if err := newProbe(t, path(w.world, "app")).send(p, number); err != nil {
		t.Fatal(err)
	}
	var found []reject
	eventually(t, enough, "the reset is dropped and told of", func() bool { found = drops.take(t); return len(found) > 0 })
	for _, one := range found {
		n, answer, ok := identify(one.packet, map[uint32]vpc.Packet{number: p})
		if !ok || !answer || n != number || one.Stage != vpc.StageRoute {
			t.Errorf("dropped at %q: packet %d, answer %v, known %v", one.Stage, n, answer, ok)
		}
		if port := binary.BigEndian.Uint16(one.packet[22:]); port < vpc.TranslatedPorts.From {
			t.Errorf("the answer is for port %d, which the gateway does not send from", port)
		}
	}
}
