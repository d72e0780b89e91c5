import { expect, it } from 'vitest';
import { filterInput, merged } from './logs';

const line = (at: number, message: string) => ({ at, stream: 'instance/1', message });

it('merged shows each line once', () => {
  const there = [line(1, 'a'), line(2, 'b')];
  expect(merged(there, [line(2, 'b'), line(3, 'c')]).map((l) => l.message)).toEqual(['a', 'b', 'c']);
  expect(merged(there, [])).toEqual(there);
});

it('filterInput leaves out what was not asked', () => {
  expect(filterInput({ group: 'g', span: 1_000 }, 5_000)).toEqual({ logGroupName: 'g', startTime: 4_000 });
  expect(filterInput({ group: 'g', stream: 's', pattern: 'x' }, 0)).toEqual({
    logGroupName: 'g',
    logStreamNames: ['s'],
    filterPattern: 'x',
  });
});
