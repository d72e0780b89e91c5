// Package demo tells Sallyport's story on a running installation, through the
// AWS SDK alone: a private database in a VPC, a service that reaches it through
// a VPC connector, one that can't, and what happens to both while rules and
// egress change.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// Options say which installation the demo runs on. All fields are required.
type Options struct {
	// Endpoint is the API's address, such as http://127.0.0.1:4700.
	Endpoint                     string
	AccessKeyID, SecretAccessKey string
	Region                       string
	// Ingress is where the front door listens, as host:port. Requests go there
	// whatever the services' host names resolve to.
	Ingress string
	// Out takes the story as it happens.
	Out io.Writer
}

// Result is what the demo leaves running, and what it measured.
type Result struct {
	// WebURL is the service in the VPC, OutsideURL the one without.
	WebURL, OutsideURL string
	// DatabaseAddress is the PostgreSQL's, as host:port in the VPC.
	DatabaseAddress string
	// Row is the answer of WebURL: a row of the database, as JSON.
	Row string
	// Closed is the time from the answer to RevokeSecurityGroupIngress until a
	// request had failed for want of the database; Opened is the same for
	// AuthorizeSecurityGroupIngress and a request that had succeeded.
	Closed, Opened time.Duration
	// Requests were sent to WebURL without pause while its egress went to
	// DEFAULT and back; Failed of them the front door did not get answered.
	Requests, Failed int
}

// demo is one run.
type demo struct {
	Options
	ec2       *ec2.Client
	apprunner *apprunner.Client
	door      *door
}

// Run builds what is missing, shows the story, and leaves everything running.
// It may run any number of times: what it finds from an earlier run it uses.
// An error means that the installation did not do what the story says.
func Run(ctx context.Context, o Options) (Result, error) {
	key := credentials.NewStaticCredentialsProvider(o.AccessKeyID, o.SecretAccessKey, "")
	d := &demo{
		Options:   o,
		ec2:       ec2.New(ec2.Options{BaseEndpoint: &o.Endpoint, Region: o.Region, Credentials: key}),
		apprunner: apprunner.New(apprunner.Options{BaseEndpoint: &o.Endpoint, Region: o.Region, Credentials: key}),
		door:      newDoor(o.Ingress),
	}
	defer d.door.close()
	stage, err := d.build(ctx)
	if err != nil {
		return Result{}, err
	}
	return d.show(ctx, stage)
}

// stage is what the story plays on.
type stage struct {
	network   network
	connector string // its ARN
	database  database
	web       service
	outside   service
}

func (d *demo) build(ctx context.Context) (s stage, err error) {
	if s.network, err = d.ensureNetwork(ctx); err != nil {
		return s, err
	}
	if s.connector, err = d.ensureConnector(ctx, s.network); err != nil {
		return s, err
	}
	images := newImages()
	defer func() { err = errors.Join(err, images.close()) }()
	if s.database, err = d.ensureDatabase(ctx, s.network, images); err != nil {
		return s, err
	}
	if s.web, err = d.ensureService(ctx, "demo-web", egressVPC(s.connector), s.database, images); err != nil {
		return s, err
	}
	if s.outside, err = d.ensureService(ctx, "demo-outside", egressDefault(), s.database, images); err != nil {
		return s, err
	}
	for _, made := range []*service{&s.web, &s.outside} {
		if err = d.settled(ctx, made); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (d *demo) say(format string, args ...any) { fmt.Fprintf(d.Out, format+"\n", args...) }

// poll is how long to wait between two looks at something that takes a while.
const poll = 20 * time.Millisecond

// until looks again and again until done says true or an error, or the limit
// is over; the error then says what was waited for.
func until(ctx context.Context, limit time.Duration, what string, done func(context.Context) (bool, error)) error {
	waiting, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("waited %s for %s", limit, what))
	defer cancel()
	for {
		ok, err := done(waiting)
		switch {
		case waiting.Err() != nil:
			return context.Cause(waiting)
		case ok || err != nil:
			return err
		}
		select {
		case <-waiting.Done():
			return context.Cause(waiting)
		case <-time.After(poll):
		}
	}
}
