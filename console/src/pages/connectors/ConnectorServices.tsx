import type { Service } from '@aws-sdk/client-apprunner';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { EmptyState } from '../../components/EmptyState';
import { StatusOf } from '../../components/StatusOf';
import { ServiceLinks } from './links';

/** The services that send through a connector; undefined while they are not known. */
export function ConnectorServices({ services }: { services: Service[] | undefined }) {
  return (
    <Table
      header={
        <Header variant="h2" counter={services && `(${services.length})`}>
          Services using it
        </Header>
      }
      columnDefinitions={[
        { id: 'name', header: 'Service name', isRowHeader: true, cell: (s) => <ServiceLinks services={[s]} /> },
        { id: 'status', header: 'Status', cell: (s) => <StatusOf status={s.Status} /> },
        { id: 'url', header: 'Default domain', cell: (s) => s.ServiceUrl },
      ]}
      items={services ?? []}
      loading={!services}
      loadingText="Loading the services"
      trackBy="ServiceArn"
      ariaLabels={{ tableLabel: 'Services using the VPC connector' }}
      empty={
        <EmptyState title="No service uses it">
          Choose it under Custom VPC when a service is created, or in a service’s Configuration, Networking.
        </EmptyState>
      }
    />
  );
}
