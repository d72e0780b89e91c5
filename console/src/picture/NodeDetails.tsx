import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { NetworkNode, NetworkRule, NodeState, Rejection } from '../api/network';
import { IdText } from '../components/IdText';
import { RouterLink } from '../components/RouterLink';
import { kindName } from './kinds';
import { count, many, stateWords, trafficOf, trafficWords } from './traffic';

export interface NodeDetailsProps {
  node: NetworkNode;
  /** The VPC that ids in rules are of. */
  vpc?: string;
  /** The node's own page, if it has one. */
  to?: string;
  /** What the node rejected lately, the newest first. */
  rejections?: Rejection[];
  /** Buttons of the header. */
  actions?: ReactNode;
}

const stateTypes: Record<NodeState, StatusIndicatorProps.Type> = {
  enforced: 'success',
  pending: 'in-progress',
  failed: 'error',
  unused: 'stopped',
  observed: 'info',
};

/** What is known of a node of a picture: its state, its counters, its rules or routes with theirs, and what it rejected. */
export function NodeDetails({ node, vpc, to, rejections = [], actions }: NodeDetailsProps) {
  return (
    <Container
      header={
        <Header variant="h3" description={kindName(node.kind)} actions={actions}>
          {to ? <RouterLink to={to}>{node.name || node.id}</RouterLink> : node.name || node.id}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs columns={2} minColumnWidth={180} items={pairs(node)} />
        {node.reason && <Box color="text-body-secondary">{node.reason}</Box>}
        {rejections.length > 0 && <Rejections rejections={rejections.slice(0, 5)} vpc={vpc} />}
        {node.rules && <Rules node={node} rules={node.rules} vpc={vpc} />}
      </SpaceBetween>
    </Container>
  );
}

function pairs(node: NetworkNode) {
  const state = {
    label: 'State',
    value: <StatusIndicator type={stateTypes[node.state]}>{stateWords(node.state)}</StatusIndicator>,
  };
  return [
    // a destination may be part of the VPC or not: its own page says how that does
    ...(node.destination ? [] : [state]),
    { label: 'Traffic', value: <Traffic counted={node.counters} /> },
    ...(node.name ? [{ label: 'ID', value: node.id }] : []),
    ...(node.label?.length ? [{ label: 'About', value: node.label.map((line) => <div key={line}>{line}</div>) }] : []),
  ];
}

function Traffic({ counted }: { counted: NetworkRule | NetworkNode['counters'] }) {
  const traffic = trafficOf(counted);
  const type = traffic === 'rejected' ? 'error' : traffic === 'flowing' ? 'success' : 'stopped';
  return <StatusIndicator type={type}>{trafficWords(counted)}</StatusIndicator>;
}

function Rejections({ rejections, vpc }: { rejections: Rejection[]; vpc?: string }) {
  return (
    <SpaceBetween size="xxs">
      <Box variant="awsui-key-label">Rejected lately</Box>
      {rejections.map((r) => (
        <div key={[r.source, r.destination, r.port, r.protocol, r.first].join()}>
          <StatusIndicator type="error">{rejectionWords(r)}</StatusIndicator>
          {r.reason && (
            <Box color="text-body-secondary" fontSize="body-s">
              <IdText text={r.reason} vpc={vpc} />
            </Box>
          )}
        </div>
      ))}
    </SpaceBetween>
  );
}

/** A rejection in a line: "4 packets TCP from web (10.0.1.4) to 10.0.2.5:5432, at the security group's inbound rules". */
export function rejectionWords(r: Rejection): string {
  const who = (name: string | undefined, address: string) => (name ? `${name} (${address})` : address);
  const port = r.port ? ` port ${r.port}` : '';
  const from = who(r.sender, r.source) + (r.answer ? port : '');
  const to = who(r.receiver, r.destination) + (r.answer ? '' : port);
  const what = r.answer ? `${many(r.count, 'answer')} ` : `${many(r.count, 'packet')} `;
  return `${what}${r.protocol.toUpperCase()} from ${from} to ${to}: ${r.where}`;
}

function Rules({ node, rules, vpc }: { node: NetworkNode; rules: NetworkRule[]; vpc?: string }) {
  const routes = node.kind === 'route-table';
  const directed = rules.some((r) => r.direction);
  const columns: TableProps.ColumnDefinition<NetworkRule>[] = [
    ...(directed
      ? [
          {
            id: 'direction',
            header: 'Direction',
            cell: (r: NetworkRule) => (r.direction === 'egress' ? 'Outbound' : 'Inbound'),
          },
        ]
      : []),
    {
      id: 'rule',
      header: routes ? 'Route' : 'Rule',
      isRowHeader: true,
      cell: (r) => (
        <>
          <IdText text={r.text} vpc={vpc} />
          {!r.active && (
            <StatusIndicator type="error">{r.reason ? `Blackhole: ${r.reason}` : 'Blackhole'}</StatusIndicator>
          )}
        </>
      ),
    },
    {
      id: 'traffic',
      header: 'Traffic',
      minWidth: 130,
      cell: (r) => (trafficOf(r) === 'idle' ? '–' : <Traffic counted={r} />),
    },
  ];
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={rules}
      columnDefinitions={columns}
      trackBy={(r) => `${r.direction ?? ''}${r.id}`}
      ariaLabels={{ tableLabel: `${routes ? 'Routes' : 'Rules'} of ${node.name || node.id}` }}
      empty={routes ? 'No route' : 'No rule: nothing is let through'}
      footer={node.rulesLeftOut ? <Box>and {count(node.rulesLeftOut)} more</Box> : undefined}
    />
  );
}
