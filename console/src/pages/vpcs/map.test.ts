import { describe, expect, it } from 'vitest';
import type { Network, NetworkLink, NetworkNode, NodeKind } from '../../api/network';
import { depths, holdingsOf, layoutMap, relatedTo } from './map';

const none = { accepted: 0, rejected: 0, bytes: 0, packets: 0 };

function node(id: string, kind: NodeKind, label: string[] = [], accepted = 0): NetworkNode {
  return { id, kind, rank: 0, label, state: 'enforced', counters: { ...none, accepted } };
}

function link(from: string, to: string, kind: NetworkLink['kind']): NetworkLink {
  return { from, to, kind, ...none };
}

const network: Network = {
  version: 1,
  at: '2026-01-01T00:00:00Z',
  window: 300,
  vpc: 'vpc-1',
  sequence: 1,
  rejections: [],
  nodes: [
    node('service/web', 'service'),
    node('w-1', 'instance'),
    node('w-2', 'instance'),
    node('eni-1', 'interface', ['10.0.1.4'], 2),
    node('eni-2', 'interface', ['10.0.1.5'], 3),
    node('eni-3', 'interface', ['10.0.2.4']),
    node('eni-4', 'unattached-interface', ['10.0.2.5']),
    node('i-1', 'instance'),
    node('subnet-a', 'subnet'),
    node('subnet-b', 'subnet'),
    node('acl-1', 'network-acl'),
    node('sg-1', 'security-group'),
    node('rtb-a', 'route-table'),
    node('rtb-b', 'route-table'),
    node('nat-1', 'nat-gateway'),
    node('igw-1', 'internet-gateway'),
    node('internet', 'internet'),
  ],
  links: [
    link('service/web', 'w-1', 'runs'),
    link('service/web', 'w-2', 'runs'),
    link('w-1', 'eni-1', 'has'),
    link('w-2', 'eni-2', 'has'),
    link('i-1', 'eni-3', 'has'),
    link('eni-1', 'subnet-a', 'in'),
    link('eni-2', 'subnet-a', 'in'),
    link('eni-3', 'subnet-b', 'in'),
    link('eni-4', 'subnet-b', 'in'),
    link('eni-1', 'sg-1', 'guarded-by'),
    link('subnet-a', 'acl-1', 'guarded-by'),
    link('rtb-a', 'nat-1', 'leads-to'),
    link('rtb-b', 'igw-1', 'leads-to'),
    link('nat-1', 'igw-1', 'leads-to'),
    link('igw-1', 'internet', 'leads-to'),
  ],
};

const places = {
  'subnet-a': { zone: 'us-east-1a', table: 'rtb-a' },
  'subnet-b': { zone: 'us-east-1b', table: 'rtb-b' },
};

it('holds the interfaces of an owner together', () => {
  const [web, ...more] = holdingsOf(network, 'subnet-a');
  expect(more).toEqual([]);
  expect(web?.node.id).toBe('service/web');
  expect(web?.node.label).toEqual(['2 interfaces', '10.0.1.4', '10.0.1.5']);
  expect(web?.node.counters.accepted).toBe(5);
  expect(web?.stands).toEqual(['service/web', 'w-1', 'eni-1', 'w-2', 'eni-2']);
  expect(holdingsOf(network, 'subnet-b').map((h) => h.node.id)).toEqual(['i-1', 'eni-4']);
});

it('places what is led to behind all that lead there', () => {
  const depth = depths(network);
  expect(['nat-1', 'igw-1', 'internet', 'rtb-a'].map((id) => depth.get(id))).toEqual([1, 2, 3, undefined]);
});

describe('layoutMap', () => {
  const map = layoutMap(network, places);
  const at = (key: string) => map.boxes.find((b) => b.key === key)?.at ?? { x: -1, y: -1, width: 0, height: 0 };

  it('draws every box once, within the sheet, none over another', () => {
    expect(new Set(map.boxes.map((b) => b.key)).size).toBe(map.boxes.length);
    for (const a of map.boxes) {
      expect(a.at.x).toBeGreaterThanOrEqual(0);
      expect(a.at.x + a.at.width).toBeLessThanOrEqual(map.width);
      expect(a.at.y + a.at.height).toBeLessThanOrEqual(map.height);
      for (const b of map.boxes) {
        if (a === b) continue;
        const apart =
          a.at.x + a.at.width <= b.at.x ||
          b.at.x + b.at.width <= a.at.x ||
          a.at.y + a.at.height <= b.at.y ||
          b.at.y + b.at.height <= a.at.y;
        expect(apart, `${a.key} and ${b.key}`).toBe(true);
      }
    }
  });

  it('holds subnets in their zones, and what is in subnets in them', () => {
    const zone = map.areas.find((a) => a.name === 'us-east-1a')?.at ?? at('');
    const web = at('subnet-a service/web');
    expect(web.y).toBeGreaterThan(at('subnet-a').y);
    expect(web.y + web.height).toBeLessThanOrEqual(zone.y + zone.height);
    expect(at('subnet-b').y).toBeGreaterThan(zone.y + zone.height);
  });

  it('leads from subnets to the right', () => {
    const order = ['subnet-a', 'rtb-a', 'nat-1', 'igw-1', 'internet'].map((key) => at(key).x);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(map.links.map((l) => `${l.link.from} ${l.link.to}`)).toContain('subnet-a rtb-a');
    expect(at('rtb-a').y).toBeLessThan(at('rtb-b').y);
  });

  it('knows what belongs to a box', () => {
    expect([...relatedTo(map, network, 'subnet-a service/web')].sort()).toEqual([
      'rtb-a',
      'sg-1',
      'subnet-a',
      'subnet-a service/web',
    ]);
    expect([...relatedTo(map, network, 'rtb-a')].sort()).toEqual(['nat-1', 'rtb-a', 'subnet-a']);
  });
});

it('draws an empty VPC', () => {
  const map = layoutMap({ ...network, nodes: [], links: [] }, {});
  expect(map.boxes).toEqual([]);
  expect(map.height).toBeGreaterThanOrEqual(0);
});
