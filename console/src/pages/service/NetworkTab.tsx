import Grid from '@cloudscape-design/components/grid';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { type Network, type NetworkNode, useNetwork } from '../../api/network';
import { usePlace } from '../../api/places';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { NodeDetails } from '../../picture/NodeDetails';
import { chosenNode } from './chosen';
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
  const chosen = chosenNode(network.data, selected);
  return (
    <SpaceBetween size="l">
      <WayOut network={network.data} selected={chosen?.id ?? ''} onSelect={(element) => put({ element })} />
      <Grid gridDefinition={[{ colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 6 } }]}>
        {chosen ? <Chosen network={network.data} node={chosen} /> : <div />}
        <WhyNot service={service} />
      </Grid>
      <Rejected network={network.data} onAsk={ask} />
    </SpaceBetween>
  );
}

/** The part of the picture that was chosen, or else has most to tell. */
function Chosen({ network, node }: { network: Network; node: NetworkNode }) {
  const place = usePlace();
  const { destination = { interface: node.id, vpc: network.vpc } } = node;
  return (
    <NodeDetails
      node={node}
      vpc={network.vpc}
      to={node.kind === 'missing' ? undefined : place(destination.interface ?? '', destination.vpc)}
      rejections={network.rejections.filter((r) => r.node === node.id)}
    />
  );
}
