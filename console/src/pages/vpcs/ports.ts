/** Protocols by the names that EC2's rules of groups have for them, and their numbers, which ACLs have. */
export const protocolNumbers: Record<string, string> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58' };

export function protocolName(protocol: string): string {
  const name = Object.entries(protocolNumbers).find(([, number]) => number === protocol)?.[0];
  return name ?? protocol;
}

export function hasPorts(protocol: string): boolean {
  return ['tcp', 'udp', '6', '17'].includes(protocol);
}

export function isIcmp(protocol: string): boolean {
  return ['icmp', 'icmpv6', '1', '58'].includes(protocol);
}

/** Two numbers of a rule: ports, or type and code of ICMP, -1 for all. */
export interface Pair {
  from: number;
  to: number;
}

/** "5432", "1000-2000", "All"; of ICMP "8", "3/4", "All". */
export function formatPorts(protocol: string, pair: Partial<Pair>): string {
  const { from = -1, to = -1 } = pair;
  if (isIcmp(protocol)) return from === -1 ? 'All' : to === -1 ? String(from) : `${from}/${to}`;
  if (!hasPorts(protocol) || from === -1 || (from === 0 && to === 65_535)) return 'All';
  return from === to ? String(from) : `${from}-${to}`;
}

/** The reverse of formatPorts; undefined for what it would not write, "all" in any case. */
export function parsePorts(protocol: string, text: string): Pair | undefined {
  const all = /^(all)?$/i.test(text.trim());
  if (isIcmp(protocol)) {
    if (all) return { from: -1, to: -1 };
    const match = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text.trim());
    if (!match || Number(match[1]) > 255 || Number(match[2] ?? 0) > 255) return undefined;
    return { from: Number(match[1]), to: match[2] === undefined ? -1 : Number(match[2]) };
  }
  if (!hasPorts(protocol)) return all ? { from: -1, to: -1 } : undefined;
  if (all) return { from: 0, to: 65_535 };
  const match = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text.trim());
  if (!match) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from <= to && to <= 65_535 ? { from, to } : undefined;
}

/** What is wrong with ports, and what would be right. */
export function portsProblem(protocol: string, text: string): string | undefined {
  if (parsePorts(protocol, text)) return undefined;
  if (isIcmp(protocol)) return 'Enter All, an ICMP type such as 8, or a type and a code such as 3/4.';
  if (!hasPorts(protocol)) return 'This protocol has no ports. Enter All.';
  return 'Enter a port such as 5432, a range such as 1000-2000, or All.';
}

/** A kind of traffic that the consoles of AWS have a name for. */
export interface TrafficType {
  name: string;
  protocol: string;
  /** Undefined where it is for the user to say. */
  ports?: string;
}

export const trafficTypes: TrafficType[] = [
  { name: 'All traffic', protocol: '-1', ports: 'All' },
  { name: 'Custom TCP', protocol: 'tcp' },
  { name: 'Custom UDP', protocol: 'udp' },
  { name: 'Custom ICMP - IPv4', protocol: 'icmp' },
  { name: 'Custom ICMP - IPv6', protocol: 'icmpv6' },
  { name: 'All TCP', protocol: 'tcp', ports: 'All' },
  { name: 'All UDP', protocol: 'udp', ports: 'All' },
  { name: 'All ICMP - IPv4', protocol: 'icmp', ports: 'All' },
  { name: 'All ICMP - IPv6', protocol: 'icmpv6', ports: 'All' },
  { name: 'SSH', protocol: 'tcp', ports: '22' },
  { name: 'DNS (UDP)', protocol: 'udp', ports: '53' },
  { name: 'DNS (TCP)', protocol: 'tcp', ports: '53' },
  { name: 'HTTP', protocol: 'tcp', ports: '80' },
  { name: 'HTTPS', protocol: 'tcp', ports: '443' },
  { name: 'MSSQL', protocol: 'tcp', ports: '1433' },
  { name: 'Oracle-RDS', protocol: 'tcp', ports: '1521' },
  { name: 'NFS', protocol: 'tcp', ports: '2049' },
  { name: 'MYSQL/Aurora', protocol: 'tcp', ports: '3306' },
  { name: 'PostgreSQL', protocol: 'tcp', ports: '5432' },
  { name: 'Redshift', protocol: 'tcp', ports: '5439' },
  { name: 'Redis', protocol: 'tcp', ports: '6379' },
];

/** The name of a kind of traffic: the most telling one. */
export function typeOf(protocol: string, ports: string): string {
  const name = protocolName(protocol);
  const exact = trafficTypes.find((t) => t.protocol === name && t.ports?.toLowerCase() === ports.trim().toLowerCase());
  const custom = trafficTypes.find((t) => t.protocol === name && t.ports === undefined);
  return (exact ?? custom)?.name ?? 'Custom protocol';
}
