import AreaChart from '@cloudscape-design/components/area-chart';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import LineChart from '@cloudscape-design/components/line-chart';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { type Point, useMetrics } from '../../api/metrics';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { type Chart, charts, ranges } from './charts';
import type { ServiceTabProps } from './ServicePage';

const lines = charts.flatMap((chart) => chart.lines);

/** What the service did over time, by CloudWatch's own call. */
export default function MetricsTab({ service }: ServiceTabProps) {
  const [search, setSearch] = useSearchParams();
  const range = ranges.find((r) => r.id === search.get('range')) ?? ranges[0];
  const metrics = useMetrics(service, lines, range);
  if (metrics.isError) return <ErrorState what="The metrics" error={metrics.error} retry={metrics.refetch} />;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h2"
        description={`A point each ${range.period === 60 ? 'minute' : `${range.period / 60} minutes`}; the last one is still growing.`}
        actions={
          <SegmentedControl
            label="Time range"
            selectedId={range.id}
            options={ranges.map(({ id, label }) => ({ id, text: label }))}
            onChange={({ detail }) => setSearch({ range: detail.selectedId }, { replace: true })}
          />
        }
      >
        Metrics
      </Header>
      <Grid gridDefinition={charts.map(() => ({ colspan: { default: 12, s: 6, l: 4 } }))}>
        {charts.map((chart) => (
          <ChartBox
            key={chart.title}
            chart={chart}
            loading={metrics.isPending}
            points={chart.lines.map((line) => metrics.data?.points[lines.indexOf(line)] ?? [])}
            domain={metrics.data && [metrics.data.start, metrics.data.end]}
          />
        ))}
      </Grid>
    </SpaceBetween>
  );
}

interface ChartBoxProps {
  chart: Chart;
  points: Point[][];
  domain?: [Date, Date];
  loading: boolean;
}

function ChartBox({ chart, points, domain, loading }: ChartBoxProps) {
  const ceiling = Math.max(1, ...points.flat().map((p) => p.y)) * 1.1;
  const common = {
    height: 160,
    hideFilter: true,
    hideLegend: chart.lines.length === 1,
    xScaleType: 'time' as const,
    xDomain: domain,
    yDomain: [0, ceiling],
    ariaLabel: chart.title,
    ariaDescription: chart.unit,
    yTickFormatter: chart.format,
    xTickFormatter: (x: Date) => x.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
    statusType: loading ? ('loading' as const) : ('finished' as const),
    loadingText: 'Loading',
    empty: <EmptyState title="Nothing was measured in this time" />,
  };
  const series = chart.lines.map((line, i) => ({ title: line.title, data: points[i] ?? [] }));
  const shown = series.filter((s) => s.data.length > 0);
  return (
    <Container header={<Header variant="h3">{chart.title}</Header>}>
      <Box color="text-body-secondary" fontSize="body-s">
        {chart.unit}
      </Box>
      {chart.stacked ? (
        <AreaChart
          {...common}
          yDomain={undefined}
          series={shown.map((s) => ({ ...s, type: 'area', valueFormatter: chart.format }))}
        />
      ) : (
        <LineChart {...common} series={shown.map((s) => ({ ...s, type: 'line', valueFormatter: chart.format }))} />
      )}
    </Container>
  );
}
