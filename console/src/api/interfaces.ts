import { DescribeAddressesCommand, DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { ofVpc, useDescribed } from './described';

/** The network interfaces of a VPC, or all of the region. */
export function useInterfaces(vpc?: string) {
  return useDescribed(
    'interfaces',
    (ec2, input) => ec2.send(new DescribeNetworkInterfacesCommand(input)),
    (o) => o.NetworkInterfaces,
    { filters: ofVpc(vpc) },
  );
}

/** All Elastic IP addresses of the region. */
export function useAddresses() {
  return useDescribed(
    'addresses',
    async (ec2, { Filters }) => ({
      ...(await ec2.send(new DescribeAddressesCommand({ Filters }))),
      NextToken: undefined,
    }),
    (o) => o.Addresses,
  );
}
