import { DescribeNatGatewaysCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Step } from '../../change/steps';

/** Waits until a NAT gateway is of use, or says why it never will be. */
export const natGatewayAvailable: NonNullable<Step['wait']> = {
  name: 'nat-gateway-available',
  option: 'nat-gateway-ids',
  until: async (client: EC2Client, id: string) => {
    const { NatGateways } = await client.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
    const gateway = NatGateways?.[0];
    if (gateway?.State === 'failed') throw new Error(`${id} failed: ${gateway.FailureMessage ?? gateway.FailureCode}`);
    return gateway?.State === 'available';
  },
};
