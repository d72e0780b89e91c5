import { expect, it } from 'vitest';
import { alignedTo, metricQueries } from './metrics';

it('alignedTo holds the running period', () => {
  const range = { id: '1h', label: '', span: 3_600, period: 60 };
  const { start, end } = alignedTo(range, Date.parse('2026-01-01T10:00:30Z'));
  expect([start.toISOString(), end.toISOString()]).toEqual(['2026-01-01T09:01:00.000Z', '2026-01-01T10:01:00.000Z']);
});

it('metricQueries names the dimensions as App Runner does', () => {
  const line = { title: '', namespace: 'AWS/AppRunner' as const, metric: 'Requests', statistic: 'Sum' };
  expect(metricQueries({ ServiceName: 'web', ServiceId: '1' }, [line], 60)).toEqual([
    {
      Id: 'm0',
      MetricStat: {
        Metric: {
          Namespace: 'AWS/AppRunner',
          MetricName: 'Requests',
          Dimensions: [
            { Name: 'ServiceName', Value: 'web' },
            { Name: 'ServiceID', Value: '1' },
          ],
        },
        Period: 60,
        Stat: 'Sum',
      },
    },
  ]);
});
