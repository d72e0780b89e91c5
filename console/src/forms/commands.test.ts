import { describe, expect, it } from 'vitest';
import { creationCommands, updateCommands } from './commands';
import { emptyConnector } from './connector';
import { emptyService, type ServiceForm } from './service';

const form: ServiceForm = { ...emptyService, name: 'shop', source: { ...emptyService.source, image: 'nginx' } };
const added = { ...emptyConnector, name: 'into-shop', vpc: 'vpc-1', subnets: ['subnet-a', 'subnet-b'] };

describe('creationCommands', () => {
  it('is one call without a new connector', () => {
    const [create, ...rest] = creationCommands({ ...form, network: { egress: 'DEFAULT', connector: '', added } });
    expect(rest).toEqual([]);
    expect(create?.command).toMatch(/^aws apprunner create-service --service-name shop --source-configuration '\{/);
  });
  it('hands the ARN of a new connector on', () => {
    const [connector, service] = creationCommands({ ...form, network: { egress: 'VPC', connector: '', added } });
    expect(connector?.command).toBe(
      `VPC_CONNECTOR_ARN=$(aws apprunner create-vpc-connector --vpc-connector-name into-shop --subnets '["subnet-a","subnet-b"]' --query VpcConnector.VpcConnectorArn --output text)`,
    );
    expect(service?.command).toContain(`"VpcConnectorArn":"'"$VPC_CONNECTOR_ARN"'"`);
  });
});

it('updateCommands makes a connector for the network alone', () => {
  const changed: ServiceForm = { ...form, network: { egress: 'VPC', connector: '', added } };
  expect(updateCommands('arn:s', 'network', changed)).toHaveLength(2);
  expect(updateCommands('arn:s', 'health', changed)).toHaveLength(1);
});
