//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"sallyport/test/e2e/harness"
)

// Contract 1, fail closed: a service with a VPC connector never sends one
// packet by another way - not while it starts, not while rules change, not when
// our process is killed, not when its network is taken apart.
func TestContract1_FailClosed(t *testing.T) {
	// An internet of its own: every packet that arrives there came past the VPC.
	internet := newInternet(t)
	p := newPlace(installedWith(t, internet))
	wantNone := func(when string) {
		t.Helper()
		count, err := internet.Packets(t.Context())
		p.Must("count packets", err)
		if count > 0 {
			t.Fatalf("%s: %d packets left past the VPC", when, count)
		}
	}
	// It sends from its first moment on, to a public address, and never stops.
	target := web(internet.Anybody, "/contract1")
	sealed := []harness.Setting{harness.WithImage(p.Images.Leaker), harness.WithEgress(p.connector), harness.WithEnvironment("TARGET=" + target)}
	s := p.NewService("sealed", sealed...)
	wantTries := func(when string) {
		t.Helper()
		before := tries(s)
		harness.Eventually(t, operationWait, "more attempts "+when, func() (bool, string) {
			now := tries(s)
			return now > before+2, fmt.Sprint(now)
		})
		wantNone(when)
	}
	wantTries("while it starts")
	p.Revoke(p.db, p.opening())
	p.RevokeEgress(p.app, harness.Everything())
	p.AuthorizeEgress(p.app, harness.Everything())
	p.Authorize(p.db, p.opening())
	wantTries("while rules change")
	s.Update(&apprunner.UpdateServiceInput{NetworkConfiguration: harness.ThroughVPC(p.connector)}, types.OperationStatusSucceeded)
	wantTries("while it is deployed anew")

	// Killed while nothing else happens, and in the middle of a start.
	for n := range 3 {
		late := p.BeginService(fmt.Sprintf("sealed-%d", n), sealed...)
		time.Sleep(time.Duration(100+250*n) * time.Millisecond)
		p.Must("kill serve", p.Kill())
		time.Sleep(300 * time.Millisecond) // nobody serves; applications go on trying
		wantNone("while nobody serves")
		p.Must("start serve", p.Start(t.Context()))
		late.Await(running)
		wantTries("after the restart")
	}

	// Whoever takes our network apart by hand opens nothing.
	namespaces := []string{p.router(), "sp-" + p.Home.Tag + "-edge"}
	for _, namespace := range namespaces {
		p.Tool("ip", "netns", "exec", namespace, "nft", "flush", "ruleset")
	}
	wantTries("after the rules were flushed")
	for _, namespace := range namespaces {
		p.Tool("ip", "netns", "exec", namespace, "sh", "-c", "for l in $(ls /sys/class/net); do [ $l = lo ] || ip link set $l down; done")
	}
	wantTries("after the links were taken down")

	// The endpoint is there, and a service that may reach it does.
	if got := p.NewService("open").Fetch(target); !got.OK {
		t.Errorf("the endpoint itself: %+v", got)
	}
	if count, err := internet.Packets(t.Context()); err != nil || count == 0 {
		t.Errorf("the counter does not count: %d, %v", count, err)
	}
}

// tries is how often the leaker has tried to send.
func tries(s *harness.Service) (count int) {
	if got := s.Get("/"); got.Status == 200 {
		fmt.Sscan(got.Text, &count)
	}
	return count
}

// Contract 2: inbound is untouched by egress. Attaching, changing or removing a
// connector fails no inbound request, and neither do the VPC's rules.
func TestContract2_InboundUntouchedByEgress(t *testing.T) {
	p := newPlace(begin(t))
	s := p.NewService("loaded")
	load := s.StartLoad(3, "/")
	other := p.Connector("other", p.subnets[:1], p.db)
	for _, egress := range []*types.NetworkConfiguration{
		harness.ThroughVPC(p.connector), harness.ThroughVPC(other), harness.Directly(),
	} {
		s.Update(&apprunner.UpdateServiceInput{NetworkConfiguration: egress}, types.OperationStatusSucceeded)
	}
	s.Update(&apprunner.UpdateServiceInput{NetworkConfiguration: harness.ThroughVPC(p.connector)}, types.OperationStatusSucceeded)
	p.RevokeEgress(p.app, harness.Everything())
	p.Revoke(p.db, p.opening())
	time.Sleep(500 * time.Millisecond)
	sent, failures, failed, _ := load.Stop()
	if failures > 0 || sent < 100 {
		t.Errorf("%d of %d requests failed: %v", failures, sent, failed)
	}
	t.Logf("%d requests, %d failed", sent, failures)
}

// Contract 3: our own traffic - image pulls, logs - never crosses the customer's VPC.
func TestContract3_OwnTrafficNeverCrossesTheVPC(t *testing.T) {
	p := newPlace(begin(t))
	p.RevokeEgress(p.app, harness.Everything())
	image, err := p.Images.PushProbe(t.Context(), "contract3/probe:1", "contract3")
	p.Must("push an image", err)
	s := p.NewService("deaf", harness.WithEgress(p.connector), harness.WithImage(image))
	for n := range 20 {
		s.Get(fmt.Sprintf("/log?line=line-%d", n))
	}
	harness.Eventually(t, waitLog, "all lines of the log", func() (bool, string) {
		output, err := p.Run(t.Context(), "logs", "--region", p.Name, s.ID)
		return err == nil && strings.Contains(output, "line-19"), output
	})
	// All that time its interface sent nothing: the VPC's router dropped not even an attempt.
	if seen := p.packets(p.interfaceOf("deaf")); seen != 0 {
		t.Errorf("%d packets came out of the service's interface while the platform pulled, logged and checked its health", seen)
	}
}

// Contract 4: the VPC's rules are the VPC's rules, at once: a new connection
// fails within a second of a revoke and works within a second of an authorize;
// a flow that was established goes on, as in AWS.
func TestContract4_TheRulesHoldAtOnce(t *testing.T) {
	p := newPlace(alone(t))
	pinger := p.NewService("pinger", harness.WithImage(p.Images.Pinger), harness.WithEgress(p.connector), harness.WithEnvironment("TARGET="+p.target()))
	s := p.NewService("new-flows", harness.WithEgress(p.connector))
	wantReach(t, s, p.target())
	for range 3 {
		p.Revoke(p.db, p.opening())
		closed := soonBlocked(t, s, p.target(), "its rule was revoked")
		p.Authorize(p.db, p.opening())
		opened := harness.Eventually(t, ruleLimit, "the authorized rule to let a connection through", func() (bool, string) {
			got := s.Dial(p.target())
			return got.OK, got.Kind
		})
		t.Logf("closed after %s, opened after %s", closed.Round(time.Millisecond), opened.Round(time.Millisecond))
		if closed > time.Second || opened > time.Second+700*time.Millisecond { // an attempt that was dropped is given up after 700 ms
			t.Errorf("closed after %s, opened after %s; want less than a second", closed, opened)
		}
	}
	if state := pinging(pinger); !state.Connected || state.LongestMillis > 2000 {
		t.Errorf("the flow that was established before: %+v", state)
	}
}

// Contract 5: status is read back, not assumed: what is said to run, answers;
// what can't be made is not said to run.
func TestContract5_StatusIsReadBack(t *testing.T) {
	r := begin(t)
	s := r.BeginService("true-status", harness.WithEnvironment("PROBE_START_DELAY=1500ms"))
	began := time.Now()
	for is := s.Describe().Status; is != running; is = s.Describe().Status {
		if is != types.ServiceStatusOperationInProgress || time.Since(began) > operationWait {
			t.Fatalf("the service is %s after %s", is, time.Since(began))
		}
		if got := s.Get("/"); got.Status == 200 && s.Describe().Status != running && time.Since(began) > operationWait {
			t.Errorf("it answers and is not RUNNING: %s", got)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if got := s.Get("/"); got.Status != 200 {
		t.Errorf("the service is RUNNING and answers %s", got)
	}
	if waited := time.Since(began); waited < 1500*time.Millisecond {
		t.Errorf("the service was RUNNING after %s, before its process listened", waited)
	}
	// A connector whose subnet's addresses are all taken can't be used, whatever the store says.
	subnet := r.NewVPC("10.0.0.0/16").Subnet("10.0.1.0/28", "a")
	for range 11 {
		r.NewInterface(subnet)
	}
	full := r.BeginService("never-runs", harness.WithEgress(r.Connector("full", []string{subnet})))
	full.Await(types.ServiceStatusCreateFailed)
}

// Contract 6: restart is invisible: killing and starting our process stops no
// container and drops no established flow.
func TestContract6_RestartIsInvisible(t *testing.T) {
	p := newPlace(installed(t))
	pinger := p.NewService("keeps-on", harness.WithImage(p.Images.Pinger), harness.WithEgress(p.connector), harness.WithEnvironment("TARGET="+p.target()))
	harness.Eventually(t, 20*time.Second, "the flow to be established", func() (bool, string) {
		state := pinging(pinger)
		return state.Connected && state.Pings > 3, fmt.Sprintf("%+v", state)
	})
	probe := p.NewService("stays")
	process := probe.Instance()
	before := p.Containers()
	probe.Get("/log?line=said-before")
	for _, end := range []func() error{p.Kill, p.Stop, p.Kill} {
		p.Must("end serve", end())
		time.Sleep(300 * time.Millisecond)
		p.Must("start serve", p.Start(t.Context()))
	}
	if got := probe.Instance(); got != process {
		t.Errorf("the process that answers is %s, it was %s", got, process)
	}
	if after := p.Containers(); !slices.Equal(before, after) {
		t.Errorf("the containers are %v, they were %v", after, before)
	}
	probe.Get("/log?line=said-after")
	harness.Eventually(t, waitLog, "the log of before and after", func() (bool, string) {
		output, err := p.Run(t.Context(), "logs", "--region", p.Name, probe.ID)
		return err == nil && strings.Contains(output, "said-before") && strings.Contains(output, "said-after"), output
	})
	first := pinging(pinger)
	harness.Eventually(t, 10*time.Second, "more pings over the same flow", func() (bool, string) {
		state := pinging(pinger)
		return state.Connected && state.Pings > first.Pings, fmt.Sprintf("%+v", state)
	})
	if state := pinging(pinger); state.LongestMillis > 3000 {
		t.Errorf("the flow was silent for %d ms", state.LongestMillis)
	}
}

// Contract 7: errors teach: each one names the resource, the rule, the value
// and the way out, in AWS's error class.
func TestContract7_ErrorsTeach(t *testing.T) {
	r := begin(t)
	v := r.NewVPC("10.0.0.0/16")
	subnet, group := v.Subnet("10.0.1.0/24", "a"), v.Group("app")
	connector := r.Connector("used", []string{subnet}, group)
	for _, c := range []struct {
		what string
		call func() error
		code string
		says []string
	}{
		{"a subnet outside of the VPC", func() error {
			_, err := r.EC2.CreateSubnet(r.Context(), &ec2.CreateSubnetInput{VpcId: &v.ID, CidrBlock: aws.String("10.1.0.0/24")})
			return err
		}, "InvalidSubnet.Range", []string{"10.1.0.0/24"}},
		{"a subnet over another", func() error {
			_, err := r.EC2.CreateSubnet(r.Context(), &ec2.CreateSubnetInput{VpcId: &v.ID, CidrBlock: aws.String("10.0.1.128/25")})
			return err
		}, "InvalidSubnet.Conflict", []string{"10.0.1.128/25", subnet}},
		{"a VPC that is not there", func() error {
			_, err := r.EC2.DescribeVpcs(r.Context(), &ec2.DescribeVpcsInput{VpcIds: []string{"vpc-0123456789abcdef0"}})
			return err
		}, "InvalidVpcID.NotFound", []string{"vpc-0123456789abcdef0"}},
		{"a VPC with a subnet in it", func() error {
			_, err := r.EC2.DeleteVpc(r.Context(), &ec2.DeleteVpcInput{VpcId: &v.ID})
			return err
		}, "DependencyViolation", []string{v.ID}},
		{"a size that is not sold", func() error {
			_, err := r.AppRunner.CreateService(r.Context(), r.Request("sizes", harness.WithSize("256", "4096")))
			return err
		}, "InvalidRequestException", []string{"256", "4096", "512"}},
		{"egress VPC without a connector", func() error {
			in := r.Request("nothing")
			in.NetworkConfiguration = &types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeVpc}}
			_, err := r.AppRunner.CreateService(r.Context(), in)
			return err
		}, "InvalidRequestException", []string{"VpcConnectorArn", "create-vpc-connector"}},
		{"a service that is not there", func() error {
			_, err := r.AppRunner.PauseService(r.Context(), &apprunner.PauseServiceInput{ServiceArn: aws.String(strings.Replace(connector, "vpcconnector/used/1", "service/none", 1))})
			return err
		}, "ResourceNotFoundException", []string{"service/none", r.Name, "list-services"}},
	} {
		t.Run(c.what, func(t *testing.T) { r.WantError(c.call(), c.code, c.says...) })
	}
}

// packets is how many packets have come from an address since its interface was
// made, as the kernel counted them in the router's end of the link.
func (p place) packets(address string) int {
	p.T.Helper()
	route := p.Tool("ip", "-n", p.router(), "route", "get", address)
	_, device, _ := strings.Cut(route, " dev ")
	device, _, _ = strings.Cut(device, " ")
	var count int
	text := p.Tool("ip", "netns", "exec", p.router(), "cat", "/sys/class/net/"+device+"/statistics/rx_packets")
	if _, err := fmt.Sscan(text, &count); err != nil {
		p.T.Fatalf("packets of %s: %v in %q", address, err, text)
	}
	return count
}

// router is the namespace of the place's VPC.
func (p place) router() string {
	return "sp-" + p.Home.Tag + "-" + strings.TrimPrefix(p.vpc.ID, "vpc-")
}
