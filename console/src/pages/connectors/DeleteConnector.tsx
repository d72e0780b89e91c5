import type { VpcConnector } from '@aws-sdk/client-apprunner';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';
import { awsCommand } from '../../api/command';
import { type ConnectorUser, useDeleteConnector } from '../../api/connectors';
import { usePath } from '../../api/context';
import { failureOf } from '../../api/failure';
import { Command } from '../../components/Command';
import { useNotify } from '../../shell/page';
import { UserLinks } from './links';

interface DeleteConnectorProps {
  connector: VpcConnector & { users: ConnectorUser[] | undefined };
  dismiss(): void;
}

/** Says beforehand who uses the connector, and lets nobody ask for what is refused anyway. */
export function DeleteConnector({ connector, dismiss }: DeleteConnectorProps) {
  const { VpcConnectorArn: arn = '', VpcConnectorName: name, users } = connector;
  const remove = useDeleteConnector();
  const path = usePath();
  const navigate = useNavigate();
  const notify = useNotify();
  const holders = users?.filter(({ holds }) => holds) ?? [];
  const used = holders.length > 0;
  const submit = async () => {
    try {
      await remove.mutateAsync(arn);
    } catch {
      return; // it is shown below
    }
    // by now the list may be without it, and so this question gone
    notify({ type: 'success', content: `The VPC connector ${name} is deleted.` });
    dismiss();
    navigate(path('connectors'));
  };
  return (
    <Modal
      visible
      header={`Delete ${name}?`}
      onDismiss={dismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={dismiss}>
              Cancel
            </Button>
            <Button variant="primary" loading={remove.isPending} disabled={used || !users} onClick={submit}>
              Delete
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {used ? (
          <Alert
            type="warning"
            header={holders.length === 1 ? 'A service uses it' : `${holders.length} services use it`}
          >
            <UserLinks users={holders} />
            Update {holders.length === 1 ? 'it' : 'them'} to another VPC connector or to public access first, under
            Configuration, Networking.
            {holders.some(({ rollback }) => rollback) &&
              ' An update that is under way may be rolled back to it: wait until that has ended.'}
          </Alert>
        ) : (
          <Box>
            No service uses it. It becomes inactive, and its name can be given to another one. Its subnets and security
            groups stay.
          </Box>
        )}
        {remove.isError && <Alert type="error">{failureOf(remove.error).message}</Alert>}
        <Command text={awsCommand('apprunner', 'DeleteVpcConnector', { VpcConnectorArn: arn })} />
      </SpaceBetween>
    </Modal>
  );
}
