import type { Network, NetworkLink, NetworkNode, NodeKind } from '../../api/network';
import type { Point } from '../../picture/LinkPath';
import type { Rectangle } from '../../picture/NodeBox';
import { parseRange } from './ranges';

/** What the map must know of subnets beside the picture: where they are, and by which table they route. */
export interface SubnetPlace {
  zone: string;
  table: string | undefined;
}

/** A box of the map: a node of the picture, or all interfaces that an owner has in a subnet. */
export interface MapBox {
  /** Unique in the map. */
  key: string;
  node: NetworkNode;
  at: Rectangle;
  /** The ids of the picture's nodes that the box stands for. */
  stands: string[];
}

export interface MapLink {
  link: NetworkLink;
  points: Point[];
}

export interface VpcMap {
  width: number;
  height: number;
  areas: { key: string; name: string; at: Rectangle }[];
  boxes: MapBox[];
  links: MapLink[];
}

const box = { width: 196, height: 82 };
/** Boxes in subnets that hold little: their names are long. */
const wide = 236;
const gap = 12;
const channel = 60;
const title = 26;
/** The width of a sheet that has hardly anything on it. */
const least = 860;

/**
 * Lays out the map of a VPC: at the left zones that hold subnets that hold what
 * has interfaces there; then route tables, what they lead to, and what is
 * behind that; below, what guards: network ACLs and security groups.
 */
export function layoutMap(network: Network, places: Record<string, SubnetPlace>): VpcMap {
  const map: VpcMap = { width: 0, height: 0, areas: [], boxes: [], links: [] };
  const { width, height } = placeZones(map, network, places);
  const right = placeColumns(map, network, places, width + channel);
  const drawn = Math.max(height, ...map.boxes.map((b) => b.at.y + box.height));
  map.width = Math.max(width, right, network.nodes.length ? least : 0);
  map.height = placeGuards(map, network, drawn + 2 * gap, map.width);
  joinBoxes(map, network, places);
  return map;
}

function ofKind(network: Network, ...kinds: NodeKind[]) {
  return network.nodes.filter((n) => kinds.includes(n.kind));
}

/** An owner's interfaces in one subnet, as one node. */
interface Holding {
  key: string;
  node: NetworkNode;
  stands: string[];
}

/** What has interfaces in a subnet: services, instances, endpoints, NAT gateways; interfaces that nobody has. */
export function holdingsOf(network: Network, subnet: string): Holding[] {
  const nodes = new Map(network.nodes.map((n) => [n.id, n]));
  const into = (id: string, kind: NetworkLink['kind']) =>
    network.links.find((l) => l.to === id && l.kind === kind)?.from;
  const inside = network.links
    .filter((l) => l.kind === 'in' && l.to === subnet)
    .flatMap((l) => nodes.get(l.from) ?? [])
    .filter((n) => n.kind === 'interface' || n.kind === 'unattached-interface');
  const holdings = new Map<string, Holding>();
  for (const port of inside) {
    const instance = into(port.id, 'has');
    const service = instance && into(instance, 'runs');
    const owner = nodes.get(service ?? instance ?? port.id) ?? port;
    const key = `${subnet} ${owner.id}`;
    const before = holdings.get(key);
    const stands = [owner.id, ...(instance ? [instance] : []), port.id];
    const label = owner === port ? port.label : port.label?.slice(0, 1);
    holdings.set(key, {
      key,
      stands: [...new Set([...(before?.stands ?? []), ...stands])],
      node: {
        ...owner,
        label: [...(before?.node.label ?? []), ...(label ?? [])],
        counters: owner === port ? port.counters : sum(before?.node.counters, port.counters),
      },
    });
  }
  for (const holding of holdings.values()) {
    const { label = [] } = holding.node;
    if (holding.node.kind === 'service' && label.length > 1)
      holding.node.label = [`${label.length} interfaces`, ...label];
  }
  return [...holdings.values()];
}

function compareRanges(a = '', b = '') {
  return (parseRange(a)?.first ?? 0) - (parseRange(b)?.first ?? 0);
}

function sum(a: NetworkNode['counters'] | undefined, b: NetworkNode['counters']): NetworkNode['counters'] {
  if (!a) return b;
  return {
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    bytes: a.bytes + b.bytes,
    packets: a.packets + b.packets,
  };
}

function placeZones(map: VpcMap, network: Network, places: Record<string, SubnetPlace>) {
  const subnets = ofKind(network, 'subnet')
    .map((node) => ({ node, holdings: holdingsOf(network, node.id) }))
    .sort((a, b) => compareRanges(a.node.label?.[0], b.node.label?.[0]));
  const most = Math.max(1, ...subnets.map((s) => s.holdings.length));
  const columns = most > 2 ? 2 : 1;
  const holder = columns === 1 ? { ...box, width: wide } : box;
  const inner = columns * holder.width + (columns - 1) * gap;
  const zones = [...new Set(subnets.map((s) => places[s.node.id]?.zone ?? ''))].sort();
  const width = inner + 4 * gap;
  let y = 0;
  for (const zone of zones) {
    const top = y;
    y += title;
    for (const { node, holdings } of subnets.filter((s) => (places[s.node.id]?.zone ?? '') === zone)) {
      const rows = Math.ceil(holdings.length / columns);
      const height = 2 * gap + box.height + rows * (box.height + gap);
      map.areas.push({
        key: `area of ${node.id}`,
        name: '',
        at: { x: gap, y, width: inner + 2 * gap, height },
      });
      const x = 2 * gap;
      map.boxes.push({
        key: node.id,
        node,
        at: { x, y: y + gap, width: inner, height: box.height },
        stands: [node.id],
      });
      for (const [i, holding] of holdings.entries()) {
        map.boxes.push({
          ...holding,
          at: {
            x: x + (i % columns) * (holder.width + gap),
            y: y + gap + (1 + Math.floor(i / columns)) * (box.height + gap),
            ...holder,
          },
        });
      }
      y += height + gap;
    }
    map.areas.unshift({ key: `zone ${zone}`, name: zone, at: { x: 0, y: top, width, height: y - top } });
    y += gap;
  }
  return { width, height: Math.max(0, y - gap) };
}

/** Route tables, and right of them what they lead to, as far as it goes. */
function placeColumns(map: VpcMap, network: Network, places: Record<string, SubnetPlace>, left: number): number {
  const depth = depths(network);
  const tables = ofKind(network, 'route-table');
  const columns: NetworkNode[][] = [tables];
  for (const node of network.nodes) {
    const d = depth.get(node.id);
    if (d) {
      columns[d] ??= [];
      columns[d].push(node);
    }
  }
  const middles = new Map(map.boxes.map((b) => [b.key, b.at.y + b.at.height / 2]));
  const sources = (id: string) => [
    ...Object.entries(places).flatMap(([subnet, p]) => (p.table === id ? [subnet] : [])),
    ...network.links.filter((l) => l.kind === 'leads-to' && l.to === id).map((l) => l.from),
  ];
  let x = left;
  for (const column of columns.filter((c) => c?.length)) {
    const wanted = column.map((node) => {
      const at = sources(node.id).flatMap((s) => middles.get(s) ?? []);
      return { node, middle: at.length ? at.reduce((a, b) => a + b, 0) / at.length : undefined };
    });
    // what nothing leads to stands below the rest
    wanted.sort((a, b) => (a.middle ?? Number.POSITIVE_INFINITY) - (b.middle ?? Number.POSITIVE_INFINITY));
    let y = 0;
    for (const { node, middle } of wanted) {
      y = Math.max(y, (middle ?? y + box.height / 2) - box.height / 2);
      map.boxes.push({ key: node.id, node, at: { x, y: Math.round(y), ...box }, stands: [node.id] });
      middles.set(node.id, y + box.height / 2);
      y += box.height + gap;
    }
    x += box.width + channel;
  }
  return x - channel;
}

/** How far right of the route tables a node stands: behind everything that leads to it. */
export function depths(network: Network): Map<string, number> {
  const leads = network.links.filter((l) => l.kind === 'leads-to');
  const depth = new Map<string, number>();
  const outside: NodeKind[] = [
    'internet-gateway',
    'egress-only-internet-gateway',
    'nat-gateway',
    'peering',
    'vpn-gateway',
    'gateway-endpoint',
    'missing',
  ];
  for (const node of ofKind(network, ...outside)) depth.set(node.id, 1);
  // ways are no longer than this: table, NAT gateway, gateway, what is behind
  for (let round = 0; round < 4; round++) {
    for (const { from, to } of leads) {
      const table = network.nodes.find((n) => n.id === from)?.kind === 'route-table';
      const d = table ? 1 : (depth.get(from) ?? 0) + 1;
      // an interface that a route leads to stays in its subnet
      if (network.nodes.find((n) => n.id === to)?.kind === 'interface') continue;
      depth.set(to, Math.max(depth.get(to) ?? 0, d));
    }
  }
  return depth;
}

/** Network ACLs and security groups, in rows below the rest. */
function placeGuards(map: VpcMap, network: Network, top: number, width: number): number {
  let y = top;
  for (const [name, kind] of [
    ['Network ACLs', 'network-acl'],
    ['Security groups', 'security-group'],
  ] as const) {
    const guards = ofKind(network, kind);
    if (guards.length === 0) continue;
    const columns = Math.max(1, Math.floor((width - gap) / (box.width + gap)));
    const rows = Math.ceil(guards.length / columns);
    const height = title + rows * (box.height + gap);
    map.areas.push({ key: name, name, at: { x: 0, y, width, height } });
    for (const [i, node] of guards.entries()) {
      const x = gap + (i % columns) * (box.width + gap);
      const at = { x, y: y + title + Math.floor(i / columns) * (box.height + gap), ...box };
      map.boxes.push({ key: node.id, node, at, stands: [node.id] });
    }
    y += height + gap;
  }
  return y;
}

function joinBoxes(map: VpcMap, network: Network, places: Record<string, SubnetPlace>) {
  const at = new Map(map.boxes.map((b) => [b.key, b.at]));
  const join = (link: NetworkLink) => {
    const from = at.get(link.from);
    const to = at.get(link.to) ?? map.boxes.find((b) => b.stands.includes(link.to))?.at;
    if (!from || !to) return;
    const back = to.x < from.x + from.width;
    map.links.push({
      link,
      points: [
        { x: from.x + (back ? 0 : from.width), y: from.y + from.height / 2 },
        { x: to.x + (back ? to.width : 0), y: to.y + to.height / 2 },
      ],
    });
  };
  for (const subnet of ofKind(network, 'subnet')) {
    const table = places[subnet.id]?.table;
    if (table) join({ from: subnet.id, to: table, kind: 'routed-by', ...passed(subnet) });
  }
  for (const link of network.links) if (link.kind === 'leads-to') join(link);
}

function passed({ counters: { accepted, rejected, bytes, packets } }: NetworkNode) {
  return { accepted, rejected, bytes, packets };
}

/** The boxes that belong to one that is chosen: what guards it, what it is in, how it goes on. */
export function relatedTo(map: VpcMap, network: Network, key: string): Set<string> {
  const chosen = map.boxes.find((b) => b.key === key);
  if (!chosen) return new Set(map.boxes.map((b) => b.key));
  const ids = new Set(chosen.stands);
  for (const { link } of map.links) {
    if (chosen.stands.includes(link.from)) ids.add(link.to);
    if (chosen.stands.includes(link.to)) ids.add(link.from);
  }
  for (const link of network.links) {
    if (link.kind === 'runs' || link.kind === 'routed-by') continue;
    if (chosen.stands.includes(link.from)) ids.add(link.to);
    if (chosen.stands.includes(link.to)) ids.add(link.from);
  }
  // what has interfaces in a subnet goes on by the subnet's route table
  for (const { link } of map.links) if (link.kind === 'routed-by' && ids.has(link.from)) ids.add(link.to);
  return new Set(map.boxes.filter((b) => b.key === key || b.stands.some((s) => ids.has(s))).map((b) => b.key));
}
