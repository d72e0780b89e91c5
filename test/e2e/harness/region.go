package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
)

// Region is one test's own region of an installation: nothing that other tests
// make is in it, quotas included.
type Region struct {
	*Installation
	T         testing.TB
	Name      string
	EC2       *ec2.Client
	AppRunner *apprunner.Client
	Images    *Images
}

var regions atomic.Int32

// newRegionName gives a name of AWS's form that no other test has.
func newRegionName() string {
	n := int(regions.Add(1))
	places := []string{"us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx", "cn"}
	directions := []string{"east", "west", "north", "south", "central", "northeast", "southeast", "southwest", "northwest"}
	return fmt.Sprintf("%s-%s-%d", places[n%len(places)], directions[n/len(places)%len(directions)], 1+n/(len(places)*len(directions))%9)
}

// NewRegion gives the test a region. When the test ends, its services and
// instances are told to go; if it failed, what they went through is printed.
func (i *Installation) NewRegion(t testing.TB, images *Images) *Region {
	t.Helper()
	r := i.Region(t, newRegionName(), images)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(r.Story())
		}
		r.vacate()
	})
	return r
}

// Region is a region by its name.
func (i *Installation) Region(t testing.TB, name string, images *Images) *Region {
	key := credentials.NewStaticCredentialsProvider(i.Key, i.Secret, "")
	endpoint := "http://" + i.API
	return &Region{
		Installation: i, T: t, Name: name, Images: images,
		EC2:       ec2.New(ec2.Options{BaseEndpoint: &endpoint, Region: name, Credentials: key}),
		AppRunner: apprunner.New(apprunner.Options{BaseEndpoint: &endpoint, Region: name, Credentials: key}),
	}
}

// Context bounds one call, and ends with the test.
func (r *Region) Context() context.Context {
	// The clients' calls are short; the context is never older than one of them.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.T.Context()), time.Minute)
	time.AfterFunc(time.Minute, cancel)
	return ctx
}

// Zone is the zone of a letter.
func (r *Region) Zone(letter string) string { return r.Name + letter }

// AWS runs the aws command line in the region and decodes its JSON into the
// answer; nil throws it away. The test fails if the command does.
func (r *Region) AWS(answer any, arguments ...string) {
	r.T.Helper()
	stdout, stderr, err := r.TryAWS(nil, arguments...)
	if err != nil {
		r.T.Fatalf("aws %s: %v: %s", strings.Join(arguments, " "), err, stderr)
	}
	if answer == nil {
		return
	}
	if err := json.Unmarshal([]byte(stdout), answer); err != nil {
		r.T.Fatalf("aws %s: %v in %s", strings.Join(arguments, " "), err, stdout)
	}
}

// TryAWS is AWS for commands that may fail; environment entries replace the usual ones.
func (r *Region) TryAWS(environment []string, arguments ...string) (stdout, stderr string, err error) {
	ctx, cancel := context.WithTimeout(r.T.Context(), time.Minute)
	defer cancel()
	cmd := r.awsCommand(ctx, append([]string{"--output", "json"}, arguments...))
	cmd.Env = append(cmd.Env, environment...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

func (r *Region) awsCommand(ctx context.Context, arguments []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "aws", append([]string{"--endpoint-url", "http://" + r.API}, arguments...)...)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true", "AWS_MAX_ATTEMPTS=1",
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_DISABLE_HOST_PREFIX_INJECTION=true",
		"AWS_REGION=" + r.Name, "AWS_DEFAULT_REGION=" + r.Name, "AWS_ACCESS_KEY_ID=" + r.Key, "AWS_SECRET_ACCESS_KEY=" + r.Secret,
	}
	return cmd
}

// Tool runs a tool of the host and returns what it prints.
func (r *Region) Tool(name string, arguments ...string) string {
	r.T.Helper()
	ctx, cancel := context.WithTimeout(r.T.Context(), 30*time.Second)
	defer cancel()
	output, err := exec.CommandContext(ctx, name, arguments...).CombinedOutput()
	if err != nil {
		r.T.Fatalf("%s %s: %v: %s", name, strings.Join(arguments, " "), err, output)
	}
	return string(output)
}

// Must fails the region's test unless err is nil.
func (r *Region) Must(what string, err error) {
	r.T.Helper()
	if err != nil {
		r.T.Fatalf("%s: %v", what, err)
	}
}

// WantError fails the test unless err is AWS's error with the code and its
// message has all of the parts.
func (r *Region) WantError(err error, code string, parts ...string) {
	r.T.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code {
		r.T.Errorf("got %v, want the error %s", err, code)
		return
	}
	for _, part := range parts {
		if !strings.Contains(api.ErrorMessage(), part) {
			r.T.Errorf("the message of %s does not say %q: %s", code, part, api.ErrorMessage())
		}
	}
}

// Story is what happened to the region's services, for a test that failed.
func (r *Region) Story() string {
	var b strings.Builder
	listed, err := r.AppRunner.ListServices(r.Context(), &apprunner.ListServicesInput{})
	if err != nil {
		fmt.Fprintf(&b, "list the services of %s: %v\n", r.Name, err)
	} else {
		for _, s := range listed.ServiceSummaryList {
			fmt.Fprintf(&b, "service %s is %s; its events:\n%s", *s.ServiceName, s.Status, r.Events(*s.ServiceName))
			if output, err := r.Run(context.Background(), "logs", "--region", r.Name, *s.ServiceName); err == nil {
				fmt.Fprintf(&b, "its output ends with: %s\n", output[max(0, len(output)-1500):])
			}
		}
	}
	return b.String() + r.LogTail()
}

// Events is a service's event log, by the service's name or id.
func (r *Region) Events(service string) string {
	output, err := r.Run(context.Background(), "logs", "--events", "--region", r.Name, service)
	if err != nil {
		return fmt.Sprintf("logs --events %s: %v: %s\n", service, err, output)
	}
	return output
}

// vacate tells everything that runs in the region to go, and does not wait.
func (r *Region) vacate() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if services, err := r.AppRunner.ListServices(ctx, &apprunner.ListServicesInput{}); err == nil {
		for _, s := range services.ServiceSummaryList {
			if s.Status != types.ServiceStatusOperationInProgress {
				_, _ = r.AppRunner.DeleteService(ctx, &apprunner.DeleteServiceInput{ServiceArn: s.ServiceArn}) // what stays goes with the installation
			}
		}
	}
	instances, err := r.EC2.DescribeInstances(ctx, &ec2.DescribeInstancesInput{
		Filters: []ec2types.Filter{{Name: aws.String("instance-state-name"), Values: []string{"pending", "running", "stopped"}}},
	})
	if err != nil {
		return
	}
	for _, reservation := range instances.Reservations {
		for _, instance := range reservation.Instances {
			_, _ = r.EC2.TerminateInstances(ctx, &ec2.TerminateInstancesInput{InstanceIds: []string{*instance.InstanceId}})
		}
	}
}
