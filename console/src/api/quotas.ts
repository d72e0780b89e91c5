import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { ListServiceQuotasCommand, type ServiceQuota } from '@aws-sdk/client-service-quotas';
import { useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';
import { all } from './pages';

/** The services that have quotas here. */
export const quotaServices = ['apprunner', 'vpc', 'ec2'];

export function useQuotas() {
  const { quotas } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'quotas'],
    queryFn: async (): Promise<ServiceQuota[]> => {
      const lists = quotaServices.map((ServiceCode) =>
        all(async (NextToken) => {
          const page = await quotas.send(new ListServiceQuotasCommand({ ServiceCode, NextToken }));
          return { items: page.Quotas, token: page.NextToken };
        }),
      );
      return (await Promise.all(lists)).flat();
    },
  });
}

/** How much of quotas is used, by their ARNs; a quota that nobody counts is not in it. */
export function useQuotaUse(quotas: ServiceQuota[]) {
  const { cloudwatch } = useClients();
  const counted = quotas.filter((q) => q.UsageMetric);
  return useQuery({
    queryKey: [useRegion(), 'quota-use', counted.map((q) => q.QuotaArn)],
    enabled: counted.length > 0,
    refetchInterval: 60_000,
    queryFn: async (): Promise<Record<string, number>> => {
      const EndTime = new Date();
      const StartTime = new Date(EndTime.getTime() - 15 * 60_000);
      const results = await all(async (NextToken) => {
        const page = await cloudwatch.send(
          new GetMetricDataCommand({ MetricDataQueries: usageQueries(counted), StartTime, EndTime, NextToken }),
        );
        return { items: page.MetricDataResults, token: page.NextToken };
      });
      return newest(counted, results);
    },
  });
}

/** The queries for the use of quotas, in their order. */
export function usageQueries(counted: ServiceQuota[]): MetricDataQuery[] {
  return counted.map(({ UsageMetric: metric }, i) => ({
    Id: `q${i}`,
    MetricStat: {
      Metric: {
        Namespace: metric?.MetricNamespace,
        MetricName: metric?.MetricName,
        Dimensions: Object.entries(metric?.MetricDimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 60,
      Stat: metric?.MetricStatisticRecommendation ?? 'Maximum',
    },
  }));
}

/** The newest value of each; results come newest first. */
export function newest(counted: ServiceQuota[], results: { Id?: string; Values?: number[] }[]): Record<string, number> {
  const use: Record<string, number> = {};
  for (const { Id, Values = [] } of results) {
    const arn = counted[Number(Id?.slice(1))]?.QuotaArn;
    const [value] = Values;
    if (arn && value !== undefined) use[arn] ??= value;
  }
  return use;
}
