import type { ServiceSummary } from '@aws-sdk/client-apprunner';
import { useCollection } from '@cloudscape-design/collection-hooks';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useNavigate } from 'react-router';
import { awsCommand } from '../../api/command';
import { usePath } from '../../api/context';
import { useServices } from '../../api/services';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { RouterLink } from '../../components/RouterLink';
import { StatusOf } from '../../components/StatusOf';
import { usePage } from '../../shell/page';

export default function ServicesPage() {
  const path = usePath();
  const navigate = useNavigate();
  const services = useServices();
  usePage({
    title: 'Services',
    trail: [{ text: 'Services', href: path('services') }],
    commands: [{ title: 'List the services', command: awsCommand('apprunner', 'ListServices') }],
    contentType: 'table',
  });
  const create = (
    <Button variant="primary" onClick={() => navigate(path('services', 'create'))}>
      Create service
    </Button>
  );
  const columns: TableProps.ColumnDefinition<ServiceSummary>[] = [
    {
      id: 'name',
      header: 'Service name',
      cell: (s) => (
        <RouterLink to={path('services', s.ServiceName ?? '', s.ServiceId ?? '')}>{s.ServiceName}</RouterLink>
      ),
      sortingField: 'ServiceName',
      isRowHeader: true,
    },
    { id: 'status', header: 'Status', cell: (s) => <StatusOf status={s.Status} />, sortingField: 'Status' },
    { id: 'url', header: 'Default domain', cell: (s) => s.ServiceUrl },
  ];
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(
    services.data ?? [],
    {
      filtering: {
        empty: (
          <EmptyState title="No services yet" action={create}>
            A service runs a container image behind a URL, and sends what it sends through a network that you define.
          </EmptyState>
        ),
        noMatch: <EmptyState title="No service matches" />,
      },
      pagination: { pageSize: 20 },
      sorting: { defaultState: { sortingColumn: { sortingField: 'ServiceName' } } },
    },
  );
  if (services.isError) return <ErrorState what="The services" error={services.error} retry={services.refetch} />;
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      items={items}
      columnDefinitions={columns}
      loading={services.isPending}
      loadingText="Loading the services"
      trackBy="ServiceArn"
      header={
        <Header variant="awsui-h1-sticky" counter={services.data && `(${services.data.length})`} actions={create}>
          Services
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Find services"
          filteringAriaLabel="Find services"
          countText={`${filteredItemsCount} found`}
        />
      }
      pagination={<Pagination {...paginationProps} />}
    />
  );
}
