import type { Subnet } from '@aws-sdk/client-ec2';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useSurroundings } from '../../api/surroundings';
import { byZone, nameTag } from '../../forms/choices';
import { tableOf } from '../../forms/outlook';
import { ResourceLinks } from './links';

/** The connector's subnets, with what is left in them and the table that routes what leaves them. */
export function ConnectorSubnets({ vpc, ids }: { vpc: string; ids: string[] }) {
  const around = useSurroundings(vpc);
  const columns: TableProps.ColumnDefinition<Subnet>[] = [
    {
      id: 'id',
      header: 'Subnet',
      isRowHeader: true,
      cell: ({ SubnetId = '' }) => <ResourceLinks ids={[SubnetId]} vpc={vpc} />,
    },
    { id: 'name', header: 'Name', cell: ({ Tags }) => nameTag(Tags) || '–' },
    { id: 'zone', header: 'Availability zone', cell: (s) => `${s.AvailabilityZone} (${s.AvailabilityZoneId})` },
    { id: 'cidr', header: 'IPv4 CIDR', cell: ({ CidrBlock }) => CidrBlock },
    { id: 'free', header: 'Free addresses', cell: (s) => s.AvailableIpAddressCount?.toLocaleString('en') },
    {
      id: 'table',
      header: 'Route table',
      cell: ({ SubnetId = '' }) =>
        around.data && <ResourceLinks ids={[tableOf(around.data, SubnetId)?.RouteTableId ?? '']} vpc={vpc} />,
    },
  ];
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${ids.length})`}
          description="Each instance of a service has an address of its own in one of them."
        >
          Subnets
        </Header>
      }
      columnDefinitions={columns}
      items={around.data?.subnets.filter(({ SubnetId = '' }) => ids.includes(SubnetId)).sort(byZone) ?? []}
      loading={around.isLoading}
      loadingText="Loading the subnets"
      trackBy="SubnetId"
      ariaLabels={{ tableLabel: 'Subnets' }}
    />
  );
}
