import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSurroundings } from '../api/surroundings';
import { IdText } from '../components/IdText';
import { Remedy } from '../components/Remedy';
import { outlook } from './outlook';

/** What is amiss with a connector through these subnets and groups, and what mends it. */
export function Concerns({ vpc, subnets, groups }: { vpc: string; subnets: string[]; groups: string[] }) {
  const around = useSurroundings(vpc);
  const found = around.data ? outlook(around.data, subnets, groups) : [];
  if (found.length === 0) return null;
  return (
    <SpaceBetween size="s">
      {found.map(({ id, severity, header, text, command }) => (
        <Alert key={id} type={severity} header={header}>
          <IdText text={text} vpc={vpc} />
          {command && <Remedy commands={[command]} />}
        </Alert>
      ))}
    </SpaceBetween>
  );
}
