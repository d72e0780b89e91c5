import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { failureOf } from '../../api/failure';
import { allowed, type ServiceAction, useServiceAction } from '../../api/operations';
import { serviceUrl } from '../../api/services';
import { useNotify } from '../../shell/page';
import { DeleteService } from './DeleteService';
import type { ServiceTabProps } from './ServicePage';

const begun: Record<ServiceAction, string> = {
  deploy: 'is being deployed',
  pause: 'is being paused',
  resume: 'is being resumed',
  delete: 'is being deleted',
};

/** The service's name and what can be done to it. */
export function ServiceHeader({ service }: ServiceTabProps) {
  const notify = useNotify();
  const act = useServiceAction(service.ServiceArn ?? '');
  const [deleting, setDeleting] = useState(false);
  const begin = (action: ServiceAction) =>
    act.mutate(action, {
      onSuccess: () => notify({ type: 'info', content: `${service.ServiceName} ${begun[action]}.` }),
      onError: (error) =>
        notify({ type: 'error', header: `${service.ServiceName} stays as it is`, content: failureOf(error).message }),
    });
  const can = (action: ServiceAction) => allowed(action, service.Status) && !act.isPending;
  return (
    <Header
      variant="h1"
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            href={serviceUrl(service)}
            target="_blank"
            iconName="external"
            iconAlign="right"
            disabled={service.Status !== 'RUNNING'}
            ariaLabel="Open the service in a new tab"
          >
            Open
          </Button>
          <ButtonDropdown
            items={[
              { id: 'pause', text: 'Pause', disabled: !can('pause') },
              { id: 'resume', text: 'Resume', disabled: !can('resume') },
              { id: 'delete', text: 'Delete', disabled: !can('delete') },
            ]}
            onItemClick={({ detail }) =>
              detail.id === 'delete' ? setDeleting(true) : begin(detail.id as ServiceAction)
            }
          >
            Actions
          </ButtonDropdown>
          <Button variant="primary" disabled={!can('deploy')} onClick={() => begin('deploy')}>
            Deploy
          </Button>
        </SpaceBetween>
      }
    >
      {service.ServiceName}
      {deleting && (
        <DeleteService
          service={service}
          dismiss={() => setDeleting(false)}
          confirm={() => {
            setDeleting(false);
            begin('delete');
          }}
        />
      )}
    </Header>
  );
}
