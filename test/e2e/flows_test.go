//go:build e2e

package e2e

import (
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sallyport/test/e2e/harness"
)

// ruleOf is the id of the rule that lets something into a group, or out of it.
func (p place) ruleOf(group string, egress bool) string {
	p.T.Helper()
	var rules struct {
		SecurityGroupRules []struct {
			SecurityGroupRuleId string
			IsEgress            bool
		}
	}
	p.AWS(&rules, "ec2", "describe-security-group-rules", "--filters", "Name=group-id,Values="+group)
	for _, rule := range rules.SecurityGroupRules {
		if rule.IsEgress == egress {
			return rule.SecurityGroupRuleId
		}
	}
	p.T.Fatalf("the group %s has no such rule: %+v", group, rules)
	return ""
}

// wantLine waits for a line that has all of the parts.
func wantLine(t testing.TB, printed *harness.Following, parts ...string) {
	t.Helper()
	harness.Eventually(t, waitLog, "a line with "+strings.Join(parts, ", "), func() (bool, string) {
		lines := printed.Lines()
		return slices.ContainsFunc(lines, func(line string) bool { return has(line, parts) }), strings.Join(lines, "\n")
	})
}

func has(line string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
}

// Whoever follows a service's flows sees, while it happens, what was let
// through by which rule and way, and what was dropped by what, and where.
func TestFlowsAreToldAsTheyHappen(t *testing.T) {
	p := newPlace(begin(t))
	shop := p.NewService("shop", harness.WithEgress(p.connector))
	all := p.Follow("flows", "--follow", "--service", "shop")
	rejected := p.Follow("flows", "--follow", "--service", "shop", "--rejected")
	rule := p.ruleOf(p.app, true)
	harness.Eventually(t, waitLog, "a flow to be told of with its rule", func() (bool, string) {
		shop.Echo(p.target()) // again: what was before somebody followed is not told of
		lines := all.Lines()
		return slices.ContainsFunc(lines, func(line string) bool {
			return has(line, []string{"ACCEPT shop egress: ", " → " + p.echo.ID + " " + p.target(), "tcp", "packets", rule})
		}), strings.Join(lines, "\n")
	})
	wantBlocked(t, shop, p.echo.Address+":8080", "no rule lets it in")
	wantBlocked(t, shop, "203.0.113.250:443", "no route leads there")
	for _, printed := range []*harness.Following{all, rejected} {
		wantLine(t, printed, "REJECT "+p.echo.ID+" ingress: shop 10.0.", p.echo.Address+":8080", " packet", ": "+p.db+" (")
		wantLine(t, printed, "REJECT shop egress: ", "203.0.113.250:443", "rtb-")
	}
	for _, line := range rejected.Lines() {
		if strings.Contains(line, "ACCEPT") {
			t.Errorf("among the rejected flows is: %s", line)
		}
	}
	if other := p.Say("flows", "--service", "nobody"); other.Status == 0 || !strings.Contains(other.Text, "nobody") {
		t.Errorf("flows of a service that is not there ended with %d: %s", other.Status, other.Text)
	}
}

// records are the lines of all files of a bucket, and their names below it.
func (p place) records(bucket string) (lines, names []string) {
	p.T.Helper()
	root := filepath.Join(p.Home.Dir, "flow-logs", "buckets", bucket)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".log.gz") {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(unpacked)
		for line := range strings.Lines(string(text)) {
			lines = append(lines, strings.TrimSpace(line))
		}
		names = append(names, strings.TrimPrefix(path, root+"/"))
		return err
	})
	p.Must("read the flow logs of "+bucket, err)
	return lines, names
}

// s3Key is how S3 has the files of flow logs.
var s3Key = regexp.MustCompile(`^AWSLogs/(\d{12})/vpcflowlogs/([a-z0-9-]+)/\d{4}/\d\d/\d\d/(\d{12})_vpcflowlogs_([a-z0-9-]+)_(fl-[0-9a-f]+)_\d{8}T\d{4}Z_[0-9a-f]{8}\.log\.gz$`)

// seen is a line of the format that TestFlowLogsAreFilesAsInS3 asks for.
type seen struct{ destination, port, protocol, action, direction, reason, status string }

// wantPackets sums up what the lines say of a flow.
func wantPackets(t testing.TB, lines []string, want int, of seen) {
	t.Helper()
	got := 0
	for _, line := range lines {
		f := strings.Fields(line)
		if len(f) == 9 && (seen{f[1], f[2], f[3], f[5], f[6], f[7], f[8]}) == of {
			n, err := strconv.Atoi(f[4])
			if err != nil {
				t.Errorf("%v in %q", err, line)
			}
			got += n
		}
	}
	if got != want {
		t.Errorf("the flow log has %d packets of %+v, want %d:\n%s", got, of, want, strings.Join(lines, "\n"))
	}
}

// A flow log is files as S3 has them, to the packet. What is there before the
// end of an interval is written when serve ends; what a kill takes is said.
func TestFlowLogsAreFilesAsInS3(t *testing.T) {
	p := newPlace(installed(t))
	p.Authorize(p.db, harness.FromGroup("udp", 7000, p.app))
	shop := p.NewService("shop", harness.WithEgress(p.connector))
	var made struct{ FlowLogIds []string }
	p.AWS(&made, "ec2", "create-flow-logs", "--resource-type", "VPC", "--resource-ids", p.vpc.ID, "--traffic-type", "ALL",
		"--log-destination-type", "s3", "--log-destination", "arn:aws:s3:::audit/shop", "--max-aggregation-interval", "60",
		"--log-format", "${version} ${dstaddr} ${dstport} ${protocol} ${packets} ${action} ${flow-direction} ${reject-reason} ${log-status}")
	restart := func(end func() error) {
		t.Helper()
		p.Must("end", end())
		p.Must("start again", p.Start(p.Context()))
	}
	restart(p.Stop) // from now on the flow log is older than the process: everything counts
	accepted := func(direction string) seen { return seen{p.echo.Address, "7000", "17", "ACCEPT", direction, "-", "OK"} }
	const datagrams = 7
	for range datagrams {
		if got := shop.EchoUDP(p.target()); !got.OK {
			t.Fatalf("the echo did not answer: %+v", got)
		}
	}
	// Drops are heard once somebody listens; then each one counts.
	wantBlocked(t, shop, p.echo.Address+":8080", "no rule lets it in")
	harness.Eventually(t, waitLog, "a dropped connection to be told of", func() (bool, string) {
		shop.Dial(p.echo.Address + ":8080")
		told := p.Say("flows", "--rejected", "--service", "shop")
		return strings.Contains(told.Text, ":8080"), told.Text
	})
	const dropped = 3
	for range dropped {
		shop.EchoUDP(p.echo.Address + ":7001")
	}
	restart(p.Stop)
	lines, names := p.records("audit/shop")
	if len(names) == 0 || len(made.FlowLogIds) != 1 {
		t.Fatalf("the flow logs %v are in %v", made.FlowLogIds, names)
	}
	for _, name := range names {
		if parts := s3Key.FindStringSubmatch(name); parts == nil || parts[1] != parts[3] || parts[2] != p.Name || parts[4] != p.Name || parts[5] != made.FlowLogIds[0] {
			t.Errorf("%s is not how S3 names a file of %s", name, made.FlowLogIds[0])
		}
	}
	wantPackets(t, lines, datagrams, accepted("egress"))
	wantPackets(t, lines, datagrams, accepted("ingress"))
	wantPackets(t, lines, dropped, seen{p.echo.Address, "7001", "17", "REJECT", "ingress", "ingress-policy", "OK"})
	if text := strings.Join(lines, "\n"); strings.Contains(text, "SKIPDATA") {
		t.Errorf("nothing was lost, and the flow log says so:\n%s", text)
	}
	restart(p.Kill)
	if got := shop.EchoUDP(p.target()); !got.OK {
		t.Errorf("the echo did not answer after a kill: %+v", got)
	}
	p.Must("stop", p.Stop())
	lines, _ = p.records("audit/shop")
	wantPackets(t, lines, datagrams+1, accepted("egress"))
	if text := strings.Join(lines, "\n"); !strings.Contains(text, "SKIPDATA") {
		t.Errorf("the kill is not in the flow log:\n%s", text)
	}
}
