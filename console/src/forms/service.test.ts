import { describe, expect, it } from 'vitest';
import { createInput, emptyService, formOf, memoryFor, newConnector, type ServiceForm, updateInput } from './service';

const form: ServiceForm = {
  ...emptyService,
  name: 'shop',
  source: { ...emptyService.source, image: ' 127.0.0.1:5000/shop:1 ' },
  runtime: { ...emptyService.runtime, command: 'serve "all of it"', environment: [{ name: 'MODE', value: 'fast' }] },
  network: { egress: 'VPC', connector: 'arn:connector' },
  tags: [{ key: 'team', value: 'web' }],
};

describe('createInput', () => {
  it('names everything that was chosen', () => {
    expect(createInput(form)).toEqual({
      ServiceName: 'shop',
      SourceConfiguration: {
        ImageRepository: {
          ImageIdentifier: '127.0.0.1:5000/shop:1',
          ImageRepositoryType: 'ECR_PUBLIC',
          ImageConfiguration: {
            Port: '8080',
            StartCommand: 'serve "all of it"',
            RuntimeEnvironmentVariables: { MODE: 'fast' },
          },
        },
        AutoDeploymentsEnabled: false,
      },
      InstanceConfiguration: { Cpu: '1024', Memory: '2048' },
      HealthCheckConfiguration: {
        Protocol: 'TCP',
        Interval: 5,
        Timeout: 2,
        HealthyThreshold: 1,
        UnhealthyThreshold: 5,
      },
      NetworkConfiguration: {
        EgressConfiguration: { EgressType: 'VPC', VpcConnectorArn: 'arn:connector' },
        IngressConfiguration: { IsPubliclyAccessible: true },
      },
      Tags: [{ Key: 'team', Value: 'web' }],
    });
  });
  it('takes the connector that was made meanwhile', () => {
    const made = createInput({ ...form, network: { ...form.network, connector: '' } }, 'arn:made');
    expect(made.NetworkConfiguration?.EgressConfiguration?.VpcConnectorArn).toBe('arn:made');
  });
  it('sends no connector with public access', () => {
    const input = createInput({ ...form, network: { egress: 'DEFAULT', connector: 'arn:connector' } });
    expect(input.NetworkConfiguration?.EgressConfiguration).toEqual({ EgressType: 'DEFAULT' });
  });
  it('sends a path with HTTP alone', () => {
    const input = createInput({ ...form, health: { ...form.health, protocol: 'HTTP', path: '/up' } });
    expect(input.HealthCheckConfiguration).toMatchObject({ Protocol: 'HTTP', Path: '/up' });
  });
});

describe('updateInput', () => {
  it('sends one section and nothing of the others', () => {
    expect(updateInput('arn:s', 'network', { ...form, network: { egress: 'DEFAULT', connector: '' } })).toEqual({
      ServiceArn: 'arn:s',
      NetworkConfiguration: { EgressConfiguration: { EgressType: 'DEFAULT' } },
    });
    expect(Object.keys(updateInput('arn:s', 'health', form))).toEqual(['ServiceArn', 'HealthCheckConfiguration']);
    expect(Object.keys(updateInput('arn:s', 'source', form))).toEqual(['ServiceArn', 'SourceConfiguration']);
  });
  it('keeps how the image runs when the image changes, which the API replaces together', () => {
    const { SourceConfiguration } = updateInput('arn:s', 'source', form);
    expect(SourceConfiguration?.ImageRepository?.ImageConfiguration?.RuntimeEnvironmentVariables).toEqual({
      MODE: 'fast',
    });
  });
  it('takes an access role away by an empty authentication', () => {
    const { SourceConfiguration } = updateInput('arn:s', 'source', form);
    expect(SourceConfiguration?.AuthenticationConfiguration).toEqual({});
  });
});

it('formOf reads back what createInput wrote', () => {
  const input = createInput({ ...form, health: { ...form.health, protocol: 'HTTP', path: '/up' } });
  const read = formOf({
    ServiceName: input.ServiceName,
    ServiceId: 'id',
    ServiceArn: 'arn:s',
    CreatedAt: new Date(0),
    UpdatedAt: new Date(0),
    Status: 'RUNNING',
    SourceConfiguration: input.SourceConfiguration,
    InstanceConfiguration: input.InstanceConfiguration,
    HealthCheckConfiguration: input.HealthCheckConfiguration,
    NetworkConfiguration: input.NetworkConfiguration,
    AutoScalingConfigurationSummary: {},
  });
  expect(createInput({ ...read, tags: form.tags })).toEqual(input);
});

it('memoryFor keeps a valid pair', () => {
  expect([memoryFor('1024', '4096'), memoryFor('512', '4096')]).toEqual(['4096', '1024']);
});

it('newConnector is named after the service, unless that is taken or no name', () => {
  expect(newConnector('shop', []).name).toBe('shop-vpc');
  expect(newConnector('shop', ['shop-vpc']).name).toBe('');
  expect(newConnector('', []).name).toBe('');
});
