import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Form from '@cloudscape-design/components/form';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { awsCommand } from '../../api/command';
import { connectorPlace, useConnectors, useCreateConnector } from '../../api/connectors';
import { usePath } from '../../api/context';
import { failureOf } from '../../api/failure';
import { Command } from '../../components/Command';
import { ConnectorFields } from '../../forms/ConnectorFields';
import { checkConnector, connectorInput, emptyConnector, refusedConnectorField } from '../../forms/connector';
import { any, type Errors } from '../../forms/errors';
import { useFirstError } from '../../forms/useFirstError';
import { useNotify } from '../../shell/page';

/** The form of a new connector, on the page where it will be listed. */
export function CreateConnector({ dismiss }: { dismiss(): void }) {
  const [form, setForm] = useState(emptyConnector);
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<Errors>({});
  const connectors = useConnectors();
  const create = useCreateConnector();
  const path = usePath();
  const navigate = useNavigate();
  const notify = useNotify();
  useFirstError(attempt);
  const names = (connectors.data ?? []).map(({ VpcConnectorName = '' }) => VpcConnectorName);
  const wrong = checkConnector(form, names);
  const submit = () => {
    setAttempt((n) => n + 1);
    if (any(wrong)) return;
    create.mutate(connectorInput(form), {
      onSuccess: ({ VpcConnectorArn = '' }) => {
        notify({ type: 'success', content: `The VPC connector ${form.name} exists. Services can use it at once.` });
        navigate(path(...connectorPlace(VpcConnectorArn)));
      },
      onError: (error) => {
        const { message } = failureOf(error);
        setRefused({ [refusedConnectorField(message)]: message });
        setAttempt((n) => n + 1);
      },
    });
  };
  return (
    <Modal
      visible
      size="large"
      header="Create VPC connector"
      onDismiss={dismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={dismiss}>
              Cancel
            </Button>
            <Button variant="primary" loading={create.isPending} onClick={submit}>
              Create VPC connector
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <Form errorText={refused['']}>
        <SpaceBetween size="l">
          <Box color="text-body-secondary">
            A connector cannot be changed later, save its tags: to change it, make another one and update the services
            to that.
          </Box>
          <ConnectorFields
            value={form}
            onChange={(next) => {
              setForm(next);
              setRefused({});
            }}
            errors={{ ...(attempt > 0 && wrong), ...refused }}
          />
          <ExpandableSection headerText="View as CLI">
            <Command text={awsCommand('apprunner', 'CreateVpcConnector', connectorInput(form))} />
          </ExpandableSection>
        </SpaceBetween>
      </Form>
    </Modal>
  );
}
