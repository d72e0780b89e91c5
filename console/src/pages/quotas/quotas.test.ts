import { expect, it } from 'vitest';
import { newest, usageQueries } from '../../api/quotas';
import { quotaRows, warnings } from './quotas';

const quotas = [
  { QuotaArn: 'a', QuotaCode: 'SP-services', QuotaName: 'Services', Value: 30, Adjustable: true },
  { QuotaArn: 'b', QuotaCode: 'L-1', QuotaName: 'VPCs', Value: 5, Adjustable: false },
  { QuotaArn: 'c', QuotaCode: 'L-2', QuotaName: 'Blocks', Value: 1 },
  { QuotaArn: 'd', QuotaCode: 'L-3', QuotaName: 'Unknown', Value: 5 },
];

it('shows what is used, and what is near its limit', () => {
  const rows = quotaRows(quotas, { a: 27, b: 5, c: 1 });
  expect(rows.map((r) => [r.used, r.near, r.flag])).toEqual([
    [27, 'near', '--service-quota'],
    [5, 'full', undefined],
    [1, 'no', undefined],
    [undefined, 'no', undefined],
  ]);
  expect(warnings(rows).map((r) => r.name)).toEqual(['VPCs', 'Services']);
});

it('asks for the metric that a quota names, and takes its newest value', () => {
  const counted = [
    {
      QuotaArn: 'a',
      UsageMetric: {
        MetricNamespace: 'AWS/Usage',
        MetricName: 'ResourceCount',
        MetricDimensions: { Resource: 'Services' },
      },
    },
  ];
  expect(usageQueries(counted)[0]?.MetricStat?.Metric).toEqual({
    Namespace: 'AWS/Usage',
    MetricName: 'ResourceCount',
    Dimensions: [{ Name: 'Resource', Value: 'Services' }],
  });
  expect(
    newest(counted, [
      { Id: 'q0', Values: [3, 2] },
      { Id: 'q0', Values: [1] },
    ]),
  ).toEqual({ a: 3 });
});
