import type { Service } from '@aws-sdk/client-apprunner';
import type { SecurityGroup, Subnet, Tag, Vpc } from '@aws-sdk/client-ec2';
import type { SelectProps } from '@cloudscape-design/components/select';

export function nameTag(tags: Tag[] | undefined): string {
  return tags?.find(({ Key }) => Key === 'Name')?.Value ?? '';
}

/** An id with the name that its tag gives it. */
export function titled(id: string, tags: Tag[] | undefined): string {
  const name = nameTag(tags);
  return name ? `${id} (${name})` : id;
}

export function vpcChoice({ VpcId = '', CidrBlock = '', IsDefault, Tags }: Vpc): SelectProps.Option {
  return {
    value: VpcId,
    label: titled(VpcId, Tags),
    description: CidrBlock,
    labelTag: IsDefault ? 'Default' : undefined,
  };
}

/** Subnets in the order of their zones, and of their ranges in one. */
export function byZone(a: Subnet, b: Subnet): number {
  const place = ({ AvailabilityZone = '', CidrBlock = '' }: Subnet) => `${AvailabilityZone} ${CidrBlock}`;
  return place(a).localeCompare(place(b), 'en', { numeric: true });
}

/** unsupported says why services can't use a zone, by its id. */
export function subnetChoice(subnet: Subnet, unsupported: Record<string, string>): SelectProps.Option {
  const { SubnetId = '', AvailabilityZone = '', AvailabilityZoneId = '', Tags } = subnet;
  const reason = unsupported[AvailabilityZoneId];
  const free = subnet.AvailableIpAddressCount ?? 0;
  const room = `${free.toLocaleString('en')} free ${free === 1 ? 'address' : 'addresses'}`;
  return {
    value: SubnetId,
    label: titled(SubnetId, Tags),
    labelTag: AvailabilityZone,
    description: `${subnet.CidrBlock} · ${reason ?? room}`,
    disabled: reason !== undefined,
  };
}

export function groupChoice({
  GroupId = '',
  GroupName,
  Description,
  IpPermissionsEgress = [],
}: SecurityGroup): SelectProps.Option {
  const rules = IpPermissionsEgress.length;
  return {
    value: GroupId,
    label: `${GroupId} (${GroupName})`,
    description: Description,
    labelTag: rules === 0 ? 'Lets nothing out' : undefined,
  };
}

/** The images that services run, each once, with the services' names. */
export function imageChoices(services: Service[]): { value: string; description: string }[] {
  const images = new Map<string, string[]>();
  for (const { ServiceName = '', SourceConfiguration } of services) {
    const image = SourceConfiguration?.ImageRepository?.ImageIdentifier;
    if (image) images.set(image, [...(images.get(image) ?? []), ServiceName]);
  }
  return [...images]
    .map(([value, names]) => ({ value, description: `Run by ${names.sort().join(', ')}` }))
    .sort((a, b) => a.value.localeCompare(b.value));
}
