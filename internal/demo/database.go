package demo

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// database is the PostgreSQL in the VPC.
type database struct {
	instance string
	address  string // host:port
	url      string // with user and password
}

// ensureDatabase finds the database of an earlier run if a service still knows
// its password, which is kept nowhere else; otherwise it makes a new one.
func (d *demo) ensureDatabase(ctx context.Context, n network, images *images) (database, error) {
	found, err := d.ec2.DescribeInstances(ctx, &ec2.DescribeInstancesInput{Filters: []types.Filter{
		filter("vpc-id", n.vpc), filter("tag:Name", name+"-db"), filter("instance-state-name", "pending", "running"),
	}})
	if err != nil {
		return database{}, fmt.Errorf("look for the database: %w", err)
	}
	for _, reservation := range found.Reservations {
		for _, instance := range reservation.Instances {
			if db, ok, err := d.known(ctx, instance); ok || err != nil {
				return db, err
			}
			if _, err := d.ec2.TerminateInstances(ctx, &ec2.TerminateInstancesInput{InstanceIds: []string{*instance.InstanceId}}); err != nil {
				return database{}, fmt.Errorf("remove a database whose password is lost: %w", err)
			}
		}
	}
	return d.newDatabase(ctx, n, images)
}

// known tells whether one of the demo's services has the URL of the instance.
func (d *demo) known(ctx context.Context, instance types.Instance) (database, bool, error) {
	services, err := d.services(ctx)
	if err != nil {
		return database{}, false, err
	}
	for _, service := range services {
		text := service.SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables["DATABASE_URL"]
		if parsed, err := url.Parse(text); err == nil && parsed.Hostname() == *instance.PrivateIpAddress {
			d.say("PostgreSQL %s at %s", *instance.InstanceId, parsed.Host)
			return database{instance: *instance.InstanceId, address: parsed.Host, url: text}, true, nil
		}
	}
	return database{}, false, nil
}

func (d *demo) newDatabase(ctx context.Context, n network, images *images) (database, error) {
	image, err := images.postgres(ctx)
	if err != nil {
		return database{}, err
	}
	password := rand.Text()
	made, err := d.ec2.RunInstances(ctx, &ec2.RunInstancesInput{
		ImageId: &image, MinCount: aws.Int32(1), MaxCount: aws.Int32(1), InstanceType: types.InstanceTypeT3Micro,
		SubnetId: &n.subnets[1], SecurityGroupIds: []string{n.db},
		UserData:          aws.String(base64.StdEncoding.EncodeToString([]byte("POSTGRES_PASSWORD=" + password + "\nPOSTGRES_DB=shop\n"))),
		TagSpecifications: named(types.ResourceTypeInstance, name+"-db"),
	})
	if err != nil {
		return database{}, fmt.Errorf("run the database: %w", err)
	}
	instance := made.Instances[0]
	db := database{instance: *instance.InstanceId, address: net.JoinHostPort(*instance.PrivateIpAddress, "5432")}
	db.url = (&url.URL{
		Scheme: "postgres", User: url.UserPassword("postgres", password), Host: db.address, Path: "/shop", RawQuery: "sslmode=disable",
	}).String()
	d.say("PostgreSQL %s at %s, in the private subnet %s", db.instance, db.address, n.subnets[1])
	// The image is served only as long as this run lasts.
	return db, d.pulled(ctx, db.instance)
}

// startLimit is how long the sample's parts may take to start on a slow machine.
const startLimit = 2 * time.Minute

func (d *demo) pulled(ctx context.Context, instance string) error {
	return until(ctx, startLimit, "the database's instance to run", func(ctx context.Context) (bool, error) {
		found, err := d.ec2.DescribeInstances(ctx, &ec2.DescribeInstancesInput{InstanceIds: []string{instance}})
		if err != nil {
			return false, fmt.Errorf("look at the database: %w", err)
		}
		i := found.Reservations[0].Instances[0]
		if i.State.Name == types.InstanceStateNameTerminated {
			return false, fmt.Errorf("the database did not start: %s", aws.ToString(i.StateTransitionReason))
		}
		return i.State.Name == types.InstanceStateNameRunning, nil
	})
}
