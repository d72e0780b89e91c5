import type { NetworkInterface, SecurityGroup } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { useInterfaces } from '../../api/interfaces';
import { idAndName, nameOf } from '../../api/names';
import { useSecurityGroups } from '../../api/security-groups';
import { useSubnets } from '../../api/subnets';
import { checked, confirm, type Form, given, list, named, nameField, one, rename, text } from '../../change/form';
import { StatusOf } from '../../components/StatusOf';
import { Facts, IdLink, IdLinks } from './Facts';
import { type Action, ResourceTab } from './ResourceTab';
import type { TabProps } from './tab';

export default function InterfacesTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const interfaces = useInterfaces(id);
  const groups = useSecurityGroups(id).data ?? [];
  const subnets = useSubnets(id).data ?? [];
  const create: Form = {
    title: 'Create network interface',
    intro:
      'An interface of its own, which can be attached to an instance. Services get theirs from their VPC connector.',
    submit: 'Create network interface',
    fields: [
      nameField,
      { id: 'description', label: 'Description', kind: 'text', optional: true },
      {
        id: 'subnet',
        label: 'Subnet',
        kind: 'select',
        members: ['SubnetId'],
        options: subnets.map((s) => ({
          value: s.SubnetId ?? '',
          label: idAndName(s.SubnetId, s.Tags),
          description: `${s.CidrBlock}, ${s.AvailableIpAddressCount} addresses free`,
        })),
      },
      {
        id: 'address',
        label: 'Private IPv4 address',
        kind: 'text',
        optional: true,
        members: ['PrivateIpAddress', 'address'],
        description: 'A free one of the subnet, if none is given.',
      },
      { ...groupsField(groups), optional: true, description: 'The VPC’s default group, if none is chosen.' },
    ],
    steps: (values) =>
      one(
        'Create the interface',
        call('CreateNetworkInterface', {
          SubnetId: text(values, 'subnet'),
          Description: given(text(values, 'description')),
          PrivateIpAddress: given(text(values, 'address')),
          Groups: list(values, 'groups').length ? list(values, 'groups') : undefined,
          TagSpecifications: named('network-interface', text(values, 'name')),
        }),
        'NetworkInterface.NetworkInterfaceId',
      ),
    show: 'MADE',
    done: () => 'The network interface is created.',
  };
  return (
    <ResourceTab
      vpc={id}
      tab="interfaces"
      item={item}
      one="network interface"
      many="Network interfaces"
      query={interfaces}
      id={(i) => i.NetworkInterfaceId ?? ''}
      teach="Every instance of a service has an interface in one of its connector’s subnets."
      create={[{ text: 'Create network interface', form: create }]}
      actions={(i) => interfaceActions(i, groups)}
      columns={[
        { id: 'name', header: 'Name', cell: (i) => nameOf(i.TagSet) || '–' },
        { id: 'status', header: 'Status', cell: (i) => <StatusOf status={i.Status} /> },
        { id: 'type', header: 'Type', cell: (i) => i.InterfaceType },
        { id: 'private', header: 'Private IPv4 address', cell: (i) => i.PrivateIpAddress },
        { id: 'public', header: 'Public address', cell: (i) => i.Association?.PublicIp ?? '–' },
        { id: 'subnet', header: 'Subnet', cell: (i) => <IdLink id={i.SubnetId} vpc={id} /> },
        { id: 'description', header: 'Description', cell: (i) => i.Description || '–' },
      ]}
      detail={(i) => (
        <Facts
          tags={i.TagSet}
          pairs={[
            ['Status', <StatusOf status={i.Status} />],
            ['Type', i.InterfaceType],
            ['Description', i.Description],
            ['Managed by', i.RequesterManaged ? i.RequesterId : undefined],
            ['Private IPv4 addresses', i.PrivateIpAddresses?.map((a) => a.PrivateIpAddress).join(', ')],
            ['IPv6 addresses', i.Ipv6Addresses?.map((a) => a.Ipv6Address).join(', ')],
            ['Public address', i.Association?.PublicIp],
            ['Private DNS name', i.PrivateDnsName],
            ['Subnet', <IdLink id={i.SubnetId} vpc={id} />],
            ['Security groups', <IdLinks vpc={id} ids={(i.Groups ?? []).map((g) => g.GroupId)} />],
            ['Attached to', i.Attachment?.InstanceId],
            ['Source/destination check', i.SourceDestCheck ? 'On' : 'Off'],
          ]}
        />
      )}
    />
  );
}

function groupsField(groups: SecurityGroup[]) {
  return {
    id: 'groups',
    label: 'Security groups',
    kind: 'multiselect' as const,
    members: ['Groups', 'group'],
    options: groups.map((g) => ({ value: g.GroupId ?? '', label: g.GroupId ?? '', description: g.GroupName })),
  };
}

function interfaceActions(i: NetworkInterface, groups: SecurityGroup[]): Action[] {
  const id = i.NetworkInterfaceId ?? '';
  const managed = i.RequesterManaged ? `It is managed by ${i.RequesterId}.` : undefined;
  return [
    { text: 'Edit name', form: rename(id, nameOf(i.TagSet)) },
    {
      text: 'Change security groups',
      disabledReason: managed,
      form: {
        title: `Security groups of ${id}`,
        submit: 'Save',
        fields: [{ ...groupsField(groups), initial: (i.Groups ?? []).map((g) => g.GroupId ?? '') }],
        steps: (values) =>
          one(
            'Change the groups',
            call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: id, Groups: list(values, 'groups') }),
          ),
        done: () => `The groups of ${id} are saved.`,
      },
    },
    {
      text: 'Change source/destination check',
      disabledReason: managed,
      form: {
        title: `Source/destination check of ${id}`,
        submit: 'Save',
        fields: [
          {
            id: 'check',
            label: 'Source/destination check',
            kind: 'checkbox',
            initial: i.SourceDestCheck ?? true,
            description: 'With it, packets that are neither from nor to the interface’s own addresses are dropped.',
          },
        ],
        steps: (values) =>
          one(
            'Change the check',
            call('ModifyNetworkInterfaceAttribute', {
              NetworkInterfaceId: id,
              SourceDestCheck: { Value: checked(values, 'check') },
            }),
          ),
        done: () => `The source/destination check of ${id} is saved.`,
      },
    },
    {
      text: 'Delete network interface',
      disabledReason: managed ?? (i.Status === 'in-use' ? 'It is in use.' : undefined),
      form: confirm({
        title: `Delete ${id}?`,
        intro: 'Its addresses are free again.',
        submit: 'Delete network interface',
        call: call('DeleteNetworkInterface', { NetworkInterfaceId: id }),
        done: `${id} is deleted.`,
      }),
    },
  ];
}
