import { UpdateServiceCommand } from '@aws-sdk/client-apprunner';
import {
  AcceptVpcPeeringConnectionCommand,
  AllocateAddressCommand,
  AssociateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ModifyVpcAttributeCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
  waitUntilNatGatewayAvailable,
} from '@aws-sdk/client-ec2';
import type { Clients } from './clients';
import { parseStep, type Step, substitute, type Value } from './script';

// What explanations propose, and nothing else.
const ec2 = {
  AcceptVpcPeeringConnection: AcceptVpcPeeringConnectionCommand,
  AllocateAddress: AllocateAddressCommand,
  AssociateAddress: AssociateAddressCommand,
  AssociateRouteTable: AssociateRouteTableCommand,
  AttachInternetGateway: AttachInternetGatewayCommand,
  AuthorizeSecurityGroupEgress: AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommand,
  CreateInternetGateway: CreateInternetGatewayCommand,
  CreateNatGateway: CreateNatGatewayCommand,
  CreateNetworkAclEntry: CreateNetworkAclEntryCommand,
  CreateRoute: CreateRouteCommand,
  CreateRouteTable: CreateRouteTableCommand,
  CreateSubnet: CreateSubnetCommand,
  CreateTags: CreateTagsCommand,
  CreateVpcPeeringConnection: CreateVpcPeeringConnectionCommand,
  DeleteRoute: DeleteRouteCommand,
  ModifyNetworkInterfaceAttribute: ModifyNetworkInterfaceAttributeCommand,
  ModifyVpcAttribute: ModifyVpcAttributeCommand,
  ReplaceRoute: ReplaceRouteCommand,
  ReplaceRouteTableAssociation: ReplaceRouteTableAssociationCommand,
};

type Send = (command: object) => Promise<object>;
type Maker = new (input: Record<string, Value>) => object;

/** The steps of a script, if all of it can be run from here. */
export function runnable(commands: string[]): Step[] | undefined {
  const steps = commands.map(parseStep);
  return commands.length > 0 && steps.every((s) => s !== undefined && known(s)) ? (steps as Step[]) : undefined;
}

function known(step: Step): boolean {
  if (step.wait) return step.wait === 'nat-gateway-available';
  return step.service === 'apprunner' ? step.operation === 'UpdateService' : step.operation in ec2;
}

/** Runs a script's steps one after the other through the public API, and tells of each that is done. */
export async function run(clients: Clients, steps: Step[], done: (count: number) => void): Promise<void> {
  const variables: Record<string, string> = {};
  for (const [index, step] of steps.entries()) {
    const input = substitute(step.input, variables);
    const answer = await call(clients, step, input);
    if (step.save) variables[step.save.name] = at(answer, step.save.path);
    done(index + 1);
  }
}

async function call(clients: Clients, step: Step, input: Record<string, Value>): Promise<object> {
  if (step.wait) {
    return waitUntilNatGatewayAvailable(
      { client: clients.ec2, maxWaitTime: 300, minDelay: 1, maxDelay: 2 },
      { NatGatewayIds: input.NatGatewayIds as string[] },
    );
  }
  if (step.service === 'apprunner') {
    return (clients.apprunner.send as unknown as Send).call(
      clients.apprunner,
      new (UpdateServiceCommand as unknown as Maker)(input),
    );
  }
  const Command = ec2[step.operation as keyof typeof ec2] as unknown as Maker;
  return (clients.ec2.send as unknown as Send).call(clients.ec2, new Command(input));
}

/** What is at a path such as NatGateway.NatGatewayId of an answer. */
function at(answer: unknown, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], answer);
  if (typeof found !== 'string') throw new Error(`the answer has no ${path}`);
  return found;
}
