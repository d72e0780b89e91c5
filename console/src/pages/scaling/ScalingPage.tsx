import type { AutoScalingConfiguration } from '@aws-sdk/client-apprunner';
import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { awsCommand } from '../../api/command';
import { usePath } from '../../api/context';
import { useScaledServices, useScalingConfigurations } from '../../api/scaling';
import { ErrorState } from '../../components/ErrorState';
import { RouterLink } from '../../components/RouterLink';
import { StatusOf } from '../../components/StatusOf';
import { usePage } from '../../shell/page';

export default function ScalingPage() {
  const path = usePath();
  const configurations = useScalingConfigurations();
  usePage({
    title: 'Auto scaling configurations',
    trail: [{ text: 'Auto scaling', href: path('scaling') }],
    commands: [
      {
        title: 'List the auto scaling configurations',
        command: awsCommand('apprunner', 'ListAutoScalingConfigurations', { LatestOnly: false }),
      },
      ...(configurations.data ?? []).flatMap(({ AutoScalingConfigurationArn }) => [
        {
          title: 'Describe one',
          command: awsCommand('apprunner', 'DescribeAutoScalingConfiguration', { AutoScalingConfigurationArn }),
        },
        {
          title: 'List the services that use it',
          command: awsCommand('apprunner', 'ListServicesForAutoScalingConfiguration', { AutoScalingConfigurationArn }),
        },
      ]),
    ],
  });
  if (configurations.isError)
    return (
      <ErrorState what="The auto scaling configurations" error={configurations.error} retry={configurations.refetch} />
    );
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="How many requests an instance serves at a time, and how many instances a service may have."
      >
        Auto scaling configurations
      </Header>
      <Alert type="info" header="A service has one running instance for now">
        Every service has the region’s default configuration. It says what App Runner’s does, so that your templates and
        tools find what they look for; instances are not added or taken away by it yet, and configurations of your own
        cannot be made. A deployment starts its instance beside the old one, so that a service has two for a moment.
      </Alert>
      <Table
        columnDefinitions={columns}
        items={configurations.data ?? []}
        loading={configurations.isPending}
        loadingText="Loading the auto scaling configurations"
        trackBy="AutoScalingConfigurationArn"
        ariaLabels={{ tableLabel: 'Auto scaling configurations' }}
        header={
          <Header variant="h2" counter={configurations.data && `(${configurations.data.length})`}>
            Configurations
          </Header>
        }
      />
    </SpaceBetween>
  );
}

const columns: TableProps.ColumnDefinition<AutoScalingConfiguration>[] = [
  {
    id: 'name',
    header: 'Configuration name',
    isRowHeader: true,
    cell: (c) => (
      <SpaceBetween direction="horizontal" size="xs">
        {c.AutoScalingConfigurationName}
        {c.IsDefault && <Badge color="blue">Default</Badge>}
      </SpaceBetween>
    ),
  },
  { id: 'revision', header: 'Revision', cell: (c) => c.AutoScalingConfigurationRevision },
  {
    id: 'status',
    header: 'Status',
    cell: (c) => <StatusOf status={c.Status?.toUpperCase()} />,
  },
  { id: 'concurrency', header: 'Concurrency', cell: (c) => c.MaxConcurrency },
  { id: 'min', header: 'Minimum size', cell: (c) => c.MinSize },
  { id: 'max', header: 'Maximum size', cell: (c) => c.MaxSize },
  { id: 'services', header: 'Services using it', cell: (c) => <Users arn={c.AutoScalingConfigurationArn ?? ''} /> },
];

function Users({ arn }: { arn: string }) {
  const path = usePath();
  const services = useScaledServices(arn);
  if (!services.data) return '…';
  if (services.data.length === 0) return 'None';
  return services.data.map((service) => {
    const [, name = '', id = ''] = service.split('/');
    return (
      <div key={service}>
        <RouterLink to={path('services', name, id)}>{name}</RouterLink>
      </div>
    );
  });
}
