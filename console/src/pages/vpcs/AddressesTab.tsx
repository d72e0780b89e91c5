import type { Address, NetworkInterface } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import { useAddresses, useInterfaces } from '../../api/interfaces';
import { nameOf } from '../../api/names';
import { confirm, type Form, named, nameField, one, rename, text } from '../../change/form';
import { Facts, IdLink } from './Facts';
import { type Action, ResourceTab } from './ResourceTab';
import type { TabProps } from './tab';

export default function AddressesTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const addresses = useAddresses();
  const interfaces = useInterfaces(id);
  const here = new Set((interfaces.data ?? []).map((i) => i.NetworkInterfaceId));
  const create: Form = {
    title: 'Allocate Elastic IP address',
    intro: 'A public address of the region, to be associated with an interface or given to a NAT gateway.',
    submit: 'Allocate',
    fields: [nameField],
    steps: (values) =>
      one(
        'Allocate',
        call('AllocateAddress', { Domain: 'vpc', TagSpecifications: named('elastic-ip', text(values, 'name')) }),
        'AllocationId',
      ),
    show: 'MADE',
    done: () => 'The address is allocated.',
  };
  return (
    <ResourceTab
      vpc={id}
      tab="addresses"
      item={item}
      one="Elastic IP address"
      many="Elastic IP addresses"
      query={addresses}
      items={addresses.data?.filter((a) => !a.NetworkInterfaceId || here.has(a.NetworkInterfaceId))}
      id={(a) => a.AllocationId ?? ''}
      teach="Those of this VPC’s interfaces are shown, and those of the region that nothing has."
      create={[{ text: 'Allocate Elastic IP address', form: create }]}
      actions={(a) => addressActions(a, interfaces.data ?? [])}
      columns={[
        { id: 'name', header: 'Name', cell: (a) => nameOf(a.Tags) || '–' },
        { id: 'public', header: 'Public address', cell: (a) => a.PublicIp },
        { id: 'private', header: 'Private address', cell: (a) => a.PrivateIpAddress ?? '–' },
        { id: 'interface', header: 'Network interface', cell: (a) => <IdLink id={a.NetworkInterfaceId} vpc={id} /> },
      ]}
      detail={(a) => (
        <Facts
          tags={a.Tags}
          pairs={[
            ['Public address', a.PublicIp],
            ['Private address', a.PrivateIpAddress],
            ['Network interface', <IdLink id={a.NetworkInterfaceId} vpc={id} />],
            ['Instance', a.InstanceId],
            ['Association', a.AssociationId],
          ]}
        />
      )}
    />
  );
}

function addressActions(address: Address, interfaces: NetworkInterface[]): Action[] {
  const id = address.AllocationId ?? '';
  const free = address.AssociationId ? `It is associated with ${address.NetworkInterfaceId}.` : undefined;
  const usable = interfaces.filter((i) => i.InterfaceType === 'interface' && !i.Association);
  return [
    { text: 'Edit name', form: rename(id, nameOf(address.Tags)) },
    {
      text: 'Associate Elastic IP address',
      disabledReason: free ?? (usable.length ? undefined : 'No interface of this VPC is without one.'),
      form: {
        title: `Associate ${address.PublicIp}`,
        intro: 'It is of use where the subnet’s routes lead to an internet gateway.',
        submit: 'Associate',
        fields: [
          {
            id: 'interface',
            label: 'Network interface',
            kind: 'select',
            members: ['NetworkInterfaceId'],
            options: usable.map((i) => ({
              value: i.NetworkInterfaceId ?? '',
              label: `${i.NetworkInterfaceId} (${i.PrivateIpAddress})`,
              description: i.Description,
            })),
          },
        ],
        steps: (values) =>
          one(
            'Associate',
            call('AssociateAddress', { AllocationId: id, NetworkInterfaceId: text(values, 'interface') }),
          ),
        done: (values) => `${address.PublicIp} is associated with ${text(values, 'interface')}.`,
      },
    },
    {
      text: 'Disassociate Elastic IP address',
      disabledReason: address.AssociationId ? undefined : 'It is associated with nothing.',
      form: confirm({
        title: `Disassociate ${address.PublicIp}?`,
        intro: `Flows of ${address.NetworkInterfaceId} by this address end.`,
        submit: 'Disassociate',
        call: call('DisassociateAddress', { AssociationId: address.AssociationId }),
        done: `${address.PublicIp} is disassociated.`,
      }),
    },
    {
      text: 'Release Elastic IP address',
      disabledReason: free && `${free} Disassociate it first.`,
      form: confirm({
        title: `Release ${address.PublicIp}?`,
        intro: 'Somebody else may be given the address.',
        submit: 'Release',
        call: call('ReleaseAddress', { AllocationId: id }),
        done: `${address.PublicIp} is released.`,
      }),
    },
  ];
}
