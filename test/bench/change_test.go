//go:build bench

package bench

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2client "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"golang.org/x/sys/unix"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

const (
	crowd      = 1000   // interfaces
	crowdRules = 10_000 // of the group that all of them carry
	changes    = 15     // rules that come and go
	rest       = 200 * time.Millisecond
)

// BenchmarkChange measures a node with a thousand interfaces whose group has
// ten thousand rules: how long a rule takes from the API's answer to its effect on packets,
// and how long the node takes to be up again after a restart and after a reboot.
func BenchmarkChange(b *testing.B) {
	for b.Loop() {
		n := newNode(b)
		n.start()
		begin := time.Now()
		group := n.populate()
		b.ReportMetric(millis(time.Since(begin))/crowd, "launch-ms")
		n.rules(group)
		allowed, refused, calls := n.change(group)
		b.ReportMetric(median(allowed), "authorize-ms")
		b.ReportMetric(slices.Max(allowed), "authorize-max-ms")
		b.ReportMetric(median(refused), "revoke-ms")
		b.ReportMetric(slices.Max(refused), "revoke-max-ms")
		b.ReportMetric(median(calls), "call-ms")

		n.halt()
		begin = time.Now()
		n.start()
		b.ReportMetric(millis(time.Since(begin)), "restart-ms")

		n.halt()
		if err := n.network.CleanUp(context.Background()); err != nil { // what a reboot does
			b.Fatal(err)
		}
		n.engine = newEngine()
		begin = time.Now()
		n.start()
		b.ReportMetric(millis(time.Since(begin)), "reboot-ms")
		n.settle()
		b.ReportMetric(millis(time.Since(begin)), "reboot-all-running-ms")
		n.halt()
	}
	b.ReportMetric(0, "ns/op")
}

// populate launches the instances and gives their group.
func (n *node) populate() string {
	n.b.Helper()
	network, err := n.EC2.CreateVpc(n.b.Context(), &ec2client.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	if err != nil {
		n.b.Fatal(err)
	}
	subnet, err := n.EC2.CreateSubnet(n.b.Context(), &ec2client.CreateSubnetInput{VpcId: network.Vpc.VpcId, CidrBlock: aws.String("10.0.16.0/20")})
	if err != nil {
		n.b.Fatal(err)
	}
	group, err := n.EC2.CreateSecurityGroup(n.b.Context(), &ec2client.CreateSecurityGroupInput{
		VpcId: network.Vpc.VpcId, GroupName: aws.String("crowd"), Description: aws.String("of all instances"),
	})
	if err != nil {
		n.b.Fatal(err)
	}
	for range 4 {
		_, err := n.EC2.RunInstances(n.b.Context(), &ec2client.RunInstancesInput{
			ImageId: aws.String(imageName), MinCount: aws.Int32(crowd / 4), MaxCount: aws.Int32(crowd / 4), InstanceType: types.InstanceTypeT3Nano,
			SubnetId: subnet.Subnet.SubnetId, SecurityGroupIds: []string{*group.GroupId},
		})
		if err != nil {
			n.b.Fatal(err)
		}
	}
	n.settle()
	return *group.GroupId
}

// settle waits until every instance runs.
func (n *node) settle() {
	n.b.Helper()
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(5 * time.Millisecond) {
		up := 0
		for s := range store.List[platform.WorkloadStatus](n.store.Snapshot()) {
			if s.Phase == platform.PhaseStarted || s.Phase == platform.PhaseHealthy {
				up++
			}
		}
		if up == crowd {
			return
		}
		if time.Now().After(deadline) {
			n.b.Fatalf("%d of %d instances run after three minutes", up, crowd)
		}
	}
}

// rules fills the group up with rules that are for nobody here.
func (n *node) rules(group string) {
	n.b.Helper()
	const atOnce = 1000
	for from := 0; from < crowdRules; from += atOnce {
		in := &ec2client.AuthorizeSecurityGroupIngressInput{GroupId: &group}
		for i := from; i < from+atOnce; i++ {
			port := int32(1000 + i)
			in.IpPermissions = append(in.IpPermissions, types.IpPermission{
				IpProtocol: aws.String("tcp"), FromPort: &port, ToPort: &port,
				IpRanges: []types.IpRange{{CidrIp: aws.String(fmt.Sprintf("10.1.%d.%d/32", i/200, 10+i%200))}},
			})
		}
		if _, err := n.EC2.AuthorizeSecurityGroupIngress(n.b.Context(), in); err != nil {
			n.b.Fatal(err)
		}
	}
}

// change lets a rule come and go while packets are sent. The results are in
// milliseconds: from the answer until the first packet arrived, and until the
// last packet left that still arrived; and how long the calls took.
func (n *node) change(group string) (allowed, refused, calls []float64) {
	n.b.Helper()
	from, to := n.pair()
	p := n.probe(from, to)
	permission := []types.IpPermission{{
		IpProtocol: aws.String("udp"), FromPort: aws.Int32(packetPort), ToPort: aws.Int32(packetPort),
		IpRanges: []types.IpRange{{CidrIp: aws.String(netip.PrefixFrom(from.Primary(), 32).String())}},
	}}
	for range changes {
		p.expect()
		begin := time.Now()
		if _, err := n.EC2.AuthorizeSecurityGroupIngress(n.b.Context(), &ec2client.AuthorizeSecurityGroupIngressInput{GroupId: &group, IpPermissions: permission}); err != nil {
			n.b.Fatal(err)
		}
		answered := n.answers.last()
		calls = append(calls, millis(answered.Sub(begin)))
		allowed = append(allowed, millis(max(0, p.firstArrival().Sub(answered))))

		time.Sleep(rest) // the loop looks after everything else once the rule has its effect
		begin = time.Now()
		if _, err := n.EC2.RevokeSecurityGroupIngress(n.b.Context(), &ec2client.RevokeSecurityGroupIngressInput{GroupId: &group, IpPermissions: permission}); err != nil {
			n.b.Fatal(err)
		}
		answered = n.answers.last()
		calls = append(calls, millis(answered.Sub(begin)))
		refused = append(refused, millis(max(0, p.lastSent().Sub(answered))))
	}
	return allowed, refused, calls
}

// pair is the interfaces of two instances.
func (n *node) pair() (from, to vpc.Interface) {
	n.b.Helper()
	var all []vpc.Interface
	for i := range store.List[vpc.Interface](n.store.Snapshot()) {
		all = append(all, i)
	}
	if len(all) != crowd {
		n.b.Fatalf("%d interfaces, want %d", len(all), crowd)
	}
	return all[0], all[crowd/2]
}

// answers notes when the API answered last.
type answers struct {
	next http.RoundTripper
	at   atomic.Int64
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := a.next.RoundTrip(r)
	a.at.Store(time.Now().UnixNano())
	return response, err
}

func (a *answers) last() time.Time { return time.Unix(0, a.at.Load()) }

// prober sends a datagram every half millisecond, with the time in it.
type prober struct {
	b     *testing.B
	sent  atomic.Int64 // the time in the last datagram that arrived
	mark  atomic.Int64 // first is about datagrams that were sent later than this
	first atomic.Int64 // when the first of them arrived; 0 while none did
}

const probePause = 500 * time.Microsecond

func (n *node) probe(from, to vpc.Interface) *prober {
	n.b.Helper()
	p := &prober{b: n.b}
	server, err := inside(open(n.b, n.network.SandboxPath(to.Attachment.Workload)), unix.SOCK_DGRAM, func(fd int) error {
		return errors.Join(
			unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 50_000}),
			unix.Bind(fd, address(netip.IPv4Unspecified(), packetPort)))
	})
	if err != nil {
		n.b.Fatal(err)
	}
	client, err := inside(open(n.b, n.network.SandboxPath(from.Attachment.Workload)), unix.SOCK_DGRAM, func(fd int) error {
		return unix.Connect(fd, address(to.Primary(), packetPort))
	})
	if err != nil {
		n.b.Fatal(err)
	}
	var over atomic.Bool
	var running sync.WaitGroup
	running.Go(func() {
		pause := unix.NsecToTimespec(int64(probePause))
		for datagram := make([]byte, 64); !over.Load(); _ = unix.Nanosleep(&pause, nil) {
			binary.BigEndian.PutUint64(datagram, uint64(time.Now().UnixNano()))
			_, _ = unix.Write(client, datagram) // what does not get through is what is measured
		}
	})
	running.Go(func() {
		for buffer := make([]byte, 64); !over.Load(); {
			if n, err := unix.Read(server, buffer); err == nil && n == 64 {
				sent := int64(binary.BigEndian.Uint64(buffer))
				if sent > p.mark.Load() {
					p.first.CompareAndSwap(0, time.Now().UnixNano())
				}
				p.sent.Store(sent)
			}
		}
	})
	n.b.Cleanup(func() {
		over.Store(true)
		running.Wait()
		unix.Close(client)
		unix.Close(server)
	})
	return p
}

// patience is how long an effect is waited for.
const patience = 10 * time.Second

// expect forgets what has arrived: firstArrival is about what is sent from now on.
func (p *prober) expect() {
	p.mark.Store(time.Now().UnixNano())
	p.first.Store(0)
}

// firstArrival waits until a datagram arrives, and gives when it did.
func (p *prober) firstArrival() time.Time {
	p.b.Helper()
	for deadline := time.Now().Add(patience); p.first.Load() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			p.b.Fatalf("no datagram arrives %s after the rule that allows it", patience)
		}
	}
	return time.Unix(0, p.first.Load())
}

// lastSent waits until datagrams stop arriving, and gives when the last one was sent.
func (p *prober) lastSent() time.Time {
	p.b.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		sent := p.sent.Load()
		if time.Since(time.Unix(0, sent)) > rest {
			return time.Unix(0, sent)
		}
		if time.Now().After(deadline) {
			p.b.Fatalf("datagrams arrive %s after the rule was revoked", patience)
		}
	}
}
