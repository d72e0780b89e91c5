import { DescribeAvailabilityZonesCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { ofVpc, useDescribed } from './described';

/** The subnets of a VPC, or all of the region. */
export function useSubnets(vpc?: string) {
  return useDescribed(
    'subnets',
    (ec2, input) => ec2.send(new DescribeSubnetsCommand(input)),
    (o) => o.Subnets,
    { filters: ofVpc(vpc) },
  );
}

export function useZones() {
  return useDescribed(
    'zones',
    async (ec2, { Filters }) => ({
      ...(await ec2.send(new DescribeAvailabilityZonesCommand({ Filters }))),
      NextToken: undefined,
    }),
    (o) => o.AvailabilityZones,
  );
}
