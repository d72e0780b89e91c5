import {
  type AutoScalingConfiguration,
  DescribeAutoScalingConfigurationCommand,
  ListAutoScalingConfigurationsCommand,
  ListServicesForAutoScalingConfigurationCommand,
} from '@aws-sdk/client-apprunner';
import { useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';
import { all } from './pages';

/** The auto scaling configurations of the region, every revision, in full. */
export function useScalingConfigurations() {
  const { apprunner } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'scaling'],
    queryFn: async () => {
      const summaries = await all(async (NextToken) => {
        const page = await apprunner.send(new ListAutoScalingConfigurationsCommand({ LatestOnly: false, NextToken }));
        return { items: page.AutoScalingConfigurationSummaryList, token: page.NextToken };
      });
      return Promise.all(
        summaries.map(async ({ AutoScalingConfigurationArn }): Promise<AutoScalingConfiguration> => {
          const described = await apprunner.send(
            new DescribeAutoScalingConfigurationCommand({ AutoScalingConfigurationArn }),
          );
          return described.AutoScalingConfiguration ?? {};
        }),
      );
    },
  });
}

/** The ARNs of the services that use a configuration. */
export function useScaledServices(arn: string) {
  const { apprunner } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'scaling', arn, 'services'],
    enabled: arn !== '',
    queryFn: () =>
      all(async (NextToken) => {
        const page = await apprunner.send(
          new ListServicesForAutoScalingConfigurationCommand({ AutoScalingConfigurationArn: arn, NextToken }),
        );
        return { items: page.ServiceArnList, token: page.NextToken };
      }),
  });
}
