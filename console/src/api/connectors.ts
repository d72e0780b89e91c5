import {
  CreateVpcConnectorCommand,
  type CreateVpcConnectorCommandInput,
  DeleteVpcConnectorCommand,
  DescribeServiceCommand,
  DescribeVpcConnectorCommand,
  ListServicesCommand,
  ListVpcConnectorsCommand,
  type Service,
  type VpcConnector,
} from '@aws-sdk/client-apprunner';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClients, useRegion, useSession } from './context';
import { all } from './pages';
import { settled } from './services';

export function connectorArn(region: string, account: string, name: string, revision: string, id: string) {
  return `arn:aws:apprunner:${region}:${account}:vpcconnector/${name}/${revision}/${id}`;
}

/** A connector's place in the console, below its region: its name, revision and id. */
export function connectorPlace(arn: string): string[] {
  const [, ...rest] = arn.split('/');
  return ['connectors', ...rest];
}

/** The region's active connectors. */
export function useConnectors() {
  const { apprunner } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'connectors'],
    queryFn: () =>
      all(async (NextToken) => {
        const page = await apprunner.send(new ListVpcConnectorsCommand({ NextToken }));
        return { items: page.VpcConnectors, token: page.NextToken };
      }),
    refetchInterval: settled,
  });
}

export function useConnector(name: string, revision: string, id: string) {
  const { apprunner } = useClients();
  const region = useRegion();
  const { account } = useSession();
  return useQuery({
    queryKey: [region, 'connectors', id],
    queryFn: async (): Promise<VpcConnector> => {
      const VpcConnectorArn = connectorArn(region, account, name, revision, id);
      const { VpcConnector } = await apprunner.send(new DescribeVpcConnectorCommand({ VpcConnectorArn }));
      if (!VpcConnector) throw new Error(`the answer for ${VpcConnectorArn} has no connector`);
      return VpcConnector;
    },
    refetchInterval: settled,
  });
}

/** The services that each connector carries, by its ARN. */
export function useConnectorUsers() {
  const { apprunner } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'services', 'by-connector'],
    refetchInterval: settled,
    queryFn: async () => {
      const summaries = await all(async (NextToken) => {
        const page = await apprunner.send(new ListServicesCommand({ NextToken, MaxResults: 20 }));
        return { items: page.ServiceSummaryList, token: page.NextToken };
      });
      const described = await Promise.all(
        summaries.map(({ ServiceArn }) => apprunner.send(new DescribeServiceCommand({ ServiceArn }))),
      );
      const users: Record<string, Service[]> = {};
      for (const { Service } of described) {
        const arn = Service?.NetworkConfiguration?.EgressConfiguration?.VpcConnectorArn;
        if (Service && arn) users[arn] = [...(users[arn] ?? []), Service];
      }
      return users;
    },
  });
}

export function useCreateConnector() {
  const { apprunner } = useClients();
  const region = useRegion();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: CreateVpcConnectorCommandInput): Promise<VpcConnector> => {
      const { VpcConnector } = await apprunner.send(new CreateVpcConnectorCommand(input));
      if (!VpcConnector) throw new Error('the answer has no connector');
      return VpcConnector;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: [region, 'connectors'] }),
  });
}

export function useDeleteConnector() {
  const { apprunner } = useClients();
  const region = useRegion();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (arn: string) => apprunner.send(new DeleteVpcConnectorCommand({ VpcConnectorArn: arn })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [region, 'connectors'] }),
  });
}
