import type { VpcEndpoint } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { useEndpointServices, useEndpoints } from '../../api/endpoints';
import { idAndName, nameOf } from '../../api/names';
import { useRouteTables } from '../../api/route-tables';
import { useSecurityGroups } from '../../api/security-groups';
import { useSubnets } from '../../api/subnets';
import { checked, confirm, type Form, list, named, nameField, one, rename, text } from '../../change/form';
import { StatusOf } from '../../components/StatusOf';
import { Facts, IdLinks } from './Facts';
import { type Action, ResourceTab } from './ResourceTab';
import type { TabProps } from './tab';

export default function EndpointsTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const endpoints = useEndpoints(id);
  const services = useEndpointServices().data ?? [];
  const subnets = (useSubnets(id).data ?? []).map((s) => ({
    value: s.SubnetId ?? '',
    label: idAndName(s.SubnetId, s.Tags),
    description: `${s.CidrBlock}, ${s.AvailabilityZone}`,
  }));
  const groups = (useSecurityGroups(id).data ?? []).map((g) => ({
    value: g.GroupId ?? '',
    label: g.GroupId ?? '',
    description: g.GroupName,
  }));
  const tables = (useRouteTables(id).data ?? []).map((t) => ({
    value: t.RouteTableId ?? '',
    label: idAndName(t.RouteTableId, t.Tags),
  }));
  const kindsOf = (service: string): string[] =>
    services.find((s) => s.ServiceName === service)?.ServiceType?.map((t) => String(t.ServiceType)) ?? [];
  const create: Form = {
    title: 'Create endpoint',
    intro:
      'An endpoint leads to a service that the operator lists, without any gateway: by an interface in subnets, or by a route.',
    submit: 'Create endpoint',
    fields: [
      nameField,
      {
        id: 'service',
        label: 'Service',
        kind: 'select',
        members: ['ServiceName'],
        options: services.map((s) => ({
          value: s.ServiceName ?? '',
          label: s.ServiceName ?? '',
          description: kindsOf(s.ServiceName ?? '').join(', '),
        })),
      },
      {
        id: 'type',
        label: 'Type',
        kind: 'select',
        initial: 'Interface',
        members: ['VpcEndpointType'],
        options: ['Interface', 'Gateway'].map((value) => ({ value, label: value })),
        check: (value, values) => {
          const kinds = kindsOf(text(values, 'service'));
          return kinds.length && !kinds.includes(String(value))
            ? `${text(values, 'service')} has endpoints of the type ${kinds.join(', ')}.`
            : undefined;
        },
      },
      { id: 'tables', label: 'Route tables', kind: 'multiselect', options: tables, when: (v) => v.type === 'Gateway' },
      { id: 'subnets', label: 'Subnets', kind: 'multiselect', options: subnets, when: (v) => v.type === 'Interface' },
      {
        id: 'groups',
        label: 'Security groups',
        kind: 'multiselect',
        optional: true,
        description: 'The VPC’s default group, if none is chosen.',
        options: groups,
        when: (v) => v.type === 'Interface',
      },
      {
        id: 'dns',
        label: 'Enable private DNS names',
        kind: 'checkbox',
        initial: true,
        description: 'The service’s own name leads to the endpoint within the VPC.',
        when: (v) => v.type === 'Interface',
      },
    ],
    steps: (values) => {
      const gateway = values.type === 'Gateway';
      const groupIds = list(values, 'groups');
      return one(
        'Create the endpoint',
        call('CreateVpcEndpoint', {
          VpcId: id,
          ServiceName: text(values, 'service'),
          VpcEndpointType: gateway ? 'Gateway' : 'Interface',
          RouteTableIds: gateway ? list(values, 'tables') : undefined,
          SubnetIds: gateway ? undefined : list(values, 'subnets'),
          SecurityGroupIds: gateway || !groupIds.length ? undefined : groupIds,
          PrivateDnsEnabled: gateway ? undefined : checked(values, 'dns'),
          TagSpecifications: named('vpc-endpoint', text(values, 'name')),
        }),
        'VpcEndpoint.VpcEndpointId',
      );
    },
    show: 'MADE',
    done: (values) => `The endpoint for ${text(values, 'service')} is being made.`,
  };
  return (
    <ResourceTab
      vpc={id}
      tab="endpoints"
      item={item}
      one="endpoint"
      many="Endpoints"
      query={endpoints}
      items={endpoints.data?.filter((e) => !/^deleted$/i.test(e.State ?? ''))}
      id={(e) => e.VpcEndpointId ?? ''}
      teach="The services that endpoints can lead to are listed by the operator, by serve’s --endpoint-service and --gateway-endpoint-service."
      create={[
        {
          text: 'Create endpoint',
          form: create,
          disabledReason: services.length ? undefined : 'The operator lists no service for endpoints.',
        },
      ]}
      actions={endpointActions}
      columns={[
        { id: 'name', header: 'Name', cell: (e) => nameOf(e.Tags) || '–' },
        { id: 'type', header: 'Type', cell: (e) => e.VpcEndpointType },
        { id: 'state', header: 'State', cell: (e) => <StatusOf status={e.State?.toLowerCase()} /> },
        { id: 'service', header: 'Service', cell: (e) => e.ServiceName },
      ]}
      detail={(e) => (
        <Facts
          tags={e.Tags}
          pairs={[
            ['Service', e.ServiceName],
            ['Type', e.VpcEndpointType],
            ['State', <StatusOf status={e.State?.toLowerCase()} />],
            ['Private DNS names', e.PrivateDnsEnabled ? 'Enabled' : 'Disabled'],
            ['Subnets', <IdLinks vpc={id} ids={e.SubnetIds ?? []} />],
            ['Security groups', <IdLinks vpc={id} ids={(e.Groups ?? []).map((g) => g.GroupId)} />],
            ['Network interfaces', <IdLinks vpc={id} ids={e.NetworkInterfaceIds ?? []} />],
            ['Route tables', <IdLinks vpc={id} ids={e.RouteTableIds ?? []} />],
            ['DNS names', e.DnsEntries?.map((d) => <div key={d.DnsName}>{d.DnsName}</div>)],
            ['Failure', e.LastError?.Message],
          ]}
        />
      )}
    />
  );
}

function endpointActions(endpoint: VpcEndpoint): Action[] {
  const id = endpoint.VpcEndpointId ?? '';
  return [
    { text: 'Edit name', form: rename(id, nameOf(endpoint.Tags)) },
    {
      text: 'Delete endpoint',
      form: confirm({
        title: `Delete ${id}?`,
        intro: `What reaches ${endpoint.ServiceName} by this endpoint reaches it no more.`,
        submit: 'Delete endpoint',
        call: call('DeleteVpcEndpoints', { VpcEndpointIds: [id] }),
        done: `${id} is being deleted.`,
      }),
    },
  ];
}
