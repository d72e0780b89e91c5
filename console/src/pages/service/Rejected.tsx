import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Network, Rejection } from '../../api/network';
import { EmptyState } from '../../components/EmptyState';
import { IdText } from '../../components/IdText';
import { When } from '../../components/When';
import { count, windowWords } from '../../picture/traffic';
import { targetOf } from './questions';

/** What was rejected lately, each with what rejected it, and the question that explains it. */
export function Rejected({ network, onAsk }: { network: Network; onAsk(target: string, protocol: string): void }) {
  const columns: TableProps.ColumnDefinition<Rejection>[] = [
    { id: 'last', header: 'Last', cell: (r) => <When at={r.last} />, width: 130 },
    {
      id: 'destination',
      header: 'To',
      isRowHeader: true,
      cell: (r) => {
        const name = r.answer ? r.sender : r.receiver;
        return `${r.answer ? 'The answer from ' : ''}${name ? `${name} ` : ''}${targetOf(r)}/${r.protocol}`;
      },
    },
    { id: 'count', header: 'Packets', cell: (r) => count(r.count), width: 90 },
    {
      id: 'by',
      header: 'Rejected by',
      cell: (r) => (
        <>
          {r.where.charAt(0).toUpperCase() + r.where.slice(1)}
          {(r.reason || r.component) && (
            <Box color="text-body-secondary" fontSize="body-s">
              <IdText text={r.reason || `${r.component} ${r.decided ?? ''}`} vpc={network.vpc} />
            </Box>
          )}
        </>
      ),
    },
    {
      id: 'ask',
      header: 'Explain',
      cell: (r) =>
        (r.direction === 'egress' || r.answer || r.sender === network.service) && r.port ? (
          <Button
            variant="inline-link"
            ariaLabel={`Explain ${targetOf(r)}`}
            onClick={() => onAsk(targetOf(r), r.protocol)}
          >
            Why?
          </Button>
        ) : (
          '–'
        ),
      width: 90,
    },
  ];
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${network.rejections.length})`}
          description={`In the ${windowWords(network.window)}`}
        >
          Rejected
        </Header>
      }
      wrapLines
      items={network.rejections}
      columnDefinitions={columns}
      trackBy={(r) => [r.source, r.destination, r.port, r.protocol, r.stage, r.first].join()}
      empty={<EmptyState title="Nothing was rejected">Every packet that was seen got where it was going.</EmptyState>}
    />
  );
}
