import type { Service, ServiceSummary } from '@aws-sdk/client-apprunner';
import { useCollection } from '@cloudscape-design/collection-hooks';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { awsCommand } from '../../api/command';
import { usePath } from '../../api/context';
import { serviceUrl, useOperations, useServices, useServicesInFull } from '../../api/services';
import { Breakable } from '../../components/Breakable';
import { Egress } from '../../components/Egress';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { RouterLink } from '../../components/RouterLink';
import { StatusOf } from '../../components/StatusOf';
import { When } from '../../components/When';
import { type CliCommand, usePage } from '../../shell/page';
import { operationWords } from '../service/operations';

export default function ServicesPage() {
  const path = usePath();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('find') ?? '';
  const services = useServices();
  usePage({
    title: 'Services',
    trail: [{ text: 'Services', href: path('services') }],
    commands: listCommands(services.data),
    contentType: 'table',
  });
  const create = (
    <Button variant="primary" onClick={() => navigate(path('services', 'create'))}>
      Create service
    </Button>
  );
  const full = new Map<string | undefined, Service>();
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
    {
      id: 'status',
      header: 'Status',
      minWidth: 170,
      cell: (s) => <StatusOf status={s.Status} />,
      sortingField: 'Status',
    },
    {
      id: 'url',
      header: 'Default domain',
      cell: (s) => (
        <Link href={serviceUrl(s)} external externalIconAriaLabel="Opens in a new tab">
          <Breakable text={s.ServiceUrl} />
        </Link>
      ),
    },
    {
      id: 'egress',
      header: 'Outgoing network traffic',
      minWidth: 150,
      cell: (s) => <Egress service={full.get(s.ServiceArn)} />,
    },
    {
      id: 'operation',
      header: 'Last operation',
      minWidth: 190,
      cell: (s) => <LastOperation arn={s.ServiceArn ?? ''} />,
    },
  ];
  const { items, actions, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(
    services.data ?? [],
    {
      filtering: {
        empty: (
          <EmptyState title="No services yet" action={create}>
            A service runs a container image behind a URL, and sends what it sends through a network that you define.
          </EmptyState>
        ),
        noMatch: (
          <EmptyState
            title="No service matches"
            action={<Button onClick={() => actions.setFiltering('')}>Show all</Button>}
          />
        ),
        defaultFilteringText: asked,
      },
      pagination: { pageSize: 20 },
      sorting: { defaultState: { sortingColumn: { sortingField: 'ServiceName' } } },
    },
  );
  const found = filterProps.filteringText;
  useEffect(() => {
    if (found !== asked) setSearch(found ? { find: found } : {}, { replace: true });
  }, [found, asked, setSearch]);
  const answers = useServicesInFull(items.map((s) => s.ServiceArn ?? ''));
  for (const { data } of answers) if (data) full.set(data.ServiceArn, data);
  if (services.isLoadingError)
    return <ErrorState what="The services" error={services.error} retry={services.refetch} />;
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      items={items}
      columnDefinitions={columns}
      loading={services.isPending}
      loadingText="Loading the services"
      trackBy="ServiceArn"
      wrapLines
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

function LastOperation({ arn }: { arn: string }) {
  const { data } = useOperations(arn, 1);
  const last = data?.[0];
  if (!last) return '–';
  return (
    <StatusOf status={last.Status}>
      {operationWords(last.Type)}, <When at={last.EndedAt ?? last.StartedAt} />
    </StatusOf>
  );
}

/** What makes the list, and its columns, which the list's own call does not tell: of the first service, as an example. */
function listCommands(services: ServiceSummary[] | undefined): CliCommand[] {
  const list = { title: 'List the services', command: awsCommand('apprunner', 'ListServices') };
  const [first] = services ?? [];
  if (!first) return [list];
  const { ServiceName, ServiceArn } = first;
  return [
    list,
    {
      title: `See how one sends, such as ${ServiceName}`,
      command: awsCommand('apprunner', 'DescribeService', { ServiceArn }),
    },
    {
      title: 'See its last operation',
      command: awsCommand('apprunner', 'ListOperations', { ServiceArn, MaxResults: 1 }),
    },
  ];
}
