import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Grid from '@cloudscape-design/components/grid';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import { usePath } from '../../api/context';
import { type Network, type NetworkNode, useNetwork } from '../../api/network';
import { usePlace } from '../../api/places';
import { useRouteTables } from '../../api/route-tables';
import { useServices } from '../../api/services';
import { useSubnets } from '../../api/subnets';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { IdText } from '../../components/IdText';
import { Loading } from '../../components/Loading';
import { Area } from '../../picture/Area';
import { Canvas } from '../../picture/Canvas';
import { Legend } from '../../picture/Legend';
import { LinkPath } from '../../picture/LinkPath';
import { NodeBox } from '../../picture/NodeBox';
import { NodeDetails } from '../../picture/NodeDetails';
import { count, many, windowWords } from '../../picture/traffic';
import { layoutMap, type MapBox, relatedTo, type VpcMap } from './map';
import { tableOf } from './SubnetsTab';
import type { TabProps } from './tab';

export default function MapTab({ vpc }: TabProps) {
  const id = vpc.VpcId;
  const network = useNetwork({ vpc: id });
  const subnets = useSubnets(id);
  const tables = useRouteTables(id);
  const [chosen, setChosen] = useState<string>();
  const map = useMemo(() => {
    if (!network.data) return undefined;
    const places = (subnets.data ?? []).map((s) => [
      s.SubnetId ?? '',
      {
        zone: `${s.AvailabilityZone} (${s.AvailabilityZoneId})`,
        table: tableOf(s, tables.data ?? [])?.RouteTableId,
      },
    ]);
    return layoutMap(network.data, Object.fromEntries(places));
  }, [network.data, subnets.data, tables.data]);
  if (network.isError && !network.data) {
    return <ErrorState what="The map" error={network.error} retry={network.refetch} />;
  }
  if (!map || !network.data || subnets.isPending || tables.isPending) return <Loading what="the map" />;
  const box = map.boxes.find((b) => b.key === chosen);
  return (
    <SpaceBetween size="m">
      <Notes network={network.data} />
      <Grid
        gridDefinition={
          box ? [{ colspan: { default: 12, s: 8 } }, { colspan: { default: 12, s: 4 } }] : [{ colspan: 12 }]
        }
      >
        <Sheet map={map} network={network.data} name={id} chosen={chosen} choose={setChosen} />
        {box && <Details box={box} network={network.data} vpc={id} close={() => setChosen(undefined)} />}
      </Grid>
      {!subnets.data?.length && (
        <EmptyState title="The VPC has no subnet yet">
          Subnets, and what is in them, are drawn here, with the way from them to where their routes lead.
        </EmptyState>
      )}
      <Legend window={windowWords(network.data.window)} />
    </SpaceBetween>
  );
}

interface SheetProps {
  map: VpcMap;
  network: Network;
  name: string;
  chosen: string | undefined;
  choose(key: string | undefined): void;
}

function Sheet({ map, network, name, chosen, choose }: SheetProps) {
  const related = chosen ? relatedTo(map, network, chosen) : undefined;
  const names = new Map(network.nodes.map((n) => [n.id, n.name || n.id]));
  return (
    <Canvas
      label={`Map of ${name}`}
      width={map.width}
      height={map.height}
      links={map.links.map(({ link, points }) => (
        <LinkPath
          key={`${link.from} ${link.to}`}
          link={link}
          points={points}
          names={{ from: names.get(link.from) ?? link.from, to: names.get(link.to) ?? link.to }}
          faded={related && !(related.has(link.from) && related.has(link.to))}
        />
      ))}
    >
      {map.areas.map((a) => (
        <Area key={a.key} name={a.name} at={a.at} />
      ))}
      {map.boxes.map((b) => (
        <NodeBox
          key={b.key}
          node={b.node}
          at={b.at}
          selected={b.key === chosen}
          faded={related && !related.has(b.key)}
          onSelect={() => choose(b.key === chosen ? undefined : b.key)}
        />
      ))}
    </Canvas>
  );
}

function Notes({ network }: { network: Network }) {
  const left = network.leftOut ?? [];
  return (
    <>
      {network.note && <Alert type="info">{network.note}</Alert>}
      {network.uncounted && <Alert type="info">{network.uncounted}</Alert>}
      {network.lost ? <Alert type="warning">{many(network.lost, 'packet')} came too fast to be counted.</Alert> : null}
      {left.length > 0 && (
        <Alert type="info">
          Not drawn, since there are so many:{' '}
          {left.map((l) => `${count(l.count)} ${l.kind.replaceAll('-', ' ')}s`).join(', ')}.
        </Alert>
      )}
    </>
  );
}

function Details({ box, network, vpc, close }: { box: MapBox; network: Network; vpc: string; close(): void }) {
  const path = usePath();
  const place = usePlace();
  const services = useServices().data ?? [];
  const inside = network.nodes.filter(
    (n) => n.id !== box.node.id && box.stands.includes(n.id) && n.kind === 'interface',
  );
  const to = (node: NetworkNode) => {
    if (node.kind === 'service') {
      const service = services.find((s) => s.ServiceName === node.name);
      return service && path('services', node.name ?? '', service.ServiceId ?? '', 'network');
    }
    return place(node.id, vpc);
  };
  const rejections = (ids: string[]) =>
    network.rejections.filter((r) => (r.node && ids.includes(r.node)) || (r.interface && ids.includes(r.interface)));
  const groups = network.links.filter((l) => l.kind === 'guarded-by' && box.stands.includes(l.from)).map((l) => l.to);
  return (
    <SpaceBetween size="s">
      <NodeDetails
        node={box.node}
        vpc={vpc}
        to={to(box.node)}
        rejections={rejections(box.stands)}
        actions={<Button iconName="close" variant="icon" ariaLabel="Close the details" onClick={close} />}
      />
      {groups.length > 0 && (
        <Box color="text-body-secondary">
          Guarded by <IdText text={[...new Set(groups)].join(', ')} vpc={vpc} />
        </Box>
      )}
      {inside.slice(0, 5).map((n) => (
        <NodeDetails key={n.id} node={n} vpc={vpc} to={to(n)} />
      ))}
    </SpaceBetween>
  );
}
