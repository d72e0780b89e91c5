import { expect, it } from 'vitest';
import { placeOf, splitIds } from './places';

it('placeOf knows where resources are shown', () => {
  expect(placeOf('vpc-0a1b', undefined)).toEqual(['vpcs', 'vpc-0a1b']);
  expect(placeOf('eipalloc-01', 'vpc-1')).toEqual(['vpcs', 'vpc-1', 'addresses', 'eipalloc-01']);
  expect(placeOf('eigw-01', 'vpc-1')).toEqual(['vpcs', 'vpc-1', 'gateways', 'eigw-01']);
  expect(placeOf('subnet-01', undefined)).toBeUndefined();
  expect(placeOf('local', 'vpc-1')).toBeUndefined();
});

it('splitIds finds ids in what the API says', () => {
  expect(splitIds("The vpc 'vpc-0123456789abcdef0' has subnet-01234567.")).toEqual([
    "The vpc '",
    'vpc-0123456789abcdef0',
    "' has ",
    'subnet-01234567',
    '.',
  ]);
  expect(splitIds('nothing')).toEqual(['nothing']);
});
