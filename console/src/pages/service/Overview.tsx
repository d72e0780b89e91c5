import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { serviceUrl } from '../../api/services';
import { Breakable } from '../../components/Breakable';
import { Egress } from '../../components/Egress';
import { StatusOf } from '../../components/StatusOf';
import { When } from '../../components/When';
import type { ServiceTabProps } from './ServicePage';

/** What is asked of a service first: does it run, where is it, how does it send. */
export function Overview({ service }: ServiceTabProps) {
  const url = serviceUrl(service);
  return (
    <Container header={<Header variant="h2">Service overview</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Status', value: <StatusOf status={service.Status} /> },
          {
            label: 'Default domain',
            value: (
              <Link href={url} external externalIconAriaLabel="Opens in a new tab">
                <Breakable text={service.ServiceUrl} />
              </Link>
            ),
          },
          { label: 'Outgoing network traffic', value: <Egress service={service} /> },
          { label: 'Source', value: <Source service={service} /> },
          { label: 'Last change', value: <When at={service.UpdatedAt} /> },
          {
            label: 'Service ARN',
            value: (
              <CopyToClipboard
                variant="inline"
                textToCopy={service.ServiceArn ?? ''}
                textToDisplay={(<Breakable text={service.ServiceArn} />) as unknown as string}
                copyButtonAriaLabel="Copy the ARN"
                copySuccessText="Copied"
                copyErrorText="It could not be copied"
              />
            ),
          },
        ]}
      />
    </Container>
  );
}

/** The image; of a digest its beginning, which tells it from others. */
function Source({ service }: ServiceTabProps) {
  const image = service.SourceConfiguration?.ImageRepository?.ImageIdentifier ?? '–';
  return (
    <span title={image}>
      <Breakable text={image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1…')} />
    </span>
  );
}
