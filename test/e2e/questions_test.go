//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/api/live"
	"sallyport/test/e2e/harness"
)

// question is one for explain.
type question struct {
	service, address, protocol string
	port                       int
}

func (q question) String() string {
	return fmt.Sprintf("%s %s:%d/%s", q.service, q.address, q.port, q.protocol)
}

// maze is a network with all that may stand in a packet's way, and who asks.
type maze struct {
	place
	random   *rand.Rand
	acl      string
	services []*harness.Service
	targets  []string
	entries  int32
}

// randomQuestions asks what random packets of a random network meet: what the
// plan says must be what real packets find, each time.
func randomQuestions(p place, internet *harness.Internet) {
	seed := rand.Uint64()
	if text := os.Getenv("SALLYPORT_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		p.Must("read SALLYPORT_SEED", err)
	}
	m := newMaze(p, internet, rand.New(rand.NewPCG(seed, 0)))
	const rounds, each = 3, 20
	for range rounds {
		m.change()
		questions := make([]question, each)
		for i := range questions {
			questions[i] = m.question()
		}
		m.ask(questions)
	}
	if p.T.Failed() {
		p.T.Logf("again with SALLYPORT_SEED=%d", seed)
	}
}

func newMaze(p place, internet *harness.Internet, random *rand.Rand) *maze {
	m := &maze{place: p, random: random}
	public := p.vpc.Subnet("10.0.9.0/24", "a")
	p.Route(p.vpc.Table(public), "0.0.0.0/0", p.vpc.InternetGateway())
	nat := p.NAT(public, p.Elastic())
	far := p.NewVPC("10.7.0.0/16")
	group := far.Group("far")
	p.Authorize(group, harness.FromCIDR("tcp", 7000, "10.0.1.0/24"))
	beyond := far.Subnet("10.7.1.0/24", "a")
	echo := p.NewEcho(beyond, group)
	peering := p.Peer(p.vpc, far)
	p.Route(far.Table(beyond), "10.0.1.0/24", peering)
	for i, subnet := range p.subnets { // one with a way to the peer, both with a way out
		table := p.vpc.Table(subnet)
		p.Route(table, "0.0.0.0/0", nat)
		if i == 0 {
			p.Route(table, "10.7.0.0/16", peering)
		}
	}
	m.acl = p.vpc.ACL(p.subnets[1])
	p.Enter(m.acl, harness.Entry{Number: 30000, CIDR: "0.0.0.0/0"}, harness.Entry{Number: 30000, Egress: true, CIDR: "0.0.0.0/0"})
	for i, subnet := range p.subnets {
		name := fmt.Sprintf("asks-%d", i)
		m.services = append(m.services, p.NewService(name, harness.WithEgress(p.Connector(name, []string{subnet}, p.app))))
	}
	m.targets = []string{p.echo.Address, p.echo.Address, echo.Address, internet.Anybody.String(), "203.0.113.250", "10.0.3.77", "10.99.0.1",
		"10.0.0.2", "10.0.0.1", "10.0.1.1", "10.0.3.255", "169.254.169.254", "169.254.169.253", "100.64.0.1", internet.Private.String(), "224.0.0.1"}
	own, err := p.EC2.DescribeNetworkInterfaces(p.Context(), &ec2.DescribeNetworkInterfacesInput{})
	p.Must("list the interfaces", err)
	for _, i := range own.NetworkInterfaces {
		m.targets = append(m.targets, *i.PrivateIpAddress)
	}
	return m
}

// change adds a rule and an entry to what there is.
func (m *maze) change() {
	port := []int32{7000, 8080, 9999}[m.random.IntN(3)]
	permission := harness.FromGroup([]string{"tcp", "udp"}[m.random.IntN(2)], port, m.app)
	_, err := m.EC2.AuthorizeSecurityGroupIngress(m.Context(), &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: &[]string{m.db, m.app}[m.random.IntN(2)], IpPermissions: []ec2types.IpPermission{permission},
	})
	if err != nil {
		m.T.Logf("a rule that is there already: %v", err)
	}
	m.entries++
	from := []int32{1, 1024, 7000, 40000}[m.random.IntN(4)]
	m.Enter(m.acl, harness.Entry{
		Number: 100 * m.entries, Egress: m.random.IntN(2) == 0, Deny: m.random.IntN(4) > 0,
		CIDR: []string{"10.0.3.0/24", "0.0.0.0/0", "10.0.0.0/16", "203.0.113.0/24"}[m.random.IntN(4)], From: from, To: from + int32(m.random.IntN(20000)),
	})
}

func (m *maze) question() question {
	return question{
		service:  m.services[m.random.IntN(len(m.services))].Name,
		address:  m.targets[m.random.IntN(len(m.targets))],
		protocol: []string{"tcp", "tcp", "udp"}[m.random.IntN(3)],
		port:     []int{7000, 7000, 8080, 9999, 80, 53}[m.random.IntN(6)],
	}
}

// ask asks all of them at once.
func (m *maze) ask(questions []question) {
	var all sync.WaitGroup
	for _, q := range questions {
		all.Go(func() {
			said := m.Say("explain", "--json", "--protocol", q.protocol, q.service, netip.AddrPortFrom(netip.MustParseAddr(q.address), uint16(q.port)).String())
			var report live.Report
			if err := json.Unmarshal([]byte(said.Text), &report); err != nil {
				m.T.Errorf("explain %s: %v in %s", q, err, said.Text)
				return
			}
			if report.Probe == nil || report.Probe.Agreement == live.Disagree || report.Probe.Error != "" || report.Disagreements != 0 {
				m.T.Errorf("explain %s: %s Stage %s. Probe %+v, %d disagreements", q, report.Summary, report.Stage, report.Probe, report.Disagreements)
			}
		})
	}
	all.Wait()
}
