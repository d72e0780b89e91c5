import type { ConnectorUser } from '../../api/connectors';
import { usePath } from '../../api/context';
import { usePlace } from '../../api/places';
import { RouterLink } from '../../components/RouterLink';

/** Resources of a VPC by their ids, each linked and on a line of its own. */
export function ResourceLinks({ ids, vpc }: { ids: string[] | undefined; vpc: string }) {
  const place = usePlace();
  const known = (ids ?? []).filter((id) => id !== '');
  if (known.length === 0) return '–';
  return known.map((id) => {
    const to = place(id, vpc || undefined);
    return <div key={id}>{to ? <RouterLink to={to}>{id}</RouterLink> : id}</div>;
  });
}

/** Services, each linked; undefined while they are not known. */
export function UserLinks({ users }: { users: ConnectorUser[] | undefined }) {
  const path = usePath();
  if (!users) return '…';
  if (users.length === 0) return 'None';
  return users.map(({ arn, name, id }) => (
    <div key={arn}>
      <RouterLink to={path('services', name, id)}>{name}</RouterLink>
    </div>
  ));
}
