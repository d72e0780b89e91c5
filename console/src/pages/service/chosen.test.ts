import { expect, it } from 'vitest';
import type { Network, NetworkNode, Rejection } from '../../api/network';
import { chosenNode } from './chosen';

const node = (id: string, kind: NetworkNode['kind']) => ({ id, kind }) as NetworkNode;
const rejection = (at?: string) => ({ node: at }) as Rejection;

function chosen(id: string, rejections: Rejection[]) {
  const nodes = [node('service/web', 'service'), node('sg-app', 'security-group'), node('acl-1', 'network-acl')];
  return chosenNode({ nodes, rejections } as Network, id)?.id;
}

it('shows what was asked for', () => {
  expect(chosen('service/web', [rejection('acl-1')])).toBe('service/web');
});

it('shows what rejected last while nothing else is asked for', () => {
  expect(chosen('', [rejection(), rejection('sg-of-another'), rejection('acl-1'), rejection('sg-app')])).toBe('acl-1');
  expect(chosen('eni-gone', [rejection('acl-1')])).toBe('acl-1');
});

it('shows the security group where nothing was rejected', () => {
  expect(chosen('', [])).toBe('sg-app');
  expect(
    chosenNode({ nodes: [node('service/web', 'service')], rejections: [] as Rejection[] } as Network, '')?.id,
  ).toBe('service/web');
  expect(chosenNode({ nodes: [] as NetworkNode[], rejections: [] as Rejection[] } as Network, '')).toBeUndefined();
});
