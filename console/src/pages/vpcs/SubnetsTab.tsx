import type { NetworkAcl, RouteTable, Subnet } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { idAndName, nameOf } from '../../api/names';
import { useNetworkAcls } from '../../api/network-acls';
import { useRouteTables } from '../../api/route-tables';
import { useSubnets, useZones } from '../../api/subnets';
import { confirm, type Form, given, named, nameField, one, rename, text } from '../../change/form';
import { StatusOf } from '../../components/StatusOf';
import { Facts, IdLink } from './Facts';
import { type Action, ResourceTab } from './ResourceTab';
import { freeRange } from './ranges';
import type { TabProps } from './tab';

export default function SubnetsTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const subnets = useSubnets(id);
  const tables = useRouteTables(id).data ?? [];
  const acls = useNetworkAcls(id).data ?? [];
  const zones = useZones().data ?? [];
  const ranges = (vpc.CidrBlockAssociationSet ?? []).map((a) => a.CidrBlock ?? '');
  const taken = (subnets.data ?? []).map((s) => s.CidrBlock ?? '');
  const create: Form = {
    title: 'Create subnet',
    intro: `In ${idAndName(id, vpc.Tags)}: ${ranges.join(', ')}. Four addresses at its beginning and one at its end are reserved.`,
    submit: 'Create subnet',
    fields: [
      nameField,
      {
        id: 'zone',
        label: 'Availability Zone',
        kind: 'select',
        optional: true,
        members: ['AvailabilityZone'],
        placeholder: 'No preference',
        options: zones.map((z) => ({ value: z.ZoneName ?? '', label: `${z.ZoneName} (${z.ZoneId})` })),
      },
      {
        id: 'cidr',
        label: 'IPv4 subnet CIDR block',
        kind: 'text',
        members: ['CidrBlock', 'CIDR'],
        initial: freeRange(ranges, taken, 24) ?? '',
        placeholder: '10.0.1.0/24',
        constraint: 'Within the VPC’s ranges, /16 to /28, apart from its other subnets.',
      },
    ],
    steps: (values) =>
      one(
        'Create the subnet',
        call('CreateSubnet', {
          VpcId: id,
          CidrBlock: text(values, 'cidr'),
          AvailabilityZone: given(text(values, 'zone')),
          TagSpecifications: named('subnet', text(values, 'name')),
        }),
        'Subnet.SubnetId',
      ),
    show: 'MADE',
    done: (values) => `The subnet ${text(values, 'cidr')} is created.`,
  };
  return (
    <ResourceTab
      vpc={id}
      tab="subnets"
      item={item}
      one="subnet"
      many="Subnets"
      query={subnets}
      id={(s) => s.SubnetId ?? ''}
      teach="A subnet is a range of the VPC’s addresses in one zone. VPC connectors put services’ interfaces into subnets."
      create={[{ text: 'Create subnet', form: create }]}
      actions={(s) => subnetActions(s, tables, acls)}
      columns={[
        { id: 'name', header: 'Name', cell: (s) => nameOf(s.Tags) || '–' },
        { id: 'state', header: 'State', cell: (s) => <StatusOf status={s.State} /> },
        { id: 'cidr', header: 'IPv4 CIDR', cell: (s) => s.CidrBlock, sortingField: 'CidrBlock' },
        {
          id: 'zone',
          header: 'Availability Zone',
          cell: (s) => `${s.AvailabilityZone} (${s.AvailabilityZoneId})`,
          sortingField: 'AvailabilityZone',
        },
        {
          id: 'free',
          header: 'Available IPv4 addresses',
          cell: (s) => s.AvailableIpAddressCount,
          sortingField: 'AvailableIpAddressCount',
        },
        { id: 'table', header: 'Route table', cell: (s) => <IdLink id={tableOf(s, tables)?.RouteTableId} vpc={id} /> },
        { id: 'acl', header: 'Network ACL', cell: (s) => <IdLink id={aclOf(s, acls)?.NetworkAclId} vpc={id} /> },
      ]}
      detail={(s) => <SubnetFacts subnet={s} tables={tables} acls={acls} />}
    />
  );
}

function SubnetFacts({ subnet, tables, acls }: { subnet: Subnet; tables: RouteTable[]; acls: NetworkAcl[] }) {
  const table = tableOf(subnet, tables);
  const implicit = table && !table.Associations?.some((a) => a.SubnetId === subnet.SubnetId);
  return (
    <Facts
      tags={subnet.Tags}
      pairs={[
        ['IPv4 CIDR', subnet.CidrBlock],
        ['IPv6 CIDR', subnet.Ipv6CidrBlockAssociationSet?.map((a) => a.Ipv6CidrBlock).join(', ')],
        ['Availability Zone', `${subnet.AvailabilityZone} (${subnet.AvailabilityZoneId})`],
        ['Available IPv4 addresses', subnet.AvailableIpAddressCount],
        [
          'Route table',
          <>
            <IdLink id={table?.RouteTableId} vpc={subnet.VpcId} name={nameOf(table?.Tags)} />
            {implicit && ' - the main one, since none is associated'}
          </>,
        ],
        ['Network ACL', <IdLink id={aclOf(subnet, acls)?.NetworkAclId} vpc={subnet.VpcId} />],
        ['Auto-assign public IPv4 address', subnet.MapPublicIpOnLaunch ? 'Yes' : 'No'],
        ['Default subnet', subnet.DefaultForAz ? 'Yes' : 'No'],
      ]}
    />
  );
}

/** The route table that a subnet uses: the associated one, else the VPC's main. */
export function tableOf(subnet: Subnet, tables: RouteTable[]): RouteTable | undefined {
  return (
    tables.find((t) => t.Associations?.some((a) => a.SubnetId === subnet.SubnetId)) ??
    tables.find((t) => t.VpcId === subnet.VpcId && t.Associations?.some((a) => a.Main))
  );
}

export function aclOf(subnet: Subnet, acls: NetworkAcl[]): NetworkAcl | undefined {
  return acls.find((a) => a.Associations?.some((x) => x.SubnetId === subnet.SubnetId));
}

function subnetActions(subnet: Subnet, tables: RouteTable[], acls: NetworkAcl[]): Action[] {
  const id = subnet.SubnetId ?? '';
  const acl = aclOf(subnet, acls);
  const association = acl?.Associations?.find((a) => a.SubnetId === id)?.NetworkAclAssociationId;
  return [
    { text: 'Edit name', form: rename(id, nameOf(subnet.Tags)) },
    { text: 'Edit route table association', form: associateTable(subnet, tables) },
    {
      text: 'Edit network ACL association',
      form: {
        title: `Network ACL of ${id}`,
        submit: 'Save',
        fields: [
          {
            id: 'acl',
            label: 'Network ACL',
            kind: 'select',
            initial: acl?.NetworkAclId,
            options: acls.map((a) => ({
              value: a.NetworkAclId ?? '',
              label: idAndName(a.NetworkAclId, a.Tags),
              description: a.IsDefault ? 'Default' : undefined,
            })),
          },
        ],
        steps: (values) =>
          one(
            'Replace the association',
            call('ReplaceNetworkAclAssociation', { AssociationId: association, NetworkAclId: text(values, 'acl') }),
          ),
        done: (values) => `${id} is guarded by ${text(values, 'acl')}.`,
      },
    },
    {
      text: 'Edit auto-assign of public addresses',
      form: {
        title: `Public addresses in ${id}`,
        submit: 'Save',
        fields: [
          {
            id: 'map',
            label: 'Auto-assign public IPv4 address',
            kind: 'checkbox',
            initial: subnet.MapPublicIpOnLaunch ?? false,
            description: 'EC2 instances that are launched here get a public address. Services never do.',
          },
        ],
        steps: (values) =>
          one(
            'Change the subnet',
            call('ModifySubnetAttribute', { SubnetId: id, MapPublicIpOnLaunch: { Value: values.map === true } }),
          ),
        done: () => `${id} is changed.`,
      },
    },
    {
      text: 'Delete subnet',
      form: confirm({
        title: `Delete ${id}?`,
        intro: `The subnet ${subnet.CidrBlock} is deleted. VPC connectors that name it keep it from being deleted, and so do interfaces in it.`,
        submit: 'Delete subnet',
        call: call('DeleteSubnet', { SubnetId: id }),
        done: `${id} is deleted.`,
      }),
    },
  ];
}

/** The form that gives a subnet another route table. */
export function associateTable(subnet: Subnet, tables: RouteTable[]): Form {
  const id = subnet.SubnetId ?? '';
  const explicit = tables.flatMap((t) => t.Associations ?? []).find((a) => a.SubnetId === id);
  return {
    title: `Route table of ${id}`,
    intro: 'Flows that are under way follow the new routes at once.',
    submit: 'Save',
    fields: [
      {
        id: 'table',
        label: 'Route table',
        kind: 'select',
        initial: explicit?.RouteTableId ?? 'main',
        options: [
          { value: 'main', label: 'The main route table', description: 'Whichever is the main one' },
          ...tables.map((t) => ({
            value: t.RouteTableId ?? '',
            label: idAndName(t.RouteTableId, t.Tags),
            description: t.Associations?.some((a) => a.Main) ? 'Main' : undefined,
          })),
        ],
      },
    ],
    steps: (values) => {
      const RouteTableId = text(values, 'table');
      const AssociationId = explicit?.RouteTableAssociationId;
      if (RouteTableId === 'main') {
        return AssociationId ? one('Disassociate', call('DisassociateRouteTable', { AssociationId })) : [];
      }
      return one(
        'Associate',
        AssociationId
          ? call('ReplaceRouteTableAssociation', { AssociationId, RouteTableId })
          : call('AssociateRouteTable', { SubnetId: id, RouteTableId }),
      );
    },
    done: (values) =>
      `${id} uses ${text(values, 'table') === 'main' ? 'the main route table' : text(values, 'table')}.`,
  };
}
