import { describe, expect, it } from 'vitest';
import { trafficBadge, trafficOf, trafficWords, windowWords } from './traffic';

const none = { accepted: 0, rejected: 0, bytes: 0, packets: 0 };

describe('traffic', () => {
  it('is what was seen, and rejections come first', () => {
    expect(trafficOf(none)).toBe('idle');
    expect(trafficOf({ ...none, packets: 3 })).toBe('flowing');
    expect(trafficOf({ ...none, accepted: 3, rejected: 1 })).toBe('rejected');
  });
  it('has words for all that was seen', () => {
    expect(trafficWords(none)).toBe('Nothing seen');
    expect(trafficWords({ accepted: 1, rejected: 2, bytes: 3_400, packets: 9 })).toBe(
      '1 connection, 3.4 kB; 2 packets rejected',
    );
    expect(trafficWords({ ...none, packets: 2 })).toBe('2 packets');
    expect(trafficWords({ ...none, rejected: 1_200 })).toBe('1,200 packets rejected');
  });
  it('has a badge that does not need its colour', () => {
    expect(trafficBadge(none)).toBe('');
    expect(trafficBadge({ ...none, accepted: 2 })).toBe('→ 2 connections');
    expect(trafficBadge({ ...none, accepted: 2, rejected: 1 })).toBe('✕ 1 rejected');
  });
});

it('windowWords says minutes where it can', () => {
  expect([300, 60, 90].map(windowWords)).toEqual(['last 5 minutes', 'last minute', 'last 90 seconds']);
});
