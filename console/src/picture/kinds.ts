import type { NodeKind } from '../api/network';

const names: Record<NodeKind, string> = {
  service: 'Service',
  instance: 'Instance',
  interface: 'Network interface',
  subnet: 'Subnet',
  'network-acl': 'Network ACL',
  'security-group': 'Security group',
  'route-table': 'Route table',
  'internet-gateway': 'Internet gateway',
  'nat-gateway': 'NAT gateway',
  'egress-only-internet-gateway': 'Egress-only internet gateway',
  peering: 'Peering connection',
  'vpn-gateway': 'Virtual private gateway',
  'gateway-endpoint': 'Gateway endpoint',
  'interface-endpoint': 'Interface endpoint',
  vpc: 'Peer VPC',
  lan: 'Your network',
  internet: 'Internet',
  public: 'Public access',
  destination: 'Destination',
  'other-destinations': 'Other destinations',
  missing: 'Missing target',
  'unattached-interface': 'Unattached interface',
};

/** What AWS's consoles call a kind of node. */
export function kindName(kind: NodeKind): string {
  return names[kind] ?? kind;
}
