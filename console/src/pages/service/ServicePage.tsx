import type { Service } from '@aws-sdk/client-apprunner';
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { lazy, Suspense } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { usePath, useRegion } from '../../api/context';
import { failureOf } from '../../api/failure';
import { useService } from '../../api/services';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { RouterLink } from '../../components/RouterLink';
import { usePage } from '../../shell/page';
import { serviceCommands } from './commands';
import { OperationProgress } from './OperationProgress';
import { Overview } from './Overview';
import { ServiceHeader } from './ServiceHeader';

const LogsTab = lazy(() => import('./LogsTab'));
const ActivityTab = lazy(() => import('./ActivityTab'));
const MetricsTab = lazy(() => import('./MetricsTab'));
const ConfigurationTab = lazy(() => import('./ConfigurationTab'));
const NetworkTab = lazy(() => import('./NetworkTab'));

/** What a tab of the service's page is given. */
export interface ServiceTabProps {
  service: Service;
}

const tabs = [
  { id: 'network', label: 'Network', Content: NetworkTab },
  { id: 'logs', label: 'Logs', Content: LogsTab },
  { id: 'activity', label: 'Activity', Content: ActivityTab },
  { id: 'metrics', label: 'Metrics', Content: MetricsTab },
  { id: 'configuration', label: 'Configuration', Content: ConfigurationTab },
];

export default function ServicePage() {
  const { name = '', id = '', tab: asked } = useParams();
  const [search] = useSearchParams();
  const path = usePath();
  const navigate = useNavigate();
  const service = useService(name, id);
  const tab = tabs.find((t) => t.id === asked)?.id ?? 'network';
  const gone = service.isError && failureOf(service.error).code === 'ResourceNotFoundException';
  usePage({
    title: name,
    trail: [
      { text: 'Services', href: path('services') },
      { text: name, href: path('services', name, id) },
    ],
    commands: gone ? [] : service.data && serviceCommands(service.data, tab, search),
  });
  if (service.isPending) return <Loading what={name} />;
  if (gone || service.data?.Status === 'DELETED') return <NoService name={name} deleted={Boolean(service.data)} />;
  if (service.isLoadingError) return <ErrorState what={name} error={service.error} retry={service.refetch} />;
  return (
    <ContentLayout header={<ServiceHeader service={service.data} />}>
      <SpaceBetween size="l">
        <OperationProgress service={service.data} />
        <Overview service={service.data} />
        <Tabs
          ariaLabel={`Parts of ${name}`}
          activeTabId={tab}
          onChange={({ detail }) => navigate(path('services', name, id, detail.activeTabId))}
          tabs={tabs.map(({ id, label, Content }) => ({
            id,
            label,
            content: id === tab && (
              <Suspense fallback={<Loading what={label.toLowerCase()} />}>
                <Content service={service.data} />
              </Suspense>
            ),
          }))}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

/** What a link says whose service is not there, and a page whose service was deleted meanwhile. */
function NoService({ name, deleted }: { name: string; deleted: boolean }) {
  const path = usePath();
  const region = useRegion();
  return (
    <EmptyState
      title={deleted ? `The service ${name} is deleted` : `There is no service ${name} here`}
      action={<RouterLink to={path('services')}>All services of {region}</RouterLink>}
    >
      {deleted
        ? 'Its URL does not answer any more. What it used, such as its VPC connector, is still there.'
        : `It may have been deleted, and another one of the same name has another id; or it is in another region than ${region}.`}
    </EmptyState>
  );
}
