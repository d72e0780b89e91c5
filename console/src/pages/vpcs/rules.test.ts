import { describe, expect, it } from 'vitest';
import { commandOf } from '../../api/calls';
import { type RuleRow, ruleCalls, ruleRow } from './rules';

function row(key: string, protocol: string, ports: string, end: string, description = ''): RuleRow {
  return { key, protocol, ports, end, description };
}

const postgres = row('sgr-1', 'tcp', '5432', '10.0.0.0/16', 'database');
const all = row('sgr-2', '-1', 'All', 'sg-0a');
const calls = (before: RuleRow[], after: RuleRow[]) =>
  ruleCalls('sg-1', 'ingress', before, after).map(({ keys, call }) => [keys.join(), commandOf(call)]);

describe('ruleCalls', () => {
  it('has nothing to send where nothing changed', () => {
    expect(calls([postgres, all], [{ ...all }, { ...postgres, ports: ' 5432' }])).toEqual([]);
  });

  it('authorizes what is new, modifies what changed, and revokes what is gone, in this order', () => {
    const after = [{ ...postgres, ports: '5433' }, row('new-1', 'tcp', '443', 'pl-0b', 'web')];
    expect(calls([postgres, all], after)).toEqual([
      [
        'new-1',
        `aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions '[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"PrefixListIds":[{"PrefixListId":"pl-0b","Description":"web"}]}]'`,
      ],
      [
        'sgr-1',
        `aws ec2 modify-security-group-rules --group-id sg-1 --security-group-rules '[{"SecurityGroupRuleId":"sgr-1","SecurityGroupRule":{"IpProtocol":"tcp","FromPort":5433,"ToPort":5433,"Description":"database","CidrIpv4":"10.0.0.0/16"}}]'`,
      ],
      ['sgr-2', `aws ec2 revoke-security-group-ingress --group-id sg-1 --security-group-rule-ids '["sgr-2"]'`],
    ]);
  });

  it('replaces a rule whose other end is of another kind', () => {
    expect(calls([postgres], [{ ...postgres, end: 'sg-0c' }]).map(([, c]) => c?.split(' ')[2])).toEqual([
      'authorize-security-group-ingress',
      'revoke-security-group-ingress',
    ]);
  });

  it('keeps a rule that is deleted and added again, and takes a new description for it', () => {
    expect(calls([postgres], [{ ...postgres, key: 'new-1' }])).toEqual([]);
    const [only, ...more] = calls([postgres], [{ ...postgres, key: 'new-1', description: 'other' }]);
    expect(more).toEqual([]);
    expect(only?.[0]).toBe('new-1');
    expect(only?.[1]).toContain('modify-security-group-rules');
    expect(only?.[1]).toContain('"sgr-1"');
  });

  it('sees that two rules only changed places', () => {
    expect(
      calls(
        [postgres, all],
        [
          { ...all, key: 'sgr-1' },
          { ...postgres, key: 'sgr-2' },
        ],
      ),
    ).toEqual([]);
  });

  it('gives a rule another one’s traffic by deleting it, where the other one is gone', () => {
    const other = row('sgr-3', 'tcp', '443', '10.0.0.0/16', 'database');
    expect(calls([postgres, other], [{ ...other, key: 'sgr-1' }])).toEqual([
      ['sgr-1', `aws ec2 revoke-security-group-ingress --group-id sg-1 --security-group-rule-ids '["sgr-1"]'`],
    ]);
  });

  it('sends no ports for all protocols, and both numbers for ICMP', () => {
    const command = calls([], [row('new-1', '-1', 'All', '::/0'), row('new-2', 'icmp', '8', '10.0.0.1/32')])[0]?.[1];
    expect(command).toContain('{"IpProtocol":"-1","Ipv6Ranges":[{"CidrIpv6":"::/0"}]}');
    expect(command).toContain('{"IpProtocol":"icmp","FromPort":8,"ToPort":-1,"IpRanges":[{"CidrIp":"10.0.0.1/32"}]}');
  });
});

it('ruleRow reads what the API has', () => {
  expect(
    ruleRow({
      SecurityGroupRuleId: 'sgr-1',
      IpProtocol: 'tcp',
      FromPort: 80,
      ToPort: 90,
      ReferencedGroupInfo: { GroupId: 'sg-2' },
    }),
  ).toEqual(row('sgr-1', 'tcp', '80-90', 'sg-2'));
});
