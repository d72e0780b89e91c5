import type { SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Tabs from '@cloudscape-design/components/tabs';
import { useMemo, useState } from 'react';
import { call } from '../../api/calls';
import { useClients } from '../../api/context';
import { nameOf } from '../../api/names';
import { type Network, useNetwork } from '../../api/network';
import { usePrefixLists, useSecurityGroupRules, useSecurityGroups } from '../../api/security-groups';
import { confirm, type Form, named, nameField, one, rename, text } from '../../change/form';
import { type EditorColumn, RowsEditor } from '../../change/RowsEditor';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { IdText } from '../../components/IdText';
import { trafficWords } from '../../picture/traffic';
import { protocolWords, Suggest, trafficColumns } from './controls';
import { Facts } from './Facts';
import { typeOf } from './ports';
import { type Action, ResourceTab } from './ResourceTab';
import { type Direction, type RuleRow, rowsOf, ruleSheet } from './rules';
import type { TabProps } from './tab';

export default function SecurityGroupsTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const groups = useSecurityGroups(id);
  const create: Form = {
    title: 'Create security group',
    intro:
      'A new group lets nothing in and everything out. Rules are added once it is there: choose it, then edit its rules.',
    submit: 'Create security group',
    fields: [
      {
        id: 'group',
        label: 'Security group name',
        kind: 'text',
        members: ['GroupName', 'security group'],
        constraint: 'It can’t be changed later, and must not begin with sg-.',
      },
      { id: 'description', label: 'Description', kind: 'text', members: ['GroupDescription', 'description'] },
      nameField,
    ],
    steps: (values) =>
      one(
        'Create the group',
        call('CreateSecurityGroup', {
          GroupName: text(values, 'group'),
          Description: text(values, 'description'),
          VpcId: id,
          TagSpecifications: named('security-group', text(values, 'name')),
        }),
        'GroupId',
      ),
    show: 'MADE',
    done: (values) => `The security group ${text(values, 'group')} is created.`,
  };
  return (
    <ResourceTab
      vpc={id}
      tab="security-groups"
      item={item}
      one="security group"
      many="Security groups"
      query={groups}
      id={(g) => g.GroupId ?? ''}
      teach="A security group says what may come to an interface and what may leave it. Answers always pass."
      create={[{ text: 'Create security group', form: create }]}
      actions={groupActions}
      columns={[
        { id: 'name', header: 'Name', cell: (g) => nameOf(g.Tags) || '–' },
        { id: 'group', header: 'Security group name', cell: (g) => g.GroupName, sortingField: 'GroupName' },
        { id: 'description', header: 'Description', cell: (g) => g.Description },
        { id: 'in', header: 'Inbound rules', cell: (g) => ends(g.IpPermissions) },
        { id: 'out', header: 'Outbound rules', cell: (g) => ends(g.IpPermissionsEgress) },
      ]}
      detail={(g) => <GroupDetail key={g.GroupId} group={g} groups={groups.data ?? []} />}
    />
  );
}

/** How many rules permissions are: one for each other end. */
function ends(permissions: SecurityGroup['IpPermissions']) {
  const counts = (permissions ?? []).map(
    (p) =>
      (p.IpRanges?.length ?? 0) +
      (p.Ipv6Ranges?.length ?? 0) +
      (p.UserIdGroupPairs?.length ?? 0) +
      (p.PrefixListIds?.length ?? 0),
  );
  return counts.reduce((a, b) => a + b, 0);
}

function groupActions(group: SecurityGroup): Action[] {
  const id = group.GroupId ?? '';
  return [
    { text: 'Edit name', form: rename(id, nameOf(group.Tags)) },
    {
      text: 'Delete security group',
      disabledReason: group.GroupName === 'default' ? 'The default group goes with its VPC.' : undefined,
      form: confirm({
        title: `Delete ${id}?`,
        intro: `The group ${group.GroupName} and its rules are deleted. Interfaces that have it, connectors that name it, and rules of other groups that refer to it keep it from being deleted.`,
        submit: 'Delete security group',
        call: call('DeleteSecurityGroup', { GroupId: id }),
        done: `${id} is deleted.`,
      }),
    },
  ];
}

function GroupDetail({ group, groups }: { group: SecurityGroup; groups: SecurityGroup[] }) {
  const rules = useSecurityGroupRules(group.GroupId ?? '');
  const network = useNetwork({ vpc: group.VpcId ?? '' }).data;
  const [editing, setEditing] = useState<Direction>();
  const [tab, setTab] = useState<string>('ingress');
  if (rules.isError) return <ErrorState what="The rules" error={rules.error} retry={rules.refetch} />;
  const rulesOf = (direction: Direction) =>
    editing === direction ? (
      <GroupEditor
        group={group}
        groups={groups}
        direction={direction}
        rows={rowsOf(rules.data ?? [], direction)}
        onClose={() => setEditing(undefined)}
      />
    ) : (
      <RuleTable
        group={group}
        direction={direction}
        rules={(rules.data ?? []).filter((r) => (r.IsEgress ? 'egress' : 'ingress') === direction)}
        loading={rules.isPending}
        network={network}
        groups={groups}
        edit={() => setEditing(direction)}
      />
    );
  return (
    <SpaceBetween size="m">
      <Facts
        tags={group.Tags}
        pairs={[
          ['Security group name', group.GroupName],
          ['Description', group.Description],
          ['Owner', group.OwnerId],
        ]}
      />
      <Tabs
        ariaLabel={`Rules of ${group.GroupId}`}
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          { id: 'ingress', label: 'Inbound rules', content: rulesOf('ingress') },
          { id: 'egress', label: 'Outbound rules', content: rulesOf('egress') },
        ]}
      />
    </SpaceBetween>
  );
}

interface RuleTableProps {
  group: SecurityGroup;
  groups: SecurityGroup[];
  direction: Direction;
  rules: SecurityGroupRule[];
  loading: boolean;
  network: Network | undefined;
  edit(): void;
}

function RuleTable({ group, groups, direction, rules, loading, network, edit }: RuleTableProps) {
  const title = direction === 'ingress' ? 'Inbound rules' : 'Outbound rules';
  const counted = network?.nodes.find((n) => n.id === group.GroupId)?.rules ?? [];
  const rows = rowsOf(rules, direction);
  return (
    <Table
      items={rows}
      trackBy="key"
      loading={loading}
      loadingText="Loading the rules"
      wrapLines
      ariaLabels={{ tableLabel: `${title} of ${group.GroupId}` }}
      columnDefinitions={[
        { id: 'id', header: 'Rule ID', isRowHeader: true, cell: (r) => r.key },
        { id: 'type', header: 'Type', cell: (r) => typeOf(r.protocol, r.ports) },
        { id: 'protocol', header: 'Protocol', cell: (r) => protocolWords(r.protocol) },
        { id: 'ports', header: 'Port range', cell: (r) => r.ports },
        {
          id: 'end',
          header: direction === 'ingress' ? 'Source' : 'Destination',
          cell: (r) => (
            <>
              <IdText text={r.end} vpc={groups.find((g) => g.GroupId === r.end)?.VpcId} />{' '}
              {groups.find((g) => g.GroupId === r.end)?.GroupName}
            </>
          ),
        },
        { id: 'description', header: 'Description', cell: (r) => r.description || '–' },
        {
          id: 'traffic',
          header: 'Traffic, last minutes',
          cell: (r) => {
            const rule = counted.find((c) => c.id === r.key);
            return rule ? trafficWords(rule) : '–';
          },
        },
      ]}
      header={
        <Header
          variant="h3"
          counter={`(${rows.length})`}
          actions={<Button onClick={edit}>Edit {title.toLowerCase()}</Button>}
        >
          {title}
        </Header>
      }
      empty={
        <EmptyState title="No rules">
          {direction === 'ingress' ? 'Nothing may come in.' : 'Nothing may leave.'} Answers to what may still pass.
        </EmptyState>
      }
    />
  );
}

interface GroupEditorProps {
  group: SecurityGroup;
  groups: SecurityGroup[];
  direction: Direction;
  rows: RuleRow[];
  onClose(): void;
}

function GroupEditor({ group, groups, direction, rows, onClose }: GroupEditorProps) {
  const { ec2 } = useClients();
  const lists = usePrefixLists().data ?? [];
  const id = group.GroupId ?? '';
  const sheet = useMemo(() => ruleSheet(ec2, id, direction), [ec2, id, direction]);
  const anywhere = { label: 'Anywhere', options: [{ value: '0.0.0.0/0' }, { value: '::/0' }] };
  const suggestions = [
    anywhere,
    {
      label: 'Security groups',
      options: groups.map((g) => ({ value: g.GroupId ?? '', label: g.GroupId, description: g.GroupName })),
    },
    {
      label: 'Prefix lists',
      options: lists.map((l) => ({
        value: l.PrefixListId ?? '',
        label: l.PrefixListId,
        description: l.PrefixListName,
      })),
    },
  ];
  const columns: EditorColumn<RuleRow>[] = [
    ...trafficColumns<RuleRow>(),
    {
      id: 'end',
      header: direction === 'ingress' ? 'Source' : 'Destination',
      width: 230,
      control: (row, change, label, invalid) => (
        <Suggest
          label={label}
          invalid={invalid}
          value={row.end}
          placeholder="CIDR, sg-… or pl-…"
          suggestions={suggestions}
          onChange={(end) => change({ end })}
        />
      ),
    },
    {
      id: 'description',
      header: 'Description',
      width: 160,
      control: (row, change, label, invalid) => (
        <Input
          ariaLabel={label}
          invalid={invalid}
          value={row.description}
          onChange={({ detail }) => change({ description: detail.value })}
        />
      ),
    },
  ];
  return (
    <RowsEditor
      title={`${direction === 'ingress' ? 'Inbound' : 'Outbound'} rules of ${id}`}
      one="rule"
      vpc={group.VpcId}
      sheet={sheet}
      rows={rows}
      columns={columns}
      blank={{ protocol: 'tcp', ports: '', end: '', description: '' }}
      onClose={onClose}
    />
  );
}
