import {
  DescribeAvailabilityZonesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { useQuery } from '@tanstack/react-query';
import type { Surroundings } from '../forms/outlook';
import { useClients, useRegion } from './context';
import { all } from './pages';

// What a VPC connector is chosen from. The keys begin as those of the network's
// own pages do, so that a change there is seen here.

/** The VPCs that a connector may lead into. */
export function useVpcChoices() {
  const { ec2 } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'vpcs', 'choices'],
    queryFn: () =>
      all(async (NextToken) => {
        const page = await ec2.send(new DescribeVpcsCommand({ NextToken }));
        return { items: page.Vpcs, token: page.NextToken };
      }),
  });
}

/** Why services can't use a zone, by the zone's id; zones that they can use are not in it. */
export function useUnsupportedZones() {
  const { ec2 } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'zones', 'unsupported'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
      const unsupported: Record<string, string> = {};
      for (const { ZoneId = '', Messages = [] } of AvailabilityZones) {
        const [message] = Messages;
        if (message?.Message) unsupported[ZoneId] = message.Message;
      }
      return unsupported;
    },
  });
}

/** A VPC with what decides about a connector's ways; nothing is asked for an empty id. */
export function useSurroundings(vpc: string) {
  const { ec2 } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'vpcs', vpc, 'surroundings'],
    enabled: vpc !== '',
    queryFn: async (): Promise<Surroundings> => {
      const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
      const [subnets, groups, tables, natGateways, internetGateways, dns] = await Promise.all([
        all(async (NextToken) => {
          const page = await ec2.send(new DescribeSubnetsCommand({ Filters, NextToken }));
          return { items: page.Subnets, token: page.NextToken };
        }),
        all(async (NextToken) => {
          const page = await ec2.send(new DescribeSecurityGroupsCommand({ Filters, NextToken }));
          return { items: page.SecurityGroups, token: page.NextToken };
        }),
        all(async (NextToken) => {
          const page = await ec2.send(new DescribeRouteTablesCommand({ Filters, NextToken }));
          return { items: page.RouteTables, token: page.NextToken };
        }),
        all(async (NextToken) => {
          const page = await ec2.send(new DescribeNatGatewaysCommand({ Filter: Filters, NextToken }));
          return { items: page.NatGateways, token: page.NextToken };
        }),
        all(async (NextToken) => {
          const attached = [{ Name: 'attachment.vpc-id', Values: [vpc] }];
          const page = await ec2.send(new DescribeInternetGatewaysCommand({ Filters: attached, NextToken }));
          return { items: page.InternetGateways, token: page.NextToken };
        }),
        ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpc, Attribute: 'enableDnsSupport' })),
      ]);
      const dnsSupport = dns.EnableDnsSupport?.Value ?? true;
      return { vpc, subnets, groups, tables, natGateways, internetGateways, dnsSupport };
    },
  });
}
