import type { NetworkNode } from '../api/network';
import { kindName } from './kinds';
import { stateWords, trafficBadge, trafficOf, trafficWords } from './traffic';

/** Where something is in a picture, in pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface NodeBoxProps {
  node: NetworkNode;
  at: Rectangle;
  selected?: boolean;
  /** Not part of what is looked at. */
  faded?: boolean;
  onSelect(id: string): void;
}

/** A node of the network: a button that names its kind, its state and what it saw. */
export function NodeBox({ node, at, selected = false, faded = false, onSelect }: NodeBoxProps) {
  const badge = trafficBadge(node.counters);
  const [name, line] = headlines(node);
  const marked = node.state === 'failed' || node.state === 'pending' || node.state === 'unused';
  const classes = [
    'picture-node',
    `picture-${trafficOf(node.counters)}`,
    marked && `picture-${node.state}`,
    faded && 'picture-faded',
  ];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(' ')}
      style={{ left: at.x, top: at.y, width: at.width, height: at.height }}
      aria-label={nodeWords(node)}
      aria-pressed={selected}
      title={nodeTitle(node)}
      data-node={node.id}
      onClick={() => onSelect(node.id)}
    >
      <span className="picture-node-kind">{kindName(node.kind)}</span>
      <span className="picture-node-name">{name}</span>
      {line && <span className="picture-node-line">{line}</span>}
      <span className="picture-node-traffic">{badge || (marked ? stateWords(node.state) : '')}</span>
    </button>
  );
}

/** What a node is known by best, and what is said of it next: interfaces by their address, instances by their deployment. */
function headlines(node: NetworkNode): (string | undefined)[] {
  const [first, second] = node.label ?? [];
  switch (node.kind) {
    case 'interface':
      return [first, node.id];
    case 'instance':
      return second?.startsWith('deployment') ? [second, first] : [node.name || nodeId(node), first];
    default:
      return [node.name || nodeId(node), first];
  }
}

/** How high a box must be for all its lines. */
export const boxHeight = 82;

function nodeTitle(node: NetworkNode) {
  return [node.name, nodeId(node), ...(node.label ?? []), node.reason].filter(Boolean).join('\n');
}

function nodeWords(node: NetworkNode) {
  const state = node.state === 'observed' ? '' : stateWords(node.state);
  const called = node.name && node.name !== nodeId(node) ? `${node.name} (${nodeId(node)})` : nodeId(node);
  return [`${kindName(node.kind)} ${called}`, node.label?.[0], state, trafficWords(node.counters)]
    .filter(Boolean)
    .join(', ');
}

/** A node's id where it says something: EC2's ids do, those that only join links do not. */
function nodeId(node: NetworkNode) {
  return node.id.includes('/') || node.id === node.kind ? (node.name ?? '') : node.id;
}
