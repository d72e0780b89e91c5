import { expect, it } from 'vitest';
import { contains, formatRange, freeRange, overlap, parseRange } from './ranges';

it('reads and writes ranges', () => {
  expect(
    ['10.0.0.0/16', '192.168.17.9/24', '0.0.0.0/0'].map((c) => formatRange(parseRange(c) ?? { first: 0, size: 1 })),
  ).toEqual(['10.0.0.0/16', '192.168.17.0/24', '0.0.0.0/0']);
  expect(['10.0.0.0', '300.0.0.0/8', '10.0.0.0/33', 'x'].map(parseRange)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('knows what overlaps and what is within', () => {
  expect(overlap('10.0.0.0/16', '10.0.255.0/24')).toBe(true);
  expect(overlap('10.0.0.0/24', '10.0.1.0/24')).toBe(false);
  expect(contains('10.0.0.0/16', '10.0.255.0/24')).toBe(true);
  expect(contains('10.0.255.0/24', '10.0.0.0/16')).toBe(false);
});

it('finds the first range that is free', () => {
  expect(freeRange(['10.0.0.0/16'], [], 24)).toBe('10.0.0.0/24');
  expect(freeRange(['10.0.0.0/16'], ['10.0.0.0/24', '10.0.1.128/25'], 24)).toBe('10.0.2.0/24');
  expect(freeRange(['10.0.0.0/24'], ['10.0.0.0/25'], 25)).toBe('10.0.0.128/25');
  expect(freeRange(['10.0.0.0/28', '10.1.0.0/28'], ['10.0.0.0/28'], 24)).toBe('10.1.0.0/28');
  expect(freeRange(['10.0.0.0/24'], ['10.0.0.0/24'], 28)).toBeUndefined();
});
