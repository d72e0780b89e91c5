import type { VpcConnector } from '@aws-sdk/client-apprunner';
import { useCollection } from '@cloudscape-design/collection-hooks';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { awsCommand } from '../../api/command';
import { type ConnectorUser, connectorPlace, useConnectors, useConnectorUses } from '../../api/connectors';
import { usePath } from '../../api/context';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { RouterLink } from '../../components/RouterLink';
import { StatusOf } from '../../components/StatusOf';
import { usePage } from '../../shell/page';
import { CreateConnector } from './CreateConnector';
import { DeleteConnector } from './DeleteConnector';
import { ResourceLinks, UserLinks } from './links';

/** A connector with what its own description does not say. */
interface Row extends VpcConnector {
  vpc: string;
  /** Undefined while it is not known. */
  users: ConnectorUser[] | undefined;
}

export default function ConnectorsPage() {
  const path = usePath();
  const connectors = useConnectors();
  const uses = useConnectorUses();
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState(false);
  usePage({
    title: 'VPC connectors',
    trail: [{ text: 'VPC connectors', href: path('connectors') }],
    commands: [{ title: 'List the VPC connectors', command: awsCommand('apprunner', 'ListVpcConnectors') }],
    contentType: 'table',
  });
  const rows = (connectors.data ?? []).map((connector): Row => {
    const use = uses.data?.[connector.VpcConnectorArn ?? ''];
    return { ...connector, vpc: use?.vpc ?? '', users: use?.users };
  });
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      Create VPC connector
    </Button>
  );
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(rows, {
    filtering: {
      empty: (
        <EmptyState title="No VPC connectors yet" action={create}>
          A VPC connector names subnets and security groups of a VPC. A service that has it sends everything through
          them, and reaches what is private there.
        </EmptyState>
      ),
      noMatch: <EmptyState title="No VPC connector matches" />,
    },
    pagination: { pageSize: 20 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'VpcConnectorName' } } },
    selection: { trackBy: 'VpcConnectorArn' },
  });
  // what was selected is as old as the click; who uses it may have changed since
  const [clicked] = collectionProps.selectedItems ?? [];
  const selected = rows.find(({ VpcConnectorArn }) => VpcConnectorArn === clicked?.VpcConnectorArn);
  if (connectors.isError)
    return <ErrorState what="The VPC connectors" error={connectors.error} retry={connectors.refetch} />;
  return (
    <>
      <Table
        {...collectionProps}
        variant="full-page"
        selectionType="single"
        items={items}
        columnDefinitions={columns(path)}
        loading={connectors.isPending}
        loadingText="Loading the VPC connectors"
        ariaLabels={{
          tableLabel: 'VPC connectors',
          selectionGroupLabel: 'Choose a VPC connector',
          itemSelectionLabel: (_, { VpcConnectorName }) => `Choose ${VpcConnectorName}`,
        }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={connectors.data && `(${connectors.data.length})`}
            description="How services get into a VPC: through these subnets, with these security groups."
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={!selected} onClick={() => setDeleting(true)}>
                  Delete
                </Button>
                {create}
              </SpaceBetween>
            }
          >
            VPC connectors
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find VPC connectors"
            filteringAriaLabel="Find VPC connectors"
            countText={`${filteredItemsCount} found`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
      />
      {creating && <CreateConnector dismiss={() => setCreating(false)} />}
      {deleting && selected && <DeleteConnector connector={selected} dismiss={() => setDeleting(false)} />}
    </>
  );
}

function columns(path: ReturnType<typeof usePath>): TableProps.ColumnDefinition<Row>[] {
  return [
    {
      id: 'name',
      header: 'VPC connector name',
      cell: (c) => <RouterLink to={path(...connectorPlace(c.VpcConnectorArn ?? ''))}>{c.VpcConnectorName}</RouterLink>,
      sortingField: 'VpcConnectorName',
      isRowHeader: true,
    },
    { id: 'status', header: 'Status', cell: (c) => <StatusOf status={c.Status} />, sortingField: 'Status' },
    { id: 'users', header: 'Services using it', cell: (c) => <UserLinks users={c.users} /> },
    { id: 'vpc', header: 'VPC', cell: (c) => <ResourceLinks ids={[c.vpc]} vpc={c.vpc} />, sortingField: 'vpc' },
    { id: 'subnets', header: 'Subnets', cell: (c) => <ResourceLinks ids={c.Subnets} vpc={c.vpc} /> },
    { id: 'groups', header: 'Security groups', cell: (c) => <ResourceLinks ids={c.SecurityGroups} vpc={c.vpc} /> },
    { id: 'revision', header: 'Revision', cell: (c) => c.VpcConnectorRevision },
  ];
}
