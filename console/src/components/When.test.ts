import { expect, it } from 'vitest';
import { ago, duration } from './When';

it('tells spans in their greatest unit', () => {
  expect([0, 999, 1_000, 61_000, 7_300_000, 90_000_000].map(ago)).toEqual([
    'now',
    'now',
    '1 second ago',
    '1 minute ago',
    '2 hours ago',
    'yesterday',
  ]);
  expect([12, 1_250, 61_000].map(duration)).toEqual(['12 ms', '1.3 s', '1 min 1 s']);
});
