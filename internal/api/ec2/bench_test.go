package ec2

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sallyport/internal/api/caller"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
	"sallyport/internal/wire/ec2query"
)

func benchContext(b *testing.B) context.Context {
	return caller.With(b.Context(), caller.Caller{Account: testAccount, Region: "us-east-1"})
}

// BenchmarkDescribeVpcs is a whole request but for the network and the signature.
func BenchmarkDescribeVpcs(b *testing.B) {
	w := newWorld(b, nil)
	handler := ec2query.NewHandler(w.api.Service())
	ctx := benchContext(b)
	for b.Loop() {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader("Action=DescribeVpcs&Version="+version))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if answer.Code != http.StatusOK {
			b.Fatal(answer.Body)
		}
	}
}

// largeGroup is a group with ten thousand rules.
func largeGroup(b *testing.B) (*world, string) {
	w := newWorld(b, func(q *vpc.Quotas) { q.RulesPerGroup = 20_000 })
	if err := w.api.EnsureRegion(benchContext(b), "us-east-1"); err != nil {
		b.Fatal(err)
	}
	var group vpc.SecurityGroup
	for group = range store.List[vpc.SecurityGroup](w.store.Snapshot()) {
		break
	}
	for from := 0; from < 10_000; from += 1000 {
		var ranges []ec2model.IpRange
		for i := from; i < from+1000; i++ {
			ranges = append(ranges, ec2model.IpRange{CidrIp: new(fmt.Sprintf("10.%d.%d.0/24", i/250, i%250))})
		}
		authorizeIn(b, w, group.ID, 80, ranges)
	}
	return w, group.ID
}

func authorizeIn(b *testing.B, w *world, group string, port int32, ranges []ec2model.IpRange) {
	_, err := w.api.AuthorizeSecurityGroupIngress(benchContext(b), &ec2model.AuthorizeSecurityGroupIngressInput{GroupId: &group, IpPermissions: []ec2model.IpPermission{{
		IpProtocol: new("tcp"), FromPort: &port, ToPort: &port, IpRanges: ranges,
	}}})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkOneRuleMore adds a rule to ten thousand and takes it away again.
func BenchmarkOneRuleMore(b *testing.B) {
	w, group := largeGroup(b)
	ranges := []ec2model.IpRange{{CidrIp: new("192.168.0.0/16")}}
	for b.Loop() {
		authorizeIn(b, w, group, 443, ranges)
		_, err := w.api.RevokeSecurityGroupIngress(benchContext(b), &ec2model.RevokeSecurityGroupIngressInput{GroupId: &group, IpPermissions: []ec2model.IpPermission{{
			IpProtocol: new("tcp"), FromPort: new(int32(443)), ToPort: new(int32(443)), IpRanges: ranges,
		}}})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAllPagesOfRules reads ten thousand rules, a thousand at a time.
func BenchmarkAllPagesOfRules(b *testing.B) {
	w, group := largeGroup(b)
	for b.Loop() {
		in := &ec2model.DescribeSecurityGroupRulesInput{Filters: []ec2model.Filter{{Name: new("group-id"), Values: []string{group}}}}
		for {
			out, err := w.api.DescribeSecurityGroupRules(benchContext(b), in)
			if err != nil {
				b.Fatal(err)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				break
			}
		}
	}
}
