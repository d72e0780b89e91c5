import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { connectorPlace } from '../api/connectors';
import { usePath } from '../api/context';

import { RouterLink } from '../components/RouterLink';
import type { NetworkForm } from './service';

/** A network choice, to be read and not to be changed. */
export function NetworkSummary({ network }: { network: NetworkForm }) {
  const path = usePath();
  const { added } = network;
  const custom = network.egress === 'VPC';
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: 'Incoming network traffic', value: 'Public endpoint' },
        { label: 'Outgoing network traffic', value: custom ? 'Custom VPC' : 'Public access' },
        ...(custom && added
          ? [
              { label: 'New VPC connector', value: added.name },
              { label: 'VPC', value: added.vpc },
              { label: 'Subnets', value: added.subnets.join(', ') },
              { label: 'Security groups', value: added.groups.join(', ') || 'The default security group of the VPC' },
            ]
          : []),
        ...(custom && !added
          ? [
              {
                label: 'VPC connector',
                value: (
                  <RouterLink to={path(...connectorPlace(network.connector))}>
                    {connectorPlace(network.connector)[1]}
                  </RouterLink>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
