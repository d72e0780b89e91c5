import { DescribeVpcPeeringConnectionsCommand, type VpcPeeringConnection } from '@aws-sdk/client-ec2';
import { useDescribed } from './described';

/** All peering connections of the region. */
export function usePeerings() {
  return useDescribed(
    'peerings',
    (ec2, input) => ec2.send(new DescribeVpcPeeringConnectionsCommand(input)),
    (o) => o.VpcPeeringConnections,
  );
}

/** Whether a VPC is one of a connection's two. */
export function isOfVpc(peering: VpcPeeringConnection, vpc: string) {
  return peering.RequesterVpcInfo?.VpcId === vpc || peering.AccepterVpcInfo?.VpcId === vpc;
}
