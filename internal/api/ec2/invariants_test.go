package ec2

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// TestAnyOrderOfCallsKeepsTheModelWhole makes random calls, good and bad ones, and checks after each that nothing
// overlaps, nothing is there twice, and nothing names what is not there.
func TestAnyOrderOfCallsKeepsTheModelWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }() // a hundred open ones are too many
		number := 0
		quotas := vpc.DefaultQuotas()
		quotas.VPCs = 4
		r := &randomCaller{T: rt, store: s, api: New(Deps{Store: s, Quotas: &quotas, NewID: func(prefix string) string {
			number++
			return fmt.Sprintf("%s-%017x", prefix, number)
		}})}
		r.ctx = caller.With(t.Context(), caller.Caller{Account: testAccount, Region: "us-east-1"})
		if err := r.api.EnsureRegion(r.ctx, "us-east-1"); err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 40).Draw(rt, "calls") {
			r.step()
			checkWhole(rt, s.Snapshot())
		}
	})
}

type randomCaller struct {
	*rapid.T
	ctx   context.Context
	api   *API
	store *store.Store
}

// pick gives the id of a random document, or one that nothing has.
func pick[T store.Document](r *randomCaller) *string {
	ids := []string{"none-0"}
	for one := range store.List[T](r.store.Snapshot()) {
		ids = append(ids, one.DocumentKey())
	}
	return new(rapid.SampledFrom(ids).Draw(r.T, "id"))
}

func (r *randomCaller) cidr() *string {
	return new(fmt.Sprintf("%s.%d.0/%d", rapid.SampledFrom([]string{"10.0", "10.1", "172.31"}).Draw(r.T, "net"),
		rapid.IntRange(0, 255).Draw(r.T, "third"), rapid.IntRange(16, 28).Draw(r.T, "bits")))
}

// step makes one call. Its error is fine; what it leaves behind is looked at.
func (r *randomCaller) step() {
	calls := []func(){
		func() { _, _ = r.api.CreateVpc(r.ctx, &ec2model.CreateVpcInput{CidrBlock: r.cidr()}) },
		func() { _, _ = r.api.DeleteVpc(r.ctx, &ec2model.DeleteVpcInput{VpcId: pick[vpc.VPC](r)}) },
		func() {
			_, _ = r.api.AssociateVpcCidrBlock(r.ctx, &ec2model.AssociateVpcCidrBlockInput{VpcId: pick[vpc.VPC](r), CidrBlock: r.cidr()})
		},
		func() {
			v, ok := store.Get[vpc.VPC](r.store.Snapshot(), *pick[vpc.VPC](r))
			if ok {
				id := v.Blocks[rapid.IntRange(0, len(v.Blocks)-1).Draw(r.T, "block")].AssociationID
				_, _ = r.api.DisassociateVpcCidrBlock(r.ctx, &ec2model.DisassociateVpcCidrBlockInput{AssociationId: &id})
			}
		},
		func() {
			_, _ = r.api.CreateSubnet(r.ctx, &ec2model.CreateSubnetInput{VpcId: pick[vpc.VPC](r), CidrBlock: r.cidr()})
		},
		func() { _, _ = r.api.DeleteSubnet(r.ctx, &ec2model.DeleteSubnetInput{SubnetId: pick[vpc.Subnet](r)}) },
		func() {
			name := rapid.SampledFrom([]string{"a", "b", "default"}).Draw(r.T, "name")
			_, _ = r.api.CreateSecurityGroup(r.ctx, &ec2model.CreateSecurityGroupInput{VpcId: pick[vpc.VPC](r), GroupName: &name, Description: &name})
		},
		func() {
			_, _ = r.api.DeleteSecurityGroup(r.ctx, &ec2model.DeleteSecurityGroupInput{GroupId: pick[vpc.SecurityGroup](r)})
		},
		func() {
			_, _ = r.api.AuthorizeSecurityGroupIngress(r.ctx, &ec2model.AuthorizeSecurityGroupIngressInput{GroupId: pick[vpc.SecurityGroup](r), IpPermissions: []ec2model.IpPermission{{
				IpProtocol: new("-1"), UserIdGroupPairs: []ec2model.UserIdGroupPair{{GroupId: pick[vpc.SecurityGroup](r)}},
			}}})
		},
		func() {
			_, _ = r.api.RevokeSecurityGroupIngress(r.ctx, &ec2model.RevokeSecurityGroupIngressInput{GroupId: pick[vpc.SecurityGroup](r), SecurityGroupRuleIds: []string{*pick[vpc.SecurityGroupRule](r)}})
		},
		func() { _, _ = r.api.CreateRouteTable(r.ctx, &ec2model.CreateRouteTableInput{VpcId: pick[vpc.VPC](r)}) },
		func() {
			_, _ = r.api.DeleteRouteTable(r.ctx, &ec2model.DeleteRouteTableInput{RouteTableId: pick[vpc.RouteTable](r)})
		},
		func() {
			_, _ = r.api.AssociateRouteTable(r.ctx, &ec2model.AssociateRouteTableInput{RouteTableId: pick[vpc.RouteTable](r), SubnetId: pick[vpc.Subnet](r)})
		},
		func() {
			if table, ok := store.Get[vpc.RouteTable](r.store.Snapshot(), *pick[vpc.RouteTable](r)); ok {
				for _, a := range associationsOf(table) {
					_, _ = r.api.ReplaceRouteTableAssociation(r.ctx, &ec2model.ReplaceRouteTableAssociationInput{AssociationId: &a.ID, RouteTableId: pick[vpc.RouteTable](r)})
				}
			}
		},
		func() {
			_, _ = r.api.CreateRoute(r.ctx, &ec2model.CreateRouteInput{RouteTableId: pick[vpc.RouteTable](r), DestinationCidrBlock: r.cidr(), GatewayId: pick[vpc.InternetGateway](r)})
		},
		func() { _, _ = r.api.CreateInternetGateway(r.ctx, &ec2model.CreateInternetGatewayInput{}) },
		func() {
			_, _ = r.api.AttachInternetGateway(r.ctx, &ec2model.AttachInternetGatewayInput{InternetGatewayId: pick[vpc.InternetGateway](r), VpcId: pick[vpc.VPC](r)})
		},
		func() {
			_, _ = r.api.DetachInternetGateway(r.ctx, &ec2model.DetachInternetGatewayInput{InternetGatewayId: pick[vpc.InternetGateway](r), VpcId: pick[vpc.VPC](r)})
		},
		func() {
			_, _ = r.api.DeleteInternetGateway(r.ctx, &ec2model.DeleteInternetGatewayInput{InternetGatewayId: pick[vpc.InternetGateway](r)})
		},
		func() {
			_, _ = r.api.CreateNetworkInterface(r.ctx, &ec2model.CreateNetworkInterfaceInput{SubnetId: pick[vpc.Subnet](r), Groups: []string{*pick[vpc.SecurityGroup](r)}})
		},
		func() {
			_, _ = r.api.DeleteNetworkInterface(r.ctx, &ec2model.DeleteNetworkInterfaceInput{NetworkInterfaceId: pick[vpc.Interface](r)})
		},
		func() {
			count := rapid.Int32Range(1, 14).Draw(r.T, "count")
			_, _ = r.api.RunInstances(r.ctx, &ec2model.RunInstancesInput{
				ImageId: new("a:1"), MinCount: new(int32(1)), MaxCount: &count,
				NetworkInterfaces: []ec2model.InstanceNetworkInterfaceSpecification{
					{DeviceIndex: new(int32(0)), SubnetId: pick[vpc.Subnet](r)}, {DeviceIndex: new(int32(1)), SubnetId: pick[vpc.Subnet](r)},
				},
			})
		},
		func() { _, _ = r.api.AllocateAddress(r.ctx, &ec2model.AllocateAddressInput{}) },
		func() {
			_, _ = r.api.ReleaseAddress(r.ctx, &ec2model.ReleaseAddressInput{AllocationId: pick[vpc.PublicAddress](r)})
		},
		func() {
			_, _ = r.api.AssociateAddress(r.ctx, &ec2model.AssociateAddressInput{AllocationId: pick[vpc.PublicAddress](r), NetworkInterfaceId: pick[vpc.Interface](r)})
		},
		func() {
			_, _ = r.api.CreateNatGateway(r.ctx, &ec2model.CreateNatGatewayInput{SubnetId: pick[vpc.Subnet](r), AllocationId: pick[vpc.PublicAddress](r)})
		},
		func() {
			_, _ = r.api.DeleteNatGateway(r.ctx, &ec2model.DeleteNatGatewayInput{NatGatewayId: pick[vpc.NATGateway](r)})
		},
		func() {
			_, _ = r.api.CreateEgressOnlyInternetGateway(r.ctx, &ec2model.CreateEgressOnlyInternetGatewayInput{VpcId: pick[vpc.VPC](r)})
		},
		func() {
			_, _ = r.api.AttachNetworkInterface(r.ctx, &ec2model.AttachNetworkInterfaceInput{
				NetworkInterfaceId: pick[vpc.Interface](r), InstanceId: pick[platform.Instance](r), DeviceIndex: new(rapid.Int32Range(1, 4).Draw(r.T, "index")),
			})
		},
		func() {
			if i, ok := store.Get[vpc.Interface](r.store.Snapshot(), *pick[vpc.Interface](r)); ok && i.Attachment != nil {
				_, _ = r.api.DetachNetworkInterface(r.ctx, &ec2model.DetachNetworkInterfaceInput{AttachmentId: &i.Attachment.ID})
			}
		},
		func() {
			from, ok := store.Get[vpc.Interface](r.store.Snapshot(), *pick[vpc.Interface](r))
			in := &ec2model.AssignPrivateIpAddressesInput{NetworkInterfaceId: pick[vpc.Interface](r), SecondaryPrivateIpAddressCount: new(int32(2))}
			if ok && rapid.Bool().Draw(r.T, "take") {
				in.SecondaryPrivateIpAddressCount, in.PrivateIpAddresses, in.AllowReassignment = nil, []string{from.Addresses[len(from.Addresses)-1].String()}, new(true)
			}
			_, _ = r.api.AssignPrivateIpAddresses(r.ctx, in)
		},
		func() {
			if i, ok := store.Get[vpc.Interface](r.store.Snapshot(), *pick[vpc.Interface](r)); ok {
				_, _ = r.api.UnassignPrivateIpAddresses(r.ctx, &ec2model.UnassignPrivateIpAddressesInput{
					NetworkInterfaceId: &i.ID, PrivateIpAddresses: []string{i.Addresses[len(i.Addresses)-1].String()},
				})
			}
		},
		func() {
			_, _ = r.api.AssociateVpcCidrBlock(r.ctx, &ec2model.AssociateVpcCidrBlockInput{VpcId: pick[vpc.VPC](r), AmazonProvidedIpv6CidrBlock: new(true)})
		},
		func() {
			if v, ok := store.Get[vpc.VPC](r.store.Snapshot(), *pick[vpc.VPC](r)); ok && len(v.IPv6Blocks) > 0 {
				if rapid.Bool().Draw(r.T, "take") {
					_, _ = r.api.DisassociateVpcCidrBlock(r.ctx, &ec2model.DisassociateVpcCidrBlockInput{AssociationId: &v.IPv6Blocks[0].AssociationID})
					return
				}
				cidr := netip.PrefixFrom(v.IPv6Blocks[0].CIDR.Addr(), 64).String()
				_, _ = r.api.AssociateSubnetCidrBlock(r.ctx, &ec2model.AssociateSubnetCidrBlockInput{SubnetId: pick[vpc.Subnet](r), Ipv6CidrBlock: &cidr})
			}
		},
		func() {
			_, _ = r.api.AssignIpv6Addresses(r.ctx, &ec2model.AssignIpv6AddressesInput{NetworkInterfaceId: pick[vpc.Interface](r), Ipv6AddressCount: new(int32(2))})
		},
		func() {
			_, _ = r.api.CreateNetworkAcl(r.ctx, &ec2model.CreateNetworkAclInput{VpcId: pick[vpc.VPC](r)})
		},
		func() {
			_, _ = r.api.DeleteNetworkAcl(r.ctx, &ec2model.DeleteNetworkAclInput{NetworkAclId: pick[vpc.NetworkACL](r)})
		},
		func() {
			if acl, ok := store.Get[vpc.NetworkACL](r.store.Snapshot(), *pick[vpc.NetworkACL](r)); ok {
				for _, a := range acl.Associations {
					_, _ = r.api.ReplaceNetworkAclAssociation(r.ctx, &ec2model.ReplaceNetworkAclAssociationInput{AssociationId: &a.ID, NetworkAclId: pick[vpc.NetworkACL](r)})
				}
			}
		},
		func() {
			_, _ = r.api.StopInstances(r.ctx, &ec2model.StopInstancesInput{InstanceIds: []string{*pick[platform.Instance](r)}})
		},
		func() {
			_, _ = r.api.TerminateInstances(r.ctx, &ec2model.TerminateInstancesInput{InstanceIds: []string{*pick[platform.Instance](r)}})
		},
	}
	calls[rapid.IntRange(0, len(calls)-1).Draw(r.T, "call")]()
}

// checkWhole fails on what no order of calls may lead to.
func checkWhole(t *rapid.T, r store.Reader) {
	for v := range store.List[vpc.VPC](r) {
		checkVPC(t, r, v)
	}
	names := map[string]bool{}
	for g := range store.List[vpc.SecurityGroup](r) {
		if names[g.VPCID+g.Name] {
			t.Fatalf("two groups %s in %s", g.Name, g.VPCID)
		}
		names[g.VPCID+g.Name] = true
		mustHave[vpc.VPC](t, r, g.VPCID)
	}
	for rule := range store.List[vpc.SecurityGroupRule](r) {
		mustHave[vpc.SecurityGroup](t, r, rule.GroupID)
		if rule.ReferencedGroup != "" && rule.ReferencedVPC == "" {
			mustHave[vpc.SecurityGroup](t, r, rule.ReferencedGroup)
		}
	}
	for g := range store.List[vpc.InternetGateway](r) {
		if g.VPCID != "" {
			mustHave[vpc.VPC](t, r, g.VPCID)
		}
	}
	checkConnections(t, r)
	addresses := map[string]string{}
	for i := range store.List[vpc.Interface](r) {
		subnet := mustHave[vpc.Subnet](t, r, i.SubnetID)
		for _, id := range i.Groups {
			if group := mustHave[vpc.SecurityGroup](t, r, id); group.VPCID != i.VPCID {
				t.Fatalf("%s of %s carries %s of %s", i.ID, i.VPCID, id, group.VPCID)
			}
		}
		if i.Attachment != nil && !i.RequesterManaged {
			mustHave[platform.Workload](t, r, i.Attachment.Workload)
		}
		for _, a := range i.IPv6Addresses {
			if len(subnet.IPv6Blocks) != 1 || !subnet.IPv6Blocks[0].CIDR.Contains(a) || addresses[a.String()] != "" {
				t.Fatalf("%s of %s is not of %+v, or of %s", a, i.ID, subnet.IPv6Blocks, addresses[a.String()])
			}
			addresses[a.String()] = i.ID
		}
		for _, a := range i.Addresses {
			if !subnet.CIDR.Contains(a) {
				t.Fatalf("%s of %s lies outside of %s", a, i.ID, subnet.CIDR)
			}
			if other := addresses[i.VPCID+a.String()]; other != "" {
				t.Fatalf("%s and %s have %s", i.ID, other, a)
			}
			addresses[i.VPCID+a.String()] = i.ID
		}
	}
	for g := range store.List[vpc.NATGateway](r) {
		if i := mustHave[vpc.Interface](t, r, g.InterfaceID); !g.Private && mustHave[vpc.PublicAddress](t, r, g.AllocationID).InterfaceID != i.ID {
			t.Fatalf("%+v has no public address", g)
		}
	}
	for g := range store.List[vpc.EgressOnlyGateway](r) {
		mustHave[vpc.VPC](t, r, g.VPCID)
	}
	public := map[netip.Addr]bool{}
	for p := range store.List[vpc.PublicAddress](r) {
		if public[p.Address] {
			t.Fatalf("%s is allocated twice", p.Address)
		}
		public[p.Address] = true
		if p.AssociationID != "" {
			if i := mustHave[vpc.Interface](t, r, p.InterfaceID); !slices.Contains(i.Addresses, p.Private) || i.VPCID != p.VPCID {
				t.Fatalf("%+v is not of %+v", p, i)
			}
		}
	}
	for i := range store.List[platform.Instance](r) {
		mustHave[platform.Workload](t, r, i.ID)
		for _, id := range i.Interfaces {
			mustHave[vpc.Interface](t, r, id)
		}
	}
}

// checkConnections fails on what leads out of VPCs that are not there.
func checkConnections(t *rapid.T, r store.Reader) {
	for p := range store.List[vpc.Peering](r) {
		if p.Status.Live() {
			mustHave[vpc.VPC](t, r, p.Requester.VPCID)
			mustHave[vpc.VPC](t, r, p.Accepter.VPCID)
		}
	}
	for g := range store.List[vpc.VPNGateway](r) {
		if g.VPCID != "" {
			mustHave[vpc.VPC](t, r, g.VPCID)
		}
	}
	for e := range store.List[vpc.Endpoint](r) {
		if !e.State.Live() {
			continue
		}
		mustHave[vpc.VPC](t, r, e.VPCID)
		for _, id := range e.GroupIDs {
			mustHave[vpc.SecurityGroup](t, r, id)
		}
		for _, id := range e.RouteTableIDs {
			mustHave[vpc.RouteTable](t, r, id)
		}
		for i, id := range e.InterfaceIDs {
			if nic := mustHave[vpc.Interface](t, r, id); nic.SubnetID != e.SubnetIDs[i] {
				t.Fatalf("%s of %s is in %s, not in %s", id, e.ID, nic.SubnetID, e.SubnetIDs[i])
			}
		}
	}
}

func checkVPC(t *rapid.T, r store.Reader, v vpc.VPC) {
	var ranges []netip.Prefix
	seen := map[string]int{} // how many tables and ACLs each subnet has
	for s := range store.Find[vpc.Subnet](r, "vpc="+v.ID) {
		for _, other := range ranges {
			if other.Overlaps(s.CIDR) {
				t.Fatalf("%s overlaps %s in %s", s.CIDR, other, v.ID)
			}
		}
		ranges = append(ranges, s.CIDR)
	}
	mains := 0
	for table := range store.Find[vpc.RouteTable](r, "vpc="+v.ID) {
		if table.Main {
			mains++
		}
		for _, a := range table.Associations {
			mustHave[vpc.Subnet](t, r, a.SubnetID)
			if seen["table "+a.SubnetID]++; seen["table "+a.SubnetID] > 1 {
				t.Fatalf("%s has two tables", a.SubnetID)
			}
		}
	}
	if mains != 1 {
		t.Fatalf("%s has %d main tables", v.ID, mains)
	}
	guarded := 0
	for acl := range store.Find[vpc.NetworkACL](r, "vpc="+v.ID) {
		for _, a := range acl.Associations {
			mustHave[vpc.Subnet](t, r, a.SubnetID)
			guarded++
		}
	}
	if guarded != len(ranges) {
		t.Fatalf("%d of the %d subnets of %s have an ACL", guarded, len(ranges), v.ID)
	}
}

func mustHave[T store.Document](t *rapid.T, r store.Reader, id string) T {
	found, ok := store.Get[T](r, id)
	if !ok {
		t.Fatalf("%s %s is named and not there", found.DocumentKind(), id)
	}
	return found
}
