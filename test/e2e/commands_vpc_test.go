//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sallyport/test/e2e/harness"
)

// commands is a person at the aws command line, who notes the ids of what comes back.
type commands struct {
	*harness.Region
	noted map[string]string
	used  map[string]bool // the operations
}

// atCommands is a person in a region of an installation that has a network of its own behind it.
func atCommands(t *testing.T) *commands {
	t.Helper()
	return &commands{
		Region: installed(t, "--lan", "198.51.100.0/24", "--endpoint-service", orders+"=198.51.100.9:7000", "--gateway-endpoint-service", files+"=198.51.100.0/25"),
		noted:  map[string]string{}, used: map[string]bool{},
	}
}

// words splits a command, in which $name stands for what was noted and \s for a space.
func (c *commands) words(command string) []string {
	c.T.Helper()
	words := strings.Fields(command)
	for i, word := range words {
		for name, value := range c.noted {
			word = strings.ReplaceAll(word, "$"+name+"$", value)
		}
		if strings.Contains(word, "$") {
			c.T.Fatalf("aws ec2 %s: nothing was noted for %s", command, word)
		}
		words[i] = strings.ReplaceAll(word, `\s`, " ")
	}
	c.used[words[0]] = true
	return append([]string{"ec2"}, words...)
}

// run runs a command of aws ec2. Each check is "path=value", where a path goes through the answer by members and indexes
// and a value * is anything; or "path>name", which notes the value.
func (c *commands) run(command string, checks ...string) {
	c.T.Helper()
	stdout, stderr, err := c.TryAWS(nil, c.words(command)...)
	if err != nil {
		c.T.Fatalf("aws ec2 %s: %v: %s", command, err, stderr)
	}
	var answer any
	if strings.TrimSpace(stdout) != "" {
		if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
			c.T.Fatalf("aws ec2 %s: %v in %s", command, err, stdout)
		}
	}
	for _, check := range checks {
		at := strings.IndexAny(check, "=>")
		path, want := check[:at], check[at+1:]
		got, there := lookUp(answer, path)
		switch {
		case !there && want != "absent":
			c.T.Fatalf("aws ec2 %s: no %s in %s", command, path, stdout)
		case check[at] == '>':
			c.noted[want] = got
		default:
			for name, value := range c.noted {
				want = strings.ReplaceAll(want, "$"+name+"$", value)
			}
			if there != (want != "absent") || there && want != "*" && got != want {
				c.T.Errorf("aws ec2 %s: %s is %q, want %q", command, path, got, want)
			}
		}
	}
}

// lookUp follows a path of members and indexes; # is the length of a list.
func lookUp(answer any, path string) (string, bool) {
	for step := range strings.SplitSeq(path, ".") {
		switch at := answer.(type) {
		case map[string]any:
			next, ok := at[step]
			if !ok {
				return "", false
			}
			answer = next
		case []any:
			if step == "#" {
				return strconv.Itoa(len(at)), true
			}
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(at) {
				return "", false
			}
			answer = at[n]
		default:
			return "", false
		}
	}
	if number, ok := answer.(float64); ok {
		return strconv.FormatFloat(number, 'f', -1, 64), true
	}
	return fmt.Sprint(answer), true
}

// refuse runs a command that must fail with a code and a message that has the words.
func (c *commands) refuse(command, code string, parts ...string) {
	c.T.Helper()
	_, stderr, err := c.TryAWS(nil, c.words(command)...)
	if err == nil || !strings.Contains(stderr, "("+code+")") {
		c.T.Errorf("aws ec2 %s: %v: %s, want %s", command, err, stderr, code)
	}
	for _, part := range parts {
		for name, value := range c.noted {
			part = strings.ReplaceAll(part, "$"+name+"$", value)
		}
		if !strings.Contains(stderr, part) {
			c.T.Errorf("aws ec2 %s does not say %q: %s", command, part, stderr)
		}
	}
}

// wantUsed fails the test unless all of these operations were called.
func (c *commands) wantUsed(names string) {
	c.T.Helper()
	for name := range strings.FieldsSeq(names) {
		if !c.used[name] {
			c.T.Errorf("no command called %s", name)
		}
	}
}

// network makes a VPC with two subnets and a way out, which it notes as vpc, subnet, other, igw and table.
func (c *commands) network() {
	c.T.Helper()
	c.run("create-vpc --cidr-block 10.7.0.0/16", "Vpc.VpcId>vpc")
	c.run("create-subnet --vpc-id $vpc$ --cidr-block 10.7.1.0/24", "Subnet.SubnetId>subnet", "Subnet.AvailabilityZone>zone")
	c.run("create-subnet --vpc-id $vpc$ --cidr-block 10.7.2.0/24 --availability-zone $zone$", "Subnet.SubnetId>other")
	c.run("create-internet-gateway", "InternetGateway.InternetGatewayId>igw")
	c.run("attach-internet-gateway --internet-gateway-id $igw$ --vpc-id $vpc$")
	c.run("describe-route-tables --filters Name=vpc-id,Values=$vpc$ Name=association.main,Values=true", "RouteTables.0.RouteTableId>table")
}

// wreck takes the network away.
func (c *commands) wreck() {
	c.T.Helper()
	c.run("detach-internet-gateway --internet-gateway-id $igw$ --vpc-id $vpc$")
	c.run("delete-internet-gateway --internet-gateway-id $igw$")
	for _, subnet := range []string{"$subnet$", "$other$"} {
		c.run("delete-subnet --subnet-id " + subnet)
	}
	c.run("delete-vpc --vpc-id $vpc$")
	wantEmpty(c.Region)
}

func TestACLsByCommandLine(t *testing.T) {
	c := atCommands(t)
	c.network()
	c.refuse("create-network-acl --vpc-id $vpc$ --dry-run", "DryRunOperation")
	c.run("create-network-acl --vpc-id $vpc$ --tag-specifications ResourceType=network-acl,Tags=[{Key=Name,Value=web}]",
		"NetworkAcl.NetworkAclId>acl", "NetworkAcl.IsDefault=false", "NetworkAcl.Entries.#=2", "NetworkAcl.Entries.0.RuleNumber=32767",
		"NetworkAcl.Entries.0.RuleAction=deny", "NetworkAcl.Entries.0.Protocol=-1", "NetworkAcl.VpcId=$vpc$", "NetworkAcl.OwnerId=000000000000")
	entry := "--network-acl-id $acl$ --ingress --rule-number 100"
	c.run("create-network-acl-entry " + entry + " --protocol tcp --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action allow")
	c.refuse("create-network-acl-entry "+entry+" --protocol udp --port-range From=53,To=53 --cidr-block 0.0.0.0/0 --rule-action allow", "NetworkAclEntryAlreadyExists", "100")
	c.run("replace-network-acl-entry " + entry + " --protocol udp --port-range From=53,To=54 --cidr-block 10.0.0.0/8 --rule-action deny")
	c.refuse("replace-network-acl-entry --network-acl-id $acl$ --egress --rule-number 100 --protocol -1 --cidr-block 0.0.0.0/0 --rule-action allow", "InvalidNetworkAclEntry.NotFound", "100")
	c.run("create-network-acl-entry --network-acl-id $acl$ --egress --rule-number 5 --protocol icmp --icmp-type-code Type=8,Code=-1 --cidr-block 0.0.0.0/0 --rule-action allow")
	c.run("describe-network-acls --filters Name=entry.rule-number,Values=100 Name=tag:Name,Values=we?",
		"NetworkAcls.#=1", "NetworkAcls.0.Entries.#=4", "NetworkAcls.0.Entries.0.IcmpTypeCode.Type=8", "NetworkAcls.0.Entries.0.IcmpTypeCode.Code=-1", "NetworkAcls.0.Entries.0.PortRange=absent",
		"NetworkAcls.0.Entries.2.Protocol=17", "NetworkAcls.0.Entries.2.RuleAction=deny", "NetworkAcls.0.Entries.2.CidrBlock=10.0.0.0/8", "NetworkAcls.0.Entries.2.PortRange.To=54")
	c.run("describe-network-acls --filters Name=association.subnet-id,Values=$subnet$ Name=default,Values=true", "NetworkAcls.#=1", "NetworkAcls.0.Associations.#=2", "NetworkAcls.0.NetworkAclId>default")
	c.run("describe-network-acls --filters Name=association.subnet-id,Values=$subnet$ --query NetworkAcls[0].Associations[?SubnetId=='$subnet$']", "0.NetworkAclAssociationId>association")
	c.run("replace-network-acl-association --association-id $association$ --network-acl-id $acl$", "NewAssociationId>newer")
	c.refuse("replace-network-acl-association --association-id $association$ --network-acl-id $acl$", "InvalidAssociationID.NotFound", "$association$")
	c.refuse("delete-network-acl --network-acl-id $acl$", "DependencyViolation", "$subnet$")
	c.refuse("delete-network-acl --network-acl-id $default$", "InvalidParameterValue", "$default$")
	c.run("replace-network-acl-association --association-id $newer$ --network-acl-id $default$")
	c.run("delete-network-acl-entry " + entry)
	c.refuse("delete-network-acl-entry "+entry, "InvalidNetworkAclEntry.NotFound", "100")
	c.run("delete-network-acl --network-acl-id $acl$")
	c.refuse("describe-network-acls --network-acl-ids $acl$", "InvalidNetworkAclID.NotFound", "$acl$")
	c.wantUsed(`create-network-acl delete-network-acl create-network-acl-entry replace-network-acl-entry delete-network-acl-entry replace-network-acl-association`)
	c.wreck()
}

func TestAddressesAndNATGatewaysByCommandLine(t *testing.T) {
	c := atCommands(t)
	c.network()
	c.run("create-route --route-table-id $table$ --destination-cidr-block 0.0.0.0/0 --gateway-id $igw$", "Return=true")
	c.run("allocate-address --domain vpc --tag-specifications ResourceType=elastic-ip,Tags=[{Key=Name,Value=out}]", "AllocationId>eip", "PublicIp>ip", "Domain=vpc", "NetworkBorderGroup="+c.Name)
	c.run("describe-addresses --public-ips $ip$", "Addresses.0.AllocationId=$eip$", "Addresses.0.Tags.0.Value=out", "Addresses.0.AssociationId=absent")
	c.run("describe-addresses-attribute --allocation-ids $eip$ --attribute domain-name", "Addresses.0.AllocationId=$eip$", "Addresses.0.PublicIp=$ip$")
	c.run("create-network-interface --subnet-id $subnet$ --description web", "NetworkInterface.NetworkInterfaceId>eni", "NetworkInterface.PrivateIpAddress>private", "NetworkInterface.Status=*")
	c.run("wait network-interface-available --network-interface-ids $eni$")
	c.run("associate-address --allocation-id $eip$ --network-interface-id $eni$", "AssociationId>association")
	c.run("describe-addresses --filters Name=network-interface-id,Values=$eni$", "Addresses.0.AssociationId=$association$", "Addresses.0.PrivateIpAddress=$private$", "Addresses.0.NetworkInterfaceOwnerId=000000000000")
	c.refuse("release-address --allocation-id $eip$", "InvalidIPAddress.InUse", "$ip$")
	c.run("disassociate-address --association-id $association$")
	c.refuse("disassociate-address --association-id $association$", "InvalidAssociationID.NotFound", "$association$")

	c.run("assign-private-ip-addresses --network-interface-id $eni$ --secondary-private-ip-address-count 2", "AssignedPrivateIpAddresses.#=2", "AssignedPrivateIpAddresses.0.PrivateIpAddress>second", "NetworkInterfaceId=$eni$")
	c.run("describe-network-interfaces --network-interface-ids $eni$", "NetworkInterfaces.0.PrivateIpAddresses.#=3", "NetworkInterfaces.0.PrivateIpAddresses.0.Primary=true")
	c.run("unassign-private-ip-addresses --network-interface-id $eni$ --private-ip-addresses $second$")
	c.refuse("unassign-private-ip-addresses --network-interface-id $eni$ --private-ip-addresses $private$", "InvalidParameterValue", "$private$")
	c.refuse("assign-private-ip-addresses --network-interface-id $eni$ --private-ip-addresses 10.7.9.9", "InvalidParameterValue", "10.7.9.9", "10.7.1.0/24")

	c.refuse("create-nat-gateway --subnet-id $subnet$ --allocation-id eipalloc-0123456789abcdef0", "InvalidAllocationID.NotFound", "eipalloc-0123456789abcdef0")
	c.run("create-nat-gateway --subnet-id $subnet$ --allocation-id $eip$ --client-token once", "NatGateway.NatGatewayId>nat", "NatGateway.State=pending", "NatGateway.ConnectivityType=public", "ClientToken=once")
	c.run("create-nat-gateway --subnet-id $subnet$ --allocation-id $eip$ --client-token once", "NatGateway.NatGatewayId=$nat$")
	c.run("wait nat-gateway-available --nat-gateway-ids $nat$")
	c.run("describe-nat-gateways --filter Name=vpc-id,Values=$vpc$ Name=state,Values=available", "NatGateways.#=1", "NatGateways.0.NatGatewayAddresses.0.PublicIp=$ip$",
		"NatGateways.0.NatGatewayAddresses.0.AllocationId=$eip$", "NatGateways.0.NatGatewayAddresses.0.NetworkInterfaceId>nateni", "NatGateways.0.SubnetId=$subnet$", "NatGateways.0.CreateTime=*")
	c.run("describe-network-interfaces --network-interface-ids $nateni$", "NetworkInterfaces.0.InterfaceType=nat_gateway", "NetworkInterfaces.0.RequesterManaged=true", "NetworkInterfaces.0.Description=Interface for NAT Gateway $nat$")
	c.refuse("delete-network-interface --network-interface-id $nateni$", "OperationNotPermitted", "$nateni$")
	c.refuse("delete-subnet --subnet-id $subnet$", "DependencyViolation", "$nat$")
	c.refuse("detach-internet-gateway --internet-gateway-id $igw$ --vpc-id $vpc$", "DependencyViolation", "$ip$")
	c.run("create-route-table --vpc-id $vpc$", "RouteTable.RouteTableId>private")
	c.run("create-route --route-table-id $private$ --destination-cidr-block 0.0.0.0/0 --nat-gateway-id $nat$")
	c.run("delete-nat-gateway --nat-gateway-id $nat$", "NatGatewayId=$nat$")
	c.run("wait nat-gateway-deleted --nat-gateway-ids $nat$")
	c.run("describe-route-tables --route-table-ids $private$ --query RouteTables[0].Routes[?NatGatewayId=='$nat$']", "0.State=blackhole")
	c.run("delete-route-table --route-table-id $private$")
	c.run("release-address --allocation-id $eip$")
	c.refuse("release-address --allocation-id $eip$", "InvalidAllocationID.NotFound", "$eip$")
	c.run("delete-network-interface --network-interface-id $eni$")
	c.run("delete-route --route-table-id $table$ --destination-cidr-block 0.0.0.0/0")
	c.wantUsed(`allocate-address describe-addresses describe-addresses-attribute associate-address disassociate-address release-address
		create-nat-gateway describe-nat-gateways delete-nat-gateway assign-private-ip-addresses unassign-private-ip-addresses`)
	c.wreck()
}

// The pages of a list, joined, are the list.
func TestPagesByCommandLine(t *testing.T) {
	c := atCommands(t)
	var made []string
	for n := range 7 {
		c.run(fmt.Sprintf("create-managed-prefix-list --prefix-list-name page-%d --max-entries 1 --address-family IPv4", n), "PrefixList.PrefixListId>list")
		made = append(made, c.noted["list"])
	}
	ask := "describe-managed-prefix-lists --filters Name=prefix-list-name,Values=page-*"
	c.run(ask+" --page-size 5 --query PrefixLists[].PrefixListId", "#=7")
	c.run(ask+" --max-items 3", "PrefixLists.#=3", "NextToken>token")
	c.run(ask+" --max-items 9 --starting-token $token$", "PrefixLists.#=4", "NextToken=absent")
	c.refuse(ask+" --max-results 5 --next-token nonsense --no-paginate", "InvalidNextToken", "nonsense")
	c.refuse(ask+" --max-results 1001 --no-paginate", "InvalidParameterValue", "1001", "MaxResults", "100")
	slices.Sort(made)
	for _, id := range made {
		c.run("delete-managed-prefix-list --prefix-list-id "+id, "PrefixList.PrefixListId="+id, "PrefixList.State=delete-complete")
	}
	wantEmpty(c.Region)
}
