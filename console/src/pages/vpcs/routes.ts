import type { EC2Client, Route } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { readRouteTable } from '../../api/route-tables';
import type { Row, RowCall, Sheet } from '../../change/sheet';
import { endKind } from './rules';

/** A route of a table as it is edited. */
export interface RouteRow extends Row {
  /** A CIDR of IPv4 or IPv6, or a prefix list. */
  destination: string;
  /** The id of what it leads to. */
  target: string;
}

export function destinationOf(route: Route): string {
  return route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '';
}

/** What a route leads to: an id, or "local". An instance is named by its interface as well, which is what counts. */
export function targetOf(route: Route): string {
  return (
    route.GatewayId ??
    route.NatGatewayId ??
    route.EgressOnlyInternetGatewayId ??
    route.VpcPeeringConnectionId ??
    route.NetworkInterfaceId ??
    route.InstanceId ??
    ''
  );
}

/** Whether users may edit a route: those within the VPC, and those that gateways propagate, are there by themselves. */
export function editable(route: Route): boolean {
  return route.Origin === 'CreateRoute' && !/^vpce-/.test(targetOf(route));
}

export function routesOf(routes: Route[] | undefined): RouteRow[] {
  return (routes ?? [])
    .filter(editable)
    .map((r) => ({ key: destinationOf(r), destination: destinationOf(r), target: targetOf(r) }));
}

export function routeSheet(client: EC2Client, table: string): Sheet<RouteRow> {
  return {
    read: async () => routesOf((await readRouteTable(client, table)).Routes),
    same: sameRoute,
    words: (r) => `${r.destination} to ${r.target}`,
    check: checkRoute,
    column: (message, row) => {
      if (row.target && message.includes(row.target)) return 'target';
      if ((row.destination && message.includes(row.destination)) || /destination|cidr/i.test(message))
        return 'destination';
      return /gateway|target|interface|peering/i.test(message) ? 'target' : '';
    },
    calls: (before, after) => routeCalls(table, before, after),
  };
}

function sameRoute(a: RouteRow, b: RouteRow): boolean {
  return a.destination.trim() === b.destination.trim() && a.target.trim() === b.target.trim();
}

function checkRoute(row: RouteRow, rows: RouteRow[]): Record<string, string> {
  const faults: Record<string, string> = {};
  const kind = endKind(row.destination);
  if (!kind || kind === 'group') {
    faults.destination = 'Enter a CIDR block such as 0.0.0.0/0 or ::/0, or a prefix list (pl-…).';
  } else if (rows.some((r) => r !== row && r.destination.trim() === row.destination.trim())) {
    faults.destination = 'Another route here has this destination.';
  }
  if (!targetMember(row.target)) faults.target = 'Choose what the route leads to.';
  else if (/^eigw-/.test(row.target) && kind === 'v4') faults.target = 'Egress-only internet gateways are for IPv6.';
  return faults;
}

const members: [prefix: string, member: string][] = [
  ['igw-', 'GatewayId'],
  ['vgw-', 'GatewayId'],
  ['nat-', 'NatGatewayId'],
  ['eigw-', 'EgressOnlyInternetGatewayId'],
  ['pcx-', 'VpcPeeringConnectionId'],
  ['eni-', 'NetworkInterfaceId'],
  ['i-', 'InstanceId'],
];

/** The member of CreateRoute's input that names a target. */
export function targetMember(target: string): string | undefined {
  return members.find(([prefix]) => target.trim().startsWith(prefix))?.[1];
}

/** What makes of a table's routes what they were edited to. A route is known by its destination. */
export function routeCalls(table: string, before: RouteRow[], after: RouteRow[]): RowCall[] {
  const was = new Map(before.map((r) => [r.destination.trim(), r]));
  const is = new Set(after.map((r) => r.destination.trim()));
  const replaced = after.filter((r) => {
    const old = was.get(r.destination.trim());
    return old && !sameRoute(old, r);
  });
  const fresh = after.filter((r) => !was.has(r.destination.trim()));
  const gone = before.filter((r) => !is.has(r.destination.trim()));
  return [
    ...fresh.map((r) => ({ keys: [r.key], call: call('CreateRoute', route(table, r)) })),
    ...replaced.map((r) => ({ keys: [r.key], call: call('ReplaceRoute', route(table, r)) })),
    ...gone.map((r) => ({
      keys: [r.key],
      call: call('DeleteRoute', { RouteTableId: table, ...destination(r.destination) }),
    })),
  ];
}

function route(RouteTableId: string, row: RouteRow) {
  return {
    RouteTableId,
    ...destination(row.destination),
    [targetMember(row.target) ?? 'GatewayId']: row.target.trim(),
  };
}

export function destination(text: string) {
  const end = text.trim();
  switch (endKind(end)) {
    case 'list':
      return { DestinationPrefixListId: end };
    case 'v6':
      return { DestinationIpv6CidrBlock: end };
    default:
      return { DestinationCidrBlock: end };
  }
}
