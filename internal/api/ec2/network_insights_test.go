package ec2

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// plug puts an interface into a workload that runs on this node.
func (s *stage) plug(t *testing.T, nic string) {
	t.Helper()
	err := s.store.Update(t.Context(), func(tx *store.Tx) error {
		i, _ := store.Get[vpc.Interface](tx, nic)
		key := "w-" + nic
		i.Attachment = &vpc.Attachment{ID: "eni-attach-" + nic, Workload: key}
		store.Put(tx, i)
		store.Put(tx, platform.Workload{Key: key, Region: "us-east-1", Desire: platform.Run, Interfaces: []string{nic}})
		return nil
	})
	do(t, true, err)
}

// analyse asks a path's question and waits for the answer, as clients do.
func (s *stage) analyse(t *testing.T, path *string) types.NetworkInsightsAnalysis {
	t.Helper()
	started, err := s.c.StartNetworkInsightsAnalysis(t.Context(), &sdk.StartNetworkInsightsAnalysisInput{NetworkInsightsPathId: path})
	begun := do(t, started, err).NetworkInsightsAnalysis
	if begun.Status != types.AnalysisStatusRunning || begun.NetworkPathFound != nil {
		t.Errorf("unexpected beginning %+v", begun)
	}
	out, err := s.c.DescribeNetworkInsightsAnalyses(t.Context(), &sdk.DescribeNetworkInsightsAnalysesInput{NetworkInsightsAnalysisIds: []string{*begun.NetworkInsightsAnalysisId}})
	return do(t, out, err).NetworkInsightsAnalyses[0]
}

func TestNetworkInsights(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	db, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.other, Groups: []string{s.group}})
	database := do(t, db, err).NetworkInterface
	s.plug(t, s.nic)
	s.plug(t, *database.NetworkInterfaceId)

	made, err := s.c.CreateNetworkInsightsPath(ctx, &sdk.CreateNetworkInsightsPathInput{
		Source: &s.nic, Destination: database.NetworkInterfaceId, Protocol: types.ProtocolTcp, DestinationPort: new(int32(5432)), ClientToken: new("once"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeNetworkInsightsPath, Tags: []types.Tag{{Key: new("Name"), Value: new("db")}}}},
	})
	path := do(t, made, err).NetworkInsightsPath
	if *path.SourceArn != "arn:aws:ec2:us-east-1:"+testAccount+":network-interface/"+s.nic || *path.DestinationPort != 5432 || len(path.Tags) != 1 {
		t.Errorf("unexpected path %+v", path)
	}

	refusedBy := s.analyse(t, path.NetworkInsightsPathId)
	if *refusedBy.NetworkPathFound || len(refusedBy.ForwardPathComponents) != 0 || len(refusedBy.Explanations) != 1 {
		t.Fatalf("unexpected analysis %+v", refusedBy)
	}
	why := refusedBy.Explanations[0]
	if *why.ExplanationCode != vpc.CodeGroupEmpty || *why.SecurityGroup.Id != s.group || *why.NetworkInterface.Id != *database.NetworkInterfaceId || *why.Direction != "ingress" {
		t.Errorf("unexpected explanation %+v", why)
	}

	_, err = s.c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: []types.IpPermission{{
		IpProtocol: new("tcp"), FromPort: new(int32(5432)), ToPort: new(int32(5432)), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: &s.group}}}}})
	do(t, true, err)
	found := s.analyse(t, path.NetworkInsightsPathId)
	if !*found.NetworkPathFound || len(found.Explanations) != 0 || len(found.ReturnPathComponents) == 0 {
		t.Fatalf("unexpected analysis %+v", found)
	}
	var way []string
	for i, c := range found.ForwardPathComponents {
		if *c.SequenceNumber != int32(i+1) {
			t.Errorf("component %d has the number %d", i+1, *c.SequenceNumber)
		}
		way = append(way, *c.Component.Id)
	}
	want := []string{s.nic, s.group, s.acl, s.table, s.acl, s.group, *database.NetworkInterfaceId}
	if fmt.Sprint(way) != fmt.Sprint(want) {
		t.Errorf("the way is %v, want %v", way, want)
	}
	rule := found.ForwardPathComponents[5].SecurityGroupRule
	if *rule.SecurityGroupId != s.group || *rule.PortRange.From != 5432 || *rule.Direction != "ingress" || *found.ForwardPathComponents[5].AttachedTo.Id != *database.NetworkInterfaceId {
		t.Errorf("unexpected rule %+v", rule)
	}
	if entry := found.ForwardPathComponents[2].AclRule; *entry.RuleNumber != 100 || !*entry.Egress || *entry.RuleAction != "allow" || *entry.Protocol != "all" {
		t.Errorf("unexpected entry %+v", entry)
	}

	filtered, err := s.c.DescribeNetworkInsightsAnalyses(ctx, &sdk.DescribeNetworkInsightsAnalysesInput{
		NetworkInsightsPathId: path.NetworkInsightsPathId, Filters: where("path-found", "true", "status", "succeeded")})
	if got := do(t, filtered, err).NetworkInsightsAnalyses; len(got) != 1 || *got[0].NetworkInsightsAnalysisId != *found.NetworkInsightsAnalysisId {
		t.Errorf("the filter finds %d", len(got))
	}
	_, err = s.c.DeleteNetworkInsightsPath(ctx, &sdk.DeleteNetworkInsightsPathInput{NetworkInsightsPathId: path.NetworkInsightsPathId})
	refused(t, err, "AnalysisExistsForNetworkInsightsPath", *found.NetworkInsightsAnalysisId)
	for _, id := range []*string{found.NetworkInsightsAnalysisId, refusedBy.NetworkInsightsAnalysisId} {
		out, err := s.c.DeleteNetworkInsightsAnalysis(ctx, &sdk.DeleteNetworkInsightsAnalysisInput{NetworkInsightsAnalysisId: id})
		if *do(t, out, err).NetworkInsightsAnalysisId != *id {
			t.Error("another analysis was deleted")
		}
	}
	_, err = s.c.DeleteNetworkInsightsPath(ctx, &sdk.DeleteNetworkInsightsPathInput{NetworkInsightsPathId: path.NetworkInsightsPathId})
	do(t, true, err)
	left, err := s.c.DescribeNetworkInsightsPaths(ctx, &sdk.DescribeNetworkInsightsPathsInput{})
	if n := len(do(t, left, err).NetworkInsightsPaths); n != 0 {
		t.Errorf("%d paths are left", n)
	}
}

// TestNetworkInsightsFromOtherSources asks from a service, to the internet, and from there.
func TestNetworkInsightsFromOtherSources(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	s.plug(t, s.nic)
	service := platform.Service{ID: "0123456789abcdef0123456789abcdef", Name: "web", ARN: platform.ServiceARN("us-east-1", testAccount, "web", "0123"), Region: "us-east-1", Status: platform.Running, Serving: 1}
	err := s.store.Update(ctx, func(tx *store.Tx) error {
		w, _ := store.Get[platform.Workload](tx, "w-"+s.nic)
		w.ServiceARN, w.Generation = service.ARN, 1
		store.Put(tx, w)
		store.Put(tx, service)
		return nil
	})
	do(t, true, err)
	ask := func(in *sdk.CreateNetworkInsightsPathInput) types.NetworkInsightsAnalysis {
		t.Helper()
		in.Protocol = types.ProtocolTcp
		made, err := s.c.CreateNetworkInsightsPath(ctx, in)
		return s.analyse(t, do(t, made, err).NetworkInsightsPath.NetworkInsightsPathId)
	}
	code := func(a types.NetworkInsightsAnalysis) string {
		if len(a.Explanations) == 0 {
			return fmt.Sprintf("%s %v", a.Status, *a.NetworkPathFound)
		}
		return *a.Explanations[0].ExplanationCode
	}
	if got := code(ask(&sdk.CreateNetworkInsightsPathInput{Source: &service.ARN, DestinationIp: new("203.0.113.9"), DestinationPort: new(int32(443))})); got != vpc.CodeNoRoute {
		t.Errorf("from a service: %s", got)
	}
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: &s.gateway})
	do(t, true, err)
	if got := code(ask(&sdk.CreateNetworkInsightsPathInput{Source: &s.nic, Destination: &s.gateway})); got != vpc.CodeNoPublicAddress {
		t.Errorf("to the internet: %s", got)
	}
	if got := code(ask(&sdk.CreateNetworkInsightsPathInput{Source: &s.gateway, Destination: &s.nic})); got != vpc.CodeNoPublicInbound {
		t.Errorf("from the internet: %s", got)
	}
	_, err = s.c.CreateNetworkInsightsPath(ctx, &sdk.CreateNetworkInsightsPathInput{Source: new("vpce-1"), Destination: &s.nic, Protocol: types.ProtocolTcp})
	refused(t, err, "InvalidParameterValue", "vpce-1", "igw-")
	_, err = s.c.CreateNetworkInsightsPath(ctx, &sdk.CreateNetworkInsightsPathInput{Source: &s.nic, Protocol: types.ProtocolTcp})
	refused(t, err, "MissingParameter", "DestinationIp")
	_, err = s.c.StartNetworkInsightsAnalysis(ctx, &sdk.StartNetworkInsightsAnalysisInput{NetworkInsightsPathId: new("nip-0")})
	refused(t, err, "InvalidNetworkInsightsPathId.NotFound", "nip-0")
}
