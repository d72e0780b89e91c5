import type { EC2Client } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { call } from '../api/calls';
import { begin, run, type Step, scriptOf, undo } from './steps';

const steps: Step[] = [
  {
    name: 'VPC',
    text: 'Create the VPC',
    path: 'Vpc.VpcId',
    call: () => call('CreateVpc', { CidrBlock: '10.0.0.0/16' }),
    undo: (made) => call('DeleteVpc', { VpcId: made.VPC }),
  },
  {
    name: 'SUBNET_1',
    text: 'Create a subnet',
    path: 'Subnet.SubnetId',
    call: (made) => call('CreateSubnet', { VpcId: made.VPC, CidrBlock: '10.0.0.0/20' }),
    undo: (made) => call('DeleteSubnet', { SubnetId: made.SUBNET_1 }),
  },
  {
    name: 'ENDPOINT',
    text: 'Create an endpoint',
    call: (made) => call('CreateVpcEndpoint', { VpcId: made.VPC, ServiceName: 'db', SubnetIds: [made.SUBNET_1 ?? ''] }),
  },
];

/** A client that records what is sent, and refuses what a name says. */
function clientThat(refuses: string[] = []) {
  const sent: string[] = [];
  const client = {
    send: async (command: { constructor: { name: string }; input: object }) => {
      const name = command.constructor.name.replace(/Command$/, '');
      sent.push(name);
      if (refuses.includes(name)) throw new Error(`${name} is refused`);
      return { Vpc: { VpcId: 'vpc-1' }, Subnet: { SubnetId: 'subnet-1' } };
    },
  };
  return { client: client as unknown as EC2Client, sent };
}

it('makes one after the other, each with what the earlier ones made', async () => {
  const { client, sent } = clientThat();
  const end = await run(client, steps, begin(steps), () => {});
  expect(sent).toEqual(['CreateVpc', 'CreateSubnet', 'CreateVpcEndpoint']);
  expect(end.made).toEqual({ VPC: 'vpc-1', SUBNET_1: 'subnet-1' });
  expect(Object.values(end.states)).toEqual(['done', 'done', 'done']);
});

it('ends where one fails, says what stands, and goes on from there', async () => {
  const refusing = clientThat(['CreateVpcEndpoint']);
  const half = await run(refusing.client, steps, begin(steps), () => {});
  expect(half.states).toEqual({ VPC: 'done', SUBNET_1: 'done', ENDPOINT: 'failed' });
  const { client, sent } = clientThat();
  const end = await run(client, steps, half, () => {});
  expect(sent).toEqual(['CreateVpcEndpoint']);
  expect(end.error).toBeUndefined();
});

it('takes back the last first, and says what cannot be taken back', async () => {
  const { client } = clientThat(['CreateVpcEndpoint']);
  const half = await run(client, steps, begin(steps), () => {});
  const undoing = clientThat(['DeleteVpc']);
  const end = await undo(undoing.client, steps, half, () => {});
  expect(undoing.sent).toEqual(['DeleteSubnet', 'DeleteVpc']);
  expect(end.states).toEqual({ VPC: 'stands', SUBNET_1: 'undone', ENDPOINT: 'failed' });
});

it('knows that what was changed is gone with it', async () => {
  const change: Step = {
    name: 'DNS',
    text: 'Change the VPC',
    within: 'VPC',
    call: (made) => call('ModifyVpcAttribute', { VpcId: made.VPC, EnableDnsHostnames: { Value: true } }),
  };
  const all = [...steps.slice(0, 1), change, ...steps.slice(1)];
  const { client } = clientThat(['CreateVpcEndpoint']);
  const end = await undo(clientThat().client, all, await run(client, all, begin(all), () => {}), () => {});
  expect(end.states).toEqual({ VPC: 'undone', DNS: 'undone', SUBNET_1: 'undone', ENDPOINT: 'failed' });
  expect(end.made).toEqual({});
  const later = clientThat();
  await run(later.client, all, end, () => {});
  expect(later.sent).toEqual(['CreateVpc', 'ModifyVpcAttribute', 'CreateSubnet', 'CreateVpcEndpoint']);
});

it('is a script, in which later commands use what earlier ones print', () => {
  expect(scriptOf(steps)).toEqual([
    'VPC=$(aws ec2 create-vpc --cidr-block 10.0.0.0/16 --query Vpc.VpcId --output text)',
    'SUBNET_1=$(aws ec2 create-subnet --vpc-id $VPC --cidr-block 10.0.0.0/20 --query Subnet.SubnetId --output text)',
    `aws ec2 create-vpc-endpoint --vpc-id $VPC --service-name db --subnet-ids '["'"$SUBNET_1"'"]'`,
  ]);
});
