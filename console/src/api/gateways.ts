import {
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeVpnGatewaysCommand,
} from '@aws-sdk/client-ec2';
import { ofVpc, useDescribed } from './described';

/** All of the region: those that are attached to nothing can be attached. */
export function useInternetGateways() {
  return useDescribed(
    'internet-gateways',
    (ec2, input) => ec2.send(new DescribeInternetGatewaysCommand(input)),
    (o) => o.InternetGateways,
  );
}

export function useEgressOnlyGateways() {
  return useDescribed(
    'egress-only-gateways',
    (ec2, input) => ec2.send(new DescribeEgressOnlyInternetGatewaysCommand(input)),
    (o) => o.EgressOnlyInternetGateways,
  );
}

/** The NAT gateways of a VPC, or all of the region; deleted ones are told of for an hour. */
export function useNatGateways(vpc?: string) {
  return useDescribed(
    'nat-gateways',
    (ec2, { Filters, NextToken }) => ec2.send(new DescribeNatGatewaysCommand({ Filter: Filters, NextToken })),
    (o) => o.NatGateways,
    { filters: ofVpc(vpc), changes: (g) => g.State === 'pending' || g.State === 'deleting' },
  );
}

/** All of the region that are not deleted. */
export function useVpnGateways() {
  return useDescribed(
    'vpn-gateways',
    async (ec2, { Filters }) => ({
      ...(await ec2.send(new DescribeVpnGatewaysCommand({ Filters }))),
      NextToken: undefined,
    }),
    (o) => o.VpnGateways?.filter((g) => g.State !== 'deleted'),
    { changes: (g) => g.State === 'pending' || g.VpcAttachments?.some((a) => a.State?.endsWith('ing')) === true },
  );
}
