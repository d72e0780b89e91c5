import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import {
  type LogGroup,
  logGroupName,
  merged,
  shownLines,
  type Tail,
  useLiveTail,
  useLogLines,
  useLogStreams,
} from '../../api/logs';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { LogView } from '../../components/LogView';
import { logQuestion } from './logQuestion';
import type { ServiceTabProps } from './ServicePage';

const spans = [
  { value: '900000', label: 'Last 15 minutes' },
  { value: '3600000', label: 'Last hour' },
  { value: '86400000', label: 'Last day' },
  { value: '', label: 'Everything kept' },
];

const everyStream = { value: '', label: 'All streams' };

/** The service's event log and what its instances print: searched, and followed as it grows. What is looked at is in the address. */
export default function LogsTab({ service }: ServiceTabProps) {
  const [search, setSearch] = useSearchParams();
  const shown = logQuestion(search);
  const { log: group, stream, find: pattern } = shown;
  const span = search.get('span') ?? '3600000';
  const name = logGroupName(service, group);
  const [live, setLive] = useState(true);
  const put = (values: Record<string, string>) =>
    setSearch((before) => {
      for (const [key, value] of Object.entries(values)) before.set(key, value);
      return before;
    });
  const question = { group: name, stream, pattern, span: shown.span || undefined };
  const streams = useLogStreams(name);
  const there = useLogLines(question);
  const tail = useLiveTail(question, live);
  const streamOptions = [everyStream, ...(streams.data ?? []).map((value) => ({ value, label: value }))];
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={name}
          actions={
            <SpaceBetween direction="horizontal" size="s" alignItems="center">
              <TailState tail={tail} />
              <Toggle checked={live} onChange={({ detail }) => setLive(detail.checked)}>
                Live tail
              </Toggle>
            </SpaceBetween>
          }
        >
          Logs
        </Header>
      }
    >
      <SpaceBetween size="s">
        <SpaceBetween direction="horizontal" size="s">
          <SegmentedControl
            label="Log"
            selectedId={group}
            options={[
              { id: 'service', text: 'Events' },
              { id: 'application', text: 'Application' },
            ]}
            onChange={({ detail }) => setSearch({ log: detail.selectedId, span })}
          />
          <Select
            ariaLabel="Stream"
            selectedOption={streamOptions.find((o) => o.value === stream) ?? { value: stream, label: stream }}
            options={streamOptions}
            onChange={({ detail }) => put({ stream: detail.selectedOption.value ?? '' })}
          />
          <Select
            ariaLabel="How far back"
            selectedOption={spans.find((o) => o.value === span) ?? null}
            options={spans}
            onChange={({ detail }) => put({ span: detail.selectedOption.value ?? '' })}
          />
          <Pattern key={pattern} pattern={pattern} onChange={(find) => put({ find })} />
        </SpaceBetween>
        {there.isPending && <Loading what="the log" />}
        {there.isLoadingError && <ErrorState what="The log" error={there.error} retry={there.refetch} />}
        {there.data && (
          <Lines label={`Lines of ${name}`} lines={merged(there.data, tail.lines)} pattern={pattern} group={group} />
        )}
      </SpaceBetween>
    </Container>
  );
}

function Lines({
  lines,
  label,
  pattern,
  group,
}: {
  lines: Parameters<typeof merged>[0];
  label: string;
  pattern: string;
  group: LogGroup;
}) {
  if (lines.length === 0) return <Nothing pattern={pattern} group={group} />;
  return (
    <>
      {lines.length === shownLines && (
        <Box color="text-body-secondary">The newest {shownLines} lines; search or a shorter time shows older ones.</Box>
      )}
      <LogView label={label} lines={lines} />
    </>
  );
}

function Nothing({ pattern, group }: { pattern: string; group: LogGroup }) {
  if (pattern) return <EmptyState title={`No line matches ${pattern}`}>A longer time finds older ones.</EmptyState>;
  if (group === 'application')
    return (
      <EmptyState title="The application printed nothing in this time">
        What it writes to standard output and standard error appears here as it does.
      </EmptyState>
    );
  return <EmptyState title="No events in this time" />;
}

/** A search that begins when it is entered. */
function Pattern({ pattern, onChange }: { pattern: string; onChange(pattern: string): void }) {
  const [text, setText] = useState(pattern);
  return (
    <Input
      type="search"
      ariaLabel="Search"
      placeholder='Search: error -debug "two words"'
      value={text}
      onChange={({ detail }) => {
        setText(detail.value);
        if (detail.value === '') onChange('');
      }}
      onKeyDown={({ detail }) => detail.key === 'Enter' && onChange(text)}
      onBlur={() => text !== pattern && onChange(text)}
    />
  );
}

function TailState({ tail }: { tail: Tail }) {
  switch (tail.state) {
    case 'off':
      return null;
    case 'connecting':
      return <StatusIndicator type="pending">Connecting</StatusIndicator>;
    case 'live':
      return <StatusIndicator type="success">Live</StatusIndicator>;
  }
}
