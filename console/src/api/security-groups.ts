import {
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';
import { ofVpc, useDescribed } from './described';
import { all } from './pages';
import { settled } from './services';

/** The security groups of a VPC, or all of the region. */
export function useSecurityGroups(vpc?: string) {
  return useDescribed(
    'security-groups',
    (ec2, input) => ec2.send(new DescribeSecurityGroupsCommand(input)),
    (o) => o.SecurityGroups,
    { filters: ofVpc(vpc) },
  );
}

/** The rules of a group as they are now, in both directions. */
export function readRules(ec2: EC2Client, group: string): Promise<SecurityGroupRule[]> {
  return all(async (NextToken) => {
    const Filters = [{ Name: 'group-id', Values: [group] }];
    const page = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters, NextToken }));
    return { items: page.SecurityGroupRules, token: page.NextToken };
  });
}

export function useSecurityGroupRules(group: string) {
  const { ec2 } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'ec2', 'security-group-rules', group],
    queryFn: () => readRules(ec2, group),
    refetchInterval: settled,
  });
}

export function usePrefixLists() {
  return useDescribed(
    'prefix-lists',
    (ec2, input) => ec2.send(new DescribeManagedPrefixListsCommand(input)),
    (o) => o.PrefixLists,
  );
}
