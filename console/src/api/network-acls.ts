import { DescribeNetworkAclsCommand, type EC2Client, type NetworkAcl } from '@aws-sdk/client-ec2';
import { ofVpc, useDescribed } from './described';

/** The network ACLs of a VPC, or all of the region. */
export function useNetworkAcls(vpc?: string) {
  return useDescribed(
    'network-acls',
    (ec2, input) => ec2.send(new DescribeNetworkAclsCommand(input)),
    (o) => o.NetworkAcls,
    { filters: ofVpc(vpc) },
  );
}

/** A network ACL as it is now. */
export async function readNetworkAcl(ec2: EC2Client, id: string): Promise<NetworkAcl> {
  const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [id] }));
  const acl = NetworkAcls?.[0];
  if (!acl) throw new Error(`the answer for ${id} has no network ACL`);
  return acl;
}
