import { describe, expect, it } from 'vitest';
import type { NetworkLink, NetworkNode } from '../api/network';
import { layOutColumns } from './columns';

const counters = { accepted: 0, rejected: 0, bytes: 0, packets: 0 };
const node = (id: string, rank: number): NetworkNode => ({ id, kind: 'subnet', rank, state: 'enforced', counters });
const link = (from: string, to: string): NetworkLink => ({ from, to, kind: 'leads-to', ...counters });

const nodes = [
  node('service', 0),
  node('w1', 1),
  node('w2', 1),
  node('eni1', 2),
  node('eni2', 2),
  node('group', 2),
  node('subnet1', 3),
  node('subnet2', 3),
  node('acl', 4),
  node('table', 5),
  node('nat', 6),
  node('igw', 7),
  node('internet', 8),
  node('db', 9),
  node('api', 9),
];
const links = [
  link('service', 'w1'),
  link('service', 'w2'),
  link('w1', 'eni2'),
  link('w2', 'eni1'),
  link('eni1', 'group'),
  link('eni2', 'group'),
  link('eni1', 'subnet1'),
  link('eni2', 'subnet2'),
  link('subnet1', 'acl'),
  link('subnet2', 'acl'),
  link('acl', 'table'),
  link('table', 'nat'),
  link('nat', 'igw'),
  link('igw', 'internet'),
  link('internet', 'api'),
  link('table', 'db'),
];

describe('layOutColumns', () => {
  const { boxes, ways, width, height } = layOutColumns(nodes, links, 1200);
  const box = (id: string) => boxes.get(id) ?? { x: -1, y: -1, width: 0, height: 0 };

  it('places every node, left to right by rank, none above another', () => {
    expect(boxes.size).toBe(nodes.length);
    expect(box('service').x).toBeLessThan(box('w1').x);
    expect(box('acl').x).toBe(box('subnet1').x);
    expect(box('api').x).toBeGreaterThan(box('internet').x);
    const all = [...boxes.values()];
    for (const a of all) {
      expect(a.x + a.width).toBeLessThanOrEqual(width);
      expect(a.y + a.height).toBeLessThanOrEqual(height);
      for (const b of all) {
        if (a !== b && a.x === b.x) expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(a.height);
      }
    }
  });

  it('orders columns so that links do not cross', () => {
    expect(box('w1').y < box('w2').y).toBe(box('eni2').y < box('eni1').y);
    expect(box('eni1').y < box('eni2').y).toBe(box('subnet1').y < box('subnet2').y);
  });

  it('leads links past the boxes of the columns between', () => {
    const way = ways.find((w) => w.link.from === 'table' && w.link.to === 'db')?.points ?? [];
    expect(way.length).toBeGreaterThan(2);
    for (const id of ['nat', 'igw', 'internet']) {
      for (const point of way.slice(1, -1)) {
        const { x, y, width, height } = box(id);
        expect(point.x >= x && point.x <= x + width && point.y > y && point.y < y + height).toBe(false);
      }
    }
  });
});

it('lays out what has neither links nor nodes', () => {
  expect(layOutColumns([], [link('a', 'b')], 500).ways).toEqual([]);
});
