package datapath

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"syscall"
	"time"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// Outcome says what came back of a probe.
type Outcome string

// The outcomes. Connected, Answered and Refused prove that packets went there
// and came back; Silent proves nothing about who kept quiet.
const (
	Connected Outcome = "connected" // TCP: a connection stood
	Answered  Outcome = "answered"  // UDP: a datagram came back
	// Refused is a reset, or for UDP the destination's "port unreachable": the
	// host is there, and nothing listens.
	Refused Outcome = "refused"
	// Unreachable is an ICMP error of somebody on the way, or no route at all.
	Unreachable Outcome = "unreachable"
	Silent      Outcome = "silent" // nothing came back in time
)

// ProbeResult is what a probe saw.
type ProbeResult struct {
	Outcome Outcome
	// Source is the address and port that the probe sent from. Where nothing was
	// connected the address is unspecified; the port is known all the same.
	Source netip.AddrPort
	// Began is when the first packet was sent; Took how long the outcome took.
	Began time.Time
	Took  time.Duration
	// Detail is the kernel's word for the outcome, for people.
	Detail string
}

// What a probe waits at the most. TCP's first packet is sent again after one
// second, so a single lost one does not decide.
const (
	connectTime  = 2500 * time.Millisecond
	datagramTime = 1500 * time.Millisecond
)

// Probe sends real packets from a sandbox's network namespace, as the sandbox's
// own programs would: a TCP connection that is closed as soon as it stands, or
// one UDP datagram of a zero byte. It takes no longer than 2.5 seconds.
// A protocol other than those two is a fault.Invalid, a sandbox that is not
// there a fault.NotFound. A packet that got lost is an outcome, not an error.
func (d *DataPath) Probe(ctx context.Context, sandbox string, protocol vpc.Protocol, to netip.AddrPort) (ProbeResult, error) {
	var send func(context.Context, net.Conn) (Outcome, error)
	network, patience := "tcp", connectTime
	switch protocol {
	case vpc.TCP:
		send = func(context.Context, net.Conn) (Outcome, error) { return Connected, nil }
	case vpc.UDP:
		network, patience, send = "udp", datagramTime, exchangeDatagram
	default:
		return ProbeResult{}, fault.New(fault.Invalid, "", "probe of protocol %s: only tcp and udp can be probed", protocol.EC2Name())
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	result := ProbeResult{Began: time.Now()}
	// The port is chosen here, since a refused socket no longer tells its own: what
	// an ACL says of the answer depends on it.
	var conn net.Conn
	var err error
	var port uint16
	for try := 0; try == 0 || try < 4 && errors.Is(err, syscall.EADDRINUSE); try++ {
		port = vpc.EphemeralPorts.From + uint16(rand.N(int(vpc.EphemeralPorts.To-vpc.EphemeralPorts.From)+1))
		conn, err = d.dialSandbox(bounded, sandbox, network, to.String(), port)
	}
	result.Source = netip.AddrPortFrom(netip.IPv4Unspecified(), port)
	if fault.ClassOf(err) != "" || ctx.Err() != nil {
		return result, errors.Join(err, ctx.Err())
	}
	if err == nil {
		defer conn.Close()
		result.Source, _ = netip.ParseAddrPort(conn.LocalAddr().String())
		result.Outcome, err = send(bounded, conn)
	}
	result.Took = time.Since(result.Began)
	if err != nil {
		result.Outcome, result.Detail = failed(err)
	}
	return result, nil
}

// DialSandbox opens a connection as the programs of a sandbox would: from its
// network namespace, by its own routes. network is tcp or udp, addr a literal
// address and a port; names are not resolved. A sandbox that is not there is a
// fault.NotFound; what the kernel or the network says is returned as it is.
func (d *DataPath) DialSandbox(ctx context.Context, sandbox, network, addr string) (net.Conn, error) {
	return d.dialSandbox(ctx, sandbox, network, addr, 0)
}

// dialSandbox is DialSandbox from a port of the sandbox; 0 lets the kernel choose.
func (d *DataPath) dialSandbox(ctx context.Context, sandbox, network, addr string, port uint16) (conn net.Conn, err error) {
	if _, err := netip.ParseAddrPort(addr); err != nil {
		return nil, fault.New(fault.Invalid, "", "dial from a sandbox: %q is not a literal address and a port", addr)
	}
	ns, err := netns.Open(d.names().sandbox(sandbox))
	if err != nil {
		return nil, fmt.Errorf("enter the network of sandbox %s: %w", sandbox, err)
	}
	defer ns.Close()
	err = ns.Do(func() (err error) {
		// One literal address: the dialer opens the one socket in this goroutine.
		dialer := net.Dialer{}
		switch {
		case port != 0 && network == "tcp":
			dialer.LocalAddr = &net.TCPAddr{Port: int(port)}
		case port != 0:
			dialer.LocalAddr = &net.UDPAddr{Port: int(port)}
		}
		conn, err = dialer.DialContext(ctx, network, addr)
		return err
	})
	return conn, err
}

// exchangeDatagram sends a datagram and waits for one, or for the ICMP error
// that the kernel reports on the socket.
func exchangeDatagram(ctx context.Context, conn net.Conn) (Outcome, error) {
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return "", err
		}
	}
	if _, err := conn.Write([]byte{0}); err != nil {
		return "", err
	}
	var answer [1]byte
	if _, err := conn.Read(answer[:]); err != nil {
		return "", err
	}
	return Answered, nil
}

// failed is the outcome that a socket's error stands for.
func failed(err error) (Outcome, string) {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return Silent, "nothing came back" // the deadline
	}
	switch number {
	case syscall.ECONNREFUSED, syscall.ECONNRESET:
		return Refused, number.Error()
	case syscall.ETIMEDOUT:
		return Silent, "nothing came back"
	}
	return Unreachable, number.Error()
}
