import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ConnectorUser } from '../../api/connectors';
import { EmptyState } from '../../components/EmptyState';
import { StatusOf } from '../../components/StatusOf';
import { UserLinks } from './links';

const columns: TableProps.ColumnDefinition<ConnectorUser>[] = [
  { id: 'name', header: 'Service name', isRowHeader: true, cell: (user) => <UserLinks users={[user]} /> },
  { id: 'status', header: 'Status', cell: ({ status }) => <StatusOf status={status} /> },
  { id: 'instances', header: 'Instances with an interface', cell: ({ instances }) => instances },
  { id: 'use', header: 'Use', cell: use },
];

function use({ holds, rollback }: ConnectorUser): string {
  if (rollback) return 'Returned to if its update fails';
  return holds ? 'Sends through it' : 'Instances are being drained';
}

/** The services that send through a connector; undefined while they are not known. */
export function ConnectorServices({ users }: { users: ConnectorUser[] | undefined }) {
  return (
    <Table
      header={
        <Header variant="h2" counter={users && `(${users.length})`}>
          Services using it
        </Header>
      }
      columnDefinitions={columns}
      items={users ?? []}
      loading={!users}
      loadingText="Loading the services"
      trackBy="arn"
      ariaLabels={{ tableLabel: 'Services using the VPC connector' }}
      empty={
        <EmptyState title="No service uses it">
          Choose it under Custom VPC when a service is created, or in a service’s Configuration, Networking.
        </EmptyState>
      }
    />
  );
}
