import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { type Network, useNetwork } from '../../api/network';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { NodeDetails } from '../../picture/NodeDetails';
import { Rejected } from './Rejected';
import type { ServiceTabProps } from './ServicePage';
import { WayOut } from './WayOut';
import { WhyNot } from './WhyNot';

/** The service's way out, to be looked at and asked. What is chosen and asked is part of the page's address. */
export default function NetworkTab({ service }: ServiceTabProps) {
  const network = useNetwork({ service: service.ServiceName ?? '' });
  const [search, setSearch] = useSearchParams();
  const selected = search.get('element') ?? '';
  const put = (values: Record<string, string>) =>
    setSearch(
      (before) => {
        for (const [name, value] of Object.entries(values)) before.set(name, value);
        return before;
      },
      { preventScrollReset: true },
    );
  const ask = (to: string, protocol: string) => put({ to, protocol: protocol === 'udp' ? 'udp' : 'tcp' });
  if (network.isPending) return <Loading what="the network" />;
  if (network.isLoadingError) return <ErrorState what="The network" error={network.error} retry={network.refetch} />;
  return (
    <SpaceBetween size="l">
      <WayOut network={network.data} selected={selected} onSelect={(element) => put({ element })} />
      <Grid gridDefinition={[{ colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 6 } }]}>
        <Chosen network={network.data} id={selected} />
        <WhyNot service={service} />
      </Grid>
      <Rejected network={network.data} onAsk={ask} />
    </SpaceBetween>
  );
}

/** The part of the picture that was chosen. */
function Chosen({ network, id }: { network: Network; id: string }) {
  const node = network.nodes.find((n) => n.id === id);
  if (!node)
    return (
      <Container>
        <Box color="text-body-secondary">
          Choose a part of the picture to see its rules or routes, and what they saw.
        </Box>
      </Container>
    );
  return (
    <NodeDetails node={node} vpc={network.vpc} rejections={network.rejections.filter((r) => r.node === node.id)} />
  );
}
