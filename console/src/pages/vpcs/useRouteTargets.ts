import { useEgressOnlyGateways, useInternetGateways, useNatGateways, useVpnGateways } from '../../api/gateways';
import { useInterfaces } from '../../api/interfaces';
import { nameOf } from '../../api/names';
import { isOfVpc, usePeerings } from '../../api/peerings';
import { usePrefixLists } from '../../api/security-groups';
import type { Suggestion } from './controls';

interface Suggestions {
  label: string;
  options: Suggestion[];
}

/** What routes of a VPC can lead to and be for, of what exists. */
export function useRouteTargets(vpc: string): { targets: Suggestions[]; destinations: Suggestions[] } {
  const internet = (useInternetGateways().data ?? []).filter((g) => g.Attachments?.some((a) => a.VpcId === vpc));
  const nat = (useNatGateways(vpc).data ?? []).filter((g) => g.State === 'available' || g.State === 'pending');
  const egress = (useEgressOnlyGateways().data ?? []).filter((g) => g.Attachments?.some((a) => a.VpcId === vpc));
  const vpn = (useVpnGateways().data ?? []).filter((g) => g.VpcAttachments?.some((a) => a.VpcId === vpc));
  const peerings = (usePeerings().data ?? []).filter((p) => isOfVpc(p, vpc) && p.Status?.Code === 'active');
  const interfaces = (useInterfaces(vpc).data ?? []).filter((i) => i.InterfaceType === 'interface');
  const lists = usePrefixLists().data ?? [];
  const peer = (p: (typeof peerings)[number]) =>
    p.RequesterVpcInfo?.VpcId === vpc ? p.AccepterVpcInfo : p.RequesterVpcInfo;
  return {
    targets: [
      {
        label: 'Internet gateways',
        options: internet.map((g) => suggestion(g.InternetGatewayId, nameOf(g.Tags))),
      },
      {
        label: 'NAT gateways',
        options: nat.map((g) => suggestion(g.NatGatewayId, nameOf(g.Tags) || g.ConnectivityType)),
      },
      {
        label: 'Egress-only internet gateways',
        options: egress.map((g) => suggestion(g.EgressOnlyInternetGatewayId, nameOf(g.Tags))),
      },
      { label: 'Virtual private gateways', options: vpn.map((g) => suggestion(g.VpnGatewayId, nameOf(g.Tags))) },
      {
        label: 'Peering connections',
        options: peerings.map((p) =>
          suggestion(p.VpcPeeringConnectionId, `to ${peer(p)?.VpcId} ${peer(p)?.CidrBlock ?? ''}`),
        ),
      },
      {
        label: 'Network interfaces',
        options: interfaces
          .slice(0, 100)
          .map((i) => suggestion(i.NetworkInterfaceId, `${i.PrivateIpAddress} ${i.Description ?? ''}`.trim())),
      },
    ],
    destinations: [
      { label: 'Everything', options: [{ value: '0.0.0.0/0' }, { value: '::/0' }] },
      {
        label: 'Peers',
        options: peerings.flatMap((p) => {
          const cidr = peer(p)?.CidrBlock;
          return cidr ? [{ value: cidr, description: peer(p)?.VpcId }] : [];
        }),
      },
      { label: 'Prefix lists', options: lists.map((l) => suggestion(l.PrefixListId, l.PrefixListName)) },
    ],
  };
}

function suggestion(id: string | undefined, description?: string): Suggestion {
  return { value: id ?? '', label: id, description: description || undefined };
}
