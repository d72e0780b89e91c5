import type { Route, RouteTable, Subnet } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useMemo, useState } from 'react';
import { call } from '../../api/calls';
import { useClients } from '../../api/context';
import { useVpnGateways } from '../../api/gateways';
import { idAndName, nameOf } from '../../api/names';
import { useNetwork } from '../../api/network';
import { useRouteTables } from '../../api/route-tables';
import { useSubnets } from '../../api/subnets';
import { checked, confirm, type Form, list, named, nameField, one, rename, text } from '../../change/form';
import { type EditorColumn, RowsEditor } from '../../change/RowsEditor';
import { IdText } from '../../components/IdText';
import { trafficWords } from '../../picture/traffic';
import { Suggest } from './controls';
import { Facts, IdLink, IdLinks } from './Facts';
import { type Action, ResourceTab } from './ResourceTab';
import { destinationOf, editable, type RouteRow, routeSheet, routesOf, targetOf } from './routes';
import { tableOf } from './SubnetsTab';
import type { TabProps } from './tab';
import { useRouteTargets } from './useRouteTargets';

export default function RouteTablesTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const tables = useRouteTables(id);
  const vpns = (useVpnGateways().data ?? []).filter((g) => g.VpcAttachments?.some((a) => a.VpcId === id));
  const subnets = useSubnets(id).data ?? [];
  const create: Form = {
    title: 'Create route table',
    intro:
      'A new table has the route within the VPC alone. Associate subnets with it once its routes are as they should be.',
    submit: 'Create route table',
    fields: [nameField],
    steps: (values) =>
      one(
        'Create the route table',
        call('CreateRouteTable', { VpcId: id, TagSpecifications: named('route-table', text(values, 'name')) }),
        'RouteTable.RouteTableId',
      ),
    show: 'MADE',
    done: () => 'The route table is created.',
  };
  const actions = (table: RouteTable): Action[] => [
    { text: 'Edit name', form: rename(table.RouteTableId ?? '', nameOf(table.Tags)) },
    { text: 'Edit subnet associations', form: associate(table, tables.data ?? [], subnets) },
    makeMain(table, tables.data ?? []),
    {
      text: 'Edit route propagation',
      disabledReason: vpns.length ? undefined : 'No virtual private gateway is attached to this VPC.',
      form: propagate(
        table,
        vpns.map((g) => g.VpnGatewayId ?? ''),
      ),
    },
    {
      text: 'Delete route table',
      disabledReason: isMain(table)
        ? 'The main route table goes with its VPC, or once another one is the main.'
        : undefined,
      form: confirm({
        title: `Delete ${table.RouteTableId}?`,
        intro: 'The table and its routes are deleted. Subnets that are associated with it keep it from being deleted.',
        submit: 'Delete route table',
        call: call('DeleteRouteTable', { RouteTableId: table.RouteTableId }),
        done: `${table.RouteTableId} is deleted.`,
      }),
    },
  ];
  return (
    <ResourceTab
      vpc={id}
      tab="route-tables"
      item={item}
      one="route table"
      many="Route tables"
      query={tables}
      id={(t) => t.RouteTableId ?? ''}
      teach="A route table says where what leaves a subnet goes."
      create={[{ text: 'Create route table', form: create }]}
      actions={actions}
      columns={[
        { id: 'name', header: 'Name', cell: (t) => nameOf(t.Tags) || '–' },
        { id: 'main', header: 'Main', cell: (t) => (isMain(t) ? 'Yes' : 'No') },
        {
          id: 'subnets',
          header: 'Subnet associations',
          cell: (t) => <IdLinks vpc={id} ids={associations(t).map((a) => a.SubnetId)} />,
        },
        { id: 'routes', header: 'Routes', cell: (t) => t.Routes?.length },
        { id: 'blackholes', header: 'Blackholes', cell: (t) => <Blackholes routes={t.Routes ?? []} /> },
      ]}
      detail={(t) => (
        <SpaceBetween size="m">
          <Facts
            tags={t.Tags}
            pairs={[
              ['Main', isMain(t) ? 'Yes' : 'No'],
              ['Associated subnets', <IdLinks vpc={id} ids={associations(t).map((a) => a.SubnetId)} />],
              [
                'Used by',
                <IdLinks
                  vpc={id}
                  ids={subnets.filter((s) => tableOf(s, tables.data ?? []) === t).map((s) => s.SubnetId)}
                />,
              ],
              ['Propagated by', <IdLinks vpc={id} ids={(t.PropagatingVgws ?? []).map((g) => g.GatewayId)} />],
            ]}
          />
          <Routes key={t.RouteTableId} table={t} />
        </SpaceBetween>
      )}
    />
  );
}

function isMain(table: RouteTable) {
  return table.Associations?.some((a) => a.Main) === true;
}

function associations(table: RouteTable) {
  return (table.Associations ?? []).filter((a) => a.SubnetId);
}

function Blackholes({ routes }: { routes: Route[] }) {
  const broken = routes.filter((r) => r.State === 'blackhole').length;
  return broken ? <StatusIndicator type="error">{broken}</StatusIndicator> : <>–</>;
}

/** Associates the chosen subnets with a table, and takes the others from it. */
function associate(table: RouteTable, tables: RouteTable[], subnets: Subnet[]): Form {
  const RouteTableId = table.RouteTableId ?? '';
  const mine = associations(table);
  const held = tables.flatMap(associations);
  return {
    title: `Subnets of ${RouteTableId}`,
    intro: 'Subnets that are associated with no table use the main one.',
    submit: 'Save associations',
    fields: [
      {
        id: 'subnets',
        label: 'Subnets',
        kind: 'multiselect',
        optional: true,
        initial: mine.map((a) => a.SubnetId ?? ''),
        options: subnets.map((s) => ({
          value: s.SubnetId ?? '',
          label: idAndName(s.SubnetId, s.Tags),
          description: s.CidrBlock,
        })),
      },
    ],
    steps: (values) => {
      const chosen = list(values, 'subnets');
      const added = chosen.filter((s) => !mine.some((a) => a.SubnetId === s));
      const left = mine.filter((a) => !chosen.includes(a.SubnetId ?? ''));
      return [
        ...added.map((SubnetId) => {
          const AssociationId = held.find((a) => a.SubnetId === SubnetId)?.RouteTableAssociationId;
          return {
            name: `ADD_${SubnetId}`,
            text: `Associate ${SubnetId}`,
            call: () =>
              AssociationId
                ? call('ReplaceRouteTableAssociation', { AssociationId, RouteTableId })
                : call('AssociateRouteTable', { SubnetId, RouteTableId }),
          };
        }),
        ...left.map((a) => ({
          name: `LEAVE_${a.SubnetId}`,
          text: `Disassociate ${a.SubnetId}`,
          call: () => call('DisassociateRouteTable', { AssociationId: a.RouteTableAssociationId }),
        })),
      ];
    },
    done: () => `The associations of ${RouteTableId} are saved.`,
  };
}

function makeMain(table: RouteTable, tables: RouteTable[]): Action {
  const RouteTableId = table.RouteTableId ?? '';
  const AssociationId = tables.flatMap((t) => t.Associations ?? []).find((a) => a.Main)?.RouteTableAssociationId;
  return {
    text: 'Set main route table',
    disabledReason: isMain(table) ? 'It is the main one already.' : undefined,
    form: confirm({
      title: `Make ${RouteTableId} the main route table?`,
      intro: 'Every subnet that is associated with no table uses it from then on, flows that are under way included.',
      submit: 'Set main route table',
      call: call('ReplaceRouteTableAssociation', { AssociationId, RouteTableId }),
      done: `${RouteTableId} is the main route table.`,
    }),
  };
}

function propagate(table: RouteTable, gateways: string[]): Form {
  const RouteTableId = table.RouteTableId ?? '';
  const now = (table.PropagatingVgws ?? []).map((g) => g.GatewayId ?? '');
  return {
    title: `Route propagation of ${RouteTableId}`,
    intro: 'A virtual private gateway adds the routes to your own network by itself.',
    submit: 'Save',
    fields: gateways.map((g) => ({ id: g, label: g, kind: 'checkbox', initial: now.includes(g) })),
    steps: (values) =>
      gateways
        .filter((g) => checked(values, g) !== now.includes(g))
        .map((GatewayId) => ({
          name: GatewayId,
          text: `${checked(values, GatewayId) ? 'Enable' : 'Disable'} ${GatewayId}`,
          call: () =>
            call(checked(values, GatewayId) ? 'EnableVgwRoutePropagation' : 'DisableVgwRoutePropagation', {
              GatewayId,
              RouteTableId,
            }),
        })),
    done: () => `The route propagation of ${RouteTableId} is saved.`,
  };
}

function Routes({ table }: { table: RouteTable }) {
  const vpc = table.VpcId ?? '';
  const id = table.RouteTableId ?? '';
  const network = useNetwork({ vpc }).data;
  const [editing, setEditing] = useState(false);
  const counted = network?.nodes.find((n) => n.id === id)?.rules ?? [];
  if (editing) return <RoutesEditor table={table} onClose={() => setEditing(false)} />;
  return (
    <Table
      items={table.Routes ?? []}
      trackBy={(r) => destinationOf(r)}
      wrapLines
      ariaLabels={{ tableLabel: `Routes of ${id}` }}
      columnDefinitions={[
        {
          id: 'destination',
          header: 'Destination',
          isRowHeader: true,
          cell: (r) => <IdText text={destinationOf(r)} vpc={vpc} />,
        },
        { id: 'target', header: 'Target', cell: (r) => <IdLink id={targetOf(r)} vpc={vpc} /> },
        {
          id: 'status',
          header: 'Status',
          cell: (r) =>
            r.State === 'blackhole' ? (
              <StatusIndicator type="error">
                Blackhole{blackholeReason(counted.find((c) => c.id === destinationOf(r))?.reason)}
              </StatusIndicator>
            ) : (
              <StatusIndicator>Active</StatusIndicator>
            ),
        },
        {
          id: 'propagated',
          header: 'Propagated',
          cell: (r) => (r.Origin === 'EnableVgwRoutePropagation' ? 'Yes' : 'No'),
        },
        {
          id: 'traffic',
          header: 'Traffic, last minutes',
          cell: (r) => {
            const rule = counted.find((c) => c.id === destinationOf(r));
            return rule && targetOf(r) !== 'local' ? trafficWords(rule) : '–';
          },
        },
      ]}
      header={
        <Header
          variant="h3"
          counter={`(${table.Routes?.length ?? 0})`}
          actions={<Button onClick={() => setEditing(true)}>Edit routes</Button>}
        >
          Routes
        </Header>
      }
    />
  );
}

function blackholeReason(reason: string | undefined) {
  return reason ? `: ${reason}` : '';
}

function RoutesEditor({ table, onClose }: { table: RouteTable; onClose(): void }) {
  const { ec2 } = useClients();
  const id = table.RouteTableId ?? '';
  const vpc = table.VpcId ?? '';
  const sheet = useMemo(() => routeSheet(ec2, id), [ec2, id]);
  const { targets, destinations } = useRouteTargets(vpc);
  const own = (table.Routes ?? []).filter((r) => !editable(r));
  const columns: EditorColumn<RouteRow>[] = [
    {
      id: 'destination',
      header: 'Destination',
      width: 220,
      control: (row, change, label, invalid) => (
        <Suggest
          label={label}
          invalid={invalid}
          value={row.destination}
          placeholder="0.0.0.0/0"
          suggestions={destinations}
          onChange={(destination) => change({ destination })}
        />
      ),
    },
    {
      id: 'target',
      header: 'Target',
      width: 320,
      control: (row, change, label, invalid) => (
        <Suggest
          label={label}
          invalid={invalid}
          value={row.target}
          placeholder="igw-…, nat-…, pcx-…, eni-…"
          suggestions={targets}
          onChange={(target) => change({ target })}
        />
      ),
    },
  ];
  return (
    <RowsEditor
      title={`Routes of ${id}`}
      one="route"
      vpc={vpc}
      sheet={sheet}
      rows={routesOf(table.Routes)}
      columns={columns}
      blank={{ destination: '', target: '' }}
      footer={own.map((r) => (
        <div key={destinationOf(r)}>
          {destinationOf(r)} to {targetOf(r)}
          {r.GatewayId === 'local' ? ', within the VPC' : ', kept by what it leads to'}
        </div>
      ))}
      onClose={onClose}
    />
  );
}
