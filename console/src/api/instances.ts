import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ofVpc, useDescribed } from './described';

/** The EC2 instances of a VPC, or all of the region. */
export function useInstances(vpc?: string) {
  return useDescribed(
    'instances',
    (ec2, input) => ec2.send(new DescribeInstancesCommand(input)),
    (o) => o.Reservations?.flatMap((r) => r.Instances ?? []),
    { filters: ofVpc(vpc), changes: (i) => i.State?.Name === 'pending' || i.State?.Name === 'stopping' },
  );
}
