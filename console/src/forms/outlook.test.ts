import { describe, expect, it } from 'vitest';
import { outlook, type Surroundings } from './outlook';

const anywhere = { DestinationCidrBlock: '0.0.0.0/0' };
const out = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

/** Two private subnets behind a NAT gateway in a public one. */
const fine: Surroundings = {
  vpc: 'vpc-1',
  subnets: [
    { SubnetId: 'subnet-a', AvailabilityZone: 'us-east-1a', AvailableIpAddressCount: 250 },
    { SubnetId: 'subnet-b', AvailabilityZone: 'us-east-1b', AvailableIpAddressCount: 250 },
    { SubnetId: 'subnet-p', AvailabilityZone: 'us-east-1a', AvailableIpAddressCount: 250 },
  ],
  groups: [
    { GroupId: 'sg-default', GroupName: 'default', IpPermissionsEgress: out },
    { GroupId: 'sg-closed', GroupName: 'closed', IpPermissionsEgress: [] },
  ],
  tables: [
    { RouteTableId: 'rtb-main', Associations: [{ Main: true }], Routes: [{ ...anywhere, NatGatewayId: 'nat-1' }] },
    {
      RouteTableId: 'rtb-public',
      Associations: [{ SubnetId: 'subnet-p' }],
      Routes: [{ ...anywhere, GatewayId: 'igw-1' }],
    },
  ],
  natGateways: [{ NatGatewayId: 'nat-1', SubnetId: 'subnet-p', State: 'available', ConnectivityType: 'public' }],
  internetGateways: [{ InternetGatewayId: 'igw-1' }],
  dnsSupport: true,
};

const both = ['subnet-a', 'subnet-b'];
const ids = (around: Surroundings, subnets = both, groups: string[] = []) =>
  outlook(around, subnets, groups).map(({ id }) => id);
const routed = (route: object): Surroundings => ({
  ...fine,
  tables: [{ ...fine.tables[0], Routes: [{ ...anywhere, ...route }] }, ...fine.tables.slice(1)],
});

describe('outlook', () => {
  it('finds nothing amiss where nothing is', () => {
    expect(ids(fine)).toEqual([]);
  });
  it('says nothing before subnets are chosen', () => {
    expect(ids({ ...fine, dnsSupport: false }, [])).toEqual([]);
  });
  it('sees groups that let nothing out, and takes the default one for none', () => {
    expect(ids(fine, both, ['sg-closed'])).toEqual(['groups']);
    expect(ids(fine, both, ['sg-closed', 'sg-default'])).toEqual([]);
    const closed = fine.groups.map((group) => ({ ...group, IpPermissionsEgress: [] }));
    expect(ids({ ...fine, groups: closed })).toEqual(['groups']);
  });
  it('sees a missing default route, once a table', () => {
    const none = { ...fine, tables: [{ ...fine.tables[0], Routes: [] }, ...fine.tables.slice(1)] };
    const [found, ...rest] = outlook(none, both, []);
    expect(rest).toEqual([]);
    expect(found?.text).toContain('subnet-a, subnet-b');
  });
  it('sees public subnets', () => {
    expect(outlook(fine, ['subnet-p', 'subnet-b'], [])[0]?.text).toContain('public address');
  });
  it('sees NAT gateways that lead nowhere', () => {
    expect(ids({ ...fine, natGateways: [] })).toEqual(['way-out-rtb-main']);
    const moved = fine.natGateways.map((g) => ({ ...g, SubnetId: 'subnet-b' }));
    expect(outlook({ ...fine, natGateways: moved }, both, [])[0]?.text).toContain('which itself has no route');
    const hidden = fine.natGateways.map((g) => ({ ...g, ConnectivityType: 'private' as const }));
    expect(ids({ ...fine, natGateways: hidden })).toEqual(['way-out-rtb-main']);
    expect(ids({ ...fine, internetGateways: [] })).toEqual(['way-out-rtb-main']);
  });
  it('leaves other targets to themselves', () => {
    expect(ids(routed({ VpcPeeringConnectionId: 'pcx-1' }))).toEqual([]);
    expect(ids(routed({ InstanceId: 'i-1', State: 'blackhole' }))).toEqual(['way-out-rtb-main']);
  });
  it('counts free addresses of all chosen subnets', () => {
    const full = fine.subnets.map((s) => ({ ...s, AvailableIpAddressCount: 1 }));
    expect(ids({ ...fine, subnets: full })).toEqual([]);
    expect(ids({ ...fine, subnets: full }, ['subnet-a'])).toEqual(['addresses', 'zones']);
  });
  it('sees names that will not resolve', () => {
    expect(ids({ ...fine, dnsSupport: false })).toEqual(['names']);
  });
});
