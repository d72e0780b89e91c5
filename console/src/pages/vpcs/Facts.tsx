import type { Tag } from '@aws-sdk/client-ec2';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { ReactNode } from 'react';
import { usePlace } from '../../api/places';
import { RouterLink } from '../../components/RouterLink';

/** What is known of a resource, as pairs; tags below. */
export function Facts({ pairs, tags = [] }: { pairs: [label: string, value: ReactNode][]; tags?: Tag[] }) {
  const items = pairs.map(([label, value]) => ({ label, value: value === undefined || value === '' ? '–' : value }));
  const tagged = tags.length > 0 && {
    label: 'Tags',
    value: tags.map((t) => (
      <div key={t.Key}>
        {t.Key}: {t.Value}
      </div>
    )),
  };
  return (
    <Container>
      <KeyValuePairs columns={4} items={tagged ? [...items, tagged] : items} />
    </Container>
  );
}

/** An id, linked to where the console shows it; its name beside it. */
export function IdLink({ id, vpc, name }: { id: string | undefined; vpc: string | undefined; name?: string }) {
  const to = usePlace()(id ?? '', vpc);
  if (!id) return <>–</>;
  return (
    <>
      {to ? <RouterLink to={to}>{id}</RouterLink> : id}
      {name && ` (${name})`}
    </>
  );
}

/** Ids, a line each. */
export function IdLinks({ ids, vpc }: { ids: (string | undefined)[]; vpc: string | undefined }) {
  const known = ids.filter((id) => id !== undefined);
  if (known.length === 0) return <>–</>;
  return (
    <>
      {known.map((id) => (
        <div key={id}>
          <IdLink id={id} vpc={vpc} />
        </div>
      ))}
    </>
  );
}
