import type { EC2Client, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { readNetworkAcl } from '../../api/network-acls';
import type { Row, RowCall, Sheet } from '../../change/sheet';
import { formatPorts, hasPorts, isIcmp, parsePorts, portsProblem, protocolNumbers, typeOf } from './ports';
import { endKind } from './rules';

/** An entry of a network ACL as it is edited. */
export interface EntryRow extends Row {
  /** Entries are asked in the order of their numbers. */
  number: string;
  /** By name where it has one in ports.ts: tcp, udp, icmp, icmpv6; else a number; -1 for all. */
  protocol: string;
  ports: string;
  cidr: string;
  allow: boolean;
}

/** The entry that denies what no other one names; it is the API's own. */
const last = 32_767;

export function entryRow(entry: NetworkAclEntry): EntryRow {
  const number = entry.Protocol ?? '-1';
  const protocol = Object.entries(protocolNumbers).find(([, n]) => n === number)?.[0] ?? number;
  const icmp = { from: entry.IcmpTypeCode?.Type, to: entry.IcmpTypeCode?.Code };
  const ports = { from: entry.PortRange?.From, to: entry.PortRange?.To };
  return {
    key: String(entry.RuleNumber),
    number: String(entry.RuleNumber),
    protocol,
    ports: formatPorts(protocol, isIcmp(protocol) ? icmp : ports),
    cidr: entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '',
    allow: entry.RuleAction === 'allow',
  };
}

/** The entries of one direction that users may edit, in the order in which they are asked. */
export function entriesOf(entries: NetworkAclEntry[] | undefined, egress: boolean): EntryRow[] {
  return (entries ?? [])
    .filter((e) => e.Egress === egress && (e.RuleNumber ?? last) < last)
    .sort((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0))
    .map(entryRow);
}

export function entrySheet(client: EC2Client, acl: string, egress: boolean): Sheet<EntryRow> {
  return {
    read: async () => entriesOf((await readNetworkAcl(client, acl)).Entries, egress),
    same: sameEntry,
    words: (r) => `${r.number} ${r.allow ? 'Allow' : 'Deny'} ${typeOf(r.protocol, r.ports)} ${r.ports} ${r.cidr}`,
    check: checkEntry,
    column: (message, row) => {
      if (/number/i.test(message)) return 'number';
      if (/cidr/i.test(message) || (row.cidr && message.includes(row.cidr))) return 'cidr';
      if (/protocol/i.test(message)) return 'type';
      return /port|icmp/i.test(message) ? 'ports' : '';
    },
    calls: (before, after) => entryCalls(acl, egress, before, after),
  };
}

function sameEntry(a: EntryRow, b: EntryRow): boolean {
  const x = parsePorts(a.protocol, a.ports);
  const y = parsePorts(b.protocol, b.ports);
  return (
    a.number.trim() === b.number.trim() &&
    a.protocol === b.protocol &&
    x?.from === y?.from &&
    x?.to === y?.to &&
    a.cidr.trim() === b.cidr.trim() &&
    a.allow === b.allow
  );
}

function checkEntry(row: EntryRow, rows: EntryRow[]): Record<string, string> {
  const faults: Record<string, string> = {};
  const number = Number(row.number.trim());
  if (!/^\d+$/.test(row.number.trim()) || number < 1 || number >= last - 1) {
    faults.number = 'Enter a number from 1 to 32765.';
  } else if (rows.some((r) => r !== row && Number(r.number) === number)) {
    faults.number = `Another rule here has the number ${number}.`;
  }
  const ports = portsProblem(row.protocol, row.ports);
  if (ports) faults.ports = ports;
  const kind = endKind(row.cidr);
  if (kind !== 'v4' && kind !== 'v6') faults.cidr = 'Enter a CIDR block such as 10.0.1.0/24, 0.0.0.0/0 or ::/0.';
  return faults;
}

/**
 * What makes of an ACL's entries what they were edited to. An entry is known by
 * its number: one that has another number now is made before the old one goes.
 */
export function entryCalls(acl: string, egress: boolean, before: EntryRow[], after: EntryRow[]): RowCall[] {
  const was = new Map(before.map((r) => [Number(r.number), r]));
  const is = new Set(after.map((r) => Number(r.number)));
  const replaced = after.filter((r) => {
    const old = was.get(Number(r.number));
    return old && !sameEntry(old, r);
  });
  const fresh = after.filter((r) => !was.has(Number(r.number)));
  const gone = before.filter((r) => !is.has(Number(r.number)));
  return [
    ...fresh.map((r) => ({ keys: [r.key], call: call('CreateNetworkAclEntry', entry(acl, egress, r)) })),
    ...replaced.map((r) => ({ keys: [r.key], call: call('ReplaceNetworkAclEntry', entry(acl, egress, r)) })),
    ...gone.map((r) => ({
      keys: [r.key],
      call: call('DeleteNetworkAclEntry', { NetworkAclId: acl, RuleNumber: Number(r.number), Egress: egress }),
    })),
  ];
}

function entry(NetworkAclId: string, Egress: boolean, row: EntryRow) {
  const pair = parsePorts(row.protocol, row.ports) ?? { from: -1, to: -1 };
  const six = endKind(row.cidr) === 'v6';
  return {
    NetworkAclId,
    RuleNumber: Number(row.number),
    Egress,
    Protocol: protocolNumbers[row.protocol] ?? row.protocol,
    RuleAction: row.allow ? ('allow' as const) : ('deny' as const),
    ...(six ? { Ipv6CidrBlock: row.cidr.trim() } : { CidrBlock: row.cidr.trim() }),
    ...(hasPorts(row.protocol) && { PortRange: { From: pair.from, To: pair.to } }),
    ...(isIcmp(row.protocol) && { IcmpTypeCode: { Type: pair.from, Code: pair.to } }),
  };
}
