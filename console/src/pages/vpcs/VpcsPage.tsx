import type { Vpc } from '@aws-sdk/client-ec2';
import { useCollection } from '@cloudscape-design/collection-hooks';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { awsCommand } from '../../api/command';
import { usePath } from '../../api/context';
import { nameOf } from '../../api/names';
import { useSubnets } from '../../api/subnets';
import { useVpcSettings, useVpcs } from '../../api/vpcs';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { RouterLink } from '../../components/RouterLink';
import { StatusOf } from '../../components/StatusOf';
import { usePage } from '../../shell/page';
import { DeleteVpc } from './DeleteVpc';

export default function VpcsPage() {
  const path = usePath();
  const navigate = useNavigate();
  const vpcs = useVpcs();
  const subnets = useSubnets();
  const [deleting, setDeleting] = useState<Vpc>();
  usePage({
    title: 'VPCs',
    trail: [{ text: 'VPCs', href: path('vpcs') }],
    contentType: 'table',
    commands: [
      { title: 'List the VPCs', command: awsCommand('ec2', 'DescribeVpcs') },
      { title: 'List the subnets', command: awsCommand('ec2', 'DescribeSubnets') },
    ],
  });
  const create = (
    <Button variant="primary" onClick={() => navigate(path('vpcs', 'create'))}>
      Create VPC
    </Button>
  );
  const count = (vpc: Vpc) => subnets.data?.filter((s) => s.VpcId === vpc.VpcId).length;
  const columns: TableProps.ColumnDefinition<Vpc>[] = [
    {
      id: 'name',
      header: 'Name',
      cell: (v) => <RouterLink to={path('vpcs', v.VpcId ?? '')}>{nameOf(v.Tags) || v.VpcId}</RouterLink>,
      sortingComparator: (a, b) => nameOf(a.Tags).localeCompare(nameOf(b.Tags)),
      isRowHeader: true,
    },
    { id: 'id', header: 'VPC ID', cell: (v) => v.VpcId, sortingField: 'VpcId' },
    { id: 'state', header: 'State', cell: (v) => <StatusOf status={v.State} />, sortingField: 'State' },
    {
      id: 'cidr',
      header: 'IPv4 CIDR',
      cell: (v) => v.CidrBlockAssociationSet?.map((a) => a.CidrBlock).join(', '),
      sortingField: 'CidrBlock',
    },
    { id: 'default', header: 'Default VPC', cell: (v) => (v.IsDefault ? 'Yes' : 'No'), sortingField: 'IsDefault' },
    {
      id: 'subnets',
      header: 'Subnets',
      cell: (v) => <RouterLink to={path('vpcs', v.VpcId ?? '', 'subnets')}>{count(v) ?? '–'}</RouterLink>,
    },
    { id: 'dns', header: 'DNS', cell: (v) => <Dns vpc={v.VpcId ?? ''} /> },
  ];
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(vpcs.data ?? [], {
    filtering: {
      empty: (
        <EmptyState title="No VPCs" action={create}>
          A VPC is a network of your own, with subnets, rules and ways out that you define.
        </EmptyState>
      ),
      noMatch: <EmptyState title="No VPC matches" />,
      filteringFunction: (v, text) => JSON.stringify(v).toLowerCase().includes(text.toLowerCase()),
    },
    pagination: { pageSize: 20 },
    sorting: {},
    selection: { trackBy: 'VpcId' },
  });
  const chosen = collectionProps.selectedItems?.[0];
  if (vpcs.isError) return <ErrorState what="The VPCs" error={vpcs.error} retry={vpcs.refetch} />;
  return (
    <>
      <Table
        {...collectionProps}
        variant="full-page"
        items={items}
        columnDefinitions={columns}
        loading={vpcs.isPending}
        loadingText="Loading the VPCs"
        trackBy="VpcId"
        selectionType="single"
        ariaLabels={{
          tableLabel: 'VPCs',
          selectionGroupLabel: 'Choose a VPC',
          itemSelectionLabel: (_, v) => nameOf(v.Tags) || v.VpcId || '',
        }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={vpcs.data && `(${vpcs.data.length})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  disabled={!chosen}
                  disabledReason="Choose a VPC first."
                  onClick={() => chosen && setDeleting(chosen)}
                >
                  Delete
                </Button>
                {create}
              </SpaceBetween>
            }
          >
            VPCs
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find VPCs"
            filteringAriaLabel="Find VPCs"
            countText={`${filteredItemsCount} found`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
      />
      {deleting && <DeleteVpc vpc={deleting} onClose={() => setDeleting(undefined)} onDeleted={() => {}} />}
    </>
  );
}

function Dns({ vpc }: { vpc: string }) {
  const settings = useVpcSettings(vpc).data;
  if (!settings) return <>–</>;
  if (!settings.dnsSupport) return <>No resolution</>;
  return <>{settings.dnsHostnames ? 'Resolution, hostnames' : 'Resolution'}</>;
}
