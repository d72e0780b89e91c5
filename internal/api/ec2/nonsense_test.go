package ec2

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2query"
)

// TestNonsenseIsAnswered calls every operation with requests whose members are absent, wrong or right at random. None
// may panic, fail without one of EC2's codes, or leave the model broken.
func TestNonsenseIsAnswered(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }() // a hundred open ones are too many
		number := 0
		api := New(Deps{Store: s, Services: testServices, LAN: testLAN, Log: slog.New(slog.DiscardHandler), NewID: func(prefix string) string {
			number++
			return fmt.Sprintf("%s-%017x", prefix, number)
		}})
		ctx := caller.With(t.Context(), caller.Caller{Account: testAccount, Region: "us-east-1"})
		g := &nonsense{T: rt, store: s}
		operations := methods(api)
		for range rapid.IntRange(1, 60).Draw(rt, "calls") {
			m := operations[rapid.IntRange(0, len(operations)-1).Draw(rt, "operation")]
			in := reflect.New(m.function.Type().In(1).Elem())
			g.fill(in.Elem(), 0)
			answers := m.function.Call([]reflect.Value{reflect.ValueOf(ctx), in})
			err, _ := answers[1].Interface().(error)
			if known := (*ec2query.Error)(nil); err != nil && !errors.As(err, &known) && api.answerError(err) == nil {
				rt.Fatalf("%s fails without a code: %v", m.name, err)
			}
			checkWhole(rt, s.Snapshot())
		}
	})
}

type method struct {
	name     string
	function reflect.Value
}

// methods are the operations of the API, which are its methods that take a request.
func methods(api *API) []method {
	served := map[string]bool{}
	for _, operation := range api.operations() {
		served[operation.Name()] = true
	}
	var all []method
	value := reflect.ValueOf(api)
	for i := range value.NumMethod() {
		if name := value.Type().Method(i).Name; served[name] {
			all = append(all, method{name, value.Method(i)})
		}
	}
	return all
}

// nonsense fills requests.
type nonsense struct {
	*rapid.T
	store *store.Store
}

func (g *nonsense) fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if rapid.IntRange(0, 2).Draw(g.T, "absent") > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			g.fill(v.Elem(), depth)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() || depth > 4 {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "DryRun" {
				continue
			}
			g.fill(v.Field(i), depth+1)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		n := rapid.IntRange(0, 2).Draw(g.T, "length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			g.fill(v.Index(i), depth+1)
		}
	case reflect.String:
		v.SetString(g.word())
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(g.T, "flag"))
	case reflect.Int32, reflect.Int64:
		v.SetInt(rapid.SampledFrom([]int64{-2, -1, 0, 1, 2, 5, 22, 255, 1000, 65535, 65536, 1<<31 - 1}).Draw(g.T, "number"))
	}
}

var words = strings.Split("|x|default|tcp|-1|icmp|17|10.0.0.0/16|10.0.1.0/24|172.31.64.0/20|0.0.0.0/0|::/0|10.0.0.9|172.31.0.9|us-east-1a|use1-az2|a:1|Name|vpc-id|group-id|tag:Name|aws:x|vpc|subnet|instance|description|enableDnsSupport|QT1i|sallyport:command|igw-1|i-1|IPv4|ipsec.1|Interface|Gateway|com.example.db|com.example.files|domain-name|us-west-2", "|")

// word gives an id that there is half of the time.
func (g *nonsense) word() string {
	pool := words
	if rapid.Bool().Draw(g.T, "id") {
		r := g.store.Snapshot()
		pool = append(keysOf[vpc.VPC](r), keysOf[vpc.Subnet](r)...)
		pool = append(pool, keysOf[vpc.SecurityGroup](r)...)
		pool = append(pool, keysOf[vpc.SecurityGroupRule](r)...)
		pool = append(pool, keysOf[vpc.RouteTable](r)...)
		pool = append(pool, keysOf[vpc.InternetGateway](r)...)
		pool = append(pool, keysOf[vpc.Interface](r)...)
		pool = append(pool, keysOf[platform.Instance](r)...)
		pool = append(pool, keysOf[vpc.NetworkACL](r)...)
		pool = append(pool, keysOf[vpc.PublicAddress](r)...)
		pool = append(pool, keysOf[vpc.NATGateway](r)...)
		pool = append(pool, keysOf[vpc.EgressOnlyGateway](r)...)
		pool = append(pool, keysOf[vpc.SubnetReservation](r)...)
		pool = append(pool, keysOf[vpc.Peering](r)...)
		pool = append(pool, keysOf[vpc.PrefixList](r)...)
		pool = append(pool, keysOf[vpc.VPNGateway](r)...)
		pool = append(pool, keysOf[vpc.Endpoint](r)...)
		pool = append(pool, keysOf[vpc.DHCPOptions](r)...)
		pool = append(pool, "none-0")
	}
	return rapid.SampledFrom(pool).Draw(g.T, "word")
}

func keysOf[T store.Document](r store.Reader) (list []string) {
	for one := range store.List[T](r) {
		list = append(list, one.DocumentKey())
	}
	return list
}

// TestEveryOperationIsServed lists what the tools of VPC users call.
func TestEveryOperationIsServed(t *testing.T) {
	want := strings.Fields(`CreateVpc DescribeVpcs DeleteVpc ModifyVpcAttribute DescribeVpcAttribute CreateDefaultVpc AssociateVpcCidrBlock
		DisassociateVpcCidrBlock CreateSubnet DescribeSubnets DeleteSubnet ModifySubnetAttribute CreateDefaultSubnet CreateSecurityGroup
		DescribeSecurityGroups DeleteSecurityGroup AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress
		RevokeSecurityGroupEgress DescribeSecurityGroupRules ModifySecurityGroupRules UpdateSecurityGroupRuleDescriptionsIngress
		UpdateSecurityGroupRuleDescriptionsEgress CreateRouteTable DescribeRouteTables DeleteRouteTable AssociateRouteTable
		DisassociateRouteTable ReplaceRouteTableAssociation CreateRoute ReplaceRoute DeleteRoute CreateInternetGateway
		DescribeInternetGateways AttachInternetGateway DetachInternetGateway DeleteInternetGateway CreateNetworkInterface
		DescribeNetworkInterfaces DeleteNetworkInterface DescribeNetworkInterfaceAttribute ModifyNetworkInterfaceAttribute RunInstances
		DescribeInstances DescribeInstanceStatus TerminateInstances StopInstances StartInstances DescribeAvailabilityZones DescribeRegions
		DescribeAccountAttributes CreateTags DeleteTags DescribeTags DescribeNetworkAcls

		CreateManagedPrefixList DescribeManagedPrefixLists GetManagedPrefixListEntries ModifyManagedPrefixList DeleteManagedPrefixList DescribePrefixLists
		CreateDhcpOptions DescribeDhcpOptions AssociateDhcpOptions DeleteDhcpOptions
		CreateVpcPeeringConnection AcceptVpcPeeringConnection RejectVpcPeeringConnection DescribeVpcPeeringConnections DeleteVpcPeeringConnection ModifyVpcPeeringConnectionOptions
		CreateVpcEndpoint DescribeVpcEndpoints ModifyVpcEndpoint DeleteVpcEndpoints DescribeVpcEndpointServices
		CreateVpnGateway DescribeVpnGateways AttachVpnGateway DetachVpnGateway DeleteVpnGateway EnableVgwRoutePropagation DisableVgwRoutePropagation

		CreateNetworkAcl DeleteNetworkAcl CreateNetworkAclEntry ReplaceNetworkAclEntry DeleteNetworkAclEntry ReplaceNetworkAclAssociation
		AllocateAddress ReleaseAddress DescribeAddresses DescribeAddressesAttribute AssociateAddress DisassociateAddress
		CreateNatGateway DescribeNatGateways DeleteNatGateway CreateEgressOnlyInternetGateway DescribeEgressOnlyInternetGateways
		DeleteEgressOnlyInternetGateway CreateSubnetCidrReservation GetSubnetCidrReservations DeleteSubnetCidrReservation
		AttachNetworkInterface DetachNetworkInterface AssignPrivateIpAddresses UnassignPrivateIpAddresses
		CreateNetworkInsightsPath DescribeNetworkInsightsPaths DeleteNetworkInsightsPath
		StartNetworkInsightsAnalysis DescribeNetworkInsightsAnalyses DeleteNetworkInsightsAnalysis
		AssociateSubnetCidrBlock DisassociateSubnetCidrBlock AssignIpv6Addresses UnassignIpv6Addresses
		CreateFlowLogs DescribeFlowLogs DeleteFlowLogs

		DescribeInstanceAttribute ModifyInstanceAttribute DescribeInstanceTypes DescribeInstanceCreditSpecifications
		DescribeSecurityGroupReferences DescribeStaleSecurityGroups
		`)
	api := New(Deps{})
	if got := len(methods(api)); got != len(want) || len(api.operations()) != got {
		t.Errorf("%d methods and %d operations, want %d", got, len(api.operations()), len(want))
	}
	served := map[string]bool{}
	for _, m := range methods(api) {
		served[m.name] = true
	}
	for _, name := range want {
		if !served[name] {
			t.Errorf("%s is not served", name)
		}
	}
}
