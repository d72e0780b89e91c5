import {
  DescribeServiceCommand,
  ListOperationsCommand,
  ListServicesCommand,
  type OperationSummary,
  type Service,
} from '@aws-sdk/client-apprunner';
import { type Query, useQueries, useQuery } from '@tanstack/react-query';
import { useClients, useRegion, useSession } from './context';
import { all } from './pages';

/** How often what may change by itself is asked for again, in milliseconds. */
export const settled = 10_000;
export const changing = 1_000;

export function serviceArn(region: string, account: string, name: string, id: string) {
  return `arn:aws:apprunner:${region}:${account}:service/${name}/${id}`;
}

/** The name and id that a service's ARN ends in. */
export function namesOf(arn: string): { name: string; id: string } {
  const [, name = '', id = ''] = arn.split('/');
  return { name, id };
}

/** Where a service answers. */
export function serviceUrl(service: Pick<Service, 'ServiceUrl'>): string {
  return `http://${service.ServiceUrl}/`;
}

/** The VPC connector that a service sends through; undefined for public access. */
export function connectorOf(service: Service): { arn: string; name: string; revision: string; id: string } | undefined {
  const arn = service.NetworkConfiguration?.EgressConfiguration?.VpcConnectorArn;
  if (!arn) return undefined;
  const [, name = '', revision = '', id = ''] = arn.split('/');
  return { arn, name, revision, id };
}

export function useServices() {
  const { apprunner } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'services'],
    queryFn: () =>
      all(async (NextToken) => {
        const page = await apprunner.send(new ListServicesCommand({ NextToken, MaxResults: 20 }));
        return { items: page.ServiceSummaryList, token: page.NextToken };
      }),
    refetchInterval: (query) =>
      query.state.data?.some((s) => s.Status === 'OPERATION_IN_PROGRESS') ? changing : settled,
  });
}

export function useService(name: string, id: string) {
  const arn = serviceArn(useRegion(), useSession().account, name, id);
  return useQuery(useServiceQuery()(arn));
}

/** Services in full, by their ARNs, where the list's summaries do not say enough; in the order asked for. */
export function useServicesInFull(arns: string[]) {
  const query = useServiceQuery();
  return useQueries({ queries: arns.map(query) });
}

function useServiceQuery() {
  const { apprunner } = useClients();
  const region = useRegion();
  return (arn: string) => ({
    queryKey: [region, 'services', namesOf(arn).id],
    queryFn: async (): Promise<Service> => {
      const { Service } = await apprunner.send(new DescribeServiceCommand({ ServiceArn: arn }));
      if (!Service) throw new Error(`the answer for ${arn} has no service`);
      return Service;
    },
    refetchInterval: ({ state }: Query<Service>) =>
      state.data?.Status === 'OPERATION_IN_PROGRESS' ? changing : settled,
  });
}

/** The newest operations of a service, newest first. */
export function useOperations(arn: string, limit = 20) {
  const { apprunner } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'operations', arn, limit],
    queryFn: async (): Promise<OperationSummary[]> => {
      const page = await apprunner.send(new ListOperationsCommand({ ServiceArn: arn, MaxResults: limit }));
      return page.OperationSummaryList ?? [];
    },
    refetchInterval: (query) => (query.state.data?.some((o) => o.Status?.endsWith('IN_PROGRESS')) ? changing : settled),
  });
}
