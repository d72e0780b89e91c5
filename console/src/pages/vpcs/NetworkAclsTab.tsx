import type { NetworkAcl, Subnet } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Tabs from '@cloudscape-design/components/tabs';
import { useMemo, useState } from 'react';
import { call } from '../../api/calls';
import { useClients } from '../../api/context';
import { idAndName, nameOf } from '../../api/names';
import { useNetwork } from '../../api/network';
import { useNetworkAcls } from '../../api/network-acls';
import { useSubnets } from '../../api/subnets';
import { confirm, type Form, list, named, nameField, one, rename, text } from '../../change/form';
import { type EditorColumn, RowsEditor } from '../../change/RowsEditor';
import { trafficWords } from '../../picture/traffic';
import { protocolWords, trafficColumns } from './controls';
import { type EntryRow, entriesOf, entrySheet } from './entries';
import { Facts, IdLinks } from './Facts';
import { typeOf } from './ports';
import { type Action, ResourceTab } from './ResourceTab';
import type { TabProps } from './tab';

export default function NetworkAclsTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const acls = useNetworkAcls(id);
  const subnets = useSubnets(id).data ?? [];
  const create: Form = {
    title: 'Create network ACL',
    intro: 'A new ACL lets nothing pass, in either direction, until it has rules.',
    submit: 'Create network ACL',
    fields: [nameField],
    steps: (values) =>
      one(
        'Create the network ACL',
        call('CreateNetworkAcl', { VpcId: id, TagSpecifications: named('network-acl', text(values, 'name')) }),
        'NetworkAcl.NetworkAclId',
      ),
    show: 'MADE',
    done: () => 'The network ACL is created.',
  };
  return (
    <ResourceTab
      vpc={id}
      tab="network-acls"
      item={item}
      one="network ACL"
      many="Network ACLs"
      query={acls}
      id={(a) => a.NetworkAclId ?? ''}
      teach="A network ACL judges every packet that enters or leaves a subnet, answers too."
      create={[{ text: 'Create network ACL', form: create }]}
      actions={(acl) => aclActions(acl, acls.data ?? [], subnets)}
      columns={[
        { id: 'name', header: 'Name', cell: (a) => nameOf(a.Tags) || '–' },
        { id: 'default', header: 'Default', cell: (a) => (a.IsDefault ? 'Yes' : 'No') },
        {
          id: 'subnets',
          header: 'Associated with',
          cell: (a) => <IdLinks vpc={id} ids={(a.Associations ?? []).map((x) => x.SubnetId)} />,
        },
        { id: 'in', header: 'Inbound rules', cell: (a) => a.Entries?.filter((e) => !e.Egress).length },
        { id: 'out', header: 'Outbound rules', cell: (a) => a.Entries?.filter((e) => e.Egress).length },
      ]}
      detail={(a) => <AclDetail key={a.NetworkAclId} acl={a} />}
    />
  );
}

function aclActions(acl: NetworkAcl, acls: NetworkAcl[], subnets: Subnet[]): Action[] {
  const id = acl.NetworkAclId ?? '';
  const mine = (acl.Associations ?? []).map((a) => a.SubnetId ?? '');
  const all = acls.flatMap((a) => a.Associations ?? []);
  return [
    { text: 'Edit name', form: rename(id, nameOf(acl.Tags)) },
    {
      text: 'Edit subnet associations',
      form: {
        title: `Subnets of ${id}`,
        intro: 'A subnet always has one network ACL: choosing it here takes it from the one that it has.',
        submit: 'Save associations',
        fields: [
          {
            id: 'subnets',
            label: 'Subnets',
            kind: 'multiselect',
            optional: true,
            initial: [],
            options: subnets
              .filter((s) => !mine.includes(s.SubnetId ?? ''))
              .map((s) => ({
                value: s.SubnetId ?? '',
                label: idAndName(s.SubnetId, s.Tags),
                description: s.CidrBlock,
              })),
          },
        ],
        steps: (values) =>
          list(values, 'subnets').map((subnet) => ({
            name: `ADD_${subnet}`,
            text: `Associate ${subnet}`,
            call: () =>
              call('ReplaceNetworkAclAssociation', {
                AssociationId: all.find((a) => a.SubnetId === subnet)?.NetworkAclAssociationId,
                NetworkAclId: id,
              }),
          })),
        done: () => `The associations of ${id} are saved.`,
      },
    },
    {
      text: 'Delete network ACL',
      disabledReason: acl.IsDefault
        ? 'The default network ACL goes with its VPC.'
        : mine.length
          ? 'Subnets are associated with it. Give them another one first.'
          : undefined,
      form: confirm({
        title: `Delete ${id}?`,
        intro: 'The network ACL and its rules are deleted.',
        submit: 'Delete network ACL',
        call: call('DeleteNetworkAcl', { NetworkAclId: id }),
        done: `${id} is deleted.`,
      }),
    },
  ];
}

function AclDetail({ acl }: { acl: NetworkAcl }) {
  const [tab, setTab] = useState('in');
  return (
    <SpaceBetween size="m">
      <Facts
        tags={acl.Tags}
        pairs={[
          ['Default', acl.IsDefault ? 'Yes' : 'No'],
          ['Associated with', <IdLinks vpc={acl.VpcId} ids={(acl.Associations ?? []).map((a) => a.SubnetId)} />],
          ['Owner', acl.OwnerId],
        ]}
      />
      <Tabs
        ariaLabel={`Rules of ${acl.NetworkAclId}`}
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          { id: 'in', label: 'Inbound rules', content: <Entries acl={acl} egress={false} /> },
          { id: 'out', label: 'Outbound rules', content: <Entries acl={acl} egress /> },
        ]}
      />
    </SpaceBetween>
  );
}

const columns: EditorColumn<EntryRow>[] = [
  {
    id: 'number',
    header: 'Rule number',
    width: 100,
    control: (row, change, label, invalid) => (
      <Input
        ariaLabel={label}
        invalid={invalid}
        inputMode="numeric"
        value={row.number}
        onChange={({ detail }) => change({ number: detail.value })}
      />
    ),
  },
  ...trafficColumns<EntryRow>(),
  {
    id: 'cidr',
    header: 'CIDR',
    width: 180,
    control: (row, change, label, invalid) => (
      <Input
        ariaLabel={label}
        invalid={invalid}
        placeholder="0.0.0.0/0"
        value={row.cidr}
        onChange={({ detail }) => change({ cidr: detail.value })}
      />
    ),
  },
  {
    id: 'allow',
    header: 'Allow/Deny',
    width: 120,
    control: (row, change, label, invalid) => (
      <Select
        ariaLabel={label}
        invalid={invalid}
        expandToViewport
        selectedOption={row.allow ? { value: 'allow', label: 'Allow' } : { value: 'deny', label: 'Deny' }}
        options={[
          { value: 'allow', label: 'Allow' },
          { value: 'deny', label: 'Deny' },
        ]}
        onChange={({ detail }) => change({ allow: detail.selectedOption.value === 'allow' })}
      />
    ),
  },
];

function Entries({ acl, egress }: { acl: NetworkAcl; egress: boolean }) {
  const { ec2 } = useClients();
  const id = acl.NetworkAclId ?? '';
  const [editing, setEditing] = useState(false);
  const sheet = useMemo(() => entrySheet(ec2, id, egress), [ec2, id, egress]);
  const counted = useNetwork({ vpc: acl.VpcId ?? '' }).data?.nodes.find((n) => n.id === id)?.rules ?? [];
  const rows = entriesOf(acl.Entries, egress);
  const title = egress ? 'Outbound rules' : 'Inbound rules';
  const of = (number: string) => counted.find((c) => c.id === `${egress ? 'egress' : 'ingress'} ${number}`);
  if (editing) {
    return (
      <RowsEditor
        title={`${title} of ${id}`}
        one="rule"
        vpc={acl.VpcId}
        sheet={sheet}
        rows={rows}
        columns={columns}
        blank={{ number: '', protocol: 'tcp', ports: '', cidr: '', allow: true }}
        footer="* Everything that no rule names is denied."
        onClose={() => setEditing(false)}
      />
    );
  }
  const last: EntryRow = { key: '*', number: '*', protocol: '-1', ports: 'All', cidr: '0.0.0.0/0', allow: false };
  return (
    <Table
      items={[...rows, last]}
      trackBy="key"
      wrapLines
      ariaLabels={{ tableLabel: `${title} of ${id}` }}
      columnDefinitions={[
        { id: 'number', header: 'Rule number', isRowHeader: true, cell: (r) => r.number },
        { id: 'type', header: 'Type', cell: (r) => typeOf(r.protocol, r.ports) },
        { id: 'protocol', header: 'Protocol', cell: (r) => protocolWords(r.protocol) },
        { id: 'ports', header: 'Port range', cell: (r) => r.ports },
        { id: 'cidr', header: egress ? 'Destination' : 'Source', cell: (r) => r.cidr },
        {
          id: 'allow',
          header: 'Allow/Deny',
          cell: (r) => (
            <StatusIndicator type={r.allow ? 'success' : 'stopped'}>{r.allow ? 'Allow' : 'Deny'}</StatusIndicator>
          ),
        },
        {
          id: 'traffic',
          header: 'Traffic, last minutes',
          cell: (r) => {
            const rule = of(r.number);
            return rule ? trafficWords(rule) : '–';
          },
        },
      ]}
      header={
        <Header
          variant="h3"
          counter={`(${rows.length + 1})`}
          actions={<Button onClick={() => setEditing(true)}>Edit {title.toLowerCase()}</Button>}
        >
          {title}
        </Header>
      }
    />
  );
}
