//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// place is the usual set of a test: a VPC with two private subnets, a group for
// who asks and a group for who answers, an echo server and a connector.
type place struct {
	*harness.Region
	vpc       *harness.VPC
	subnets   []string // in the zones a and b
	app, db   string   // groups
	echo      harness.Instance
	connector string
}

func newPlace(r *harness.Region) place {
	p := place{Region: r, vpc: r.NewVPC("10.0.0.0/16")}
	p.subnets = []string{p.vpc.Subnet("10.0.1.0/24", "a"), p.vpc.Subnet("10.0.2.0/24", "b")}
	p.app, p.db = p.vpc.Group("app"), p.vpc.Group("db")
	r.Authorize(p.db, p.opening())
	p.echo = r.NewEcho(p.subnets[1], p.db)
	p.connector = r.Connector("main", p.subnets, p.app)
	return p
}

// opening is what lets the group app reach the echo server.
func (p place) opening() ec2types.IpPermission { return harness.FromGroup("tcp", 7000, p.app) }

// target is the echo server's address with its port.
func (p place) target() string { return p.echo.Address + ":7000" }

// wantReach waits for a service to get an answer from the echo server, which
// may still be starting.
func wantReach(t testing.TB, s *harness.Service, target string) time.Duration {
	t.Helper()
	return harness.Eventually(t, 20*time.Second, s.Name+" to reach "+target, func() (bool, string) {
		got := s.Echo(target)
		return got.OK, got.Kind + " " + got.Error
	})
}

// wantBlocked fails the test if a service gets through to the target. It must
// have been seen to get through to something like it before, or else this
// would hold for a service that can't send at all.
func wantBlocked(t testing.TB, s *harness.Service, target, why string) {
	t.Helper()
	if got := s.Dial(target); got.OK {
		t.Errorf("service %s reached %s from %s: %s", s.Name, target, got.Local, why)
	}
}

// ruleLimit is how long a changed rule may take while other tests keep both
// processors busy. TestContract4 holds it to a second by itself.
const ruleLimit = 3 * time.Second

// soonBlocked waits for a rule to stop a service, which got through before. It
// says when the first attempt began that did not get through.
func soonBlocked(t testing.TB, s *harness.Service, target, why string) time.Duration {
	t.Helper()
	began := time.Now()
	var took time.Duration
	harness.Eventually(t, ruleLimit, s.Name+" to be kept from "+target+": "+why, func() (bool, string) {
		took = time.Since(began)
		got := s.Dial(target)
		return !got.OK, "it got through"
	})
	return took
}

const running = types.ServiceStatusRunning

// waitLog is how long a line may take from a process to the log.
const waitLog = 10 * time.Second

// operationWait is how long something may take that starts a container.
const operationWait = 60 * time.Second

// pings is what the pinger says of its one connection.
type pings struct {
	Connected     bool
	Pings         int
	LongestMillis int64 `json:"longest_millis"`
	Error         string
}

func pinging(s *harness.Service) pings {
	var state pings
	s.JSON("/", &state)
	return state
}

const terminated = ec2types.InstanceStateNameTerminated
