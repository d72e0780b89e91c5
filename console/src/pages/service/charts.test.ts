import { expect, it } from 'vitest';
import { ceiling, filled } from './charts';

const point = (minute: number, y: number) => ({ x: new Date(minute * 60_000), y });

it('counts are zero where nothing was counted, unless nothing ever was', () => {
  const [start, last] = [new Date(0), new Date(2 * 60_000)];
  expect(filled([point(1, 7)], start, last, 60)).toEqual([point(0, 0), point(1, 7), point(2, 0)]);
  expect(filled([], start, last, 60)).toEqual([]);
});

it('an axis has room for what is stacked', () => {
  const points = [[point(0, 10), point(1, 1)], [point(0, 20)]];
  expect(ceiling(points)).toBeCloseTo(22);
  expect(ceiling(points, true)).toBeCloseTo(33);
  expect(ceiling([])).toBeCloseTo(1.1);
});
