import { DescribeDhcpOptionsCommand } from '@aws-sdk/client-ec2';
import { useDescribed } from './described';

export function useDhcpOptions() {
  return useDescribed(
    'dhcp-options',
    (ec2, input) => ec2.send(new DescribeDhcpOptionsCommand(input)),
    (o) => o.DhcpOptions,
  );
}
