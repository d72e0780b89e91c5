import { expect, it } from 'vitest';
import { commandOf } from '../../api/calls';
import { type RouteRow, routeCalls, routesOf, targetMember } from './routes';

const out: RouteRow = { key: '0.0.0.0/0', destination: '0.0.0.0/0', target: 'igw-1' };
const calls = (before: RouteRow[], after: RouteRow[]) =>
  routeCalls('rtb-1', before, after).map(({ keys, call }) => [keys.join(), commandOf(call)]);

it('reads the routes that may be edited', () => {
  expect(
    routesOf([
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable' },
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', Origin: 'CreateRoute' },
      { DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
      { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', Origin: 'CreateRoute' },
      { DestinationIpv6CidrBlock: '::/0', NetworkInterfaceId: 'eni-1', InstanceId: 'i-1', Origin: 'CreateRoute' },
    ]),
  ).toEqual([out, { key: '::/0', destination: '::/0', target: 'eni-1' }]);
});

it('sends only what changed', () => {
  expect(calls([out], [{ ...out }])).toEqual([]);
  expect(calls([out], [{ ...out, target: 'nat-1' }])).toEqual([
    [
      '0.0.0.0/0',
      'aws ec2 replace-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-1',
    ],
  ]);
  expect(calls([out], [{ key: 'new-1', destination: 'pl-0a', target: 'pcx-1' }])).toEqual([
    [
      'new-1',
      'aws ec2 create-route --route-table-id rtb-1 --destination-prefix-list-id pl-0a --vpc-peering-connection-id pcx-1',
    ],
    ['0.0.0.0/0', 'aws ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0'],
  ]);
});

it('knows the members by which targets are named', () => {
  expect(['igw-1', 'vgw-1', 'nat-1', 'eigw-1', 'pcx-1', 'eni-1', 'i-1', 'local', ''].map(targetMember)).toEqual([
    'GatewayId',
    'GatewayId',
    'NatGatewayId',
    'EgressOnlyInternetGatewayId',
    'VpcPeeringConnectionId',
    'NetworkInterfaceId',
    'InstanceId',
    undefined,
    undefined,
  ]);
});
