import { expect, it } from 'vitest';
import { bytes } from './bytes';

it('writes bytes with three digits', () => {
  expect([0, 999, 1_000, 12_345, 999_600, 123_456_789].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '12.3 kB',
    '1.00 MB',
    '123 MB',
  ]);
});
