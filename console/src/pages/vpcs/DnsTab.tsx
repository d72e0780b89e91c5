import type { DhcpOptions } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { call } from '../../api/calls';
import { useDhcpOptions } from '../../api/dhcp-options';
import { nameOf } from '../../api/names';
import { useVpcSettings } from '../../api/vpcs';
import { FormDialog } from '../../change/FormDialog';
import { confirm, type Form, named, nameField, rename, text } from '../../change/form';
import type { Step } from '../../change/steps';
import { ErrorState } from '../../components/ErrorState';
import { Facts } from './Facts';
import { settingsForm } from './forms';
import { type Action, ResourceTab } from './ResourceTab';
import type { TabProps } from './tab';

export default function DnsTab({ vpc, item }: TabProps) {
  const id = vpc.VpcId;
  const settings = useVpcSettings(id);
  const options = useDhcpOptions();
  const [form, setForm] = useState<Form>();
  if (settings.isError) return <ErrorState what="The DNS settings" error={settings.error} retry={settings.refetch} />;
  const onOff = (on: boolean | undefined) => (on === undefined ? undefined : on ? 'Enabled' : 'Disabled');
  return (
    <SpaceBetween size="l">
      <SpaceBetween size="s">
        <Header
          variant="h2"
          actions={
            <Button disabled={!settings.data} onClick={() => settings.data && setForm(settingsForm(id, settings.data))}>
              Edit DNS settings
            </Button>
          }
        >
          DNS settings
        </Header>
        <Facts
          pairs={[
            ['DNS resolution', onOff(settings.data?.dnsSupport)],
            ['DNS hostnames', onOff(settings.data?.dnsHostnames)],
          ]}
        />
      </SpaceBetween>
      <ResourceTab
        vpc={id}
        tab="dns"
        item={item}
        one="DHCP option set"
        many="DHCP option sets"
        query={options}
        id={(o) => o.DhcpOptionsId ?? ''}
        teach="A DHCP option set says which name servers instances ask, and their search domain."
        create={[{ text: 'Create DHCP option set', form: createOptions(id) }]}
        actions={(o) => optionActions(o, id, vpc.DhcpOptionsId)}
        columns={[
          { id: 'name', header: 'Name', cell: (o) => nameOf(o.Tags) || '–' },
          { id: 'used', header: 'This VPC’s', cell: (o) => (o.DhcpOptionsId === vpc.DhcpOptionsId ? 'Yes' : 'No') },
          { id: 'domain', header: 'Domain name', cell: (o) => option(o, 'domain-name') || '–' },
          { id: 'servers', header: 'Name servers', cell: (o) => option(o, 'domain-name-servers') || '–' },
        ]}
        detail={(o) => (
          <Facts tags={o.Tags} pairs={(o.DhcpConfigurations ?? []).map((c) => [c.Key ?? '', option(o, c.Key ?? '')])} />
        )}
      />
      {form && <FormDialog form={form} vpc={id} onClose={() => setForm(undefined)} />}
    </SpaceBetween>
  );
}

function option(options: DhcpOptions, key: string) {
  return options.DhcpConfigurations?.find((c) => c.Key === key)
    ?.Values?.map((v) => v.Value)
    .join(', ');
}

function createOptions(vpc: string): Form {
  return {
    title: 'Create DHCP option set',
    intro: `It is associated with ${vpc} at once. Running instances see it at once, too.`,
    submit: 'Create and associate',
    fields: [
      nameField,
      { id: 'domain', label: 'Domain name', kind: 'text', optional: true, placeholder: 'corp.example' },
      {
        id: 'servers',
        label: 'Name servers',
        kind: 'text',
        initial: 'AmazonProvidedDNS',
        constraint: 'Up to four addresses, separated by commas, or AmazonProvidedDNS for the VPC’s own.',
      },
    ],
    steps: (values) => {
      const domain = text(values, 'domain');
      const servers = text(values, 'servers')
        .split(',')
        .map((s) => s.trim());
      const create: Step = {
        name: 'OPTIONS',
        text: 'Create the option set',
        path: 'DhcpOptions.DhcpOptionsId',
        call: () =>
          call('CreateDhcpOptions', {
            DhcpConfigurations: [
              ...(domain ? [{ Key: 'domain-name', Values: [domain] }] : []),
              { Key: 'domain-name-servers', Values: servers },
            ],
            TagSpecifications: named('dhcp-options', text(values, 'name')),
          }),
        undo: (made) => call('DeleteDhcpOptions', { DhcpOptionsId: made.OPTIONS }),
      };
      const associate: Step = {
        name: 'ASSOCIATION',
        text: 'Associate it',
        call: (made) => call('AssociateDhcpOptions', { DhcpOptionsId: made.OPTIONS, VpcId: vpc }),
      };
      return [create, associate];
    },
    show: 'OPTIONS',
    done: () => 'The DHCP option set is created and associated.',
  };
}

function optionActions(options: DhcpOptions, vpc: string, used: string | undefined): Action[] {
  const id = options.DhcpOptionsId ?? '';
  const mine = id === used;
  return [
    { text: 'Edit name', form: rename(id, nameOf(options.Tags)) },
    {
      text: 'Associate with this VPC',
      disabledReason: mine ? 'It is associated with it already.' : undefined,
      form: confirm({
        title: `Associate ${id} with ${vpc}?`,
        intro: 'Running instances ask its name servers from then on.',
        submit: 'Associate',
        call: call('AssociateDhcpOptions', { DhcpOptionsId: id, VpcId: vpc }),
        done: `${vpc} uses ${id}.`,
      }),
    },
    {
      text: 'Delete DHCP option set',
      disabledReason: mine ? 'This VPC uses it.' : undefined,
      form: confirm({
        title: `Delete ${id}?`,
        intro: 'VPCs that use it keep it from being deleted.',
        submit: 'Delete DHCP option set',
        call: call('DeleteDhcpOptions', { DhcpOptionsId: id }),
        done: `${id} is deleted.`,
      }),
    },
  ];
}
