package logs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sallyport/internal/platform"
)

const operation = "01890a5d-ac96-774b-bcce-b302099a8057"

func TestLogGroups(t *testing.T) {
	w := newWorld(t, time.UnixMilli(5000))
	for i, status := range []platform.ServiceStatus{platform.Running, platform.Deleted} {
		other := fmt.Sprintf("%032x", i)
		w.put(platform.Service{ID: other, Name: "api", ARN: platform.ServiceARN("us-east-1", account, "api", other), Region: "us-east-1", Status: status})
	}
	w.put(platform.Service{ID: id, Name: "far", ARN: platform.ServiceARN("eu-west-1", account, "far", id), Region: "eu-west-1"})
	w.print(first, "line\n")

	var names []string
	in := &sdk.DescribeLogGroupsInput{Limit: aws.Int32(4)}
	for range 3 {
		answer, err := w.client.DescribeLogGroups(w.ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range answer.LogGroups {
			names = append(names, *g.LogGroupName)
			if *g.LogGroupName == output {
				if want := "arn:aws:logs:us-east-1:000000000000:log-group:" + output; *g.Arn != want+":*" || *g.LogGroupArn != want || *g.CreationTime != 1000 || *g.StoredBytes != 5 {
					t.Errorf("%s %s %d %d", *g.Arn, *g.LogGroupArn, *g.CreationTime, *g.StoredBytes)
				}
			}
		}
		if in.NextToken = answer.NextToken; in.NextToken == nil {
			break
		}
	}
	if len(names) != 6 || !slices.IsSorted(names) || !slices.Contains(names, service) || !slices.Contains(names, output) {
		t.Errorf("groups %q", names)
	}
	for _, c := range []struct {
		in   *sdk.DescribeLogGroupsInput
		want int
	}{
		{&sdk.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/aws/apprunner/web/")}, 2},
		{&sdk.DescribeLogGroupsInput{LogGroupNamePattern: aws.String("/application")}, 3},
		{&sdk.DescribeLogGroupsInput{LogGroupIdentifiers: []string{output, "arn:aws:logs:us-east-1:000000000000:log-group:" + service}}, 2},
		{&sdk.DescribeLogGroupsInput{LogGroupClass: types.LogGroupClassDelivery}, 0},
	} {
		if answer, err := w.client.DescribeLogGroups(w.ctx, c.in); err != nil || len(answer.LogGroups) != c.want {
			t.Errorf("%+v: %v, %v", c.in, answer, err)
		}
	}
	_, err := w.client.DescribeLogGroups(w.ctx, &sdk.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("a"), LogGroupNamePattern: aws.String("b")})
	wantError(t, err, "InvalidParameterException", "mutually exclusive")
	_, err = w.client.DescribeLogGroups(w.ctx, &sdk.DescribeLogGroupsInput{Limit: aws.Int32(51)})
	wantError(t, err, "InvalidParameterException", "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50")
	_, err = w.client.DescribeLogGroups(w.ctx, &sdk.DescribeLogGroupsInput{NextToken: aws.String("x")})
	wantError(t, err, "InvalidParameterException", "The specified nextToken is invalid")
}

func TestLogStreams(t *testing.T) {
	w := newWorld(t, time.UnixMilli(5000))
	w.event("", "The service is made.")
	w.event(operation, "Deployment started.")
	w.print(second, "one\n")
	w.wait(time.Second)
	w.print(first, "two\n")
	w.wait(time.Second)
	w.print(first, "three\n")
	list := func(in *sdk.DescribeLogStreamsInput) (all []types.LogStream) {
		t.Helper()
		in.Limit = aws.Int32(1) // so that pages are tried too
		for {
			answer, err := w.client.DescribeLogStreams(w.ctx, in)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, answer.LogStreams...)
			if in.NextToken = answer.NextToken; in.NextToken == nil || len(all) > 10 {
				return all
			}
		}
	}
	names := func(streams []types.LogStream) string {
		var all []string
		for _, s := range streams {
			all = append(all, *s.LogStreamName)
		}
		return strings.Join(all, " ")
	}
	one, two := "instance/"+first, "instance/"+second
	deployment := "deployment/" + strings.ReplaceAll(operation, "-", "")
	for _, c := range []struct {
		in   sdk.DescribeLogStreamsInput
		want string
	}{
		{sdk.DescribeLogStreamsInput{LogGroupName: aws.String(output)}, one + " " + two},
		{sdk.DescribeLogStreamsInput{LogGroupName: aws.String(output), Descending: aws.Bool(true)}, two + " " + one},
		{sdk.DescribeLogStreamsInput{LogGroupName: aws.String(output), OrderBy: types.OrderByLastEventTime}, two + " " + one},
		{sdk.DescribeLogStreamsInput{LogGroupName: aws.String(output), OrderBy: types.OrderByLastEventTime, Descending: aws.Bool(true)}, one + " " + two},
		{sdk.DescribeLogStreamsInput{LogGroupName: aws.String(output), LogStreamNamePrefix: aws.String(two)}, two},
		{sdk.DescribeLogStreamsInput{LogGroupName: aws.String(service)}, deployment + " events"},
		{sdk.DescribeLogStreamsInput{LogGroupIdentifier: aws.String("arn:aws:logs:us-east-1:000000000000:log-group:" + service + ":*"), LogStreamNamePrefix: aws.String("ev")}, "events"},
	} {
		if got := names(list(&c.in)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	s := list(&sdk.DescribeLogStreamsInput{LogGroupName: aws.String(output)})[0]
	if *s.FirstEventTimestamp != 6000 || *s.LastEventTimestamp != 7000 || *s.CreationTime != 6000 || *s.Arn != "arn:aws:logs:us-east-1:000000000000:log-group:"+output+":log-stream:"+one {
		t.Errorf("%d %d %d %s", *s.FirstEventTimestamp, *s.LastEventTimestamp, *s.CreationTime, *s.Arn)
	}
	for _, c := range []struct {
		in         *sdk.DescribeLogStreamsInput
		code, says string
	}{
		{&sdk.DescribeLogStreamsInput{LogGroupName: aws.String("/other")}, "ResourceNotFoundException", "The specified log group does not exist."},
		{&sdk.DescribeLogStreamsInput{LogGroupName: aws.String(strings.Replace(output, "web", "bew", 1))}, "ResourceNotFoundException", "The specified log group does not exist."},
		{&sdk.DescribeLogStreamsInput{LogGroupIdentifier: aws.String("arn:aws:logs:eu-west-1:000000000000:log-group:" + service)}, "ResourceNotFoundException", "log group"},
		{&sdk.DescribeLogStreamsInput{LogGroupIdentifier: aws.String("arn:aws:s3:::bucket")}, "InvalidParameterException", "arn:aws:s3:::bucket"},
		{&sdk.DescribeLogStreamsInput{}, "InvalidParameterException", "logGroupName and logGroupIdentifier"},
		{&sdk.DescribeLogStreamsInput{LogGroupName: aws.String(output), OrderBy: types.OrderByLastEventTime, LogStreamNamePrefix: aws.String("i")}, "InvalidParameterException", "Cannot order by LastEventTime"},
	} {
		_, err := w.client.DescribeLogStreams(w.ctx, c.in)
		wantError(t, err, c.code, c.says)
	}
}
