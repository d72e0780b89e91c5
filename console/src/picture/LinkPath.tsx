import type { NetworkLink } from '../api/network';
import { trafficOf, trafficWords } from './traffic';

export interface Point {
  x: number;
  y: number;
}

export interface LinkPathProps {
  link: NetworkLink;
  /** The bends of the way, from its first point to its last; two draw a curve. */
  points: Point[];
  faded?: boolean;
  /** What the ends are called, for who does not see them. */
  names: { from: string; to: string };
  /** Where given, the link can be focused and chosen. */
  onSelect?(link: NetworkLink): void;
}

/** A link between two nodes: thin where nothing passed, thick where it flows, broken by a cross where it is rejected. */
export function LinkPath({ link, points, faded = false, names, onSelect }: LinkPathProps) {
  const traffic = trafficOf(link);
  const stopped = link.broken || traffic === 'rejected';
  const classes = [
    'picture-link',
    `picture-${traffic}`,
    link.broken && 'picture-broken',
    faded && 'picture-faded',
  ].filter(Boolean);
  const d = pathThrough(points);
  const middle = middleOf(points);
  const words = `${names.from} to ${names.to}: ${link.broken ? 'leads nowhere' : trafficWords(link)}`;
  const chosen = onSelect && {
    role: 'button',
    tabIndex: 0,
    onClick: () => onSelect(link),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onSelect(link);
    },
  };
  return (
    <g className={classes.join(' ')} role="img" aria-label={words} {...chosen}>
      {onSelect && <path className="picture-link-touch" d={d} />}
      <path d={d} />
      {stopped && (
        <text x={middle.x} y={middle.y} aria-hidden="true">
          ✕
        </text>
      )}
    </g>
  );
}

/** Two points are joined by a curve that leaves and arrives level, more by straight lines with round corners. */
export function pathThrough(points: Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  if (rest.length === 1) {
    const bend = (first.x + last.x) / 2;
    return `M${first.x},${first.y} C${bend},${first.y} ${bend},${last.y} ${last.x},${last.y}`;
  }
  let d = `M${first.x},${first.y}`;
  let before = first;
  for (const [i, corner] of rest.entries()) {
    const after = rest[i + 1];
    if (!after) break;
    const from = towards(corner, before);
    const to = towards(corner, after);
    d += ` L${from.x},${from.y} Q${corner.x},${corner.y} ${to.x},${to.y}`;
    before = corner;
  }
  return `${d} L${last.x},${last.y}`;
}

/** The point that is a corner's radius away from it, on the way to another one. */
function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const part = length === 0 ? 0 : Math.min(8, length / 2) / length;
  return { x: round(corner.x + (other.x - corner.x) * part), y: round(corner.y + (other.y - corner.y) * part) };
}

function middleOf(points: Point[]): Point {
  const at = Math.max(0, Math.ceil(points.length / 2) - 1);
  const a = points[at];
  const b = points[at + 1] ?? a;
  if (!a || !b) return { x: 0, y: 0 };
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function round(n: number) {
  return Math.round(n * 10) / 10;
}
