import { describe, expect, it } from 'vitest';
import { awsCommand, kebab, shellWord } from './command';

describe('awsCommand', () => {
  it('writes options as the CLI names them', () => {
    expect(awsCommand('apprunner', 'DescribeService', { ServiceArn: 'arn:aws:x/y' })).toBe(
      'aws apprunner describe-service --service-arn arn:aws:x/y',
    );
  });
  it('writes structures as JSON that a shell takes whole', () => {
    expect(awsCommand('ec2', 'DescribeVpcs', { Filters: [{ Name: 'tag:it', Values: ["o'clock"] }] })).toBe(
      `aws ec2 describe-vpcs --filters '[{"Name":"tag:it","Values":["o'\\''clock"]}]'`,
    );
  });
  it('writes switches', () => {
    expect(awsCommand('ec2', 'ModifyX', { DryRun: true, Force: false, Left: undefined })).toBe(
      'aws ec2 modify-x --dry-run --no-force',
    );
  });
});

it('kebab knows abbreviations', () => {
  expect(['VpcId', 'CreateVPCConnector', 'Ipv6CidrBlock', 'ListOperations'].map(kebab)).toEqual([
    'vpc-id',
    'create-vpc-connector',
    'ipv6-cidr-block',
    'list-operations',
  ]);
});

it('shellWord leaves plain words alone', () => {
  expect(['10.0.0.0/16', 'a b', ''].map(shellWord)).toEqual(['10.0.0.0/16', "'a b'", "''"]);
});
