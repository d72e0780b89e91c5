//go:build kernel

package datapath_test

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/vpc"
)

// ear is a datagram socket of a box, which the test answers by itself.
type ear struct {
	t    testing.TB
	conn net.PacketConn
}

func (w *town) ear(box string, port int) ear {
	w.t.Helper()
	return datagrams(w.t, path(w.world, box), port)
}

// datagrams is a socket in a namespace.
func datagrams(t testing.TB, path string, port int) ear {
	t.Helper()
	var c net.PacketConn
	if err := inside(t, path, func() (err error) {
		c, err = net.ListenPacket("udp4", fmt.Sprintf("0.0.0.0:%d", port))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return ear{t, c}
}

// hears tells whether a datagram comes that should.
func (e ear) hears() bool {
	e.t.Helper()
	return e.hearsWithin(enough)
}

func (e ear) hearsWithin(within time.Duration) bool {
	e.t.Helper()
	_, heard := e.hearsFrom(within)
	return heard
}

// hearsFrom also tells from whom.
func (e ear) hearsFrom(within time.Duration) (net.Addr, bool) {
	e.t.Helper()
	if err := e.conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		e.t.Fatal(err)
	}
	_, from, err := e.conn.ReadFrom(make([]byte, 2048))
	return from, err == nil
}

func (e ear) says(to string) {
	e.t.Helper()
	if _, err := e.conn.WriteTo([]byte("word"), net.UDPAddrFromAddrPort(netip.MustParseAddrPort(to))); err != nil {
		e.t.Fatal(err)
	}
}

// talk establishes a flow of datagrams from app's port 5000 to db's port 6000.
func (w *town) talk(from, to string, app, db ear) {
	w.t.Helper()
	for range 2 {
		app.says(to)
		if !db.hears() {
			w.t.Fatal("the datagram does not come")
		}
		db.says(from)
		if !app.hears() {
			w.t.Fatal("the answer does not come")
		}
	}
}

// free turns off the source check of a box of vpc-1.
func (w *town) free(box string) {
	for i, one := range w.models["vpc-1"].Interfaces {
		if one.ID == "eni-"+box {
			w.models["vpc-1"].Interfaces[i].NoSourceCheck = true
		}
	}
}

// shut gives a box of vpc-1 a group that lets nothing through.
func (w *town) shut(box string) {
	m := w.models["vpc-1"]
	if !slices.ContainsFunc(m.Groups, func(g vpc.SecurityGroup) bool { return g.ID == "sg-0" }) {
		m.Groups = append(m.Groups, vpc.SecurityGroup{ID: "sg-0", VPCID: "vpc-1"})
	}
	for i, one := range m.Interfaces {
		if one.ID == "eni-"+box {
			m.Interfaces[i].Groups = []string{"sg-0"}
		}
	}
}

// narrow gives a subnet an ACL that keeps something out.
func (w *town) narrow(subnet string) {
	w.guard(subnet, entry(1, true, false, vpc.TCP, 9, 9, "0.0.0.0/0"), entry(1, false, false, vpc.TCP, 9, 9, "0.0.0.0/0"),
		entry(100, true, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"), entry(100, false, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"))
}

// passed is how many packets a box passed on.
func passed(t *testing.T, path string) (count int) {
	t.Helper()
	err := inside(t, path, func() error {
		text, err := os.ReadFile("/proc/thread-self/net/snmp")
		if err != nil {
			return err
		}
		lines := strings.Split(string(text), "\n")
		at := slices.Index(strings.Fields(lines[0]), "ForwDatagrams")
		_, err = fmt.Sscan(strings.Fields(lines[1])[at], &count)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// A route to an interface holds for all packets of a flow: what stands there may
// be a firewall.
func TestEveryPacketGoesThroughTheAppliance(t *testing.T) {
	for name, narrow := range map[string]bool{"open ACLs": false, "ACLs that keep something out": true} {
		for _, to := range []string{"10.0.2.10", "10.1.1.10"} {
			t.Run(name+" to "+to, func(t *testing.T) {
				w := newTown(t)
				w.box("wall", "subnet-n", "10.0.3.10")
				w.free("wall")
				if narrow {
					w.narrow("subnet-a")
					w.narrow("subnet-b")
					w.narrow("subnet-n")
				}
				w.lead("subnet-a", route(to+"/32", "eni-wall"))
				w.lead("subnet-n", route("10.1.0.0/16", "pcx-1"))
				w.change()
				if err := inside(t, path(w.world, "wall"), func() error { return sysctl.Set(sysctl.Setting{Key: "ipv4/ip_forward", Value: "1"}) }); err != nil {
					t.Fatal(err)
				}
				end := map[string]string{"10.0.2.10": "db", "10.1.1.10": "shop"}[to]
				app, far := w.ear("app", 5000), w.ear(end, 6000)
				before := passed(t, path(w.world, "wall"))
				const packets = 5
				for range packets {
					app.says(to + ":6000")
					if !far.hears() {
						t.Fatal("the datagram does not come")
					}
					far.says("10.0.1.10:5000")
					if !app.hears() {
						t.Fatal("the answer does not come")
					}
				}
				if got := passed(t, path(w.world, "wall")) - before; got != packets {
					t.Errorf("%d of %d datagrams went through the appliance", got, packets)
				}
			})
		}
	}
}

// Without a source check an interface sends as anybody, but not past its own groups.
func TestSpoofedPacketsOfAFlowMeetTheirSendersGroups(t *testing.T) {
	for name, narrow := range map[string]bool{"open ACLs": false, "ACLs that keep something out": true} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.free("mate")
			w.shut("mate")
			if narrow {
				w.narrow("subnet-a")
				w.narrow("subnet-b")
			}
			w.change()
			app, db := w.ear("app", 5000), w.ear("db", 6000)
			w.talk("10.0.1.10:5000", "10.0.2.10:6000", app, db)
			a, b := netip.MustParseAddrPort("10.0.1.10:5000"), netip.MustParseAddrPort("10.0.2.10:6000")
			spoof(t, path(w.world, "mate"), a, b)
			if db.hearsWithin(patience) {
				t.Error("what is said to be from app passes")
			}
			spoof(t, path(w.world, "mate"), b, a)
			if app.hearsWithin(patience) {
				t.Error("what is said to be from db passes")
			}
			w.talk("10.0.1.10:5000", "10.0.2.10:6000", app, db)
		})
	}
}

// Who took an address over does not take over the flows of who had it, whatever
// process it was that let it go.
func TestFlowsEndWithTheInterface(t *testing.T) {
	for _, c := range []struct {
		name                      string
		narrow, restart, together bool
	}{{name: "open ACLs"}, {name: "ACLs that keep something out", narrow: true}, {name: "another process", restart: true},
		{name: "at once", together: true}, {name: "at once, by another process", restart: true, together: true}} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			if c.narrow {
				w.narrow("subnet-a")
				w.narrow("subnet-b")
			}
			w.change()
			app, db, mate := w.ear("app", 5000), w.ear("db", 6000), w.ear("mate", 5001)
			w.talk("10.0.1.10:5000", "10.0.2.10:6000", app, db)
			w.talk("10.0.1.10:5000", "10.0.1.11:5001", app, mate)
			m := w.models["vpc-1"]
			m.Interfaces = slices.DeleteFunc(m.Interfaces, func(i vpc.Interface) bool { return i.ID == "eni-db" })
			w.boxes = slices.DeleteFunc(w.boxes, func(s vpc.Sandbox) bool { return s.ID == "db" })
			if !c.together {
				w.change()
			}
			if c.restart {
				w.dp.Close()
				w.dp = w.open()
			}
			if c.restart && !c.together {
				w.change()
			}
			w.box("heir", "subnet-b", "10.0.2.10")
			w.shut("heir")
			m.Rules = m.Rules[:1] // groups let established flows be
			w.change()
			heir := w.ear("heir", 6000)
			app.says("10.0.2.10:6000")
			if heir.hearsWithin(patience) {
				t.Error("a flow goes on to another interface, whose groups let nothing in")
			}
			heir.says("10.0.1.10:5000")
			if app.hearsWithin(patience) {
				t.Error("another interface, whose groups let nothing out, answers a flow")
			}
			w.talk("10.0.1.10:5000", "10.0.1.11:5001", app, mate)
		})
	}
}

// sendError sends what an ICMP error about a datagram would be.
func sendError(t *testing.T, path string, from, to netip.Addr, about [2]netip.AddrPort) {
	t.Helper()
	datagram := make([]byte, 28)
	datagram[0], datagram[3], datagram[8], datagram[9] = 0x45, 28, 64, unix.IPPROTO_UDP
	source, target := about[0].Addr().As4(), about[1].Addr().As4()
	copy(datagram[12:], source[:])
	copy(datagram[16:], target[:])
	binary.BigEndian.PutUint16(datagram[10:], checksum(datagram[:20]))
	binary.BigEndian.PutUint16(datagram[20:], about[0].Port())
	binary.BigEndian.PutUint16(datagram[22:], about[1].Port())
	datagram[25] = 8
	message := append([]byte{3, 3, 0, 0, 0, 0, 0, 0}, datagram...)
	binary.BigEndian.PutUint16(message[2:], checksum(message))
	packet := make([]byte, 20)
	packet[0], packet[8], packet[9] = 0x45, 64, unix.IPPROTO_ICMP
	f, d := from.As4(), to.As4()
	copy(packet[12:], f[:])
	copy(packet[16:], d[:])
	err := inside(t, path, func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return unix.Sendto(fd, append(packet, message...), 0, &unix.SockaddrInet4{Addr: d})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// icmpEar hears whether an ICMP error comes to a box.
func icmpEar(t *testing.T, path string) func(within time.Duration) bool {
	t.Helper()
	fd := -1
	if err := inside(t, path, func() (err error) {
		fd, err = unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return func(within time.Duration) bool {
		limit := unix.NsecToTimeval(within.Nanoseconds())
		if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit); err != nil {
			t.Fatal(err)
		}
		_, _, err := unix.Recvfrom(fd, make([]byte, 256), 0)
		return err == nil
	}
}

// An error is about a flow only if it is from one of its ends: another
// interface's groups are asked about what it sends, whatever that says.
func TestErrorsOfThirdPartiesMeetTheirGroups(t *testing.T) {
	for name, narrow := range map[string]bool{"open ACLs": false, "ACLs that keep something out": true} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.shut("mate")
			if narrow {
				w.narrow("subnet-a")
				w.narrow("subnet-b")
			}
			w.change()
			app, db := w.ear("app", 5000), w.ear("db", 6000)
			w.talk("10.0.1.10:5000", "10.0.2.10:6000", app, db)
			heard := icmpEar(t, path(w.world, "app"))
			about := [2]netip.AddrPort{netip.MustParseAddrPort("10.0.1.10:5000"), netip.MustParseAddrPort("10.0.2.10:6000")}
			sendError(t, path(w.world, "mate"), netip.MustParseAddr("10.0.1.11"), about[0].Addr(), about)
			if heard(patience) {
				t.Error("who has no part in the flow sends an error about it, past the groups")
			}
			sendError(t, path(w.world, "db"), netip.MustParseAddr("10.0.2.10"), about[0].Addr(), about)
			if !heard(enough) {
				t.Error("the error of who was asked does not come")
			}
		})
	}
}

// Nobody answers in the resolver's place, whatever its source check.
func TestTheResolverIsNotSpoofed(t *testing.T) {
	w := newTown(t)
	w.free("mate")
	w.change()
	listenUDPAt(t, "/run/netns/sp-"+w.tag+"-1", "10.0.0.2:53")
	app := w.ear("app", 5000)
	app.says("10.0.0.2:53")
	if !app.hears() {
		t.Fatal("the resolver does not answer")
	}
	for _, server := range []string{"10.0.0.2:53", "169.254.169.253:53"} {
		spoof(t, path(w.world, "mate"), netip.MustParseAddrPort(server), netip.MustParseAddrPort("10.0.1.10:5000"))
		if app.hearsWithin(patience) {
			t.Errorf("mate answers as %s", server)
		}
	}
}
