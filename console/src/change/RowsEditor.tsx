import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { type ReactNode, useState } from 'react';
import { commandOf } from '../api/calls';
import { useClients } from '../api/context';
import { Command } from '../components/Command';
import { ErrorState } from '../components/ErrorState';
import { IdText } from '../components/IdText';
import { useNotify } from '../shell/page';
import { checkAll, type Outcome, type Row, rebase, type Sheet, save } from './sheet';
import { useChanged } from './useChanged';

export interface EditorColumn<R> {
  id: string;
  header: string;
  width?: number;
  /** The control for a row's value; the label names it for who does not see the table. */
  control(row: R, change: (part: Partial<R>) => void, label: string, invalid: boolean): ReactNode;
}

export interface RowsEditorProps<R extends Row> {
  title: string;
  one: string;
  sheet: Sheet<R>;
  /** What the API had when editing began. */
  rows: R[];
  columns: EditorColumn<R>[];
  blank: Omit<R, 'key'>;
  vpc?: string;
  /** Rows that are the API's own, shown below the others. */
  footer?: ReactNode;
  onClose(): void;
}

const pageSize = 50;

/** A table whose rows are edited in place and saved together: just what changed, and only upon what is still there. */
export function RowsEditor<R extends Row>(props: RowsEditorProps<R>) {
  const { sheet, one, columns, vpc } = props;
  const { ec2 } = useClients();
  const changed = useChanged();
  const notify = useNotify();
  const [before, setBefore] = useState(props.rows);
  const [rows, setRows] = useState(props.rows);
  const [serial, setSerial] = useState(1);
  const [notes, setNotes] = useState<Record<string, string>>({});
  const [outcome, setOutcome] = useState<Outcome<R>>();
  const [busy, setBusy] = useState(false);
  const [page, setPage] = useState(1);
  const faults = outcome && 'faults' in outcome ? outcome.faults : {};
  const calls = Object.keys(checkAll(sheet, rows)).length === 0 ? sheet.calls(before, rows) : undefined;

  const change = (key: string, part: Partial<R>) => {
    setRows(rows.map((r) => (r.key === key ? { ...r, ...part } : r)));
    if (faults[key] && outcome && 'faults' in outcome) {
      const { [key]: _, ...rest } = faults;
      setOutcome({ ...outcome, faults: rest });
    }
  };
  const add = () => {
    setRows([...rows, { ...props.blank, key: `new-${serial}` } as R]);
    setSerial(serial + 1);
    setPage(Math.ceil((rows.length + 1) / pageSize));
  };
  const submit = async () => {
    setBusy(true);
    const result = await save(ec2, sheet, before, rows);
    if (result.kind === 'conflict') over(result.now);
    // what was done before a call was refused is what the rest is compared with from now on
    if (result.kind === 'half') setBefore(await sheet.read().catch(() => before));
    setOutcome(result);
    setBusy(false);
    if (result.kind === 'saved' || result.kind === 'half') await changed();
    if (result.kind !== 'saved') return;
    if (result.calls > 0) notify({ type: 'success', content: `${props.title}: saved.` });
    props.onClose();
  };
  const over = (now: R[]) => {
    const rebased = rebase(sheet, before, rows, now);
    setBefore(now);
    setRows(rebased.rows);
    setNotes(rebased.notes);
  };

  return (
    <Table
      items={rows.slice((page - 1) * pageSize, page * pageSize)}
      trackBy="key"
      wrapLines
      variant="container"
      ariaLabels={{ tableLabel: props.title }}
      empty={`There is no ${one}. Add the first one below.`}
      columnDefinitions={[
        ...columns.map((column, at) => ({
          id: column.id,
          header: column.header,
          minWidth: column.width,
          verticalAlign: 'top' as const,
          cell: (row: R) => (
            <Cell
              fault={faults[row.key]?.[column.id] ?? (at === 0 ? faults[row.key]?.[''] : undefined)}
              note={at === 0 ? notes[row.key] : undefined}
              vpc={vpc}
            >
              {(invalid) =>
                column.control(
                  row,
                  (part) => change(row.key, part),
                  `${column.header}, ${one} ${place(rows, row)}`,
                  invalid,
                )
              }
            </Cell>
          ),
        })),
        {
          id: 'remove',
          header: 'Delete',
          verticalAlign: 'top' as const,
          cell: (row: R) => (
            <Button
              iconName="remove"
              variant="icon"
              ariaLabel={`Delete ${one} ${place(rows, row)}`}
              onClick={() => setRows(rows.filter((r) => r.key !== row.key))}
            />
          ),
        },
      ]}
      header={
        <SpaceBetween size="s">
          <Header
            variant="h3"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={props.onClose} disabled={busy}>
                  Cancel
                </Button>
                <Button variant="primary" onClick={submit} loading={busy} loadingText="Saving">
                  Save {one}s
                </Button>
              </SpaceBetween>
            }
          >
            {props.title}
          </Header>
          {outcome && <OutcomeAlert outcome={outcome} one={one} vpc={vpc} />}
        </SpaceBetween>
      }
      pagination={
        rows.length > pageSize && (
          <Pagination
            currentPageIndex={page}
            pagesCount={Math.ceil(rows.length / pageSize)}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
          />
        )
      }
      footer={
        <SpaceBetween size="s">
          {props.footer}
          <Button iconName="add-plus" onClick={add}>
            Add {one}
          </Button>
          {calls && calls.length > 0 && (
            <SpaceBetween size="xxs">
              <Box variant="awsui-key-label">Saving does</Box>
              {calls.map((c) => (
                <Command key={commandOf(c.call)} text={commandOf(c.call)} />
              ))}
            </SpaceBetween>
          )}
        </SpaceBetween>
      }
    />
  );
}

function place<R extends Row>(rows: R[], row: R) {
  return rows.findIndex((r) => r.key === row.key) + 1;
}

interface CellProps {
  fault?: string;
  note?: string;
  vpc?: string;
  children(invalid: boolean): ReactNode;
}

function Cell({ fault, note, vpc, children }: CellProps) {
  return (
    <FormField stretch errorText={fault && <IdText text={fault} vpc={vpc} />}>
      {children(fault !== undefined)}
      {note && <StatusIndicator type="warning">{note}</StatusIndicator>}
    </FormField>
  );
}

function OutcomeAlert<R>({ outcome, one, vpc }: { outcome: Outcome<R>; one: string; vpc?: string }) {
  switch (outcome.kind) {
    case 'conflict':
      return (
        <Alert type="warning" header={`Somebody else changed these ${one}s meanwhile`}>
          Nothing was saved. They were read again, and your edits are kept; what differs is marked. Save once more when
          it is as you want it.
        </Alert>
      );
    case 'faulty':
      return Object.keys(outcome.faults).length > 0 ? (
        <Alert type="error" header="Nothing was saved">
          {wholeFaults(outcome.faults).map((fault) => (
            <div key={fault}>
              <IdText text={fault} vpc={vpc} />
            </div>
          ))}
          The {one}s with an error are marked below.
        </Alert>
      ) : null;
    case 'half':
      return (
        <Alert type="error" header={`${outcome.done} of ${outcome.of} calls were done, the rest was not`}>
          <IdText text={outcome.message} vpc={vpc} /> The {one}s were read again; saving does what is left.
        </Alert>
      );
    case 'failed':
      return <ErrorState error={outcome.error} />;
    default:
      return null;
  }
}

/** Faults of rows that are shown no more, since they were deleted. */
function wholeFaults(faults: Record<string, Record<string, string>>): string[] {
  return [...new Set(Object.values(faults).flatMap((f) => (f[''] ? [f['']] : [])))];
}
