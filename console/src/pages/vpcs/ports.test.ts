import { expect, it } from 'vitest';
import { formatPorts, parsePorts, portsProblem, typeOf } from './ports';

it('writes and reads ports', () => {
  for (const [protocol, text, from, to] of [
    ['tcp', '5432', 5432, 5432],
    ['6', '1000-2000', 1000, 2000],
    ['udp', 'All', 0, 65_535],
    ['-1', 'All', -1, -1],
    ['icmp', '3/4', 3, 4],
    ['icmp', '8', 8, -1],
    ['icmpv6', 'All', -1, -1],
    ['50', 'All', -1, -1],
  ] as const) {
    expect(parsePorts(protocol, text)).toEqual({ from, to });
    expect(formatPorts(protocol, { from, to })).toBe(text);
  }
  expect(parsePorts('tcp', ' 10 - 20 ')).toEqual({ from: 10, to: 20 });
});

it('says what would be right', () => {
  expect(portsProblem('tcp', '20-10')).toContain('5432');
  expect(portsProblem('tcp', '65536')).toContain('5432');
  expect(portsProblem('icmp', '256')).toContain('3/4');
  expect(portsProblem('50', '1')).toContain('no ports');
  expect(portsProblem('tcp', '443')).toBeUndefined();
});

it('names kinds of traffic', () => {
  expect([
    typeOf('-1', 'All'),
    typeOf('tcp', '5432'),
    typeOf('6', '5433'),
    typeOf('17', 'all'),
    typeOf('50', 'All'),
  ]).toEqual(['All traffic', 'PostgreSQL', 'Custom TCP', 'All UDP', 'Custom protocol']);
});
