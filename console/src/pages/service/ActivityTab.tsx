import type { OperationSummary } from '@aws-sdk/client-apprunner';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useSearchParams } from 'react-router';
import { useProgress } from '../../api/progress';
import { useOperations } from '../../api/services';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { StatusOf } from '../../components/StatusOf';
import { duration, When } from '../../components/When';
import { FailureLinks } from './FailureLinks';
import { OperationSteps } from './OperationSteps';
import { operationWords } from './operations';
import type { ServiceTabProps } from './ServicePage';

/** What was done to the service, newest first; each operation opens to its steps, and has an address. */
export default function ActivityTab({ service }: ServiceTabProps) {
  const operations = useOperations(service.ServiceArn ?? '');
  const [search, setSearch] = useSearchParams();
  const opened = operations.data?.find((o) => o.Id === search.get('operation'));
  if (operations.isLoadingError)
    return <ErrorState what="The operations" error={operations.error} retry={operations.refetch} />;
  const columns: TableProps.ColumnDefinition<OperationSummary>[] = [
    {
      id: 'type',
      header: 'Operation',
      isRowHeader: true,
      cell: (o) => (
        <Button variant="inline-link" onClick={() => setSearch({ operation: o.Id ?? '' })}>
          {operationWords(o.Type)}
        </Button>
      ),
    },
    { id: 'status', header: 'Status', cell: (o) => <StatusOf status={o.Status} /> },
    { id: 'started', header: 'Started', cell: (o) => <When at={o.StartedAt} /> },
    { id: 'took', header: 'Took', cell: took },
    { id: 'id', header: 'Operation id', cell: (o) => o.Id },
  ];
  return (
    <>
      <Table
        header={
          <Header
            variant="h2"
            description="What was done to the service, newest first. Each operation opens to its steps."
          >
            Activity
          </Header>
        }
        columnDefinitions={columns}
        items={operations.data ?? []}
        loading={operations.isPending}
        loadingText="Loading the operations"
        trackBy="Id"
        wrapLines
        empty={<EmptyState title="No operations are kept" />}
      />
      {opened && (
        <Modal visible onDismiss={() => setSearch({})} header={operationWords(opened.Type)} size="large">
          <SpaceBetween size="m">
            <Steps service={service.ServiceName ?? ''} operation={opened.Id ?? ''} />
            {opened.Status === 'FAILED' && <FailureLinks service={service} />}
          </SpaceBetween>
        </Modal>
      )}
    </>
  );
}

function Steps({ service, operation }: { service: string; operation: string }) {
  const progress = useProgress(service, operation);
  if (progress.isPending) return <Loading what="the steps" />;
  if (progress.isError) return <ErrorState what="The steps" error={progress.error} retry={progress.refetch} />;
  if (!progress.data.operation) return <EmptyState title="The steps of this operation are not kept" />;
  return <OperationSteps operation={progress.data.operation} now={progress.data.now} />;
}

function took(o: OperationSummary) {
  return o.StartedAt && o.EndedAt ? duration(o.EndedAt.getTime() - o.StartedAt.getTime()) : '–';
}
