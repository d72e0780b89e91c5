import type { EgressOnlyInternetGateway, InternetGateway, NatGateway, Tag, VpnGateway } from '@aws-sdk/client-ec2';

/** A gateway of any kind, as the table of gateways shows it. */
export interface Gateway {
  id: string;
  kind: 'internet' | 'nat' | 'egress-only' | 'vpn';
  state: string;
  tags: Tag[];
  /** The VPC that it is of or attached to; undefined for none. */
  vpc: string | undefined;
  nat?: NatGateway;
  vpn?: VpnGateway;
}

export const gatewayKinds: Record<Gateway['kind'], string> = {
  internet: 'Internet gateway',
  nat: 'NAT gateway',
  'egress-only': 'Egress-only internet gateway',
  vpn: 'Virtual private gateway',
};

/** The gateways of all kinds in one list: those that lead out first. */
export function gatewaysOf(
  internet: InternetGateway[],
  nat: NatGateway[],
  egress: EgressOnlyInternetGateway[],
  vpn: VpnGateway[],
): Gateway[] {
  return [
    ...internet.map((g) => ({
      id: g.InternetGatewayId ?? '',
      kind: 'internet' as const,
      // EC2 says available of an internet gateway that is attached
      state: g.Attachments?.[0] ? 'attached' : 'detached',
      tags: g.Tags ?? [],
      vpc: g.Attachments?.[0]?.VpcId,
    })),
    ...nat.map((g) => ({
      id: g.NatGatewayId ?? '',
      kind: 'nat' as const,
      state: g.State ?? '',
      tags: g.Tags ?? [],
      vpc: g.VpcId,
      nat: g,
    })),
    ...egress.map((g) => ({
      id: g.EgressOnlyInternetGatewayId ?? '',
      kind: 'egress-only' as const,
      state: g.Attachments?.[0]?.State ?? '',
      tags: g.Tags ?? [],
      vpc: g.Attachments?.[0]?.VpcId,
    })),
    ...vpn.map((g) => {
      const attachment = g.VpcAttachments?.find((a) => a.State !== 'detached');
      return {
        id: g.VpnGatewayId ?? '',
        kind: 'vpn' as const,
        state: attachment?.State ?? 'detached',
        tags: g.Tags ?? [],
        vpc: attachment?.VpcId,
        vpn: g,
      };
    }),
  ];
}
