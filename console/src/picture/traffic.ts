import type { Counted, NodeState } from '../api/network';
import { bytes } from '../components/bytes';

/** What passed in the last minutes; rejected is also what let some through and rejected some. */
export type Traffic = 'idle' | 'flowing' | 'rejected';

export function trafficOf(counted: Counted): Traffic {
  if (counted.rejected > 0) return 'rejected';
  return counted.accepted > 0 || counted.packets > 0 ? 'flowing' : 'idle';
}

/** The counters in words: "12 connections, 3.4 kB; 2 packets rejected". */
export function trafficWords(counted: Counted): string {
  const passed = [
    counted.accepted > 0 && many(counted.accepted, 'connection'),
    counted.bytes > 0 && bytes(counted.bytes),
    counted.accepted === 0 && counted.bytes === 0 && counted.packets > 0 && many(counted.packets, 'packet'),
  ].filter(Boolean);
  const rejected = counted.rejected > 0 && `${many(counted.rejected, 'packet')} rejected`;
  return [passed.join(', '), rejected].filter(Boolean).join('; ') || 'Nothing seen';
}

/** The same for a small badge: "3 rejected", "12 connections"; empty for nothing. */
export function trafficBadge(counted: Counted): string {
  if (counted.rejected > 0) return `✕ ${count(counted.rejected)} rejected`;
  if (counted.accepted > 0) return `→ ${many(counted.accepted, 'connection')}`;
  return counted.bytes > 0 ? `→ ${bytes(counted.bytes)}` : '';
}

export function many(n: number, what: string): string {
  return `${count(n)} ${what}${n === 1 ? '' : 's'}`;
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** The window of a picture in words. */
export function windowWords(seconds: number): string {
  if (seconds % 60 !== 0) return `last ${many(seconds, 'second')}`;
  return seconds === 60 ? 'last minute' : `last ${seconds / 60} minutes`;
}

const states: Record<NodeState, string> = {
  enforced: 'Enforced',
  pending: 'On its way',
  failed: 'Failed',
  unused: 'Not in use',
  observed: 'Not part of the VPC',
};

/** How far something is from what it should be. */
export function stateWords(state: NodeState): string {
  return states[state];
}
