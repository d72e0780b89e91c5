import { expect, it } from 'vitest';
import { commandOf } from '../../api/calls';
import { type EntryRow, entriesOf, entryCalls } from './entries';

const web: EntryRow = { key: '100', number: '100', protocol: 'tcp', ports: '443', cidr: '0.0.0.0/0', allow: true };
const calls = (before: EntryRow[], after: EntryRow[]) =>
  entryCalls('acl-1', false, before, after).map(({ keys, call }) => [keys.join(), commandOf(call)]);

it('reads the entries of a direction in the order in which they are asked, without the last one', () => {
  const entries = [
    { RuleNumber: 32767, Protocol: '-1', RuleAction: 'deny' as const, Egress: false, CidrBlock: '0.0.0.0/0' },
    {
      RuleNumber: 200,
      Protocol: '1',
      RuleAction: 'deny' as const,
      Egress: false,
      CidrBlock: '10.0.0.0/8',
      IcmpTypeCode: { Type: 8, Code: -1 },
    },
    {
      RuleNumber: 100,
      Protocol: '6',
      RuleAction: 'allow' as const,
      Egress: false,
      CidrBlock: '0.0.0.0/0',
      PortRange: { From: 443, To: 443 },
    },
    { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow' as const, Egress: true, CidrBlock: '0.0.0.0/0' },
  ];
  expect(entriesOf(entries, false)).toEqual([
    web,
    { key: '200', number: '200', protocol: 'icmp', ports: '8', cidr: '10.0.0.0/8', allow: false },
  ]);
});

it('sends only what changed', () => {
  expect(calls([web], [{ ...web }])).toEqual([]);
  expect(calls([web], [{ ...web, allow: false }])).toEqual([
    [
      '100',
      `aws ec2 replace-network-acl-entry --network-acl-id acl-1 --rule-number 100 --ingress --protocol 6 --rule-action deny --cidr-block 0.0.0.0/0 --port-range '{"From":443,"To":443}'`,
    ],
  ]);
});

it('makes an entry with another number before the old one goes', () => {
  expect(calls([web], [{ ...web, number: '90' }]).map(([, c]) => c?.split(' ').slice(2, 7).join(' '))).toEqual([
    'create-network-acl-entry --network-acl-id acl-1 --rule-number 90',
    'delete-network-acl-entry --network-acl-id acl-1 --rule-number 100',
  ]);
});

it('replaces both of two that changed places', () => {
  const ping: EntryRow = { ...web, key: '200', number: '200', protocol: 'icmp', ports: 'All', cidr: '::/0' };
  const swapped = calls(
    [web, ping],
    [
      { ...web, number: '200' },
      { ...ping, number: '100' },
    ],
  );
  expect(swapped.map(([keys]) => keys)).toEqual(['100', '200']);
  expect(swapped[1]?.[1]).toContain(
    `--protocol 1 --rule-action allow --ipv6-cidr-block ::/0 --icmp-type-code '{"Type":-1,"Code":-1}'`,
  );
});
