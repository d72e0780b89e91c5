import { describe, expect, it } from 'vitest';
import { scriptOf } from '../../change/steps';
import { planProblems, planSteps, subnetsOf, type VpcPlan } from './create';

const plan: VpcPlan = {
  kind: 'more',
  name: 'shop',
  cidr: '10.0.0.0/16',
  zones: ['us-east-1a', 'us-east-1b'],
  publicSubnets: true,
  privateSubnets: 1,
  nat: 'one',
  dnsHostnames: true,
  ranges: {},
};

it('puts public subnets into the first half of the range, private ones into the second', () => {
  expect(subnetsOf(plan).map((s) => `${s.key} ${s.name} ${s.cidr}`)).toEqual([
    'PUBLIC_1 shop-subnet-public1-us-east-1a 10.0.0.0/20',
    'PUBLIC_2 shop-subnet-public2-us-east-1b 10.0.16.0/20',
    'PRIVATE_1 shop-subnet-private1-us-east-1a 10.0.128.0/20',
    'PRIVATE_2 shop-subnet-private2-us-east-1b 10.0.144.0/20',
  ]);
  expect(subnetsOf({ ...plan, cidr: '10.0.0.0/24', privateSubnets: 2 }).map((s) => s.cidr)).toEqual([
    '10.0.0.0/28',
    '10.0.0.16/28',
    '10.0.0.128/28',
    '10.0.0.144/28',
    '10.0.0.160/28',
    '10.0.0.176/28',
  ]);
});

describe('planProblems', () => {
  it('finds none in what is proposed', () => {
    expect(planProblems(plan)).toEqual({});
    expect(planProblems({ ...plan, kind: 'only', zones: [] })).toEqual({});
  });
  it('names fields', () => {
    expect(Object.keys(planProblems({ ...plan, cidr: '10.0.0.0/8' }))).toEqual(['cidr']);
    expect(Object.keys(planProblems({ ...plan, publicSubnets: false, zones: [] }))).toEqual(['zones', 'nat']);
    expect(planProblems({ ...plan, ranges: { PUBLIC_2: '10.0.8.0/21', PRIVATE_1: '10.1.0.0/24' } })).toEqual({
      PUBLIC_2: 'It overlaps 10.0.0.0/20 of shop-subnet-public1-us-east-1a.',
      PRIVATE_1: 'It is not within 10.0.0.0/16.',
    });
  });
});

describe('planSteps', () => {
  it('makes a VPC alone by one call', () => {
    expect(scriptOf(planSteps({ ...plan, kind: 'only', dnsHostnames: false, name: '' }))).toEqual([
      'aws ec2 create-vpc --cidr-block 10.0.0.0/16',
    ]);
  });
  it('makes gateways before what leads to them', () => {
    const names = planSteps(plan).map((s) => s.name);
    expect(names).toEqual([
      'VPC',
      'DNS',
      'PUBLIC_1',
      'PUBLIC_2',
      'PRIVATE_1',
      'PRIVATE_2',
      'INTERNET_GATEWAY',
      'ATTACHMENT',
      'TABLE_PUBLIC',
      'ROUTE_PUBLIC',
      'ASSOCIATION_PUBLIC_1',
      'ASSOCIATION_PUBLIC_2',
      'ADDRESS_1',
      'NAT_1',
      'TABLE_PRIVATE_1',
      'ROUTE_PRIVATE_1',
      'ASSOCIATION_PRIVATE_1',
      'TABLE_PRIVATE_2',
      'ROUTE_PRIVATE_2',
      'ASSOCIATION_PRIVATE_2',
    ]);
    expect(new Set(names).size).toBe(names.length);
  });
  it('leads private subnets to the NAT gateway of their zone', () => {
    const script = scriptOf(planSteps({ ...plan, nat: 'zone' })).join('\n');
    expect(script).toContain(
      '--route-table-id $TABLE_PRIVATE_2 --destination-cidr-block 0.0.0.0/0 --nat-gateway-id $NAT_2',
    );
    expect(script).toContain('aws ec2 wait nat-gateway-available --nat-gateway-ids $NAT_1');
  });
  it('leaves private subnets without a way out where there is no NAT gateway', () => {
    const names = planSteps({ ...plan, nat: 'none', publicSubnets: false }).map((s) => s.name);
    expect(names.filter((n) => /ROUTE|NAT|GATEWAY/.test(n))).toEqual([]);
  });
});
