import type { Vpc } from '@aws-sdk/client-ec2';
import Alert from '@cloudscape-design/components/alert';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { awsCommand } from '../../api/command';
import { usePath } from '../../api/context';
import { nameOf } from '../../api/names';
import { useVpcSettings, useVpcs } from '../../api/vpcs';
import { FormDialog } from '../../change/FormDialog';
import { type Form, rename } from '../../change/form';
import { ErrorState } from '../../components/ErrorState';
import { Loading } from '../../components/Loading';
import { RouterLink } from '../../components/RouterLink';
import { StatusOf } from '../../components/StatusOf';
import { usePage } from '../../shell/page';
import { tabCommands } from './commands';
import { DeleteVpc } from './DeleteVpc';
import { Facts, IdLink } from './Facts';
import { addRange, removeRange, settingsForm } from './forms';
import { Menu } from './ResourceTab';
import type { TabProps } from './tab';

interface Tab {
  id: string;
  label: string;
  Content: ComponentType<TabProps>;
}

// A tab is loaded when it is first looked at.
const tabs: Tab[] = [
  { id: 'map', label: 'Map', Content: lazy(() => import('./MapTab')) },
  { id: 'subnets', label: 'Subnets', Content: lazy(() => import('./SubnetsTab')) },
  { id: 'route-tables', label: 'Route tables', Content: lazy(() => import('./RouteTablesTab')) },
  { id: 'security-groups', label: 'Security groups', Content: lazy(() => import('./SecurityGroupsTab')) },
  { id: 'network-acls', label: 'Network ACLs', Content: lazy(() => import('./NetworkAclsTab')) },
  { id: 'gateways', label: 'Gateways', Content: lazy(() => import('./GatewaysTab')) },
  { id: 'endpoints', label: 'Endpoints', Content: lazy(() => import('./EndpointsTab')) },
  { id: 'peering', label: 'Peering connections', Content: lazy(() => import('./PeeringTab')) },
  { id: 'addresses', label: 'Elastic IPs', Content: lazy(() => import('./AddressesTab')) },
  { id: 'interfaces', label: 'Network interfaces', Content: lazy(() => import('./InterfacesTab')) },
  { id: 'dns', label: 'DNS and DHCP', Content: lazy(() => import('./DnsTab')) },
  { id: 'flow-logs', label: 'Flow logs', Content: lazy(() => import('./FlowLogsTab')) },
  { id: 'tags', label: 'Tags', Content: lazy(() => import('./TagsTab')) },
];

export default function VpcPage() {
  const { vpc: id = '', tab = 'map', item } = useParams();
  const path = usePath();
  const vpcs = useVpcs();
  const vpc = vpcs.data?.find((v) => v.VpcId === id);
  const label = tabs.find((t) => t.id === tab)?.label;
  usePage({
    title: [item, label, nameOf(vpc?.Tags) || id].filter(Boolean).join(' · '),
    trail: [
      { text: 'VPCs', href: path('vpcs') },
      { text: nameOf(vpc?.Tags) || id, href: path('vpcs', id) },
      ...(label && tab !== 'map' ? [{ text: label, href: path('vpcs', id, tab) }] : []),
      ...(item ? [{ text: item, href: path('vpcs', id, tab, item) }] : []),
    ],
    commands: [
      { title: 'Describe the VPC', command: awsCommand('ec2', 'DescribeVpcs', { VpcIds: [id] }) },
      ...tabCommands(tab, id, item),
    ],
  });
  if (vpcs.isError) return <ErrorState what="The VPC" error={vpcs.error} retry={vpcs.refetch} />;
  if (vpcs.isPending) return <Loading what="the VPC" />;
  if (!vpc) {
    return (
      <Alert
        type="warning"
        header={`There is no VPC ${id} in this region`}
        action={<RouterLink to={path('vpcs')}>All VPCs</RouterLink>}
      >
        It was deleted, or it is in another region.
      </Alert>
    );
  }
  return <Loaded vpc={{ ...vpc, VpcId: id }} tab={tab} item={item} />;
}

function Loaded({ vpc, tab, item }: { vpc: Vpc & { VpcId: string }; tab: string; item: string | undefined }) {
  const path = usePath();
  const navigate = useNavigate();
  return (
    <ContentLayout header={<VpcHeader vpc={vpc} />}>
      <SpaceBetween size="l">
        <VpcFacts vpc={vpc} />
        <Tabs
          ariaLabel="What the VPC is made of"
          activeTabId={tab}
          onChange={({ detail }) => navigate(path('vpcs', vpc.VpcId, detail.activeTabId))}
          tabs={tabs.map(({ id, label, Content }) => ({
            id,
            label,
            href: undefined,
            content: id === tab && (
              <Suspense fallback={<Loading what={label} />}>
                <Content vpc={vpc} item={item} />
              </Suspense>
            ),
          }))}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

function VpcHeader({ vpc }: { vpc: Vpc & { VpcId: string } }) {
  const path = usePath();
  const navigate = useNavigate();
  const settings = useVpcSettings(vpc.VpcId).data;
  const [form, setForm] = useState<Form>();
  const [deleting, setDeleting] = useState(false);
  const name = nameOf(vpc.Tags);
  const more = removeRange(vpc);
  return (
    <Header
      variant="h1"
      description={name ? vpc.VpcId : undefined}
      actions={
        <Menu
          text="Actions"
          actions={[
            { text: 'Edit name', form: rename(vpc.VpcId, name) },
            {
              text: 'Edit DNS settings',
              form: settingsForm(vpc.VpcId, settings ?? { dnsSupport: true, dnsHostnames: false }),
              disabledReason: settings ? undefined : 'The settings are being read.',
            },
            { text: 'Add IPv4 CIDR', form: addRange(vpc.VpcId) },
            {
              text: 'Remove IPv4 CIDR',
              form: more,
              disabledReason: more.fields[0]?.options?.length
                ? undefined
                : 'The first CIDR stays as long as the VPC does.',
            },
            { text: 'Delete VPC', form: deletion },
          ]}
          choose={(chosen) => (chosen === deletion ? setDeleting(true) : setForm(chosen))}
        />
      }
    >
      {name || vpc.VpcId}
      {form && <FormDialog form={form} vpc={vpc.VpcId} onClose={() => setForm(undefined)} />}
      {deleting && <DeleteVpc vpc={vpc} onClose={() => setDeleting(false)} onDeleted={() => navigate(path('vpcs'))} />}
    </Header>
  );
}

/** Stands for the dialog that looks for what is in the way first. */
const deletion: Form = { title: 'Delete VPC', submit: 'Delete', fields: [], steps: () => [], done: () => '' };

function VpcFacts({ vpc }: { vpc: Vpc & { VpcId: string } }) {
  const settings = useVpcSettings(vpc.VpcId).data;
  const onOff = (on: boolean | undefined) => (on === undefined ? undefined : on ? 'Enabled' : 'Disabled');
  return (
    <Facts
      pairs={[
        ['VPC ID', vpc.VpcId],
        ['State', <StatusOf status={vpc.State} />],
        ['IPv4 CIDR', vpc.CidrBlockAssociationSet?.map((a) => a.CidrBlock).join(', ')],
        [
          'IPv6 CIDR',
          vpc.Ipv6CidrBlockAssociationSet?.filter((a) => a.Ipv6CidrBlockState?.State === 'associated')
            .map((a) => a.Ipv6CidrBlock)
            .join(', '),
        ],
        ['Default VPC', vpc.IsDefault ? 'Yes' : 'No'],
        ['DNS resolution', onOff(settings?.dnsSupport)],
        ['DNS hostnames', onOff(settings?.dnsHostnames)],
        ['DHCP option set', <IdLink id={vpc.DhcpOptionsId} vpc={vpc.VpcId} />],
      ]}
    />
  );
}
