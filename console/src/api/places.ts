import { usePath } from './context';

/** The tab of a VPC's page that has the resources whose ids begin so. */
const tabs: [prefix: string, tab: string][] = [
  ['subnet-', 'subnets'],
  ['rtb-', 'route-tables'],
  ['sg-', 'security-groups'],
  ['acl-', 'network-acls'],
  ['igw-', 'gateways'],
  ['eigw-', 'gateways'],
  ['nat-', 'gateways'],
  ['vgw-', 'gateways'],
  ['vpce-', 'endpoints'],
  ['pcx-', 'peering'],
  ['eipalloc-', 'addresses'],
  ['eni-', 'interfaces'],
  ['dopt-', 'dns'],
  ['fl-', 'flow-logs'],
];

/**
 * Where the console shows a resource of EC2, as the parts of an address below
 * the region: a VPC has a page, everything in it a tab of that page. Undefined
 * for what the console has no page of.
 */
export function placeOf(id: string, vpc: string | undefined): string[] | undefined {
  if (/^vpc-[0-9a-f]+$/.test(id)) return ['vpcs', id];
  const tab = tabs.find(([prefix]) => id.startsWith(prefix))?.[1];
  return tab && vpc ? ['vpcs', vpc, tab, id] : undefined;
}

/** The address of a resource in the console, by its id. */
export function usePlace(): (id: string, vpc: string | undefined) => string | undefined {
  const path = usePath();
  return (id, vpc) => {
    const place = placeOf(id, vpc);
    return place && path(...place);
  };
}

/** A text in pieces, every second of which is the id of something that the console may have a page of. */
export function splitIds(text: string): string[] {
  return text.split(/\b((?:[a-z]+)-[0-9a-f]{17}|(?:[a-z]+)-[0-9a-f]{8})\b/);
}
