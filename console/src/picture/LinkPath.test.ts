import { expect, it } from 'vitest';
import { pathThrough } from './LinkPath';

it('joins two points by a curve that is level at its ends', () => {
  expect(
    pathThrough([
      { x: 0, y: 0 },
      { x: 100, y: 50 },
    ]),
  ).toBe('M0,0 C50,0 50,50 100,50');
});

it('rounds the corners between straight lines', () => {
  expect(
    pathThrough([
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 40 },
    ]),
  ).toBe('M0,0 L42,0 Q50,0 50,8 L50,40');
});

it('draws nothing where there is no way', () => {
  expect(pathThrough([{ x: 1, y: 1 }])).toBe('');
});
