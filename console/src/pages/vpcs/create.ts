import { call } from '../../api/calls';
import type { Made, Step } from '../../change/steps';
import { contains, formatRange, overlap, parseRange } from './ranges';
import { natGatewayAvailable } from './waits';

/** What the form for a new VPC asks for. */
export interface VpcPlan {
  /** A VPC alone, or with what makes it of use. */
  kind: 'only' | 'more';
  name: string;
  cidr: string;
  /** The zones' names, in the order in which their subnets are numbered. */
  zones: string[];
  publicSubnets: boolean;
  /** Private subnets in each zone. */
  privateSubnets: number;
  nat: 'none' | 'one' | 'zone';
  dnsHostnames: boolean;
  /** Ranges that the user wants in place of the proposed ones, by the subnets' keys. */
  ranges: Record<string, string>;
}

export interface PlannedSubnet {
  /** Names the step that makes it: PUBLIC_1, PRIVATE_1. */
  key: string;
  name: string;
  zone: string;
  isPublic: boolean;
  cidr: string;
}

/** The subnets of a plan: public ones in the first half of the range, private ones in the second. */
export function subnetsOf(plan: VpcPlan): PlannedSubnet[] {
  if (plan.kind === 'only') return [];
  const range = parseRange(plan.cidr);
  const bits = range ? 32 - Math.log2(range.size) : 16;
  const size = 2 ** (32 - Math.min(28, bits + 4));
  const subnets: PlannedSubnet[] = [];
  const add = (isPublic: boolean, index: number, zone: string) => {
    const kind = isPublic ? 'public' : 'private';
    const number = subnets.filter((s) => s.isPublic === isPublic).length + 1;
    const key = `${kind.toUpperCase()}_${number}`;
    const half = isPublic ? 0 : (range?.size ?? 0) / 2;
    const proposed = range ? formatRange({ first: range.first + half + index * size, size }) : '';
    const name = plan.name && `${plan.name}-subnet-${kind}${number}-${zone}`;
    subnets.push({ key, name, zone, isPublic, cidr: plan.ranges[key] ?? proposed });
  };
  if (plan.publicSubnets) for (const [i, zone] of plan.zones.entries()) add(true, i, zone);
  for (let round = 0; round < plan.privateSubnets; round++) {
    for (const [i, zone] of plan.zones.entries()) add(false, round * plan.zones.length + i, zone);
  }
  return subnets;
}

/** What is wrong with a plan, by field; subnets' fields are their keys. */
export function planProblems(plan: VpcPlan): Record<string, string> {
  const problems: Record<string, string> = {};
  const range = parseRange(plan.cidr);
  const bits = range ? 32 - Math.log2(range.size) : 0;
  if (!range) problems.cidr = 'Enter a CIDR block such as 10.0.0.0/16.';
  else if (bits < 16 || bits > 28) problems.cidr = 'A VPC’s range is between /16 and /28.';
  if (plan.kind === 'only') return problems;
  if (plan.zones.length === 0) problems.zones = 'Choose at least one zone.';
  if (plan.nat !== 'none' && !plan.publicSubnets) problems.nat = 'A NAT gateway needs a public subnet.';
  if (problems.cidr) return problems;
  const subnets = subnetsOf(plan);
  for (const [i, subnet] of subnets.entries()) {
    const twin = subnets.slice(0, i).find((s) => overlap(s.cidr, subnet.cidr));
    if (!parseRange(subnet.cidr)) problems[subnet.key] = 'Enter a CIDR block.';
    else if (!contains(plan.cidr, subnet.cidr)) problems[subnet.key] = `It is not within ${plan.cidr}.`;
    else if (twin) problems[subnet.key] = `It overlaps ${twin.cidr} of ${twin.name || twin.key}.`;
  }
  return problems;
}

/** The public calls that make the plan, each with its undo. */
export function planSteps(plan: VpcPlan): Step[] {
  const subnets = subnetsOf(plan);
  const steps = [vpcStep(plan)];
  if (plan.dnsHostnames) {
    steps.push({
      name: 'DNS',
      text: 'Enable DNS hostnames',
      within: 'VPC',
      call: (made) => call('ModifyVpcAttribute', { VpcId: made.VPC, EnableDnsHostnames: { Value: true } }),
    });
  }
  steps.push(...subnets.map(subnetStep));
  const publics = subnets.filter((s) => s.isPublic);
  if (publics.length > 0) steps.push(...publicSide(plan, publics));
  const privates = subnets.filter((s) => !s.isPublic);
  const nats = plan.nat === 'none' ? [] : plan.nat === 'one' ? publics.slice(0, 1) : publics;
  for (const [i, subnet] of nats.entries()) steps.push(...natSteps(plan, subnet, i + 1));
  for (const [i, subnet] of privates.entries()) {
    const nat = nats.findIndex((n) => n.zone === subnet.zone);
    const gateway = nats.length === 0 ? undefined : `NAT_${plan.nat === 'one' ? 1 : nat + 1}`;
    steps.push(...privateSide(plan, subnet, i + 1, gateway));
  }
  return steps;
}

function tag(type: string, name: string) {
  return name ? [{ ResourceType: type as never, Tags: [{ Key: 'Name', Value: name }] }] : undefined;
}

function called(plan: VpcPlan, rest: string) {
  return plan.name && `${plan.name}-${rest}`;
}

function vpcStep(plan: VpcPlan): Step {
  const name = plan.kind === 'only' ? plan.name : called(plan, 'vpc');
  return {
    name: 'VPC',
    text: `Create VPC ${name || plan.cidr}`,
    path: 'Vpc.VpcId',
    call: () => call('CreateVpc', { CidrBlock: plan.cidr.trim(), TagSpecifications: tag('vpc', name) }),
    undo: (made) => call('DeleteVpc', { VpcId: made.VPC }),
  };
}

function subnetStep(subnet: PlannedSubnet): Step {
  return {
    name: subnet.key,
    text: `Create subnet ${subnet.name || subnet.cidr}`,
    path: 'Subnet.SubnetId',
    call: (made) =>
      call('CreateSubnet', {
        VpcId: made.VPC,
        CidrBlock: subnet.cidr.trim(),
        AvailabilityZone: subnet.zone,
        TagSpecifications: tag('subnet', subnet.name),
      }),
    undo: (made) => call('DeleteSubnet', { SubnetId: made[subnet.key] }),
  };
}

function publicSide(plan: VpcPlan, subnets: PlannedSubnet[]): Step[] {
  return [
    {
      name: 'INTERNET_GATEWAY',
      text: `Create internet gateway ${called(plan, 'igw')}`.trim(),
      path: 'InternetGateway.InternetGatewayId',
      call: () => call('CreateInternetGateway', { TagSpecifications: tag('internet-gateway', called(plan, 'igw')) }),
      undo: (made) => call('DeleteInternetGateway', { InternetGatewayId: made.INTERNET_GATEWAY }),
    },
    {
      name: 'ATTACHMENT',
      text: 'Attach the internet gateway to the VPC',
      call: (made) => call('AttachInternetGateway', { InternetGatewayId: made.INTERNET_GATEWAY, VpcId: made.VPC }),
      undo: (made) => call('DetachInternetGateway', { InternetGatewayId: made.INTERNET_GATEWAY, VpcId: made.VPC }),
    },
    table('TABLE_PUBLIC', called(plan, 'rtb-public')),
    {
      name: 'ROUTE_PUBLIC',
      text: 'Route 0.0.0.0/0 to the internet gateway',
      within: 'TABLE_PUBLIC',
      call: (made) =>
        call('CreateRoute', {
          RouteTableId: made.TABLE_PUBLIC,
          DestinationCidrBlock: '0.0.0.0/0',
          GatewayId: made.INTERNET_GATEWAY,
        }),
    },
    ...subnets.map((s) => association(s, 'TABLE_PUBLIC')),
  ];
}

function natSteps(plan: VpcPlan, subnet: PlannedSubnet, number: number): Step[] {
  const address = `ADDRESS_${number}`;
  const nat = `NAT_${number}`;
  return [
    {
      name: address,
      text: `Allocate Elastic IP address ${called(plan, `eip-${subnet.zone}`)}`.trim(),
      path: 'AllocationId',
      call: () =>
        call('AllocateAddress', {
          Domain: 'vpc',
          TagSpecifications: tag('elastic-ip', called(plan, `eip-${subnet.zone}`)),
        }),
      undo: (made) => call('ReleaseAddress', { AllocationId: made[address] }),
    },
    {
      name: nat,
      text: `Create NAT gateway ${called(plan, `nat-${subnet.zone}`)} and wait until it is available`.replace(
        '  ',
        ' ',
      ),
      path: 'NatGateway.NatGatewayId',
      call: (made) =>
        call('CreateNatGateway', {
          SubnetId: made[subnet.key],
          AllocationId: made[address],
          TagSpecifications: tag('natgateway', called(plan, `nat-${subnet.zone}`)),
        }),
      undo: (made) => call('DeleteNatGateway', { NatGatewayId: made[nat] }),
      wait: natGatewayAvailable,
    },
  ];
}

function privateSide(plan: VpcPlan, subnet: PlannedSubnet, number: number, nat: string | undefined): Step[] {
  const name = `TABLE_PRIVATE_${number}`;
  const route: Step = {
    name: `ROUTE_PRIVATE_${number}`,
    text: 'Route 0.0.0.0/0 to the NAT gateway',
    within: name,
    call: (made: Made) =>
      call('CreateRoute', {
        RouteTableId: made[name],
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: made[nat ?? ''],
      }),
  };
  return [
    table(name, called(plan, `rtb-private${number}-${subnet.zone}`)),
    ...(nat ? [route] : []),
    association(subnet, name),
  ];
}

function table(name: string, label: string): Step {
  return {
    name,
    text: `Create route table ${label}`.trim(),
    path: 'RouteTable.RouteTableId',
    call: (made) => call('CreateRouteTable', { VpcId: made.VPC, TagSpecifications: tag('route-table', label) }),
    undo: (made) => call('DeleteRouteTable', { RouteTableId: made[name] }),
  };
}

function association(subnet: PlannedSubnet, tableName: string): Step {
  const name = `ASSOCIATION_${subnet.key}`;
  return {
    name,
    text: `Associate ${subnet.name || subnet.cidr} with it`,
    path: 'AssociationId',
    call: (made) => call('AssociateRouteTable', { RouteTableId: made[tableName], SubnetId: made[subnet.key] }),
    undo: (made) => call('DisassociateRouteTable', { AssociationId: made[name] }),
  };
}
