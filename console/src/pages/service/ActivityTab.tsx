import type { OperationSummary } from '@aws-sdk/client-apprunner';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useOperations } from '../../api/services';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { StatusOf } from '../../components/StatusOf';
import { duration, When } from '../../components/When';
import type { ServiceTabProps } from './ServicePage';

const columns: TableProps.ColumnDefinition<OperationSummary>[] = [
  { id: 'type', header: 'Operation', cell: (o) => words(o.Type), isRowHeader: true },
  { id: 'status', header: 'Status', cell: (o) => <StatusOf status={o.Status} /> },
  { id: 'started', header: 'Started', cell: (o) => <When at={o.StartedAt} /> },
  { id: 'took', header: 'Took', cell: took },
  { id: 'id', header: 'Operation id', cell: (o) => o.Id },
];

/** What was done to the service, newest first. */
export default function ActivityTab({ service }: ServiceTabProps) {
  const operations = useOperations(service.ServiceArn ?? '');
  if (operations.isError)
    return <ErrorState what="The operations" error={operations.error} retry={operations.refetch} />;
  return (
    <Table
      header={<Header variant="h2">Activity</Header>}
      columnDefinitions={columns}
      items={operations.data ?? []}
      loading={operations.isPending}
      loadingText="Loading the operations"
      trackBy="Id"
      empty={<EmptyState title="No operations are kept" />}
    />
  );
}

function took(o: OperationSummary) {
  return o.StartedAt && o.EndedAt ? duration(o.EndedAt.getTime() - o.StartedAt.getTime()) : '–';
}

/** START_DEPLOYMENT → Start deployment */
function words(type: string | undefined) {
  const text = (type ?? '').replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
