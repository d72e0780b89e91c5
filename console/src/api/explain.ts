import { useMutation } from '@tanstack/react-query';
import { useClients } from './context';

/** The body of POST /v1/explain: Question of package api/live. */
export interface Question {
  service?: string;
  interface?: string;
  vpc?: string;
  host: string;
  port: number;
  protocol?: 'tcp' | 'udp';
  noProbe?: boolean;
}

/** The answer: Report of package api/live, version 1. */
export interface Report {
  version: number;
  question: Question;
  from: {
    service?: string;
    instance?: string;
    interface?: string;
    address?: string;
    subnet?: string;
    vpc?: string;
    supposed?: boolean;
  };
  names?: { name: string; addresses: string[]; error?: string; note?: string };
  destination?: string;
  reachable: boolean;
  summary: string;
  stage?: string;
  answer?: boolean;
  forward: Hop[];
  return: Hop[];
  findings: Finding[];
  preflight: Finding[];
  called?: { id: string; name: string }[];
  probe?: Probe;
  disagreements: number;
}

export interface Hop {
  stage: string;
  passed: boolean;
  component?: string;
  vpc?: string;
  subnet?: string;
  interface?: string;
  decided?: string;
  source?: string;
  destination?: string;
  text: string;
}

export interface Finding {
  code: string;
  subject?: string;
  text: string;
  remedy?: string;
  commands?: string[];
}

export interface Probe {
  outcome: 'connected' | 'answered' | 'refused' | 'unreachable' | 'silent';
  milliseconds: number;
  source?: string;
  text: string;
  agreement: 'agree' | 'disagree' | 'unproven';
  error?: string;
  stage?: string;
  decided?: string;
}

/** Asks why something can or can't be reached; a real probe is sent unless the question says no. */
export function useExplain() {
  const { live } = useClients();
  return useMutation({ mutationFn: (question: Question) => live.post<Report>('/v1/explain', question) });
}

const stages: Record<string, string> = {
  'source check': 'Source/destination check',
  'egress policy': 'Security group, outbound rules',
  'ingress policy': 'Security group, inbound rules',
  'egress acl': 'Network ACL, outbound rules',
  'ingress acl': 'Network ACL, inbound rules',
  route: 'Route table',
};

/** What a stage is called in the words of EC2's console. */
export function stageWords(stage: string): string {
  return stages[stage] ?? stage.charAt(0).toUpperCase() + stage.slice(1);
}

/** host:port, or [address]:port, taken apart; a sentence about what is wrong with it otherwise. */
export function parseTarget(text: string): { host: string; port: number } | string {
  const match = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/[\]]+)(?::(\d+))?(?:\/.*)?$/i.exec(text.trim());
  if (!match?.[1]) return 'Enter a host and a port, such as db.internal:5432 or 10.0.1.5:443.';
  const host = match[1].replace(/^\[|\]$/g, '');
  const port = Number(match[2] ?? schemePort(text));
  if (!port) return `Add the port: ${host}:443, for example.`;
  if (port > 65535) return `${port} is no port: ports go from 1 to 65535.`;
  return { host, port };
}

function schemePort(text: string): number | undefined {
  const scheme = /^([a-z]+):\/\//i.exec(text.trim())?.[1]?.toLowerCase() ?? '';
  return { http: 80, https: 443, postgres: 5432, postgresql: 5432, mysql: 3306, redis: 6379 }[scheme];
}
