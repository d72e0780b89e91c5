package apprunner_test

import (
	"fmt"
	"slices"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/platform"
)

// A page that ended at a service which was deleted then led to the first again.
func TestPagesStayInPlaceWhenServicesGo(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.running(fmt.Sprintf("web-%d", i))
	}
	page, err := w.client.ListServices(w.ctx, &sdk.ListServicesInput{MaxResults: new(int32(2))})
	first := must(t, page, err)
	last := first.ServiceSummaryList[1]
	_, err = w.client.DeleteService(w.ctx, &sdk.DeleteServiceInput{ServiceArn: last.ServiceArn})
	must(t, true, err)
	w.settle(*last.ServiceArn, platform.PhaseHealthy)

	names := []string{*first.ServiceSummaryList[0].ServiceName, *last.ServiceName}
	for next := first.NextToken; next != nil; {
		page, err := w.client.ListServices(w.ctx, &sdk.ListServicesInput{MaxResults: new(int32(2)), NextToken: next})
		for _, s := range must(t, page, err).ServiceSummaryList {
			names = append(names, *s.ServiceName)
		}
		if next = page.NextToken; len(names) > 5 {
			t.Fatalf("pages without end: %q", names)
		}
	}
	slices.Sort(names)
	if fmt.Sprint(names) != "[web-0 web-1 web-2 web-3 web-4]" {
		t.Errorf("the pages have %q", names)
	}
	_, err = w.client.ListVpcConnectors(w.ctx, &sdk.ListVpcConnectorsInput{NextToken: first.NextToken})
	refused(t, err, invalidRequest, 400, "ListServices", "ListVpcConnectors")
	_, err = w.client.ListServices(w.ctx, &sdk.ListServicesInput{NextToken: new("nonsense")})
	refused(t, err, invalidRequest, 400, "nonsense")
	_, err = w.client.ListServices(w.ctx, &sdk.ListServicesInput{MaxResults: new(int32(21))})
	refused(t, err, invalidRequest, 400, "axResults")
}

func TestOperationsAreTheNewestFirst(t *testing.T) {
	w := newWorld(t)
	arn := w.running("web-app").ServiceArn
	for range 4 {
		_, err := w.client.StartDeployment(w.ctx, &sdk.StartDeploymentInput{ServiceArn: arn})
		must(t, true, err)
		w.settle(*arn, platform.PhaseHealthy)
	}
	var seen []types.OperationSummary
	for next := (*string)(nil); ; {
		page, err := w.client.ListOperations(w.ctx, &sdk.ListOperationsInput{ServiceArn: arn, MaxResults: new(int32(2)), NextToken: next})
		seen = append(seen, must(t, page, err).OperationSummaryList...)
		if next = page.NextToken; next == nil {
			break
		}
		if len(seen) == 2 { // what begins meanwhile comes before the page, not into it
			_, err := w.client.StartDeployment(w.ctx, &sdk.StartDeploymentInput{ServiceArn: arn})
			must(t, true, err)
		}
	}
	if len(seen) != 5 || seen[4].Type != types.OperationTypeCreateService {
		t.Fatalf("%d operations, the last %+v", len(seen), seen[len(seen)-1])
	}
	for i := range seen[1:] {
		if seen[i].StartedAt.Before(*seen[i+1].StartedAt) {
			t.Errorf("%s comes before %s", seen[i].StartedAt, seen[i+1].StartedAt)
		}
	}
}

func TestTags(t *testing.T) {
	w := newWorld(t)
	n := w.network("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24")
	created, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: image("web"),
		Tags: []types.Tag{{Key: new("team"), Value: new("a")}, {Key: new("empty")}}})
	service := *must(t, created, err).Service.ServiceArn
	connector := *w.connector("database", []string{n.a}, nil).VpcConnectorArn
	for _, arn := range []string{service, connector} {
		_, err := w.client.TagResource(w.ctx, &sdk.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: new("team"), Value: new("b")}, {Key: new("stage"), Value: new("test")}}})
		must(t, true, err)
		_, err = w.client.UntagResource(w.ctx, &sdk.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"stage", "absent", "empty"}})
		must(t, true, err)
		out, err := w.client.ListTagsForResource(w.ctx, &sdk.ListTagsForResourceInput{ResourceArn: &arn})
		if tags := must(t, out, err).Tags; len(tags) != 1 || *tags[0].Key != "team" || *tags[0].Value != "b" {
			t.Errorf("%s has %+v", arn, tags)
		}
		_, err = w.client.TagResource(w.ctx, &sdk.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: new("aws:own"), Value: new("x")}}})
		refused(t, err, invalidRequest, 400)
		var many []types.Tag
		for i := range 50 {
			many = append(many, types.Tag{Key: new(fmt.Sprint("k", i)), Value: new("")})
		}
		_, err = w.client.TagResource(w.ctx, &sdk.TagResourceInput{ResourceArn: &arn, Tags: many})
		refused(t, err, invalidRequest, 400, "51", "50")
	}
	for _, arn := range []string{service[:len(service)-1] + "x", connector[:len(connector)-1] + "x", "arn:aws:apprunner:us-east-1:000000000000:connection/a/b"} {
		_, err := w.client.ListTagsForResource(w.ctx, &sdk.ListTagsForResourceInput{ResourceArn: &arn})
		refused(t, err, "ResourceNotFoundException", 400, arn)
		_, err = w.client.TagResource(w.ctx, &sdk.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}})
		refused(t, err, "ResourceNotFoundException", 400, arn)
	}
}

func TestDefaultScaling(t *testing.T) {
	w := newWorld(t)
	s := w.create("web-app")
	full := *s.AutoScalingConfigurationSummary.AutoScalingConfigurationArn
	for _, arn := range []string{full, "arn:aws:apprunner:us-east-1:000000000000:autoscalingconfiguration/DefaultConfiguration", "arn:aws:apprunner:us-east-1:000000000000:autoscalingconfiguration/DefaultConfiguration/1"} {
		out, err := w.client.DescribeAutoScalingConfiguration(w.ctx, &sdk.DescribeAutoScalingConfigurationInput{AutoScalingConfigurationArn: &arn})
		if c := must(t, out, err).AutoScalingConfiguration; *c.AutoScalingConfigurationArn != full || *c.MaxConcurrency != 100 || *c.MinSize != 1 || *c.MaxSize != 25 || !*c.HasAssociatedService || !*c.IsDefault {
			t.Errorf("%s: %+v", arn, c)
		}
	}
	_, err := w.client.DescribeAutoScalingConfiguration(w.ctx, &sdk.DescribeAutoScalingConfigurationInput{AutoScalingConfigurationArn: new("arn:aws:apprunner:us-east-1:000000000000:autoscalingconfiguration/Default")})
	refused(t, err, "ResourceNotFoundException", 400, full)
	services, err := w.client.ListServicesForAutoScalingConfiguration(w.ctx, &sdk.ListServicesForAutoScalingConfigurationInput{AutoScalingConfigurationArn: &full})
	if list := must(t, services, err).ServiceArnList; len(list) != 1 || list[0] != *s.ServiceArn {
		t.Errorf("%q", list)
	}
	for name, want := range map[string]int{"": 1, "DefaultConfiguration": 1, "Other": 0} {
		in := &sdk.ListAutoScalingConfigurationsInput{}
		if name != "" {
			in.AutoScalingConfigurationName = &name
		}
		out, err := w.client.ListAutoScalingConfigurations(w.ctx, in)
		if n := len(must(t, out, err).AutoScalingConfigurationSummaryList); n != want {
			t.Errorf("%q: %d configurations", name, n)
		}
	}
	_, err = w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("explicit"), SourceConfiguration: image("web"), AutoScalingConfigurationArn: &full})
	must(t, true, err)
}

// When the store fails the answer is the server's fault, and says so.
func TestStoreThatFails(t *testing.T) {
	w := newWorld(t)
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: image("web")})
	refused(t, err, "InternalServiceErrorException", 500)
}
