import { awsCommand } from '../../api/command';
import type { CliCommand } from '../../shell/page';

type Listing = [title: string, operation: string, filter?: string, filters?: 'Filter' | 'Filters'];

/** The calls that the tabs of a VPC's page read by. */
const listings: Record<string, Listing[]> = {
  subnets: [['List the subnets', 'DescribeSubnets', 'vpc-id']],
  'route-tables': [['List the route tables', 'DescribeRouteTables', 'vpc-id']],
  'security-groups': [['List the security groups', 'DescribeSecurityGroups', 'vpc-id']],
  'network-acls': [['List the network ACLs', 'DescribeNetworkAcls', 'vpc-id']],
  gateways: [
    ['List the internet gateways', 'DescribeInternetGateways', 'attachment.vpc-id'],
    ['List the NAT gateways', 'DescribeNatGateways', 'vpc-id', 'Filter'],
    ['List the egress-only internet gateways', 'DescribeEgressOnlyInternetGateways'],
    ['List the virtual private gateways', 'DescribeVpnGateways', 'attachment.vpc-id'],
  ],
  endpoints: [
    ['List the endpoints', 'DescribeVpcEndpoints', 'vpc-id'],
    ['List what endpoints can lead to', 'DescribeVpcEndpointServices'],
  ],
  peering: [['List the peering connections', 'DescribeVpcPeeringConnections']],
  addresses: [['List the Elastic IP addresses', 'DescribeAddresses']],
  interfaces: [['List the network interfaces', 'DescribeNetworkInterfaces', 'vpc-id']],
  dns: [['List the DHCP option sets', 'DescribeDhcpOptions']],
  'flow-logs': [['List the flow logs', 'DescribeFlowLogs', 'resource-id', 'Filter']],
};

export function tabCommands(tab: string, vpc: string, item: string | undefined): CliCommand[] {
  const commands = (listings[tab] ?? []).map(([title, operation, filter, filters = 'Filters']) => ({
    title,
    command: awsCommand('ec2', operation, filter ? { [filters]: [{ Name: filter, Values: [vpc] }] } : {}),
  }));
  if (tab === 'security-groups' && item) {
    const Filters = [{ Name: 'group-id', Values: [item] }];
    commands.push({ title: 'List its rules', command: awsCommand('ec2', 'DescribeSecurityGroupRules', { Filters }) });
  }
  if (tab === 'dns') {
    for (const Attribute of ['enableDnsSupport', 'enableDnsHostnames']) {
      const command = awsCommand('ec2', 'DescribeVpcAttribute', { VpcId: vpc, Attribute });
      commands.push({ title: `Read ${Attribute}`, command });
    }
  }
  return commands;
}
