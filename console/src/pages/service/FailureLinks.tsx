import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { usePath } from '../../api/context';
import { useNetwork } from '../../api/network';
import { connectorOf } from '../../api/services';
import { RouterLink } from '../../components/RouterLink';
import { questionsOf } from './questions';
import type { ServiceTabProps } from './ServicePage';

/** Where to look on when an operation failed: what the application printed, and what the network kept from it. */
export function FailureLinks({ service }: ServiceTabProps) {
  const path = usePath();
  const tab = (name: string, search: Record<string, string>) =>
    `${path('services', service.ServiceName ?? '', service.ServiceId ?? '', name)}?${new URLSearchParams(search)}`;
  return (
    <Box>
      <SpaceBetween direction="horizontal" size="m">
        <RouterLink to={tab('logs', { log: 'application' })}>What the application printed</RouterLink>
        <RouterLink to={tab('logs', { log: 'service' })}>The event log</RouterLink>
        {connectorOf(service) && <Questions service={service} tab={tab} />}
      </SpaceBetween>
    </Box>
  );
}

/** What the service tried to reach lately and could not: often why it did not become healthy. */
function Questions({
  service,
  tab,
}: ServiceTabProps & { tab: (name: string, search: Record<string, string>) => string }) {
  const { data } = useNetwork({ service: service.ServiceName ?? '' });
  const questions = questionsOf(data?.rejections ?? []);
  // what an instance that is gone was refused is in no picture any more, but can be asked all the same
  if (questions.length === 0) return <RouterLink to={tab('network', {})}>Why can't it reach…?</RouterLink>;
  return (
    <SpaceBetween direction="horizontal" size="m">
      {questions.map(({ to, protocol }) => (
        <RouterLink key={`${to} ${protocol}`} to={tab('network', { to, protocol })}>
          Why can't it reach {to}?
        </RouterLink>
      ))}
    </SpaceBetween>
  );
}
