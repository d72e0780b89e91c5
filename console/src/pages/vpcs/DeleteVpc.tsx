import type { Vpc } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { useEndpoints } from '../../api/endpoints';
import { useEgressOnlyGateways, useInternetGateways, useNatGateways, useVpnGateways } from '../../api/gateways';
import { useInterfaces } from '../../api/interfaces';
import { idAndName } from '../../api/names';
import { useNetworkAcls } from '../../api/network-acls';
import { isOfVpc, usePeerings } from '../../api/peerings';
import { useRouteTables } from '../../api/route-tables';
import { useSecurityGroups } from '../../api/security-groups';
import { useSubnets } from '../../api/subnets';
import { FormDialog } from '../../change/FormDialog';
import { confirm } from '../../change/form';
import { Loading } from '../../components/Loading';
import { IdLink } from './Facts';
import { gatewaysOf } from './gateways';

/** Asks whether to delete a VPC, or says what is in the way, with links. */
export function DeleteVpc({ vpc, onClose, onDeleted }: { vpc: Vpc; onClose(): void; onDeleted(): void }) {
  const id = vpc.VpcId ?? '';
  const { obstacles, isPending } = useObstacles(id);
  if (isPending) return <Loading what="what is in the VPC" />;
  const blocked = obstacles.length > 0 && (
    <>
      What is in the VPC has to go first:
      <ul>
        {obstacles.map((o) => (
          <li key={o.id}>
            {o.kind} <IdLink id={o.id} vpc={id} />
          </li>
        ))}
      </ul>
    </>
  );
  return (
    <FormDialog
      vpc={id}
      onClose={onClose}
      onDone={onDeleted}
      form={confirm({
        title: `Delete ${idAndName(id, vpc.Tags)}?`,
        intro: 'Its main route table, its default security group and its default network ACL go with it.',
        submit: 'Delete VPC',
        call: call('DeleteVpc', { VpcId: id }),
        done: `${id} is deleted.`,
        blocked: blocked || undefined,
      })}
    />
  );
}

interface Obstacle {
  kind: string;
  id: string;
}

/** What keeps a VPC from being deleted: everything in it that does not go with it. */
function useObstacles(vpc: string): { obstacles: Obstacle[]; isPending: boolean } {
  const interfaces = useInterfaces(vpc);
  const subnets = useSubnets(vpc);
  const tables = useRouteTables(vpc);
  const groups = useSecurityGroups(vpc);
  const acls = useNetworkAcls(vpc);
  const endpoints = useEndpoints(vpc);
  const peerings = usePeerings();
  const internet = useInternetGateways();
  const nat = useNatGateways(vpc);
  const egress = useEgressOnlyGateways();
  const vpn = useVpnGateways();
  const gateways = gatewaysOf(internet.data ?? [], nat.data ?? [], egress.data ?? [], vpn.data ?? []);
  const queries = [interfaces, subnets, tables, groups, acls, endpoints, peerings, internet, nat, egress, vpn];
  const named = (kind: string, ids: (string | undefined)[] = []) => ids.map((id) => ({ kind, id: id ?? '' }));
  const live = (state: string | undefined) => !/^(deleted|deleting|failed|rejected|expired)$/i.test(state ?? '');
  return {
    isPending: queries.some((q) => q.isPending),
    obstacles: [
      ...named(
        'Network interface',
        interfaces.data?.map((i) => i.NetworkInterfaceId),
      ),
      ...named(
        'Gateway',
        gateways.filter((g) => g.vpc === vpc && live(g.state)).map((g) => g.id),
      ),
      ...named(
        'Endpoint',
        endpoints.data?.filter((e) => live(e.State)).map((e) => e.VpcEndpointId),
      ),
      ...named(
        'Peering connection',
        peerings.data?.filter((p) => isOfVpc(p, vpc) && live(p.Status?.Code)).map((p) => p.VpcPeeringConnectionId),
      ),
      ...named(
        'Subnet',
        subnets.data?.map((s) => s.SubnetId),
      ),
      ...named(
        'Route table',
        tables.data?.filter((t) => !t.Associations?.some((a) => a.Main)).map((t) => t.RouteTableId),
      ),
      ...named(
        'Security group',
        groups.data?.filter((g) => g.GroupName !== 'default').map((g) => g.GroupId),
      ),
      ...named(
        'Network ACL',
        acls.data?.filter((a) => !a.IsDefault).map((a) => a.NetworkAclId),
      ),
    ],
  };
}
