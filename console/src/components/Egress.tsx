import type { Service } from '@aws-sdk/client-apprunner';
import { usePath } from '../api/context';
import { connectorOf } from '../api/services';
import { RouterLink } from './RouterLink';

/** How a service sends: by public access, or through which VPC connector. */
export function Egress({ service }: { service: Service | undefined }) {
  const path = usePath();
  if (!service) return '–';
  const connector = connectorOf(service);
  if (!connector) return 'Public access';
  return (
    <>
      Custom VPC by{' '}
      <RouterLink to={path('connectors', connector.name, connector.revision, connector.id)}>
        {connector.name}
      </RouterLink>
    </>
  );
}
