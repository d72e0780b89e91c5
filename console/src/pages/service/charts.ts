import type { Service } from '@aws-sdk/client-apprunner';
import * as tokens from '@cloudscape-design/design-tokens';
import { awsCommand } from '../../api/command';
import { type Line, metricQueries, type Namespace, type Point, type Range } from '../../api/metrics';
import { bytes } from '../../components/bytes';

export interface Chart {
  title: string;
  /** What a value is, for the axis: "Requests per minute". */
  unit: string;
  format(value: number): string;
  lines: (Line & { colour?: string })[];
  /** Stacked where the lines are parts of a whole. */
  stacked?: boolean;
}

export const ranges: [Range, ...Range[]] = [
  { id: '1h', label: '1 hour', span: 3_600, period: 60 },
  { id: '3h', label: '3 hours', span: 3 * 3_600, period: 60 },
  { id: '12h', label: '12 hours', span: 12 * 3_600, period: 300 },
  { id: '1d', label: '1 day', span: 86_400, period: 300 },
  { id: '1w', label: '1 week', span: 7 * 86_400, period: 3_600 },
];

const plain = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
const percent = (value: number) => `${plain(value)} %`;
const milliseconds = (value: number) => `${plain(value)} ms`;

function of(namespace: Namespace) {
  return (metric: string, statistic: string, title: string): Line => ({ namespace, metric, statistic, title });
}
const aws = of('AWS/AppRunner');
const ours = of('Sallyport/AppRunner');

/** What the Metrics tab shows, in App Runner's order, and behind it what App Runner never told. */
export const charts: Chart[] = [
  { title: 'Requests', unit: 'Requests', format: plain, lines: [aws('Requests', 'Sum', 'Requests')] },
  {
    title: 'Status codes',
    unit: 'Responses',
    format: plain,
    stacked: true,
    lines: [
      { ...aws('2xxStatusResponses', 'Sum', '2xx'), colour: tokens.colorChartsStatusPositive },
      { ...aws('4xxStatusResponses', 'Sum', '4xx'), colour: tokens.colorChartsStatusMedium },
      { ...aws('5xxStatusResponses', 'Sum', '5xx'), colour: tokens.colorChartsStatusHigh },
    ],
  },
  {
    title: 'Request latency',
    unit: 'Milliseconds',
    format: milliseconds,
    lines: [
      aws('RequestLatency', 'p50', 'p50'),
      aws('RequestLatency', 'p95', 'p95'),
      aws('RequestLatency', 'p99', 'p99'),
    ],
  },
  {
    title: 'Concurrency',
    unit: 'Requests at a time',
    format: plain,
    lines: [aws('Concurrency', 'Maximum', 'Highest')],
  },
  {
    title: 'Active instances',
    unit: 'Instances',
    format: plain,
    lines: [aws('ActiveInstances', 'Average', 'Active instances')],
  },
  {
    title: 'CPU',
    unit: 'Percent of the vCPUs',
    format: percent,
    lines: [aws('CPUUtilization', 'Average', 'Average'), aws('CPUUtilization', 'Maximum', 'Highest')],
  },
  {
    title: 'Memory',
    unit: 'Percent of the memory',
    format: percent,
    lines: [aws('MemoryUtilization', 'Average', 'Average'), aws('MemoryUtilization', 'Maximum', 'Highest')],
  },
  { title: 'Egress', unit: 'Bytes sent through the VPC', format: bytes, lines: [ours('EgressBytes', 'Sum', 'Sent')] },
  {
    title: 'Rejected flows',
    unit: 'Packets that a rule or route dropped',
    format: plain,
    lines: [{ ...ours('RejectedFlows', 'Sum', 'Rejected'), colour: tokens.colorChartsStatusHigh }],
  },
];

export const lines: Line[] = charts.flatMap((chart) => chart.lines);

/** The range that an address names; the shortest without one. */
export function rangeOf(id: string | null): Range {
  return ranges.find((range) => range.id === id) ?? ranges[0];
}

/**
 * A count's points with the zeros between them: what was not counted in a period
 * did not happen. Start and last are the first and the last period that is known of.
 */
export function filled(points: Point[], start: Date, last: Date, period: number): Point[] {
  if (points.length === 0) return points;
  const counted = new Map(points.map(({ x, y }) => [x.getTime(), y]));
  const all: Point[] = [];
  for (let at = start.getTime(); at <= last.getTime(); at += period * 1000) {
    all.push({ x: new Date(at), y: counted.get(at) ?? 0 });
  }
  return all;
}

/** What a chart's axis goes up to: somewhat more than its highest point, of stacked lines their sum. */
export function ceiling(points: Point[][], stacked = false): number {
  const heights = new Map<number, number>();
  for (const { x, y } of points.flat()) {
    const before = heights.get(x.getTime()) ?? 0;
    heights.set(x.getTime(), stacked ? before + y : Math.max(before, y));
  }
  return Math.max(1, ...heights.values()) * 1.1;
}

/** The command that gets what the charts show. */
export function metricsCommand(service: Service, id: string | null): string {
  const { span, period } = rangeOf(id);
  const call = awsCommand('cloudwatch', 'GetMetricData', { MetricDataQueries: metricQueries(service, lines, period) });
  // the shell knows what time it is when the command runs
  return `${call} --start-time $(($(date +%s) - ${span})) --end-time $(date +%s)`;
}
