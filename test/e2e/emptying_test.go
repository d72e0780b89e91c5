//go:build e2e

package e2e

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// emptier takes things away by what errors say is in the way of them, and knows nothing else of the order.
type emptier struct{ *harness.Region }

var anyID = regexp.MustCompile(`\b[a-z]+-(?:assoc-)?[0-9a-f]{17}\b`)

// remove removes something and, first, what the errors name.
func (e *emptier) remove(id string, depth int) {
	e.T.Helper()
	if depth > 12 {
		e.T.Fatalf("%s: its errors lead in a circle", id)
	}
	var last error
	for range 60 {
		if last = e.try(id); last == nil || strings.Contains(last.Error(), "NotFound") {
			return
		}
		for _, other := range anyID.FindAllString(last.Error(), -1) {
			if other != id && !strings.HasPrefix(other, "vpc-") {
				e.remove(other, depth+1)
			}
		}
		time.Sleep(200 * time.Millisecond) // what was told to go is going
	}
	e.T.Fatalf("following its errors, %s can't be removed: %v", id, last)
}

// try makes the one call that takes a thing of a kind away.
func (e *emptier) try(id string) (err error) {
	ctx := e.Context()
	switch kind, _, _ := strings.Cut(id, "-"); kind {
	case "vpc":
		_, err = e.EC2.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: &id})
	case "subnet":
		_, err = e.EC2.DeleteSubnet(ctx, &ec2.DeleteSubnetInput{SubnetId: &id})
	case "eni":
		_, err = e.EC2.DeleteNetworkInterface(ctx, &ec2.DeleteNetworkInterfaceInput{NetworkInterfaceId: &id})
	case "i":
		_, err = e.EC2.TerminateInstances(ctx, &ec2.TerminateInstancesInput{InstanceIds: []string{id}})
	case "igw":
		return e.tryInternetGateway(id)
	case "vgw":
		return e.tryVPNGateway(id)
	case "eigw":
		_, err = e.EC2.DeleteEgressOnlyInternetGateway(ctx, &ec2.DeleteEgressOnlyInternetGatewayInput{EgressOnlyInternetGatewayId: &id})
	case "nat":
		_, err = e.EC2.DeleteNatGateway(ctx, &ec2.DeleteNatGatewayInput{NatGatewayId: &id})
	case "vpce":
		_, err = e.EC2.DeleteVpcEndpoints(ctx, &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}})
	case "pcx":
		_, err = e.EC2.DeleteVpcPeeringConnection(ctx, &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: &id})
	case "rtb":
		_, err = e.EC2.DeleteRouteTable(ctx, &ec2.DeleteRouteTableInput{RouteTableId: &id})
	case "rtbassoc":
		_, err = e.EC2.DisassociateRouteTable(ctx, &ec2.DisassociateRouteTableInput{AssociationId: &id})
	case "eipassoc":
		_, err = e.EC2.DisassociateAddress(ctx, &ec2.DisassociateAddressInput{AssociationId: &id})
	case "eipalloc":
		_, err = e.EC2.ReleaseAddress(ctx, &ec2.ReleaseAddressInput{AllocationId: &id})
	case "acl":
		_, err = e.EC2.DeleteNetworkAcl(ctx, &ec2.DeleteNetworkAclInput{NetworkAclId: &id})
	case "sg":
		_, err = e.EC2.DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupId: &id})
	}
	return err
}

// tryInternetGateway detaches a gateway from the VPC that it says it is attached to, and deletes it.
func (e *emptier) tryInternetGateway(id string) error {
	ctx := e.Context()
	out, err := e.EC2.DescribeInternetGateways(ctx, &ec2.DescribeInternetGatewaysInput{InternetGatewayIds: []string{id}})
	if err != nil {
		return err
	}
	for _, at := range out.InternetGateways[0].Attachments {
		if _, err := e.EC2.DetachInternetGateway(ctx, &ec2.DetachInternetGatewayInput{InternetGatewayId: &id, VpcId: at.VpcId}); err != nil {
			return err
		}
	}
	_, err = e.EC2.DeleteInternetGateway(ctx, &ec2.DeleteInternetGatewayInput{InternetGatewayId: &id})
	return err
}

// tryVPNGateway is tryInternetGateway for a virtual private gateway.
func (e *emptier) tryVPNGateway(id string) error {
	ctx := e.Context()
	out, err := e.EC2.DescribeVpnGateways(ctx, &ec2.DescribeVpnGatewaysInput{VpnGatewayIds: []string{id}})
	if err != nil {
		return err
	}
	for _, at := range out.VpnGateways[0].VpcAttachments {
		if at.State == types.AttachmentStatusDetached {
			continue
		}
		if _, err := e.EC2.DetachVpnGateway(ctx, &ec2.DetachVpnGatewayInput{VpnGatewayId: &id, VpcId: at.VpcId}); err != nil {
			return err
		}
	}
	_, err = e.EC2.DeleteVpnGateway(ctx, &ec2.DeleteVpnGatewayInput{VpnGatewayId: &id})
	return err
}

// build makes a VPC with all that there is; calls that fail are let fail.
func (e *emptier) build(cidr string) {
	ctx := e.Context()
	made, err := e.EC2.CreateVpc(ctx, &ec2.CreateVpcInput{CidrBlock: aws.String(cidr + ".0.0/16")})
	if err != nil {
		return
	}
	vpc := made.Vpc.VpcId
	var subnet, table, group string
	if out, err := e.EC2.CreateSubnet(ctx, &ec2.CreateSubnetInput{VpcId: vpc, CidrBlock: aws.String(cidr + ".1.0/24")}); err == nil {
		subnet = *out.Subnet.SubnetId
	}
	if out, err := e.EC2.CreateInternetGateway(ctx, &ec2.CreateInternetGatewayInput{}); err == nil {
		_, _ = e.EC2.AttachInternetGateway(ctx, &ec2.AttachInternetGatewayInput{InternetGatewayId: out.InternetGateway.InternetGatewayId, VpcId: vpc})
	}
	if out, err := e.EC2.AllocateAddress(ctx, &ec2.AllocateAddressInput{}); err == nil {
		_, _ = e.EC2.CreateNatGateway(ctx, &ec2.CreateNatGatewayInput{SubnetId: &subnet, AllocationId: out.AllocationId})
	}
	if out, err := e.EC2.CreateVpnGateway(ctx, &ec2.CreateVpnGatewayInput{Type: types.GatewayTypeIpsec1}); err == nil {
		_, _ = e.EC2.AttachVpnGateway(ctx, &ec2.AttachVpnGatewayInput{VpnGatewayId: out.VpnGateway.VpnGatewayId, VpcId: vpc})
	}
	if out, err := e.EC2.CreateRouteTable(ctx, &ec2.CreateRouteTableInput{VpcId: vpc}); err == nil {
		table = *out.RouteTable.RouteTableId
		_, _ = e.EC2.AssociateRouteTable(ctx, &ec2.AssociateRouteTableInput{RouteTableId: &table, SubnetId: &subnet})
	}
	_, _ = e.EC2.CreateVpcEndpoint(ctx, &ec2.CreateVpcEndpointInput{VpcId: vpc, ServiceName: aws.String(files), RouteTableIds: []string{table}})
	_, _ = e.EC2.CreateVpcEndpoint(ctx, &ec2.CreateVpcEndpointInput{VpcId: vpc, ServiceName: aws.String(orders), VpcEndpointType: types.VpcEndpointTypeInterface, SubnetIds: []string{subnet}})
	if out, err := e.EC2.CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{VpcId: vpc, GroupName: aws.String("app"), Description: aws.String("app")}); err == nil {
		group = *out.GroupId
	}
	_, _ = e.EC2.RunInstances(ctx, &ec2.RunInstancesInput{ImageId: &e.Images.Probe, MinCount: aws.Int32(1), MaxCount: aws.Int32(1), SubnetId: &subnet, SecurityGroupIds: []string{group}})
	_, _ = e.EC2.CreateNetworkInterface(ctx, &ec2.CreateNetworkInterfaceInput{SubnetId: &subnet, Groups: []string{group}})
	_, _ = e.EC2.CreateNetworkAcl(ctx, &ec2.CreateNetworkAclInput{VpcId: vpc})
	_, _ = e.EC2.CreateEgressOnlyInternetGateway(ctx, &ec2.CreateEgressOnlyInternetGatewayInput{VpcId: vpc})
}

// VPCs with everything in them, made while the process is killed, can be emptied by what errors say, which it is while
// the process is killed again; and nothing of them is left.
func TestKilledInTheMiddleVPCsCanBeEmptiedByTheirErrors(t *testing.T) {
	e := &emptier{installed(t, "--lan", "198.51.100.0/24", "--endpoint-service", orders+"=198.51.100.9:7000", "--gateway-endpoint-service", files+"=198.51.100.0/25")}
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	restart := func() {
		t.Helper()
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
		e.Must("kill", e.Kill())
		e.Must("start", e.Start(t.Context()))
	}
	var building sync.WaitGroup
	for _, cidr := range []string{"10.1", "10.2", "10.3"} {
		building.Go(func() { e.build(cidr) })
	}
	restart()
	restart()
	building.Wait()
	for n := 0; ; n++ {
		left := remains(e.Region)
		if len(left) == 0 {
			break
		}
		if n > 30 {
			t.Fatalf("left in the end: %v", left)
		}
		if n < 2 {
			restart()
		}
		for _, id := range left {
			if anyID.MatchString(id) {
				e.remove(id, 0)
			}
		}
	}
	wantEmpty(e.Region)
}
