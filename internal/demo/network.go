package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
)

// name is the Name tag of the demo's VPC, and the beginning of its parts' names.
const name = "sallyport-demo"

// network is the demo's VPC: two private subnets in two zones, a group for
// those who ask and a group for the database.
type network struct {
	vpc      string
	subnets  [2]string
	app, db  string
	openings []types.IpPermission // what lets app reach db
}

func (d *demo) ensureNetwork(ctx context.Context) (network, error) {
	var n network
	var err error
	if n.vpc, err = d.ensureVPC(ctx); err != nil {
		return n, fmt.Errorf("make the VPC: %w", err)
	}
	for i, cidr := range []string{"10.0.1.0/24", "10.0.2.0/24"} {
		zone := d.Region + string(rune('a'+i))
		if n.subnets[i], err = d.ensureSubnet(ctx, n.vpc, cidr, zone); err != nil {
			return n, fmt.Errorf("make the subnet %s: %w", cidr, err)
		}
	}
	if n.app, err = d.ensureGroup(ctx, n.vpc, "app", "may ask the database"); err != nil {
		return n, fmt.Errorf("make the security group app: %w", err)
	}
	if n.db, err = d.ensureGroup(ctx, n.vpc, "db", "the database: PostgreSQL from the group app"); err != nil {
		return n, fmt.Errorf("make the security group db: %w", err)
	}
	n.openings = []types.IpPermission{{
		IpProtocol: aws.String("tcp"), FromPort: aws.Int32(5432), ToPort: aws.Int32(5432),
		UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: &n.app}},
	}}
	err = d.authorize(ctx, n)
	if code := errorCode(err); err != nil && code != "InvalidPermission.Duplicate" {
		return n, err
	}
	d.say("VPC %s, 10.0.0.0/16: subnets %s (%sa) and %s (%sb); group app %s; group db %s, tcp 5432 from app only",
		n.vpc, n.subnets[0], d.Region, n.subnets[1], d.Region, n.app, n.db)
	return n, nil
}

// authorize opens the database to the group app; revoke closes it.
func (d *demo) authorize(ctx context.Context, n network) error {
	_, err := d.ec2.AuthorizeSecurityGroupIngress(ctx, &ec2.AuthorizeSecurityGroupIngressInput{GroupId: &n.db, IpPermissions: n.openings})
	return err
}

func (d *demo) revoke(ctx context.Context, n network) error {
	_, err := d.ec2.RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{GroupId: &n.db, IpPermissions: n.openings})
	return err
}

func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

func filter(key string, values ...string) types.Filter {
	return types.Filter{Name: &key, Values: values}
}

func named(kind types.ResourceType, value string) []types.TagSpecification {
	return []types.TagSpecification{{ResourceType: kind, Tags: []types.Tag{{Key: aws.String("Name"), Value: &value}}}}
}

func (d *demo) ensureVPC(ctx context.Context) (string, error) {
	found, err := d.ec2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{Filters: []types.Filter{filter("tag:Name", name)}})
	if err != nil {
		return "", err
	}
	if len(found.Vpcs) > 0 {
		return *found.Vpcs[0].VpcId, nil
	}
	made, err := d.ec2.CreateVpc(ctx, &ec2.CreateVpcInput{
		CidrBlock: aws.String("10.0.0.0/16"), TagSpecifications: named(types.ResourceTypeVpc, name),
	})
	if err != nil {
		return "", err
	}
	return *made.Vpc.VpcId, nil
}

func (d *demo) ensureSubnet(ctx context.Context, vpc, cidr, zone string) (string, error) {
	found, err := d.ec2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{
		Filters: []types.Filter{filter("vpc-id", vpc), filter("cidr-block", cidr)},
	})
	if err != nil {
		return "", err
	}
	if len(found.Subnets) > 0 {
		return *found.Subnets[0].SubnetId, nil
	}
	made, err := d.ec2.CreateSubnet(ctx, &ec2.CreateSubnetInput{
		VpcId: &vpc, CidrBlock: &cidr, AvailabilityZone: &zone,
		TagSpecifications: named(types.ResourceTypeSubnet, name+"-"+zone),
	})
	if err != nil {
		return "", err
	}
	return *made.Subnet.SubnetId, nil
}

func (d *demo) ensureGroup(ctx context.Context, vpc, group, description string) (string, error) {
	found, err := d.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{
		Filters: []types.Filter{filter("vpc-id", vpc), filter("group-name", group)},
	})
	if err != nil {
		return "", err
	}
	if len(found.SecurityGroups) > 0 {
		return *found.SecurityGroups[0].GroupId, nil
	}
	made, err := d.ec2.CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{VpcId: &vpc, GroupName: &group, Description: &description})
	if err != nil {
		return "", err
	}
	return *made.GroupId, nil
}

// ensureConnector joins services to both subnets, with the group app.
func (d *demo) ensureConnector(ctx context.Context, n network) (string, error) {
	found, err := d.apprunner.ListVpcConnectors(ctx, &apprunner.ListVpcConnectorsInput{})
	if err != nil {
		return "", fmt.Errorf("look for the VPC connector: %w", err)
	}
	for _, c := range found.VpcConnectors {
		if *c.VpcConnectorName == name {
			d.say("VPC connector %s", *c.VpcConnectorArn)
			return *c.VpcConnectorArn, nil
		}
	}
	made, err := d.apprunner.CreateVpcConnector(ctx, &apprunner.CreateVpcConnectorInput{
		VpcConnectorName: aws.String(name), Subnets: n.subnets[:], SecurityGroups: []string{n.app},
	})
	if err != nil {
		return "", fmt.Errorf("make the VPC connector: %w", err)
	}
	d.say("VPC connector %s", *made.VpcConnector.VpcConnectorArn)
	return *made.VpcConnector.VpcConnectorArn, nil
}
