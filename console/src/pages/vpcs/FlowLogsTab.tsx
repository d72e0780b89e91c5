import type { FlowLog } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { useFlowLogs } from '../../api/flow-logs';
import { useInterfaces } from '../../api/interfaces';
import { nameOf } from '../../api/names';
import { useSubnets } from '../../api/subnets';
import { confirm, type Form, named, nameField, one, rename, text } from '../../change/form';
import { StatusOf } from '../../components/StatusOf';
import { Facts, IdLink } from './Facts';
import { type Action, ResourceTab } from './ResourceTab';
import type { TabProps } from './tab';

export default function FlowLogsTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const logs = useFlowLogs();
  const subnets = (useSubnets(id).data ?? []).map((s) => s.SubnetId ?? '');
  const interfaces = (useInterfaces(id).data ?? []).map((i) => i.NetworkInterfaceId ?? '');
  const here = new Set([id, ...subnets, ...interfaces]);
  return (
    <ResourceTab
      vpc={id}
      tab="flow-logs"
      item={item}
      one="flow log"
      many="Flow logs"
      query={logs}
      items={logs.data?.filter((l) => here.has(l.ResourceId ?? ''))}
      id={(l) => l.FlowLogId ?? ''}
      teach="A flow log writes down what passed and what was rejected, into files below flow-logs in the data directory."
      create={[{ text: 'Create flow log', form: createLog(id, subnets) }]}
      actions={logActions}
      columns={[
        { id: 'name', header: 'Name', cell: (l) => nameOf(l.Tags) || '–' },
        { id: 'resource', header: 'Of', cell: (l) => <IdLink id={l.ResourceId} vpc={id} /> },
        { id: 'filter', header: 'Filter', cell: (l) => l.TrafficType },
        { id: 'status', header: 'Status', cell: (l) => <StatusOf status={l.FlowLogStatus} /> },
        { id: 'to', header: 'Destination', cell: (l) => l.LogDestination ?? l.LogGroupName ?? '–' },
      ]}
      detail={(l) => (
        <Facts
          tags={l.Tags}
          pairs={[
            ['Of', <IdLink id={l.ResourceId} vpc={id} />],
            ['Filter', l.TrafficType],
            ['Maximum aggregation interval', l.MaxAggregationInterval && `${l.MaxAggregationInterval} seconds`],
            ['Destination', l.LogDestination ?? l.LogGroupName],
            ['Deliveries', l.DeliverLogsStatus],
            ['Failure', l.DeliverLogsErrorMessage],
            ['Format', l.LogFormat],
          ]}
        />
      )}
    />
  );
}

function createLog(vpc: string, subnets: string[]): Form {
  return {
    title: 'Create flow log',
    submit: 'Create flow log',
    fields: [
      nameField,
      {
        id: 'resource',
        label: 'Of',
        kind: 'select',
        initial: vpc,
        options: [vpc, ...subnets].map((value) => ({ value, label: value })),
      },
      {
        id: 'filter',
        label: 'Filter',
        kind: 'select',
        initial: 'ALL',
        options: [
          { value: 'ALL', label: 'All', description: 'What passed and what was rejected' },
          { value: 'ACCEPT', label: 'Accept', description: 'What passed' },
          { value: 'REJECT', label: 'Reject', description: 'What was rejected' },
        ],
      },
      {
        id: 'interval',
        label: 'Maximum aggregation interval',
        kind: 'select',
        initial: '60',
        options: [
          { value: '60', label: '1 minute' },
          { value: '600', label: '10 minutes' },
        ],
      },
      {
        id: 'bucket',
        label: 'S3 bucket',
        kind: 'text',
        initial: 'flows',
        members: ['LogDestination'],
        description: 'A directory of this name below flow-logs in the data directory.',
        check: (value) =>
          /^[a-z0-9][a-z0-9.-]{2,62}$/.test(String(value))
            ? undefined
            : 'Enter 3 to 63 lower-case letters, digits, dots and hyphens.',
      },
    ],
    steps: (values) => {
      const id = text(values, 'resource');
      return one(
        'Create the flow log',
        call('CreateFlowLogs', {
          ResourceIds: [id],
          ResourceType: id.startsWith('subnet-') ? 'Subnet' : 'VPC',
          TrafficType: text(values, 'filter') as 'ALL' | 'ACCEPT' | 'REJECT',
          MaxAggregationInterval: Number(text(values, 'interval')),
          LogDestinationType: 's3',
          LogDestination: `arn:aws:s3:::${text(values, 'bucket')}`,
          TagSpecifications: named('vpc-flow-log', text(values, 'name')),
        }),
        'FlowLogIds.0',
      );
    },
    show: 'MADE',
    done: () => 'The flow log is created.',
  };
}

function logActions(log: FlowLog): Action[] {
  const id = log.FlowLogId ?? '';
  return [
    { text: 'Edit name', form: rename(id, nameOf(log.Tags)) },
    {
      text: 'Delete flow log',
      form: confirm({
        title: `Delete ${id}?`,
        intro: 'Nothing more is written. The files that are there stay.',
        submit: 'Delete flow log',
        call: call('DeleteFlowLogs', { FlowLogIds: [id] }),
        done: `${id} is deleted.`,
      }),
    },
  ];
}
