package platform

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/fault"
)

func TestARNs(t *testing.T) {
	for _, c := range []struct{ arn, kind, rest string }{
		{ServiceARN("us-east-1", "000000000000", "web", "0123"), "service", "web/0123"},
		{ConnectorARN("us-east-1", "000000000000", "db", 1, "0123"), "vpcconnector", "db/1/0123"},
		{DefaultScalingARN("us-east-1", "000000000000"), "autoscalingconfiguration", "DefaultConfiguration/1/00000000000000000000000000000001"},
	} {
		got, ok := ParseARN(c.arn)
		if !ok || got.Type != c.kind || got.Rest != c.rest || got.Region != "us-east-1" || got.Account != "000000000000" {
			t.Errorf("%s: %+v, %v", c.arn, got, ok)
		}
	}
	for _, s := range []string{"", "arn", "arn:aws:ec2:us-east-1:0:vpc/vpc-1", "arn:aws:apprunner:us-east-1:0:service", "arn:aws:apprunner:us-east-1:0:service/", "x:aws:apprunner:us-east-1:0:service/a"} {
		if got, ok := ParseARN(s); ok {
			t.Errorf("%q was taken as %+v", s, got)
		}
	}
}

// Every pair that App Runner sells is taken, in both spellings, and no other.
func TestSizePairs(t *testing.T) {
	sold := map[string][]string{
		"0.25 vCPU": {"0.5 GB", "1 GB"}, "0.5 vCPU": {"1 GB"}, "1 vCPU": {"2 GB", "3 GB", "4 GB"},
		"2 vCPU": {"4 GB", "6 GB"}, "4 vCPU": {"8 GB", "10 GB", "12 GB"},
	}
	for cpu, millicores := range cpuNames {
		for memory, mebibytes := range memoryNames {
			spelled := func(names map[string]int64, value int64, unit string) string {
				for name, v := range names {
					if v == value && strings.HasSuffix(name, unit) {
						return name
					}
				}
				return ""
			}
			want := slices.Contains(sold[spelled(cpuNames, millicores, "vCPU")], spelled(memoryNames, mebibytes, "GB"))
			gotCPU, gotMemory, err := ParseSize(cpu, memory)
			switch {
			case want && (err != nil || gotCPU != millicores || gotMemory != mebibytes):
				t.Errorf("%s with %s: %d, %d, %v", cpu, memory, gotCPU, gotMemory, err)
			case !want && (fault.ClassOf(err) != fault.Invalid || !strings.Contains(err.Error(), "valid pairs are 256: 512, 1024; 512: 1024;")):
				t.Errorf("%s with %s: %v", cpu, memory, err)
			}
		}
	}
}

func TestBudget(t *testing.T) {
	if got := DefaultHealthCheck.Budget(); got != 27*time.Second {
		t.Errorf("default: %s", got)
	}
	// Three healthy answers take two intervals longer than one.
	h := HealthCheck{Interval: 10 * time.Second, Timeout: time.Second, HealthyThreshold: 3, UnhealthyThreshold: 2}
	if got := h.Budget(); got != 41*time.Second {
		t.Errorf("with three answers: %s", got)
	}
}

func TestRestartDelayGrowsToHalfAMinute(t *testing.T) {
	last := time.Duration(0)
	for n := range 100 {
		d := RestartDelay(n)
		if d < last || d < 100*time.Millisecond || d > 30*time.Second {
			t.Errorf("restart %d: %s after %s", n, d, last)
		}
		last = d
	}
	if last != 30*time.Second {
		t.Errorf("at last %s", last)
	}
}

func TestWorkloadOfADeployment(t *testing.T) {
	s := Service{
		ID: strings.Repeat("ab", 16), ARN: "arn:web", Region: "us-east-1",
		Configuration: Configuration{
			Image: Image{Identifier: "web:1", Port: 3000, Resolved: "web:1@sha256:x", StartCommand: "run 'a b'", Environment: map[string]string{"A": "1"}},
			CPU:   500, Memory: 1024, Egress: Egress{Type: EgressDefault},
		},
	}
	w := s.NewWorkload(Operation{Type: UpdateService, Generation: 7}, noon)
	if w.Key != "s-abababababababab-7" || w.Image != "web:1" || w.Environment["PORT"] != "3000" || w.Environment["A"] != "1" || !w.Public || w.Port != 3000 || w.Shell != "run 'a b'" {
		t.Errorf("%+v", w)
	}
	if _, written := s.Configuration.Image.Environment["PORT"]; written {
		t.Error("PORT was written into the service's own configuration")
	}
	s.Configuration.Egress.Type = EgressVPC
	if w := s.NewWorkload(Operation{Type: ResumeService, Generation: 8}, noon); w.Image != "web:1@sha256:x" || w.Public {
		t.Errorf("resumed: %+v", w)
	}
}

// While an update may yet be rolled back, the service holds both connectors.
func TestServiceHoldsTheConnectorItWouldRollBackTo(t *testing.T) {
	with := func(arn string) Configuration {
		return Configuration{Egress: Egress{Type: EgressVPC, ConnectorARN: arn}}
	}
	good, none := with("arn:old"), Configuration{}
	for _, c := range []struct {
		s    Service
		want []string
	}{
		{Service{Configuration: with("arn:new"), Good: &good}, []string{"arn:new", "arn:old"}},
		{Service{Configuration: with("arn:old"), Good: &good}, []string{"arn:old"}},
		{Service{Configuration: none, Good: &good}, []string{"arn:old"}},
		{Service{Configuration: with("arn:new")}, []string{"arn:new"}},
		{Service{}, nil},
	} {
		if got := c.s.Connectors(); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	deleted := Service{Region: "us-east-1", Name: "web", Host: "h", Status: Deleted, Configuration: with("arn:new")}
	if got := fmt.Sprint(deleted.DocumentIndexes()); got != "[region=us-east-1]" {
		t.Errorf("a deleted service still holds %s", got)
	}
}
