import { DescribeFlowLogsCommand } from '@aws-sdk/client-ec2';
import { useDescribed } from './described';

/** All flow logs of the region. */
export function useFlowLogs() {
  return useDescribed(
    'flow-logs',
    (ec2, { Filters, NextToken }) => ec2.send(new DescribeFlowLogsCommand({ Filter: Filters, NextToken })),
    (o) => o.FlowLogs,
  );
}
