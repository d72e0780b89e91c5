import type { EC2Client, IpPermission, SecurityGroupRule, SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { readRules } from '../../api/security-groups';
import { difference, type Row, type RowCall, type Sheet } from '../../change/sheet';
import { formatPorts, parsePorts, portsProblem, typeOf } from './ports';

/** A rule of a security group as it is edited. */
export interface RuleRow extends Row {
  /** As EC2 names it: tcp, udp, icmp, icmpv6, -1, or a number. */
  protocol: string;
  /** As formatPorts writes them. */
  ports: string;
  /** The other end: a CIDR of IPv4 or IPv6, a group's id or a prefix list's. */
  end: string;
  description: string;
}

export type Direction = 'ingress' | 'egress';

export function ruleRow(rule: SecurityGroupRule): RuleRow {
  const protocol = rule.IpProtocol ?? '-1';
  return {
    key: rule.SecurityGroupRuleId ?? '',
    protocol,
    ports: formatPorts(protocol, { from: rule.FromPort, to: rule.ToPort }),
    end: rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId ?? '',
    description: rule.Description ?? '',
  };
}

export function rowsOf(rules: SecurityGroupRule[], direction: Direction): RuleRow[] {
  return rules.filter((r) => (r.IsEgress ? 'egress' : 'ingress') === direction).map(ruleRow);
}

/** The rules of a group in one direction, as they are saved. */
export function ruleSheet(client: EC2Client, group: string, direction: Direction): Sheet<RuleRow> {
  return {
    read: async () => rowsOf(await readRules(client, group), direction),
    same: sameRule,
    words: ruleWords,
    check: checkRule,
    column: (message, row) => {
      if (/port/i.test(message)) return 'ports';
      if (/cidr|prefix list|group|address/i.test(message) || (row.end && message.includes(row.end))) return 'end';
      return /description/i.test(message) ? 'description' : '';
    },
    calls: (before, after) => ruleCalls(group, direction, before, after),
  };
}

export function sameRule(a: RuleRow, b: RuleRow): boolean {
  return sameTraffic(a, b) && a.description.trim() === b.description.trim();
}

function sameTraffic(a: RuleRow, b: RuleRow): boolean {
  const x = parsePorts(a.protocol, a.ports);
  const y = parsePorts(b.protocol, b.ports);
  return a.protocol === b.protocol && x?.from === y?.from && x?.to === y?.to && a.end.trim() === b.end.trim();
}

export function ruleWords(row: RuleRow): string {
  return `${typeOf(row.protocol, row.ports)} ${row.ports} ${row.end}`;
}

function checkRule(row: RuleRow, rows: RuleRow[]): Record<string, string> {
  const faults: Record<string, string> = {};
  const ports = portsProblem(row.protocol, row.ports);
  if (ports) faults.ports = ports;
  if (!row.end.trim()) faults.end = 'Enter a CIDR block, or choose a security group or a prefix list.';
  else if (endKind(row.end) === undefined) {
    faults.end = 'Enter a CIDR block such as 10.0.1.0/24 or ::/0, a security group (sg-…) or a prefix list (pl-…).';
  }
  const twin = rows.find((r) => r !== row && sameTraffic(r, row));
  if (twin && !ports && !faults.end) faults.end = 'Another rule here is for the same traffic.';
  return faults;
}

type EndKind = 'v4' | 'v6' | 'group' | 'list';

export function endKind(end: string): EndKind | undefined {
  const text = end.trim();
  if (/^sg-[0-9a-f]+$/.test(text)) return 'group';
  if (/^pl-[0-9a-f]+$/.test(text)) return 'list';
  if (/^[\d.]+\/\d{1,2}$/.test(text)) return 'v4';
  return /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\/\d{1,3}$/.test(text) ? 'v6' : undefined;
}

/**
 * What makes of a group's rules what they were edited to: new ones first and
 * gone ones last, so that no traffic that both let through is cut off between.
 * A rule keeps its id unless its other end is of another kind now.
 */
export function ruleCalls(group: string, direction: Direction, before: RuleRow[], after: RuleRow[]): RowCall[] {
  const edits = identify(before, after);
  const { fresh, gone, changed } = difference<Edit>(sameRule, before.map(own), edits);
  const kindOf = (key: string) => endKind(before.find((r) => r.key === key)?.end ?? '');
  const kept = changed.filter((r) => kindOf(r.key) === endKind(r.end));
  const replaced = changed.filter((r) => !kept.includes(r));
  const calls: RowCall[] = [];
  const add = [...fresh, ...replaced];
  const shownAs = (rows: Edit[], key: string) => rows.filter((r) => r.shown === key);
  if (add.length > 0) {
    calls.push({
      keys: add.map((r) => r.shown),
      call: authorize(group, direction, add),
      single: (key) => authorize(group, direction, shownAs(add, key)),
    });
  }
  if (kept.length > 0) {
    calls.push({
      keys: kept.map((r) => r.shown),
      call: modify(group, kept),
      single: (key) => modify(group, shownAs(kept, key)),
    });
  }
  const remove = [...gone, ...replaced];
  if (remove.length > 0) {
    calls.push({
      keys: remove.map((r) => r.shown),
      call: revoke(
        group,
        direction,
        remove.map((r) => r.key),
      ),
    });
  }
  return calls;
}

/** A row, and the key of the one that the user sees. */
type Edit = RuleRow & { shown: string };

function own(row: RuleRow): Edit {
  return { ...row, shown: row.key };
}

/** Gives rows the rule that already lets their traffic through, since a group has no two rules for the same. */
function identify(before: RuleRow[], after: RuleRow[]): Edit[] {
  const matched = after.map(
    (row) => before.find((b) => b.key === row.key && sameTraffic(b, row)) ?? before.find((b) => sameTraffic(b, row)),
  );
  const claimed = new Set(matched.map((b) => b?.key));
  return after.map((row, i) => {
    const rule = matched[i];
    if (rule) return { ...row, key: rule.key, shown: row.key };
    return { ...row, key: claimed.has(row.key) ? `new of ${row.key}` : row.key, shown: row.key };
  });
}

function authorize(GroupId: string, direction: Direction, rows: RuleRow[]) {
  const operation = direction === 'ingress' ? 'AuthorizeSecurityGroupIngress' : 'AuthorizeSecurityGroupEgress';
  return call(operation, { GroupId, IpPermissions: rows.map(permission) });
}

function revoke(GroupId: string, direction: Direction, SecurityGroupRuleIds: string[]) {
  const operation = direction === 'ingress' ? 'RevokeSecurityGroupIngress' : 'RevokeSecurityGroupEgress';
  return call(operation, { GroupId, SecurityGroupRuleIds });
}

function modify(GroupId: string, rows: RuleRow[]) {
  const SecurityGroupRules = rows.map((r) => ({ SecurityGroupRuleId: r.key, SecurityGroupRule: request(r) }));
  return call('ModifySecurityGroupRules', { GroupId, SecurityGroupRules });
}

function portsOf(row: RuleRow): { FromPort?: number; ToPort?: number } {
  const pair = parsePorts(row.protocol, row.ports);
  // rules of all protocols, and of those without ports, have none
  return pair && (pair.from !== -1 || /^icmp/.test(row.protocol)) ? { FromPort: pair.from, ToPort: pair.to } : {};
}

function permission(row: RuleRow): IpPermission {
  const Description = row.description.trim() || undefined;
  const end = row.end.trim();
  const base = { IpProtocol: row.protocol, ...portsOf(row) };
  switch (endKind(end)) {
    case 'group':
      return { ...base, UserIdGroupPairs: [{ GroupId: end, Description }] };
    case 'list':
      return { ...base, PrefixListIds: [{ PrefixListId: end, Description }] };
    case 'v6':
      return { ...base, Ipv6Ranges: [{ CidrIpv6: end, Description }] };
    default:
      return { ...base, IpRanges: [{ CidrIp: end, Description }] };
  }
}

function request(row: RuleRow): SecurityGroupRuleRequest {
  const end = row.end.trim();
  const base = { IpProtocol: row.protocol, ...portsOf(row), Description: row.description.trim() };
  switch (endKind(end)) {
    case 'group':
      return { ...base, ReferencedGroupId: end };
    case 'list':
      return { ...base, PrefixListId: end };
    case 'v6':
      return { ...base, CidrIpv6: end };
    default:
      return { ...base, CidrIpv4: end };
  }
}
