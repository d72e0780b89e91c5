import { describe, expect, it } from 'vitest';
import { parseStep, substitute } from './script';

describe('parseStep', () => {
  it('reads shorthand', () => {
    expect(
      parseStep(
        "aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=5432,ToPort=5432,UserIdGroupPairs=[{GroupId=sg-2}]'",
      ),
    ).toMatchObject({
      service: 'ec2',
      operation: 'AuthorizeSecurityGroupEgress',
      input: {
        GroupId: 'sg-1',
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: 'sg-2' }] }],
      },
    });
  });
  it('reads an ACL entry', () => {
    expect(
      parseStep(
        'aws ec2 create-network-acl-entry --network-acl-id acl-1 --egress --rule-number 110 --protocol 6 --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action allow',
      )?.input,
    ).toEqual({
      NetworkAclId: 'acl-1',
      Egress: true,
      RuleNumber: 110,
      Protocol: '6',
      PortRange: { From: 443, To: 443 },
      CidrBlock: '0.0.0.0/0',
      RuleAction: 'allow',
    });
  });
  it('reads what saves an answer, and what waits', () => {
    const saving = parseStep(
      'NAT=$(aws ec2 create-nat-gateway --subnet-id subnet-1 --allocation-id $ALLOCATION --query NatGateway.NatGatewayId --output text)',
    );
    expect(saving).toMatchObject({
      operation: 'CreateNatGateway',
      input: { SubnetId: 'subnet-1', AllocationId: '$ALLOCATION' },
      save: { name: 'NAT', path: 'NatGateway.NatGatewayId' },
    });
    expect(parseStep('aws ec2 wait nat-gateway-available --nat-gateway-ids $NAT')).toMatchObject({
      wait: 'nat-gateway-available',
      input: { NatGatewayIds: ['$NAT'] },
    });
  });
  it('reads JSON, switches and nested shorthand', () => {
    expect(
      parseStep(`aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support '{"Value":true}'`)?.input,
    ).toEqual({ VpcId: 'vpc-1', EnableDnsSupport: { Value: true } });
    expect(
      parseStep('aws ec2 modify-network-interface-attribute --network-interface-id eni-1 --no-source-dest-check')
        ?.input,
    ).toEqual({ NetworkInterfaceId: 'eni-1', SourceDestCheck: { Value: false } });
    expect(
      parseStep(
        'aws apprunner update-service --service-arn arn:x --network-configuration EgressConfiguration={EgressType=VPC,VpcConnectorArn=arn:y}',
      )?.input,
    ).toEqual({
      ServiceArn: 'arn:x',
      NetworkConfiguration: { EgressConfiguration: { EgressType: 'VPC', VpcConnectorArn: 'arn:y' } },
    });
    expect(parseStep("aws ec2 create-tags --resources vpc-1 --tags 'Key=a b,Value=10.0.0.1'")?.input).toEqual({
      Resources: ['vpc-1'],
      Tags: [{ Key: 'a b', Value: '10.0.0.1' }],
    });
  });
  it('leaves alone what it does not understand', () => {
    expect(parseStep('aws ec2 describe-vpcs | jq .')).toBeUndefined();
    expect(parseStep('rm -rf /')).toBeUndefined();
    expect(parseStep('X=$(aws ec2 create-subnet --vpc-id v)')).toBeUndefined();
  });
});

it('substitute puts saved answers in', () => {
  expect(substitute({ a: '$NAT', b: [{ c: '$OTHER' }], d: 5 }, { NAT: 'nat-1' })).toEqual({
    a: 'nat-1',
    b: [{ c: '$OTHER' }],
    d: 5,
  });
});
