import AreaChart from '@cloudscape-design/components/area-chart';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import LineChart from '@cloudscape-design/components/line-chart';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { type Line, type Point, useMetrics } from '../../api/metrics';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { type Chart, ceiling, charts, filled, lines, rangeOf, ranges } from './charts';
import type { ServiceTabProps } from './ServicePage';

/** What the service did over time, by CloudWatch's own call. */
export default function MetricsTab({ service }: ServiceTabProps) {
  const [search, setSearch] = useSearchParams();
  const range = rangeOf(search.get('range'));
  const metrics = useMetrics(service, lines, range);
  const pointsOf = (line: Line) => {
    const points = metrics.data?.points[lines.indexOf(line)] ?? [];
    if (!metrics.data || line.statistic !== 'Sum') return points;
    return filled(points, metrics.data.start, metrics.data.last, range.period);
  };
  if (metrics.isLoadingError) return <ErrorState what="The metrics" error={metrics.error} retry={metrics.refetch} />;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h2"
        description={
          range.period === 60
            ? 'A point each minute, as soon as the minute is over.'
            : `A point each ${range.period < 3600 ? `${range.period / 60} minutes` : 'hour'}; the last one is still growing.`
        }
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
            points={chart.lines.map((line) => pointsOf(line))}
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
  const common = {
    height: 160,
    hideFilter: true,
    hideLegend: chart.lines.length === 1,
    xScaleType: 'time' as const,
    xDomain: domain,
    yDomain: [0, ceiling(points, chart.stacked)],
    yTitle: chart.unit,
    ariaLabel: chart.title,
    ariaDescription: chart.unit,
    yTickFormatter: chart.format,
    xTickFormatter: (x: Date) => x.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
    statusType: loading ? ('loading' as const) : ('finished' as const),
    loadingText: 'Loading',
    empty: (
      <EmptyState title="Nothing was measured in this time">
        A new service has its first point when a minute is over.
      </EmptyState>
    ),
  };
  const series = chart.lines.map((line, i) => ({ title: line.title, color: line.colour, data: points[i] ?? [] }));
  const shown = series.filter((s) => s.data.length > 0);
  return (
    <Container fitHeight header={<Header variant="h3">{chart.title}</Header>}>
      {chart.stacked ? (
        <AreaChart {...common} series={shown.map((s) => ({ ...s, type: 'area', valueFormatter: chart.format }))} />
      ) : (
        <LineChart {...common} series={shown.map((s) => ({ ...s, type: 'line', valueFormatter: chart.format }))} />
      )}
    </Container>
  );
}
