import { describe, expect, it } from 'vitest';
import {
  checkCommand,
  checkEnvironment,
  checkHealth,
  checkNetwork,
  checkRole,
  checkRuntime,
  checkService,
  checkSource,
  refusedField,
} from './checks';
import { checkConnector, emptyConnector, refusedConnectorField } from './connector';
import { emptyService } from './service';
import { checkTags, tagChanges } from './tags';

const known = { services: ['taken'], connectors: ['old-one'] };
const good = { ...emptyService, name: 'shop', source: { ...emptyService.source, image: 'nginx' } };

describe('checkService', () => {
  it('finds nothing wrong with the defaults, a name and an image', () => {
    expect(checkService(good, known)).toEqual({});
  });
  it('names each field', () => {
    const wrong = checkService(
      {
        ...emptyService,
        name: 'web',
        role: 'admin',
        runtime: { cpu: '512', memory: '2048', port: '0', command: "'", environment: [{ name: 'PORT', value: '1' }] },
        health: { ...emptyService.health, protocol: 'HTTP', path: 'up', interval: '21' },
        network: { egress: 'VPC', connector: '', added: { ...emptyConnector, name: 'old-one' } },
        tags: [{ key: 'aws:x', value: '' }],
      },
      known,
    );
    expect(Object.keys(wrong).sort()).toEqual([
      'health.interval',
      'health.path',
      'name',
      'network.added.name',
      'network.added.vpc',
      'role',
      'runtime.command',
      'runtime.environment.0.name',
      'runtime.memory',
      'runtime.port',
      'source.image',
      'tags.0.key',
    ]);
  });
  it('knows the names that are taken', () => {
    expect(checkService({ ...good, name: 'taken' }, known).name).toContain('exists already');
  });
});

describe('checkSource', () => {
  const of = (image: string) => checkSource({ ...emptyService.source, image }).image;
  it.each([
    'nginx',
    'nginx:1.27',
    'public.ecr.aws/nginx/nginx:latest',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app@sha256:' + 'a'.repeat(64),
    '127.0.0.1:5000/web_db:sample',
    'localhost:5000/a--b/c__d:V1.0-x',
  ])('takes %s', (image) => expect(of(image)).toBeUndefined());
  it.each(['', 'https://public.ecr.aws/a/b', 'Upper/Case', 'a b', 'a:', 'a@sha256:12', 'x'.repeat(1025), 'a:b\u0000'])(
    'refuses %j',
    (image) => expect(of(image)).toBeDefined(),
  );
  it('says what to do with source code', () => {
    expect(checkSource({ ...emptyService.source, kind: 'code' }).kind).toContain('image');
  });
});

it('checkRole takes roles and nothing', () => {
  expect(checkRole('')).toBeUndefined();
  expect(checkRole('arn:aws:iam::000000000000:role/service-role/x')).toBeUndefined();
  expect(checkRole('arn:aws:iam::1:role/x')).toBeDefined();
});

it.each([
  ['', true],
  ['serve --all', true],
  [`sh -c 'a "b'`, true],
  ['say "a \\" b"', true],
  ['say \\', false],
  ['say "a', false],
  ['a\nb', false],
])('checkCommand %j', (command, fine) => expect(checkCommand(command) === undefined).toBe(fine));

it('checkEnvironment by row', () => {
  const wrong = checkEnvironment([
    { name: 'A', value: '' },
    { name: 'A', value: '1' },
    { name: 'B=C', value: '' },
    { name: 'AWSAPPRUNNER_X', value: '' },
    { name: '', value: '' },
    { name: 'KEPT' },
  ]);
  expect(Object.keys(wrong)).toEqual(['1.name', '2.name', '3.name', '4.name', '5.value']);
});

it('checkRuntime bounds the port', () => {
  const port = (port: string) => checkRuntime({ ...emptyService.runtime, port }).port;
  expect([port('1'), port('65535')]).toEqual([undefined, undefined]);
  for (const wrong of ['', '0', '65536', '80a', '1.5', '-1']) expect(port(wrong)).toBeDefined();
});

it('checkHealth asks for no path with TCP', () => {
  expect(checkHealth({ ...emptyService.health, path: '' })).toEqual({});
});

describe('checkNetwork', () => {
  it('asks nothing of public access', () => {
    expect(checkNetwork({ egress: 'DEFAULT', connector: '', added: emptyConnector }, [])).toEqual({});
  });
  it('asks for a connector', () => {
    expect(checkNetwork({ egress: 'VPC', connector: '' }, [])).toHaveProperty('connector');
  });
});

it('checkConnector wants a VPC, then subnets, and five groups at the most', () => {
  expect(Object.keys(checkConnector({ ...emptyConnector, name: 'into-shop' }, []))).toEqual(['vpc']);
  const groups = ['1', '2', '3', '4', '5', '6'];
  expect(Object.keys(checkConnector({ ...emptyConnector, name: 'into-shop', vpc: 'vpc-1', groups }, []))).toEqual([
    'subnets',
    'groups',
  ]);
});

it.each([
  ['Service with the provided name already exists: shop is arn:…', 'name'],
  ["1 validation error detected: Value 'web' at 'serviceName' failed to satisfy constraint: …", 'name'],
  ['NetworkConfiguration.EgressConfiguration.VpcConnectorArn: there is no VPC connector x', 'network.connector'],
  ['VPC connector arn:x has subnets in Availability Zones that services are not available in: …', 'network.connector'],
  ['NetworkConfiguration.IpAddressType DUAL_STACK is not available yet; use IPV4', 'network.egress'],
  ['ImageConfiguration.RuntimeEnvironmentVariables has 51 variables; a service may have 50', 'runtime.environment'],
  ['ImageConfiguration.Port "0" is not a port: use a number from 1 to 65535', 'runtime.port'],
  ["Value at 'sourceConfiguration.imageRepository.imageConfiguration.startCommand' failed …", 'runtime.command'],
  ['InstanceConfiguration: 512 MiB of memory do not go with 1024 units of CPU', 'runtime.memory'],
  ['HealthCheckConfiguration.Path "x" must begin with /', 'health.path'],
  ["Value '21' at 'healthCheckConfiguration.interval' failed", 'health.protocol'],
  ['AutoScalingConfigurationArn: there is no auto scaling configuration x', 'scaling'],
  ['SourceConfiguration.CodeRepository: services run from images for now', 'source.image'],
  ['Tags has 51 tags; a resource may have 50', 'tags'],
  ['The region us-east-1 has 30 services and may have 30', ''],
])('refusedField %s', (message, field) => expect(refusedField(message)).toBe(field));

it.each([
  ['Subnets: the subnet subnet-1 does not exist in this region', 'subnets'],
  ['SecurityGroups: sg-1 belongs to vpc-1, but the subnets lie in vpc-2', 'groups'],
  ['A VPC connector named x exists already: arn', 'name'],
  ['The region us-east-1 has 10 VPC connectors and may have 10.', ''],
])('refusedConnectorField %s', (message, field) => expect(refusedConnectorField(message)).toBe(field));

describe('tags', () => {
  it('are checked by row', () => {
    const twice = [
      { key: 'a', value: '' },
      { key: 'a', value: 'x'.repeat(257) },
      { key: '', value: '' },
    ];
    expect(Object.keys(checkTags(twice))).toEqual(['1.key', '1.value', '2.key']);
  });
  it('change by what differs', () => {
    const before = [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ];
    const after = [
      { key: 'b', value: '3' },
      { key: 'c', value: '' },
    ];
    expect(tagChanges(before, after)).toEqual({
      added: [
        { Key: 'b', Value: '3' },
        { Key: 'c', Value: '' },
      ],
      removed: ['a'],
    });
  });
});
