import type { Vpc } from '@aws-sdk/client-ec2';
import { call } from '../../api/calls';
import type { VpcSettings } from '../../api/vpcs';
import { checked, type Form, one, text } from '../../change/form';

/** What names do in a VPC. */
export function settingsForm(vpc: string, now: VpcSettings): Form {
  return {
    title: 'Edit DNS settings',
    submit: 'Save',
    fields: [
      {
        id: 'support',
        label: 'Enable DNS resolution',
        kind: 'checkbox',
        initial: now.dnsSupport,
        description: 'The VPC has a name server, at the second address of each range and at 169.254.169.253.',
      },
      {
        id: 'hostnames',
        label: 'Enable DNS hostnames',
        kind: 'checkbox',
        initial: now.dnsHostnames,
        description: 'Instances with public addresses get public names; endpoints’ private names need it too.',
      },
    ],
    steps: (values) => [
      ...(checked(values, 'support') === now.dnsSupport
        ? []
        : [setting(vpc, 'EnableDnsSupport', checked(values, 'support'))]),
      ...(checked(values, 'hostnames') === now.dnsHostnames
        ? []
        : [setting(vpc, 'EnableDnsHostnames', checked(values, 'hostnames'))]),
    ],
    done: () => `The DNS settings of ${vpc} are saved.`,
  };
}

function setting(VpcId: string, member: 'EnableDnsSupport' | 'EnableDnsHostnames', Value: boolean) {
  return {
    name: member,
    text: member === 'EnableDnsSupport' ? 'Set DNS resolution' : 'Set DNS hostnames',
    call: () => call('ModifyVpcAttribute', { VpcId, [member]: { Value } }),
    undo: () => call('ModifyVpcAttribute', { VpcId, [member]: { Value: !Value } }),
  };
}

export function addRange(vpc: string): Form {
  return {
    title: 'Add IPv4 CIDR',
    intro: 'A VPC can have five ranges. They must not overlap each other, nor those of VPCs that it is peered with.',
    submit: 'Add CIDR',
    fields: [
      {
        id: 'cidr',
        label: 'IPv4 CIDR block',
        kind: 'text',
        placeholder: '10.1.0.0/16',
        members: ['CidrBlock', 'CIDR'],
      },
    ],
    steps: (values) =>
      one('Add the range', call('AssociateVpcCidrBlock', { VpcId: vpc, CidrBlock: text(values, 'cidr') })),
    done: (values) => `${text(values, 'cidr')} is a range of ${vpc}.`,
  };
}

/** Takes one of the ranges away that were added; the first one stays. */
export function removeRange(vpc: Vpc): Form {
  const added = (vpc.CidrBlockAssociationSet ?? []).filter((a) => a.CidrBlock !== vpc.CidrBlock);
  return {
    title: 'Remove IPv4 CIDR',
    intro: 'Subnets within a range keep it from being removed.',
    submit: 'Remove CIDR',
    fields: [
      {
        id: 'association',
        label: 'IPv4 CIDR block',
        kind: 'select',
        options: added.map((a) => ({ value: a.AssociationId ?? '', label: a.CidrBlock ?? '' })),
      },
    ],
    steps: (values) =>
      one('Remove the range', call('DisassociateVpcCidrBlock', { AssociationId: text(values, 'association') })),
    done: () => 'The range is removed.',
  };
}
