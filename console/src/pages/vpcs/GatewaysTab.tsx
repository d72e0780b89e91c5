import type { Subnet } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { useEgressOnlyGateways, useInternetGateways, useNatGateways, useVpnGateways } from '../../api/gateways';
import { useAddresses } from '../../api/interfaces';
import { idAndName, nameOf } from '../../api/names';
import { useSubnets } from '../../api/subnets';
import { confirm, type Form, named, nameField, one, rename, text } from '../../change/form';
import type { Step } from '../../change/steps';
import { StatusOf } from '../../components/StatusOf';
import { Facts, IdLink } from './Facts';
import { type Gateway, gatewayKinds, gatewaysOf } from './gateways';
import { type Action, ResourceTab } from './ResourceTab';
import type { TabProps } from './tab';

export default function GatewaysTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const internet = useInternetGateways();
  const nat = useNatGateways(id);
  const egress = useEgressOnlyGateways();
  const vpn = useVpnGateways();
  const subnets = useSubnets(id).data ?? [];
  const addresses = useAddresses().data ?? [];
  const all = gatewaysOf(internet.data ?? [], nat.data ?? [], egress.data ?? [], vpn.data ?? []);
  const failed = [internet, nat, egress, vpn].find((q) => q.isError);
  const here = all.filter((g) => g.vpc === id);
  const loose = all.filter((g) => !g.vpc && (g.kind === 'internet' || g.kind === 'vpn'));
  const free = addresses
    .filter((a) => !a.AssociationId)
    .map((a) => ({ value: a.AllocationId ?? '', label: `${a.PublicIp} (${a.AllocationId})` }));
  return (
    <ResourceTab
      vpc={id}
      tab="gateways"
      item={item}
      one="gateway"
      many="Gateways"
      query={{
        data: here,
        isPending: [internet, nat, egress, vpn].some((q) => q.isPending),
        isError: failed !== undefined,
        error: failed?.error,
        refetch: () => Promise.all([internet, nat, egress, vpn].map((q) => q.refetch())),
      }}
      id={(g) => g.id}
      teach="A gateway is where routes lead that leave the VPC: to the internet, with translated addresses, or to your own network."
      create={[
        { text: 'Create internet gateway', form: createInternet(id) },
        { text: 'Create NAT gateway', form: createNat(subnets, free) },
        { text: 'Create egress-only internet gateway', form: createEgressOnly(id) },
        { text: 'Create virtual private gateway', form: createVpn(id) },
        {
          text: 'Attach a gateway',
          disabledReason: loose.length ? undefined : 'No gateway of this region is detached.',
          form: attach(id, loose),
        },
      ]}
      actions={gatewayActions}
      columns={[
        { id: 'name', header: 'Name', cell: (g) => nameOf(g.tags) || '–' },
        { id: 'kind', header: 'Type', cell: (g) => gatewayKinds[g.kind] },
        { id: 'state', header: 'State', cell: (g) => <StatusOf status={g.state} /> },
        { id: 'public', header: 'Public address', cell: (g) => g.nat?.NatGatewayAddresses?.[0]?.PublicIp ?? '–' },
        { id: 'subnet', header: 'Subnet', cell: (g) => <IdLink id={g.nat?.SubnetId} vpc={id} /> },
      ]}
      detail={(g) => <GatewayFacts gateway={g} />}
    />
  );
}

function GatewayFacts({ gateway }: { gateway: Gateway }) {
  const { nat, vpn, vpc } = gateway;
  const address = nat?.NatGatewayAddresses?.[0];
  return (
    <Facts
      tags={gateway.tags}
      pairs={[
        ['Type', gatewayKinds[gateway.kind]],
        ['State', <StatusOf status={gateway.state} />],
        ['VPC', <IdLink id={vpc} vpc={vpc} />],
        ...(nat
          ? ([
              ['Connectivity type', nat.ConnectivityType],
              ['Subnet', <IdLink id={nat.SubnetId} vpc={vpc} />],
              ['Public address', address?.PublicIp],
              ['Elastic IP', <IdLink id={address?.AllocationId} vpc={vpc} />],
              ['Private address', address?.PrivateIp],
              ['Network interface', <IdLink id={address?.NetworkInterfaceId} vpc={vpc} />],
              ['Failure', nat.FailureMessage],
            ] as [string, React.ReactNode][])
          : []),
        ...(vpn ? ([['Amazon side ASN', vpn.AmazonSideAsn]] as [string, React.ReactNode][]) : []),
      ]}
    />
  );
}

function createInternet(vpc: string): Form {
  return {
    title: 'Create internet gateway',
    intro: `It is attached to ${vpc}. Subnets whose route table leads to it are public: what has a public address there reaches the internet, and is reached from it.`,
    submit: 'Create internet gateway',
    fields: [nameField],
    steps: (values) => [
      {
        name: 'GATEWAY',
        text: 'Create the internet gateway',
        path: 'InternetGateway.InternetGatewayId',
        call: () =>
          call('CreateInternetGateway', { TagSpecifications: named('internet-gateway', text(values, 'name')) }),
        undo: (made) => call('DeleteInternetGateway', { InternetGatewayId: made.GATEWAY }),
      },
      {
        name: 'ATTACHMENT',
        text: 'Attach it',
        call: (made) => call('AttachInternetGateway', { InternetGatewayId: made.GATEWAY, VpcId: vpc }),
      },
    ],
    show: 'GATEWAY',
    done: () => 'The internet gateway is created and attached.',
  };
}

function createNat(subnets: Subnet[], free: { value: string; label: string }[]): Form {
  return {
    title: 'Create NAT gateway',
    intro:
      'It lets what has no public address reach the internet. A public one stands in a subnet that leads to an internet gateway; private subnets’ routes lead to it.',
    submit: 'Create NAT gateway',
    fields: [
      nameField,
      {
        id: 'subnet',
        label: 'Subnet',
        kind: 'select',
        members: ['SubnetId', 'subnet'],
        options: subnets.map((s) => ({
          value: s.SubnetId ?? '',
          label: idAndName(s.SubnetId, s.Tags),
          description: `${s.CidrBlock}, ${s.AvailabilityZone}`,
        })),
      },
      {
        id: 'type',
        label: 'Connectivity type',
        kind: 'select',
        initial: 'public',
        options: [
          { value: 'public', label: 'Public', description: 'With an Elastic IP address' },
          { value: 'private', label: 'Private', description: 'Towards other VPCs and your own network' },
        ],
      },
      {
        id: 'address',
        label: 'Elastic IP address',
        kind: 'select',
        initial: 'new',
        members: ['AllocationId', 'address'],
        when: (values) => values.type === 'public',
        options: [{ value: 'new', label: 'Allocate a new one' }, ...free],
      },
    ],
    steps: (values) => {
      const isPublic = values.type === 'public';
      const fresh = isPublic && values.address === 'new';
      const allocate: Step = {
        name: 'ADDRESS',
        text: 'Allocate an Elastic IP address',
        path: 'AllocationId',
        call: () => call('AllocateAddress', { Domain: 'vpc' }),
        undo: (made) => call('ReleaseAddress', { AllocationId: made.ADDRESS }),
      };
      const create: Step = {
        name: 'NAT',
        text: 'Create the NAT gateway',
        path: 'NatGateway.NatGatewayId',
        call: (made) =>
          call('CreateNatGateway', {
            SubnetId: text(values, 'subnet'),
            ConnectivityType: isPublic ? 'public' : 'private',
            AllocationId: isPublic ? (fresh ? made.ADDRESS : text(values, 'address')) : undefined,
            TagSpecifications: named('natgateway', text(values, 'name')),
          }),
      };
      return fresh ? [allocate, create] : [create];
    },
    show: 'NAT',
    done: () => 'The NAT gateway is being made. It is available once the kernel holds it.',
  };
}

function createEgressOnly(vpc: string): Form {
  return {
    title: 'Create egress-only internet gateway',
    intro: 'It lets IPv6 out to the internet, and nothing in.',
    submit: 'Create egress-only internet gateway',
    fields: [nameField],
    steps: (values) =>
      one(
        'Create the gateway',
        call('CreateEgressOnlyInternetGateway', {
          VpcId: vpc,
          TagSpecifications: named('egress-only-internet-gateway', text(values, 'name')),
        }),
        'EgressOnlyInternetGateway.EgressOnlyInternetGatewayId',
      ),
    show: 'MADE',
    done: () => 'The egress-only internet gateway is created.',
  };
}

function createVpn(vpc: string): Form {
  return {
    title: 'Create virtual private gateway',
    intro: `It is attached to ${vpc}, and leads to your own network (the ranges that serve was given by --lan).`,
    submit: 'Create virtual private gateway',
    fields: [nameField],
    steps: (values) => [
      {
        name: 'GATEWAY',
        text: 'Create the virtual private gateway',
        path: 'VpnGateway.VpnGatewayId',
        call: () =>
          call('CreateVpnGateway', {
            Type: 'ipsec.1',
            TagSpecifications: named('vpn-gateway', text(values, 'name')),
          }),
        undo: (made) => call('DeleteVpnGateway', { VpnGatewayId: made.GATEWAY }),
      },
      {
        name: 'ATTACHMENT',
        text: 'Attach it',
        call: (made) => call('AttachVpnGateway', { VpnGatewayId: made.GATEWAY, VpcId: vpc }),
      },
    ],
    show: 'GATEWAY',
    done: () => 'The virtual private gateway is created and attached.',
  };
}

function attach(vpc: string, loose: Gateway[]): Form {
  return {
    title: 'Attach a gateway',
    submit: 'Attach',
    fields: [
      {
        id: 'gateway',
        label: 'Gateway',
        kind: 'select',
        options: loose.map((g) => ({ value: g.id, label: idAndName(g.id, g.tags), description: gatewayKinds[g.kind] })),
      },
    ],
    steps: (values) => {
      const id = text(values, 'gateway');
      return one(
        'Attach',
        id.startsWith('vgw-')
          ? call('AttachVpnGateway', { VpnGatewayId: id, VpcId: vpc })
          : call('AttachInternetGateway', { InternetGatewayId: id, VpcId: vpc }),
      );
    },
    done: (values) => `${text(values, 'gateway')} is attached to ${vpc}.`,
  };
}

function gatewayActions(gateway: Gateway): Action[] {
  const { id, kind, vpc } = gateway;
  const actions: Action[] = [{ text: 'Edit name', form: rename(id, nameOf(gateway.tags)) }];
  if (kind === 'internet' || kind === 'vpn') {
    actions.push({
      text: 'Detach from VPC',
      form: confirm({
        title: `Detach ${id} from ${vpc}?`,
        intro: 'Routes that lead to it become blackholes: what they are for is rejected from then on.',
        submit: 'Detach',
        call:
          kind === 'vpn'
            ? call('DetachVpnGateway', { VpnGatewayId: id, VpcId: vpc })
            : call('DetachInternetGateway', { InternetGatewayId: id, VpcId: vpc }),
        done: `${id} is detached.`,
      }),
    });
  }
  return [...actions, deletion(gateway)];
}

function deletion(gateway: Gateway): Action {
  const { id, kind, vpc } = gateway;
  const noun = gatewayKinds[kind].replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase());
  const calls = {
    internet: call('DeleteInternetGateway', { InternetGatewayId: id }),
    nat: call('DeleteNatGateway', { NatGatewayId: id }),
    'egress-only': call('DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId: id }),
    vpn: call('DeleteVpnGateway', { VpnGatewayId: id }),
  };
  const detach: Record<Gateway['kind'], Step[]> = {
    internet: [
      {
        name: 'DETACHED',
        text: `Detach ${id}`,
        call: () => call('DetachInternetGateway', { InternetGatewayId: id, VpcId: vpc }),
        undo: () => call('AttachInternetGateway', { InternetGatewayId: id, VpcId: vpc }),
      },
    ],
    vpn: [
      {
        name: 'DETACHED',
        text: `Detach ${id}`,
        call: () => call('DetachVpnGateway', { VpnGatewayId: id, VpcId: vpc }),
        undo: () => call('AttachVpnGateway', { VpnGatewayId: id, VpcId: vpc }),
      },
    ],
    nat: [],
    'egress-only': [],
  };
  return {
    text: `Delete ${noun}`,
    form: {
      title: `Delete ${id}?`,
      intro:
        kind === 'nat'
          ? 'Flows through it end. Routes that lead to it become blackholes; its Elastic IP address stays allocated.'
          : 'Routes that lead to it become blackholes: what they are for is rejected from then on.',
      submit: `Delete ${noun}`,
      removes: true,
      fields: [],
      steps: () => [...detach[kind], ...one(`Delete ${id}`, calls[kind])],
      done: () => `${id} is deleted.`,
    },
  };
}
