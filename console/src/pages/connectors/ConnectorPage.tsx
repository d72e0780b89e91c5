import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useParams } from 'react-router';
import { awsCommand } from '../../api/command';
import { useConnector, useConnectorUse } from '../../api/connectors';
import { usePath } from '../../api/context';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { StatusOf } from '../../components/StatusOf';
import { TagsContainer } from '../../components/TagsContainer';
import { When } from '../../components/When';
import { Concerns } from '../../forms/Concerns';
import { usePage } from '../../shell/page';
import { ConnectorServices } from './ConnectorServices';
import { ConnectorSubnets } from './ConnectorSubnets';
import { DeleteConnector } from './DeleteConnector';
import { ResourceLinks } from './links';

export default function ConnectorPage() {
  const { name = '', revision = '', id = '' } = useParams();
  const path = usePath();
  const connector = useConnector(name, revision, id);
  const [deleting, setDeleting] = useState(false);
  const arn = connector.data?.VpcConnectorArn ?? '';
  const use = useConnectorUse(arn).data;
  const vpc = use?.vpc ?? '';
  usePage({
    title: name,
    trail: [
      { text: 'VPC connectors', href: path('connectors') },
      { text: name, href: path('connectors', name, revision, id) },
    ],
    commands: arn
      ? [
          {
            title: 'Describe the VPC connector',
            command: awsCommand('apprunner', 'DescribeVpcConnector', { VpcConnectorArn: arn }),
          },
          { title: 'List its tags', command: awsCommand('apprunner', 'ListTagsForResource', { ResourceArn: arn }) },
        ]
      : [],
  });
  if (connector.isPending) return <Loading what={name} />;
  if (connector.isError) return <ErrorState what={name} error={connector.error} retry={connector.refetch} />;
  const { Status, VpcConnectorRevision, CreatedAt, Subnets = [], SecurityGroups = [] } = connector.data;
  const active = Status === 'ACTIVE';
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            <Button disabled={!active} onClick={() => setDeleting(true)}>
              Delete
            </Button>
          }
        >
          {name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {active && <Concerns vpc={vpc} subnets={Subnets} groups={SecurityGroups} />}
        <Container header={<Header variant="h2">VPC connector overview</Header>}>
          <KeyValuePairs
            columns={3}
            items={[
              { label: 'Status', value: <StatusOf status={Status} /> },
              { label: 'Revision', value: VpcConnectorRevision },
              { label: 'Created', value: <When at={CreatedAt} /> },
              { label: 'VPC', value: <ResourceLinks ids={[vpc]} vpc={vpc} /> },
              { label: 'Security groups', value: <ResourceLinks ids={SecurityGroups} vpc={vpc} /> },
              {
                label: 'VPC connector ARN',
                value: (
                  <CopyToClipboard
                    variant="inline"
                    textToCopy={arn}
                    copyButtonAriaLabel="Copy the ARN"
                    copySuccessText="Copied"
                    copyErrorText="It could not be copied"
                  />
                ),
              },
            ]}
          />
        </Container>
        <ConnectorSubnets vpc={vpc} ids={Subnets} />
        <ConnectorServices users={use?.users} />
        {active && <TagsContainer arn={arn} description="Labels of the VPC connector." />}
      </SpaceBetween>
      {deleting && (
        <DeleteConnector connector={{ ...connector.data, users: use?.users }} dismiss={() => setDeleting(false)} />
      )}
    </ContentLayout>
  );
}
