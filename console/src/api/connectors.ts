import {
  CreateVpcConnectorCommand,
  type CreateVpcConnectorCommandInput,
  DeleteVpcConnectorCommand,
  DescribeVpcConnectorCommand,
  ListVpcConnectorsCommand,
  type VpcConnector,
} from '@aws-sdk/client-apprunner';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClients, useRegion, useSession } from './context';
import { all } from './pages';
import { settled } from './services';

/** How often it is asked who uses a connector, in milliseconds: somebody may wait to delete it. */
const usesChange = 3_000;

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

/** A connector's VPC, which App Runner does not tell, and who uses it: see package api/live. */
export interface ConnectorUse {
  arn: string;
  name: string;
  vpc: string;
  users: ConnectorUser[];
}

export interface ConnectorUser {
  name: string;
  id: string;
  arn: string;
  status: string;
  /** It keeps the connector from being deleted; one that does not has instances left that are being drained. */
  holds: boolean;
  /** It holds the connector only as what a failed update would bring back. */
  rollback?: boolean;
  /** How many instances have an interface by the connector. */
  instances: number;
}

/** The uses of the region's active connectors, by their ARNs. */
export function useConnectorUses() {
  const { live } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'connectors', 'uses'],
    queryFn: async ({ signal }) => {
      const { connectors } = await live.get<{ connectors: ConnectorUse[] }>('/v1/connectors', signal);
      return Object.fromEntries(connectors.map((use) => [use.arn, use]));
    },
    refetchInterval: usesChange,
  });
}

/** The use of one connector, be it deleted or not; nothing is asked for an empty ARN. */
export function useConnectorUse(arn: string) {
  const { live } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'connectors', 'uses', arn],
    enabled: arn !== '',
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ arn });
      const { connectors } = await live.get<{ connectors: ConnectorUse[] }>(`/v1/connectors?${query}`, signal);
      return connectors[0];
    },
    refetchInterval: usesChange,
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
