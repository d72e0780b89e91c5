import { DescribeVpcEndpointServicesCommand, DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { ofVpc, useDescribed } from './described';

/** The endpoints of a VPC, or all of the region. */
export function useEndpoints(vpc?: string) {
  return useDescribed(
    'endpoints',
    (ec2, input) => ec2.send(new DescribeVpcEndpointsCommand(input)),
    (o) => o.VpcEndpoints,
    { filters: ofVpc(vpc), changes: (e) => /^(pending|deleting)$/i.test(e.State ?? '') },
  );
}

/** The services that endpoints can lead to: those that the operator lists. */
export function useEndpointServices() {
  return useDescribed(
    'endpoint-services',
    (ec2, input) => ec2.send(new DescribeVpcEndpointServicesCommand(input)),
    (o) => o.ServiceDetails,
  );
}
