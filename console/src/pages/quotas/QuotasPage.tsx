import { useCollection } from '@cloudscape-design/collection-hooks';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { awsCommand } from '../../api/command';
import { usePath } from '../../api/context';
import { quotaServices, usageQueries, useQuotas, useQuotaUse } from '../../api/quotas';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { usePage } from '../../shell/page';
import { type QuotaRow, quotaRows, warnings } from './quotas';

export default function QuotasPage() {
  const path = usePath();
  const quotas = useQuotas();
  const use = useQuotaUse(quotas.data ?? []);
  const rows = quotaRows(quotas.data ?? [], use.data ?? {});
  const first = (quotas.data ?? []).filter((q) => q.UsageMetric).slice(0, 1);
  usePage({
    title: 'Quotas',
    trail: [{ text: 'Quotas', href: path('quotas') }],
    contentType: 'table',
    commands: [
      ...quotaServices.map((ServiceCode) => ({
        title: `List the quotas of ${ServiceCode}`,
        command: awsCommand('service-quotas', 'ListServiceQuotas', { ServiceCode }),
      })),
      ...(first[0]
        ? [
            {
              title: `Read the use of ${first[0].QuotaName}; the others differ in the dimension Resource`,
              command: `${awsCommand('cloudwatch', 'GetMetricData', { MetricDataQueries: usageQueries(first) })} --start-time "$(date -u -d -15min +%FT%TZ)" --end-time "$(date -u +%FT%TZ)"`,
            },
          ]
        : []),
    ],
  });
  const { items, collectionProps, filterProps, filteredItemsCount } = useCollection(rows, {
    filtering: {
      noMatch: <EmptyState title="No quota matches" />,
      empty: <EmptyState title="There are no quotas" />,
    },
    sorting: {},
  });
  if (quotas.isError) return <ErrorState what="The quotas" error={quotas.error} retry={quotas.refetch} />;
  return (
    <SpaceBetween size="m">
      <Warnings rows={warnings(rows)} />
      {use.isError && <ErrorState what="The use of quotas" error={use.error} retry={use.refetch} />}
      <Table
        {...collectionProps}
        variant="full-page"
        items={items}
        trackBy="arn"
        columnDefinitions={columns}
        loading={quotas.isPending}
        loadingText="Loading the quotas"
        ariaLabels={{ tableLabel: 'Quotas' }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={quotas.data && `(${rows.length})`}
            description="What a region may have at most. Where a quota holds for each of several things, the use is that of the one that has most."
          >
            Quotas
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find quotas"
            filteringAriaLabel="Find quotas"
            countText={`${filteredItemsCount} found`}
          />
        }
      />
    </SpaceBetween>
  );
}

function Warnings({ rows }: { rows: QuotaRow[] }) {
  if (rows.length === 0) return null;
  const full = rows.some((r) => r.near === 'full');
  return (
    <Alert type={full ? 'error' : 'warning'} header={full ? 'A quota is used up' : 'A quota is nearly used up'}>
      {rows.map((r) => (
        <div key={r.arn}>
          {r.name}: {r.used} of {r.limit}
          {r.flag && (
            <>
              . Start serve with <Box variant="code">{r.flag}</Box> to have more.
            </>
          )}
        </div>
      ))}
    </Alert>
  );
}

const columns: TableProps.ColumnDefinition<QuotaRow>[] = [
  { id: 'name', header: 'Quota', cell: (r) => r.name, sortingField: 'name', isRowHeader: true },
  { id: 'service', header: 'Service', cell: (r) => r.service, sortingField: 'service' },
  { id: 'limit', header: 'Applied value', cell: (r) => r.limit.toLocaleString('en-US'), sortingField: 'limit' },
  { id: 'use', header: 'Use', minWidth: 220, cell: (r) => <Use row={r} />, sortingField: 'share' },
  { id: 'flag', header: 'Changed by', cell: (r) => (r.flag ? <Box variant="code">serve {r.flag}</Box> : 'Fixed') },
  { id: 'code', header: 'Quota code', cell: (r) => r.code, sortingField: 'code' },
];

function Use({ row }: { row: QuotaRow }) {
  if (row.used === undefined) return <Box color="text-body-secondary">Not counted yet</Box>;
  const words = `${row.used.toLocaleString('en-US')} of ${row.limit.toLocaleString('en-US')}`;
  const type = row.near === 'full' ? 'error' : row.near === 'near' ? 'warning' : undefined;
  return (
    <ProgressBar
      ariaLabel={`Use of ${row.name}`}
      value={Math.min(100, row.share * 100)}
      additionalInfo={type ? <StatusIndicator type={type}>{words}</StatusIndicator> : words}
    />
  );
}
