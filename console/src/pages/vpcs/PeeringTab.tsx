import type { VpcPeeringConnection } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { idAndName, nameOf } from '../../api/names';
import { isOfVpc, usePeerings } from '../../api/peerings';
import { useVpcs } from '../../api/vpcs';
import { checked, confirm, type Form, named, nameField, rename, text } from '../../change/form';
import type { Step } from '../../change/steps';
import { StatusOf } from '../../components/StatusOf';
import { Facts, IdLink } from './Facts';
import { type Action, ResourceTab } from './ResourceTab';
import { overlap } from './ranges';
import type { TabProps } from './tab';

export default function PeeringTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const peerings = usePeerings();
  const vpcs = useVpcs().data ?? [];
  const others = vpcs.filter((v) => v.VpcId !== id);
  const create: Form = {
    title: 'Create peering connection',
    intro:
      'Both VPCs need routes that lead to the connection afterwards, and groups that let the other one’s addresses in.',
    submit: 'Create peering connection',
    fields: [
      nameField,
      {
        id: 'peer',
        label: 'VPC to peer with',
        kind: 'select',
        members: ['PeerVpcId'],
        options: others.map((v) => ({
          value: v.VpcId ?? '',
          label: idAndName(v.VpcId, v.Tags),
          description: v.CidrBlock,
          disabledReason: overlap(v.CidrBlock ?? '', vpc.CidrBlock ?? '')
            ? 'Its range overlaps this VPC’s, so that no route could tell them apart.'
            : undefined,
        })),
      },
      {
        id: 'accept',
        label: 'Accept it at once',
        kind: 'checkbox',
        initial: true,
        description: 'Both VPCs are of this account.',
      },
    ],
    steps: (values) => {
      const request: Step = {
        name: 'PEERING',
        text: 'Create the peering connection',
        path: 'VpcPeeringConnection.VpcPeeringConnectionId',
        call: () =>
          call('CreateVpcPeeringConnection', {
            VpcId: id,
            PeerVpcId: text(values, 'peer'),
            TagSpecifications: named('vpc-peering-connection', text(values, 'name')),
          }),
        undo: (made) => call('DeleteVpcPeeringConnection', { VpcPeeringConnectionId: made.PEERING }),
      };
      const accept: Step = {
        name: 'ACCEPTED',
        text: 'Accept it',
        call: (made) => call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: made.PEERING }),
      };
      return checked(values, 'accept') ? [request, accept] : [request];
    },
    show: 'PEERING',
    done: (values) => `The peering connection to ${text(values, 'peer')} is created.`,
  };
  return (
    <ResourceTab
      vpc={id}
      tab="peering"
      item={item}
      one="peering connection"
      many="Peering connections"
      query={peerings}
      items={peerings.data?.filter((p) => isOfVpc(p, id))}
      id={(p) => p.VpcPeeringConnectionId ?? ''}
      teach="A peering connection joins two VPCs whose ranges do not overlap."
      create={[{ text: 'Create peering connection', form: create }]}
      actions={peeringActions}
      columns={[
        { id: 'name', header: 'Name', cell: (p) => nameOf(p.Tags) || '–' },
        { id: 'status', header: 'Status', cell: (p) => <StatusOf status={p.Status?.Code} /> },
        { id: 'requester', header: 'Requester', cell: (p) => <VpcEnd end={p.RequesterVpcInfo} /> },
        { id: 'accepter', header: 'Accepter', cell: (p) => <VpcEnd end={p.AccepterVpcInfo} /> },
      ]}
      detail={(p) => (
        <Facts
          tags={p.Tags}
          pairs={[
            ['Status', <StatusOf status={p.Status?.Code} />],
            ['Message', p.Status?.Message],
            ['Requester', <VpcEnd end={p.RequesterVpcInfo} />],
            ['Accepter', <VpcEnd end={p.AccepterVpcInfo} />],
          ]}
        />
      )}
    />
  );
}

function VpcEnd({ end }: { end: VpcPeeringConnection['RequesterVpcInfo'] }) {
  return (
    <>
      <IdLink id={end?.VpcId} vpc={end?.VpcId} /> {end?.CidrBlock}
    </>
  );
}

function peeringActions(peering: VpcPeeringConnection): Action[] {
  const id = peering.VpcPeeringConnectionId ?? '';
  const pending = peering.Status?.Code === 'pending-acceptance';
  const disabledReason = pending ? undefined : `It is not waiting to be accepted: ${peering.Status?.Code}.`;
  return [
    { text: 'Edit name', form: rename(id, nameOf(peering.Tags)) },
    {
      text: 'Accept request',
      disabledReason,
      form: confirm({
        title: `Accept ${id}?`,
        intro: 'Routes of both VPCs may lead to it from then on.',
        submit: 'Accept request',
        call: call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id }),
        done: `${id} is accepted.`,
      }),
    },
    {
      text: 'Reject request',
      disabledReason,
      form: confirm({
        title: `Reject ${id}?`,
        intro: 'It can be asked for again.',
        submit: 'Reject request',
        call: call('RejectVpcPeeringConnection', { VpcPeeringConnectionId: id }),
        done: `${id} is rejected.`,
      }),
    },
    {
      text: 'Delete peering connection',
      form: confirm({
        title: `Delete ${id}?`,
        intro: 'Routes of both VPCs that lead to it become blackholes.',
        submit: 'Delete peering connection',
        call: call('DeleteVpcPeeringConnection', { VpcPeeringConnectionId: id }),
        done: `${id} is deleted.`,
      }),
    },
  ];
}
