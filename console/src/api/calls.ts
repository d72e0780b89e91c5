import type { EC2Client } from '@aws-sdk/client-ec2';
import * as ec2 from '@aws-sdk/client-ec2';
import { awsCommand } from './command';

// The calls by which the console changes a network. A call is data, so that the
// same input that is sent can be shown as a command, rehearsed, and tested.
const commands = {
  AcceptVpcPeeringConnection: ec2.AcceptVpcPeeringConnectionCommand,
  AllocateAddress: ec2.AllocateAddressCommand,
  AssociateAddress: ec2.AssociateAddressCommand,
  AssociateDhcpOptions: ec2.AssociateDhcpOptionsCommand,
  AssociateRouteTable: ec2.AssociateRouteTableCommand,
  AssociateVpcCidrBlock: ec2.AssociateVpcCidrBlockCommand,
  AttachInternetGateway: ec2.AttachInternetGatewayCommand,
  AttachVpnGateway: ec2.AttachVpnGatewayCommand,
  AuthorizeSecurityGroupEgress: ec2.AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngress: ec2.AuthorizeSecurityGroupIngressCommand,
  CreateDhcpOptions: ec2.CreateDhcpOptionsCommand,
  CreateEgressOnlyInternetGateway: ec2.CreateEgressOnlyInternetGatewayCommand,
  CreateFlowLogs: ec2.CreateFlowLogsCommand,
  CreateInternetGateway: ec2.CreateInternetGatewayCommand,
  CreateNatGateway: ec2.CreateNatGatewayCommand,
  CreateNetworkAcl: ec2.CreateNetworkAclCommand,
  CreateNetworkAclEntry: ec2.CreateNetworkAclEntryCommand,
  CreateNetworkInterface: ec2.CreateNetworkInterfaceCommand,
  CreateRoute: ec2.CreateRouteCommand,
  CreateRouteTable: ec2.CreateRouteTableCommand,
  CreateSecurityGroup: ec2.CreateSecurityGroupCommand,
  CreateSubnet: ec2.CreateSubnetCommand,
  CreateTags: ec2.CreateTagsCommand,
  CreateVpc: ec2.CreateVpcCommand,
  CreateVpcEndpoint: ec2.CreateVpcEndpointCommand,
  CreateVpcPeeringConnection: ec2.CreateVpcPeeringConnectionCommand,
  CreateVpnGateway: ec2.CreateVpnGatewayCommand,
  DeleteDhcpOptions: ec2.DeleteDhcpOptionsCommand,
  DeleteEgressOnlyInternetGateway: ec2.DeleteEgressOnlyInternetGatewayCommand,
  DeleteFlowLogs: ec2.DeleteFlowLogsCommand,
  DeleteInternetGateway: ec2.DeleteInternetGatewayCommand,
  DeleteNatGateway: ec2.DeleteNatGatewayCommand,
  DeleteNetworkAcl: ec2.DeleteNetworkAclCommand,
  DeleteNetworkAclEntry: ec2.DeleteNetworkAclEntryCommand,
  DeleteNetworkInterface: ec2.DeleteNetworkInterfaceCommand,
  DeleteRoute: ec2.DeleteRouteCommand,
  DeleteRouteTable: ec2.DeleteRouteTableCommand,
  DeleteSecurityGroup: ec2.DeleteSecurityGroupCommand,
  DeleteSubnet: ec2.DeleteSubnetCommand,
  DeleteTags: ec2.DeleteTagsCommand,
  DeleteVpc: ec2.DeleteVpcCommand,
  DeleteVpcEndpoints: ec2.DeleteVpcEndpointsCommand,
  DeleteVpcPeeringConnection: ec2.DeleteVpcPeeringConnectionCommand,
  DeleteVpnGateway: ec2.DeleteVpnGatewayCommand,
  DetachInternetGateway: ec2.DetachInternetGatewayCommand,
  DetachVpnGateway: ec2.DetachVpnGatewayCommand,
  DisableVgwRoutePropagation: ec2.DisableVgwRoutePropagationCommand,
  DisassociateAddress: ec2.DisassociateAddressCommand,
  DisassociateRouteTable: ec2.DisassociateRouteTableCommand,
  DisassociateVpcCidrBlock: ec2.DisassociateVpcCidrBlockCommand,
  EnableVgwRoutePropagation: ec2.EnableVgwRoutePropagationCommand,
  ModifyNetworkInterfaceAttribute: ec2.ModifyNetworkInterfaceAttributeCommand,
  ModifySecurityGroupRules: ec2.ModifySecurityGroupRulesCommand,
  ModifySubnetAttribute: ec2.ModifySubnetAttributeCommand,
  ModifyVpcAttribute: ec2.ModifyVpcAttributeCommand,
  ModifyVpcEndpoint: ec2.ModifyVpcEndpointCommand,
  RejectVpcPeeringConnection: ec2.RejectVpcPeeringConnectionCommand,
  ReleaseAddress: ec2.ReleaseAddressCommand,
  ReplaceNetworkAclAssociation: ec2.ReplaceNetworkAclAssociationCommand,
  ReplaceNetworkAclEntry: ec2.ReplaceNetworkAclEntryCommand,
  ReplaceRoute: ec2.ReplaceRouteCommand,
  ReplaceRouteTableAssociation: ec2.ReplaceRouteTableAssociationCommand,
  RevokeSecurityGroupEgress: ec2.RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngress: ec2.RevokeSecurityGroupIngressCommand,
};

export type Operation = keyof typeof commands;
export type InputOf<O extends Operation> = NonNullable<ConstructorParameters<(typeof commands)[O]>[0]>;

/** Whether the console makes an operation's calls. */
export function isOperation(name: string): name is Operation {
  return Object.hasOwn(commands, name);
}

/** A change that is to be made. */
export interface Call {
  operation: Operation;
  input: Record<string, unknown>;
}

/** A call of an operation; its input is checked against the operation's. */
export function call<O extends Operation>(operation: O, input: InputOf<O>): Call {
  return { operation, input: input as unknown as Record<string, unknown> };
}

/** The command that makes a call. */
export function commandOf({ operation, input }: Call): string {
  return awsCommand('ec2', operation, input);
}

/** What an operation answered, as AWS documents it for the operation. */
export type Answer = Record<string, any>;

export function send(client: EC2Client, { operation, input }: Call): Promise<Answer> {
  // each class takes its own input, which call has checked
  const Command = commands[operation] as unknown as new (input: Record<string, unknown>) => ec2.DescribeVpcsCommand;
  return client.send(new Command(input)) as Promise<Answer>;
}

/** Whether a call would be done, which the API says without doing it; it throws what the API refuses it with. */
export async function rehearse(client: EC2Client, { operation, input }: Call): Promise<void> {
  try {
    await send(client, { operation, input: { ...input, DryRun: true } });
  } catch (error) {
    if (error instanceof Error && error.name === 'DryRunOperation') return;
    throw error;
  }
}
