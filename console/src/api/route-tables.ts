import { DescribeRouteTablesCommand, type EC2Client, type RouteTable } from '@aws-sdk/client-ec2';
import { ofVpc, useDescribed } from './described';

/** The route tables of a VPC, or all of the region. */
export function useRouteTables(vpc?: string) {
  return useDescribed(
    'route-tables',
    (ec2, input) => ec2.send(new DescribeRouteTablesCommand(input)),
    (o) => o.RouteTables,
    { filters: ofVpc(vpc) },
  );
}

/** A route table as it is now. */
export async function readRouteTable(ec2: EC2Client, id: string): Promise<RouteTable> {
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] }));
  const table = RouteTables?.[0];
  if (!table) throw new Error(`the answer for ${id} has no route table`);
  return table;
}
