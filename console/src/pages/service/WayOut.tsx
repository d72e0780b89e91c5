import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import type { Network } from '../../api/network';
import { Canvas } from '../../picture/Canvas';
import { layOutColumns } from '../../picture/columns';
import { Legend } from '../../picture/Legend';
import { LinkPath } from '../../picture/LinkPath';
import { NodeBox } from '../../picture/NodeBox';
import { count, windowWords } from '../../picture/traffic';
import { useWidth } from '../../picture/useWidth';

export interface WayOutProps {
  network: Network;
  selected: string;
  onSelect(id: string): void;
}

/** The way out of a service, from its instances to what they talk to, with what passes and what does not. */
export function WayOut({ network, selected, onSelect }: WayOutProps) {
  const [frame, available] = useWidth<HTMLDivElement>();
  const { boxes, ways, width, height } = useMemo(
    () => layOutColumns(network.nodes, network.links, available),
    [network, available],
  );
  const names = new Map(network.nodes.map((n) => [n.id, n.name || n.id]));
  const name = (id: string) => names.get(id) ?? id;
  return (
    <Container
      header={
        <Header variant="h2" description="What leaves the service, and where it ends. Choose a part to see its rules.">
          The way out
        </Header>
      }
      footer={<Legend window={windowWords(network.window)} />}
    >
      <SpaceBetween size="s">
        {network.note && <Alert type="info">{network.note}</Alert>}
        {network.uncounted && <Alert type="info">{network.uncounted}</Alert>}
        <div ref={frame}>
          <Canvas
            label={`The way out of ${network.service}`}
            width={width}
            height={height}
            links={ways.map(({ link, points }) => (
              <LinkPath
                key={`${link.from} ${link.to} ${link.kind}`}
                link={link}
                points={points}
                names={{ from: name(link.from), to: name(link.to) }}
              />
            ))}
          >
            {network.nodes.map((node) => {
              const at = boxes.get(node.id);
              return (
                at && <NodeBox key={node.id} node={node} at={at} selected={node.id === selected} onSelect={onSelect} />
              );
            })}
          </Canvas>
        </div>
        {network.leftOut?.map(({ kind, count: n }) => (
          <div key={kind}>
            And {count(n)} more of the kind {kind}.
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
