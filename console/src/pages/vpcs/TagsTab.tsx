import type { EC2Client, Tag } from '@aws-sdk/client-ec2';
import { DescribeTagsCommand } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Table from '@cloudscape-design/components/table';
import { useMemo, useState } from 'react';
import { call } from '../../api/calls';
import { useClients } from '../../api/context';
import { all } from '../../api/pages';
import { type EditorColumn, RowsEditor } from '../../change/RowsEditor';
import type { Row, RowCall, Sheet } from '../../change/sheet';
import { EmptyState } from '../../components/EmptyState';
import type { TabProps } from './tab';

interface TagRow extends Row {
  name: string;
  value: string;
}

function tagRows(tags: Tag[] | undefined): TagRow[] {
  return (tags ?? []).map((t) => ({ key: `tag ${t.Key}`, name: t.Key ?? '', value: t.Value ?? '' }));
}

function readTags(ec2: EC2Client, id: string): Promise<Tag[]> {
  return all(async (NextToken) => {
    const Filters = [{ Name: 'resource-id', Values: [id] }];
    const page = await ec2.send(new DescribeTagsCommand({ Filters, NextToken }));
    return { items: page.Tags, token: page.NextToken };
  });
}

function tagSheet(ec2: EC2Client, id: string): Sheet<TagRow> {
  const same = (a: TagRow, b: TagRow) => a.name === b.name && a.value === b.value;
  return {
    read: async () => tagRows(await readTags(ec2, id)),
    same,
    words: (r) => `${r.name}: ${r.value}`,
    check: (row, rows): Record<string, string> => {
      if (!row.name) return { name: 'Enter a key.' };
      if (rows.some((r) => r !== row && r.name === row.name)) return { name: 'Another tag here has this key.' };
      return {};
    },
    column: (message) => (/value/i.test(message) ? 'value' : 'name'),
    calls: (before, after) => tagCalls(id, before, after, same),
  };
}

function tagCalls(id: string, before: TagRow[], after: TagRow[], same: (a: TagRow, b: TagRow) => boolean): RowCall[] {
  const set = after.filter((r) => !before.some((b) => same(b, r)));
  const gone = before.filter((b) => !after.some((r) => r.name === b.name));
  const create = (rows: TagRow[]) =>
    call('CreateTags', { Resources: [id], Tags: rows.map((r) => ({ Key: r.name, Value: r.value })) });
  const calls: RowCall[] = [];
  if (set.length) {
    const single = (key: string) => create(set.filter((r) => r.key === key));
    calls.push({ keys: set.map((r) => r.key), call: create(set), single });
  }
  if (gone.length) {
    const Tags = gone.map((r) => ({ Key: r.name }));
    calls.push({ keys: gone.map((r) => r.key), call: call('DeleteTags', { Resources: [id], Tags }) });
  }
  return calls;
}

const columns: EditorColumn<TagRow>[] = [
  {
    id: 'name',
    header: 'Key',
    control: (row, change, label, invalid) => (
      <Input ariaLabel={label} invalid={invalid} value={row.name} onChange={(e) => change({ name: e.detail.value })} />
    ),
  },
  {
    id: 'value',
    header: 'Value',
    control: (row, change, label, invalid) => (
      <Input
        ariaLabel={label}
        invalid={invalid}
        value={row.value}
        onChange={(e) => change({ value: e.detail.value })}
      />
    ),
  },
];

export default function TagsTab({ vpc }: TabProps) {
  const { ec2 } = useClients();
  const id = vpc.VpcId;
  const [editing, setEditing] = useState(false);
  const sheet = useMemo(() => tagSheet(ec2, id), [ec2, id]);
  const rows = tagRows(vpc.Tags);
  if (editing) {
    return (
      <RowsEditor
        title={`Tags of ${id}`}
        one="tag"
        vpc={id}
        sheet={sheet}
        rows={rows}
        columns={columns}
        blank={{ name: '', value: '' }}
        onClose={() => setEditing(false)}
      />
    );
  }
  return (
    <Table
      items={rows}
      trackBy="key"
      ariaLabels={{ tableLabel: `Tags of ${id}` }}
      columnDefinitions={[
        { id: 'name', header: 'Key', isRowHeader: true, cell: (r) => r.name },
        { id: 'value', header: 'Value', cell: (r) => r.value || '–' },
      ]}
      header={
        <Header
          variant="h2"
          counter={`(${rows.length})`}
          actions={<Button onClick={() => setEditing(true)}>Edit tags</Button>}
        >
          Tags
        </Header>
      }
      empty={<EmptyState title="No tags">Tags name and sort resources. The tag Name is shown in lists.</EmptyState>}
    />
  );
}
