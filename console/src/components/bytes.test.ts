import { expect, it } from 'vitest';
import { bytes } from './bytes';

it('bytes keep three digits at most', () => {
  expect([0, 999, 1_000, 9_949, 9_960, 999_499, 999_600, 2.5e12].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '999 kB',
    '1.0 MB',
    '2.5 TB',
  ]);
});
