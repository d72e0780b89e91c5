import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';
import { all } from './pages';

/** App Runner's own metrics, and what Sallyport measures beside them. */
export type Namespace = 'AWS/AppRunner' | 'Sallyport/AppRunner';

/** One line of a chart: a metric and how its values within a period become one. */
export interface Line {
  title: string;
  namespace: Namespace;
  metric: string;
  /** Sum, Average, Maximum, p95, … */
  statistic: string;
}

export interface Point {
  x: Date;
  y: number;
}

/** What a chart shows of how long, and how long a point is of. */
export interface Range {
  id: string;
  label: string;
  /** In seconds, all of them. */
  span: number;
  period: number;
}

/** The calls' input for some lines of a service. */
export function metricQueries(
  service: { ServiceName?: string; ServiceId?: string },
  lines: Line[],
  period: number,
): MetricDataQuery[] {
  return lines.map(({ namespace, metric, statistic }, i) => ({
    Id: `m${i}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: [
          { Name: 'ServiceName', Value: service.ServiceName },
          { Name: 'ServiceID', Value: service.ServiceId },
        ],
      },
      Period: period,
      Stat: statistic,
    },
  }));
}

/** The values of lines over a range, in the lines' order, oldest point first. */
export function useMetrics(service: { ServiceName?: string; ServiceId?: string }, lines: Line[], range: Range) {
  const { cloudwatch } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'metrics', service.ServiceId, lines, range.id],
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
    queryFn: async () => {
      const { start, end } = alignedTo(range, Date.now());
      const results = await all(async (NextToken) => {
        const page = await cloudwatch.send(
          new GetMetricDataCommand({
            MetricDataQueries: metricQueries(service, lines, range.period),
            StartTime: start,
            EndTime: end,
            ScanBy: 'TimestampAscending',
            NextToken,
          }),
        );
        return { items: page.MetricDataResults, token: page.NextToken };
      });
      const points = lines.map((): Point[] => []);
      for (const { Id, Timestamps = [], Values = [] } of results) {
        const line = points[Number(Id?.slice(1))];
        for (const [i, x] of Timestamps.entries()) line?.push({ x, y: Values[i] ?? 0 });
      }
      // what is measured at all is measured each minute, so this is until when there is anything
      const last = new Date(Math.max(start.getTime(), ...points.flat().map(({ x }) => x.getTime())));
      return { start, end, last, points };
    },
  });
}

/** A range's ends as of a moment, on whole periods: the running one is part of it. */
export function alignedTo({ span, period }: Range, now: number) {
  const end = Math.ceil(now / 1000 / period) * period;
  return { start: new Date((end - span) * 1000), end: new Date(end * 1000) };
}
