import type { InternetGateway, NatGateway, RouteTable, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';

/** What is around a VPC connector: its VPC as EC2's calls describe it. */
export interface Surroundings {
  vpc: string;
  subnets: Subnet[];
  groups: SecurityGroup[];
  tables: RouteTable[];
  natGateways: NatGateway[];
  internetGateways: InternetGateway[];
  /** Whether the VPC's name server answers. */
  dnsSupport: boolean;
}

/** Something that will keep a service from what it may expect of its connector. */
export interface Concern {
  id: string;
  severity: 'warning' | 'info';
  header: string;
  text: string;
  /** The command that would mend it. */
  command?: string;
}

/**
 * How many interfaces a service needs at one time at the most: one of the
 * instance that serves, and one of that which a deployment starts beside it.
 */
export const largestSize = 2;

/** What is amiss with a connector through these subnets and groups, before it is used. */
export function outlook(around: Surroundings, subnets: string[], groups: string[]): Concern[] {
  if (subnets.length === 0) return [];
  return [
    ...names(around),
    ...lettingOut(around, groups),
    ...waysOut(around, subnets),
    ...addresses(around, subnets),
    ...zones(around, subnets),
  ];
}

function names({ vpc, dnsSupport }: Surroundings): Concern[] {
  if (dnsSupport) return [];
  return [
    {
      id: 'names',
      severity: 'warning',
      header: 'Names will not resolve',
      text: `DNS support of ${vpc} is off, so the service finds nothing by its name.`,
      command: `aws ec2 modify-vpc-attribute --vpc-id ${vpc} --enable-dns-support '{"Value":true}'`,
    },
  ];
}

/** The groups that count: the default one where none is named. */
export function effectiveGroups(around: Surroundings, groups: string[]): SecurityGroup[] {
  return around.groups.filter(({ GroupId = '', GroupName }) =>
    groups.length > 0 ? groups.includes(GroupId) : GroupName === 'default',
  );
}

function lettingOut(around: Surroundings, groups: string[]): Concern[] {
  const chosen = effectiveGroups(around, groups);
  const [first] = chosen;
  if (!first || chosen.some(({ IpPermissionsEgress = [] }) => IpPermissionsEgress.length > 0)) return [];
  const ids = chosen.map(({ GroupId }) => GroupId).join(', ');
  return [
    {
      id: 'groups',
      severity: 'warning',
      header: 'Nothing gets out',
      text: `${ids} ${chosen.length > 1 ? 'have' : 'has'} no outbound rule, so everything that the service sends is dropped.`,
      command: `aws ec2 authorize-security-group-egress --group-id ${first.GroupId} --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=0.0.0.0/0}]'`,
    },
  ];
}

/** The route table of a subnet: its own, else the VPC's main one. */
export function tableOf(around: Surroundings, subnet: string): RouteTable | undefined {
  const associated = (table: RouteTable) => table.Associations?.some((a) => a.SubnetId === subnet);
  const main = (table: RouteTable) => table.Associations?.some((a) => a.Main);
  return around.tables.find(associated) ?? around.tables.find(main);
}

/** Subnets that share a table share their way out. */
function waysOut(around: Surroundings, subnets: string[]): Concern[] {
  const byTable = new Map<string, string[]>();
  for (const subnet of subnets) {
    const id = tableOf(around, subnet)?.RouteTableId ?? '';
    byTable.set(id, [...(byTable.get(id) ?? []), subnet]);
  }
  return [...byTable].flatMap(([id, alike]) => {
    const why = noWayOut(around, alike[0] ?? '');
    if (!why) return [];
    return [
      {
        id: `way-out-${id}`,
        severity: 'warning' as const,
        header: 'No way to the internet',
        text: `From ${alike.join(', ')} nothing reaches the internet: ${why} What is inside the VPC can be reached all the same. For the internet, add a NAT gateway in a public subnet and a default route to it.`,
      },
    ];
  });
}

function defaultRoute(table: RouteTable | undefined) {
  return table?.Routes?.find((route) => route.DestinationCidrBlock === '0.0.0.0/0');
}

/** Why packets of a subnet don't get to the internet; undefined where they may. */
function noWayOut(around: Surroundings, subnet: string): string | undefined {
  const table = tableOf(around, subnet);
  const route = defaultRoute(table);
  if (!route) return `the route table ${table?.RouteTableId} has no route for 0.0.0.0/0.`;
  if (route.State === 'blackhole') return `the default route of ${table?.RouteTableId} leads to what is gone.`;
  if (route.GatewayId?.startsWith('igw-'))
    return `the default route of ${table?.RouteTableId} leads to the internet gateway ${route.GatewayId}, which takes only what has a public address, and a service’s interfaces have none. These are public subnets; services belong into private ones.`;
  if (!route.NatGatewayId) return undefined; // an instance, a peering, a VPN: theirs to say
  const nat = around.natGateways.find((g) => g.NatGatewayId === route.NatGatewayId);
  if (!nat || !['pending', 'available'].includes(nat.State ?? ''))
    return `the NAT gateway ${route.NatGatewayId} is gone.`;
  if (nat.ConnectivityType === 'private')
    return `${route.NatGatewayId} is a private NAT gateway, which has no public address.`;
  const onward = defaultRoute(tableOf(around, nat.SubnetId ?? ''));
  const attached = around.internetGateways.some((g) => g.InternetGatewayId === onward?.GatewayId);
  return attached
    ? undefined
    : `the NAT gateway ${route.NatGatewayId} is in ${nat.SubnetId}, which itself has no route to an internet gateway.`;
}

function addresses({ subnets: all }: Surroundings, chosen: string[]): Concern[] {
  const free = all
    .filter(({ SubnetId = '' }) => chosen.includes(SubnetId))
    .reduce((sum, { AvailableIpAddressCount = 0 }) => sum + AvailableIpAddressCount, 0);
  if (free >= largestSize) return [];
  return [
    {
      id: 'addresses',
      severity: 'warning',
      header: 'Too few free addresses',
      text: `The chosen subnets have ${free} free, and each service needs up to ${largestSize}: a deployment runs the new instance beside the old one. Choose a larger subnet, or one more.`,
    },
  ];
}

function zones({ subnets: all }: Surroundings, chosen: string[]): Concern[] {
  const found = new Set(all.filter(({ SubnetId = '' }) => chosen.includes(SubnetId)).map((s) => s.AvailabilityZone));
  if (found.size !== 1) return [];
  return [
    {
      id: 'zones',
      severity: 'info',
      header: 'All subnets are in one zone',
      text: `With subnets in two zones or more, the service keeps its way out when ${[...found][0]} fails.`,
    },
  ];
}
