import { expect, it } from 'vitest';
import { groupChoice, imageChoices, subnetChoice } from './choices';

const subnet = {
  SubnetId: 'subnet-a',
  AvailabilityZone: 'us-east-1c',
  AvailabilityZoneId: 'use1-az3',
  CidrBlock: '10.0.3.0/24',
  AvailableIpAddressCount: 1,
  Tags: [{ Key: 'Name', Value: 'private' }],
};

it('a subnet tells its zone, range and free addresses', () => {
  expect(subnetChoice(subnet, {})).toEqual({
    value: 'subnet-a',
    label: 'subnet-a (private)',
    labelTag: 'us-east-1c',
    description: '10.0.3.0/24 · 1 free address',
    disabled: false,
  });
});

it('a subnet that services cannot use says why', () => {
  expect(subnetChoice(subnet, { 'use1-az3': 'Not here.' })).toMatchObject({
    description: '10.0.3.0/24 · Not here.',
    disabled: true,
  });
});

it('a group that lets nothing out says so', () => {
  expect(groupChoice({ GroupId: 'sg-1', GroupName: 'app' }).labelTag).toBe('Lets nothing out');
  expect(groupChoice({ GroupId: 'sg-1', IpPermissionsEgress: [{}] }).labelTag).toBeUndefined();
});

it('offers each image that services run once', () => {
  const running = (name: string, image?: string) => ({
    ServiceName: name,
    SourceConfiguration: { ImageRepository: image ? { ImageIdentifier: image } : undefined },
  });
  const services = [running('web', 'b/web:1'), running('api', 'a/api:2'), running('admin', 'b/web:1'), running('code')];
  expect(imageChoices(services as Parameters<typeof imageChoices>[0])).toEqual([
    { value: 'a/api:2', description: 'Run by api' },
    { value: 'b/web:1', description: 'Run by admin, web' },
  ]);
});
