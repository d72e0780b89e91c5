import type { NetworkLink, NetworkNode } from '../api/network';
import type { Point } from './LinkPath';
import { boxHeight, type Rectangle } from './NodeBox';

/** Where everything of a picture in columns is. */
export interface ColumnLayout {
  boxes: Map<string, Rectangle>;
  ways: { link: NetworkLink; points: Point[] }[];
  width: number;
  height: number;
}

/** The columns of ranks: what guards or goes on from something stands in its column. */
const columnOf = [0, 1, 2, 3, 3, 4, 5, 5, 6, 7];

const between = { columns: 32, rows: 16 };
const lane = 10;

/** Something that takes place in a column: a node, or the way of a link past it. */
interface Item {
  node?: NetworkNode;
  link?: NetworkLink;
  height: number;
  y: number;
  /** Items that it is joined to, of other columns and of its own. */
  near: Item[];
  /** The one of its own column that it stands below. */
  below?: Item;
}

/** Lays nodes out in columns by their rank, so that few links cross and none passes behind a box. */
export function layOutColumns(nodes: NetworkNode[], links: NetworkLink[], available: number): ColumnLayout {
  const used = [...new Set(nodes.map((n) => columnOf[n.rank] ?? 0))].sort((a, b) => a - b);
  const columns: Item[][] = used.map(() => []);
  const places = new Map<string, { item: Item; column: number }>();
  for (const node of nodes) {
    const column = used.indexOf(columnOf[node.rank] ?? 0);
    const item: Item = { node, height: boxHeight, y: 0, near: [] };
    columns[column]?.push(item);
    places.set(node.id, { item, column });
  }
  const drawn = links.flatMap((link) => {
    const from = places.get(link.from);
    const to = places.get(link.to);
    return from && to ? [{ link, lanes: join(columns, from, to, link) }] : [];
  });
  arrange(columns);
  const boxWidth = Math.max(118, Math.min(200, (available - between.columns * (used.length - 1)) / used.length));
  const x = (column: number) => column * (boxWidth + between.columns);
  const boxes = new Map<string, Rectangle>();
  for (const [id, { item, column }] of places) {
    boxes.set(id, { x: x(column), y: item.y, width: boxWidth, height: item.height });
  }
  const ways = drawn.map(({ link, lanes }) => ({ link, points: way(boxes, link, lanes, x, boxWidth, places) }));
  return {
    boxes,
    ways,
    width: x(used.length) - between.columns,
    height: Math.max(boxHeight, ...columns.flat().map((item) => item.y + item.height)),
  };
}

/** Notes that two nodes are joined; between them, in each column that the link passes, it gets a lane. */
function join(
  columns: Item[][],
  from: { item: Item; column: number },
  to: { item: Item; column: number },
  link: NetworkLink,
): { item: Item; column: number }[] {
  if (from.column === to.column) {
    to.item.below ??= from.item;
    return [];
  }
  const [left, right] = from.column < to.column ? [from, to] : [to, from];
  const lanes: { item: Item; column: number }[] = [];
  let before = left.item;
  for (let column = left.column + 1; column < right.column; column++) {
    const item: Item = { link, height: lane, y: 0, near: [before] };
    before.near.push(item);
    columns[column]?.push(item);
    lanes.push({ item, column });
    before = item;
  }
  before.near.push(right.item);
  right.item.near.push(before);
  return lanes;
}

/** Orders each column by where its neighbours are, back and forth until it settles, and puts it in the middle. */
function arrange(columns: Item[][]) {
  for (const column of columns) stack(column, 0);
  for (let sweep = 0; sweep < 4; sweep++) {
    const order = sweep % 2 === 0 ? columns : columns.toReversed();
    for (const column of order) {
      const wanted = new Map(column.map((item) => [item, middleOf(item.below ? item.below.near : item.near, item)]));
      column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || depth(a) - depth(b));
      stack(column, 0);
    }
  }
  const height = Math.max(...columns.map(heightOf));
  for (const column of columns) stack(column, (height - heightOf(column)) / 2);
}

function middleOf(near: Item[], item: Item): number {
  if (near.length === 0) return centre(item);
  return near.reduce((sum, n) => sum + centre(n), 0) / near.length;
}

const centre = (item: Item) => item.y + item.height / 2;
const depth = (item: Item): number => (item.below ? 1 + depth(item.below) : 0);

function stack(column: Item[], from: number) {
  let y = from;
  for (const item of column) {
    item.y = y;
    y += item.height + between.rows;
  }
}

function heightOf(column: Item[]): number {
  return column.reduce((sum, item) => sum + item.height + between.rows, -between.rows);
}

/** The bends of a link: from the left box's side through its lanes to the right one's; beside or below within a column. */
function way(
  boxes: Map<string, Rectangle>,
  link: NetworkLink,
  lanes: { item: Item; column: number }[],
  x: (column: number) => number,
  boxWidth: number,
  places: Map<string, { item: Item; column: number }>,
): Point[] {
  const from = boxes.get(link.from);
  const to = boxes.get(link.to);
  if (!from || !to) return [];
  if (places.get(link.from)?.column === places.get(link.to)?.column) return beside(from, to);
  const [left, right] = from.x < to.x ? [from, to] : [to, from];
  return [
    { x: left.x + left.width, y: left.y + left.height / 2 },
    ...lanes.flatMap(({ item, column }) => [
      { x: x(column), y: centre(item) },
      { x: x(column) + boxWidth, y: centre(item) },
    ]),
    { x: right.x, y: right.y + right.height / 2 },
  ];
}

function beside(a: Rectangle, b: Rectangle): Point[] {
  const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
  if (lower.y - (upper.y + upper.height) <= between.rows) {
    const x = upper.x + upper.width / 2;
    return [
      { x, y: upper.y + upper.height },
      { x, y: (upper.y + upper.height + lower.y) / 2 },
      { x, y: lower.y },
    ];
  }
  const edge = upper.x + upper.width;
  return [
    { x: edge, y: upper.y + upper.height / 2 },
    { x: edge + between.columns / 3, y: upper.y + upper.height / 2 },
    { x: edge + between.columns / 3, y: lower.y + lower.height / 2 },
    { x: edge, y: lower.y + lower.height / 2 },
  ];
}
