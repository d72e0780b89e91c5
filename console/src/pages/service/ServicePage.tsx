import type { Service } from '@aws-sdk/client-apprunner';
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { lazy, Suspense } from 'react';
import { useNavigate, useParams } from 'react-router';
import { awsCommand } from '../../api/command';
import { usePath } from '../../api/context';
import { useService } from '../../api/services';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { usePage } from '../../shell/page';
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
  const { name = '', id = '', tab = 'network' } = useParams();
  const path = usePath();
  const navigate = useNavigate();
  const service = useService(name, id);
  usePage({
    title: name,
    trail: [
      { text: 'Services', href: path('services') },
      { text: name, href: path('services', name, id) },
    ],
    commands: service.data && [
      {
        title: 'Describe the service',
        command: awsCommand('apprunner', 'DescribeService', { ServiceArn: service.data.ServiceArn }),
      },
      { title: 'See its event log', command: `sallyport logs ${name} --events --follow` },
      { title: 'Ask why it cannot reach something', command: `sallyport explain ${name} HOST:PORT` },
    ],
  });
  if (service.isPending) return <Loading what={name} />;
  if (service.isError) return <ErrorState what={name} error={service.error} retry={service.refetch} />;
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
