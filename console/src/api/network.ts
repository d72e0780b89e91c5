import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';

// The answer of GET /v1/network: what package picture documents.

export interface Network {
  version: number;
  at: string;
  /** Over how many seconds until `at` everything is counted. */
  window: number;
  service?: string;
  status?: string;
  egress?: string;
  vpc?: string;
  connector?: string;
  note?: string;
  sequence: number;
  nodes: NetworkNode[];
  links: NetworkLink[];
  rejections: Rejection[];
  leftOut?: { kind: NodeKind; count: number }[];
  lost?: number;
  uncounted?: string;
}

export type NodeKind =
  | 'service'
  | 'instance'
  | 'interface'
  | 'subnet'
  | 'network-acl'
  | 'security-group'
  | 'route-table'
  | 'internet-gateway'
  | 'nat-gateway'
  | 'egress-only-internet-gateway'
  | 'peering'
  | 'vpn-gateway'
  | 'gateway-endpoint'
  | 'interface-endpoint'
  | 'vpc'
  | 'lan'
  | 'internet'
  | 'public'
  | 'destination'
  | 'other-destinations'
  | 'missing'
  | 'unattached-interface';

export type NodeState = 'enforced' | 'pending' | 'failed' | 'unused' | 'observed';

export interface Counted {
  accepted: number;
  rejected: number;
  bytes: number;
  packets: number;
}

export interface NetworkNode {
  id: string;
  kind: NodeKind;
  rank: number;
  name?: string;
  label?: string[];
  state: NodeState;
  reason?: string;
  counters: Counted & { last?: string; lastRejected?: string };
  rules?: NetworkRule[];
  rulesLeftOut?: number;
  destination?: NetworkDestination;
}

export interface NetworkRule extends Counted {
  id: string;
  direction?: 'egress' | 'ingress';
  text: string;
  target?: string;
  deny?: boolean;
  active: boolean;
  reason?: string;
}

export interface NetworkLink extends Counted {
  from: string;
  to: string;
  kind: 'runs' | 'has' | 'in' | 'guarded-by' | 'routed-by' | 'leads-to' | 'sends';
  broken?: boolean;
  stage?: string;
  component?: string;
}

export interface NetworkDestination {
  address: string;
  port?: number;
  protocol: string;
  names?: string[];
  owner?: string;
  interface?: string;
  vpc?: string;
  verdict: 'ACCEPT' | 'REJECT';
  rejection?: Rejection;
}

export interface Rejection {
  first: string;
  last: string;
  count: number;
  node?: string;
  stage: string;
  where: string;
  component?: string;
  decided?: string;
  reason?: string;
  interface?: string;
  direction: 'egress' | 'ingress';
  source: string;
  destination: string;
  port?: number;
  protocol: string;
  sender?: string;
  receiver?: string;
  /** It was an answer: the port is that of the source, who was asked. */
  answer?: boolean;
}

/** How often a picture that somebody looks at is drawn anew, in milliseconds. */
const redraw = 2_000;

/** The picture of a service's way out, or the map of a VPC, as it is now. */
export function useNetwork(of: { service: string } | { vpc: string }) {
  const { live } = useClients();
  const query = new URLSearchParams(of).toString();
  return useQuery({
    queryKey: [useRegion(), 'network', query],
    queryFn: ({ signal }) => live.get<Network>(`/v1/network?${query}`, signal),
    refetchInterval: redraw,
    placeholderData: keepPreviousData,
  });
}
