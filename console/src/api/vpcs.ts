import {
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type VpcAttributeName,
} from '@aws-sdk/client-ec2';
import { useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';
import { useDescribed } from './described';

export function useVpcs() {
  return useDescribed(
    'vpcs',
    (ec2, input) => ec2.send(new DescribeVpcsCommand(input)),
    (o) => o.Vpcs,
  );
}

/** The settings of VPCs that EC2 tells only one by one. */
export interface VpcSettings {
  dnsSupport: boolean;
  dnsHostnames: boolean;
}

export function useVpcSettings(vpc: string) {
  const { ec2 } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'ec2', 'vpc-settings', vpc],
    queryFn: async (): Promise<VpcSettings> => {
      const [support, hostnames] = await Promise.all([
        attribute(ec2, vpc, 'enableDnsSupport'),
        attribute(ec2, vpc, 'enableDnsHostnames'),
      ]);
      return {
        dnsSupport: support.EnableDnsSupport?.Value ?? false,
        dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
      };
    },
  });
}

function attribute(ec2: EC2Client, VpcId: string, Attribute: VpcAttributeName) {
  return ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }));
}
