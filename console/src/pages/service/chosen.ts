import type { Network, NetworkNode } from '../../api/network';

/**
 * The part of the picture whose details are shown: the one asked for by its id.
 * While none is, it is the one that rejected last, or else what lets out what the
 * service sends, its security group; then the first.
 */
export function chosenNode({ nodes, rejections }: Network, id: string): NetworkNode | undefined {
  const asked = nodes.find((n) => n.id === id);
  if (asked) return asked;
  for (const { node } of rejections) {
    const rejecting = nodes.find((n) => n.id === node);
    if (rejecting) return rejecting;
  }
  return nodes.find((n) => n.kind === 'security-group') ?? nodes[0];
}
