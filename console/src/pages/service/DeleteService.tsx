import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { awsCommand } from '../../api/command';
import { Command } from '../../components/Command';
import type { ServiceTabProps } from './ServicePage';

/** Asks before a service is deleted, which can't be undone. */
export function DeleteService({
  service,
  confirm,
  dismiss,
}: ServiceTabProps & { confirm: () => void; dismiss: () => void }) {
  const [typed, setTyped] = useState('');
  return (
    <Modal
      visible
      onDismiss={dismiss}
      header={`Delete ${service.ServiceName}?`}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={dismiss}>
              Cancel
            </Button>
            <Button variant="primary" disabled={typed !== 'delete'} onClick={confirm}>
              Delete
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>
          Its URL stops answering and its instances end. What it wrote to its own files is lost; its VPC connector,
          subnets and databases stay.
        </Box>
        <FormField label='To confirm, enter "delete"'>
          <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} ariaRequired autoFocus />
        </FormField>
        <Command text={awsCommand('apprunner', 'DeleteService', { ServiceArn: service.ServiceArn })} />
      </SpaceBetween>
    </Modal>
  );
}
