import type { Page } from '@playwright/test';
import { accessible, aws, expect, freshName, screenshot, test } from './fixtures';

// The least that a VPC's page has to show before it is looked at.
async function shown(page: Page, heading: string) {
  await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible();
}

/** Deletes a VPC with all that "VPC and more" makes, as a person would: one after the other. */
async function remove(vpc: string) {
  const filter = ['--filters', `Name=vpc-id,Values=${vpc}`];
  for (const s of (await aws('ec2', 'describe-subnets', ...filter)).Subnets) {
    await aws('ec2', 'delete-subnet', '--subnet-id', s.SubnetId);
  }
  for (const t of (await aws('ec2', 'describe-route-tables', ...filter)).RouteTables) {
    if (!t.Associations.some((a: { Main: boolean }) => a.Main)) {
      await aws('ec2', 'delete-route-table', '--route-table-id', t.RouteTableId);
    }
  }
  const attached = ['--filters', `Name=attachment.vpc-id,Values=${vpc}`];
  for (const g of (await aws('ec2', 'describe-internet-gateways', ...attached)).InternetGateways) {
    const id = ['--internet-gateway-id', g.InternetGatewayId];
    await aws('ec2', 'detach-internet-gateway', ...id, '--vpc-id', vpc);
    await aws('ec2', 'delete-internet-gateway', ...id);
  }
  await aws('ec2', 'delete-vpc', '--vpc-id', vpc);
}

test('a VPC and more is made, looked at, and only deleted when nothing is in the way', async ({
  console,
  scenario,
}) => {
  const { page } = console;
  await console.goto('vpcs');
  await expect(page.getByRole('link', { name: 'shop', exact: true })).toBeVisible();
  await accessible(page);
  await screenshot(page, 'vpcs');

  const name = freshName('net');
  await page.getByRole('button', { name: 'Create VPC' }).click();
  await page.getByLabel('Name tag').fill(name);
  await page.getByLabel('IPv4 CIDR block').fill('10.77.0.0/16');
  await expect(page.getByText(`Create subnet ${name}-subnet-private2-us-east-1b`)).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Create VPC' }).click();
  await shown(page, `${name}-vpc`);
  await expect(page.getByRole('button', { name: /^Internet gateway/ })).toBeVisible();

  const { Vpcs } = await aws('ec2', 'describe-vpcs', '--filters', `Name=tag:Name,Values=${name}-vpc`);
  const vpc = Vpcs[0].VpcId;
  const filter = ['--filters', `Name=vpc-id,Values=${vpc}`];
  const { Subnets } = await aws('ec2', 'describe-subnets', ...filter);
  expect(Subnets.map((s: { CidrBlock: string }) => s.CidrBlock).sort()).toEqual([
    '10.77.0.0/20',
    '10.77.128.0/20',
    '10.77.144.0/20',
    '10.77.16.0/20',
  ]);
  const { RouteTables } = await aws('ec2', 'describe-route-tables', ...filter);
  const leading = RouteTables.filter((t: { Routes: { GatewayId?: string }[] }) =>
    t.Routes.some((r) => r.GatewayId?.startsWith('igw-')),
  );
  expect(leading).toHaveLength(1);
  expect(leading[0].Associations).toHaveLength(2);

  // an element of the map says what it is, by keyboard as well
  const table = page.getByRole('button', { name: new RegExp(`^Route table ${name}-rtb-public`) });
  await table.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('table', { name: /^Routes of/ })).toContainText('0.0.0.0/0');
  await accessible(page);
  await screenshot(page, 'vpc-map');

  await page.getByRole('button', { name: 'Actions' }).first().click();
  await page.getByRole('menuitem', { name: 'Delete VPC' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('has to go first')).toBeVisible();
  await dialog.getByRole('link', { name: Subnets[0].SubnetId }).click();
  await expect(page).toHaveURL(new RegExp(`/vpcs/${vpc}/subnets/${Subnets[0].SubnetId}$`));

  await remove(vpc);
  expect((await aws('ec2', 'describe-vpcs')).Vpcs.map((v: { VpcId: string }) => v.VpcId)).not.toContain(vpc);
  await expect(page.getByText('There is no VPC')).toBeVisible({ timeout: 15_000 });
  expect(scenario.vpc).not.toBe(vpc);
});

test('what was made before a step failed is listed, and undone when asked to', async ({ console, watch }) => {
  watch.expect(/status of 400/);
  const { page } = console;
  const held: string[] = [];
  // no address is left for the NAT gateway
  for (let i = 0; i < 50; i++) {
    const made = await aws('ec2', 'allocate-address').catch(() => undefined);
    if (!made) break;
    held.push(made.AllocationId);
  }
  const name = freshName('half');
  await console.goto('vpcs/create');
  await page.getByLabel('Name tag').fill(name);
  await page.getByLabel('IPv4 CIDR block').fill('10.78.0.0/16');
  await page.getByRole('button', { name: 'In one zone' }).click();
  await page.getByRole('button', { name: 'Create VPC' }).click();
  await expect(page.getByText('What is ticked above stands')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/AddressLimitExceeded|maximum number of addresses|addresses/i).first()).toBeVisible();
  const there = async () =>
    (await aws('ec2', 'describe-vpcs', '--filters', `Name=tag:Name,Values=${name}-vpc`)).Vpcs.length;
  expect(await there()).toBe(1);
  await accessible(page);
  await page.getByRole('button', { name: 'Undo what was made' }).click();
  await expect(page.getByRole('button', { name: 'Undo what was made' })).toBeHidden({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Create VPC' })).toBeEnabled({ timeout: 30_000 });
  expect(await there()).toBe(0);
  for (const id of held) await aws('ec2', 'release-address', '--allocation-id', id);
});

test('a subnet that overlaps another one is refused at its field, and nothing is lost', async ({
  console,
  scenario,
  watch,
}) => {
  watch.expect(/status of 400/);
  const { page } = console;
  await console.goto(`vpcs/${scenario.vpc}/subnets`);
  await page.getByRole('button', { name: 'Create subnet' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name tag').fill('overlapping');
  await dialog.getByLabel('IPv4 subnet CIDR block').fill('10.20.1.128/25');
  await dialog.getByRole('button', { name: 'Create subnet' }).click();
  await expect(dialog.getByText(/conflicts with another/)).toBeVisible();
  await expect(dialog.getByLabel('IPv4 subnet CIDR block')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Name tag')).toHaveValue('overlapping');
  await accessible(page);

  const cidr = '10.20.200.0/24';
  await dialog.getByLabel('IPv4 subnet CIDR block').fill(cidr);
  await dialog.getByRole('button', { name: 'Create subnet' }).click();
  await expect(page).toHaveURL(/\/subnets\/subnet-/);
  const { Subnets } = await aws('ec2', 'describe-subnets', '--filters', `Name=cidr-block,Values=${cidr}`);
  expect(Subnets[0].Tags).toEqual([{ Key: 'Name', Value: 'overlapping' }]);
  await page.getByRole('button', { name: 'Actions' }).last().click();
  await page.getByRole('menuitem', { name: 'Delete subnet' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete subnet' }).click();
  await expect(page).toHaveURL(/\/subnets$/);
  expect((await aws('ec2', 'describe-subnets', '--filters', `Name=cidr-block,Values=${cidr}`)).Subnets).toEqual([]);
});

test('routes are edited in place: added, led elsewhere, deleted', async ({ console, scenario, watch }) => {
  watch.expect(/status of (400|412)/);
  const { page } = console;
  const name = freshName('routes');
  const vpc = scenario.vpc;
  const { InternetGateway } = await aws('ec2', 'create-internet-gateway');
  const gateway = InternetGateway.InternetGatewayId;
  await aws('ec2', 'attach-internet-gateway', '--internet-gateway-id', gateway, '--vpc-id', vpc);
  await console.goto(`vpcs/${vpc}/route-tables`);
  await page.getByRole('button', { name: 'Create route table' }).click();
  await page.getByRole('dialog').getByLabel('Name tag').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Create route table' }).click();
  await expect(page).toHaveURL(/\/route-tables\/rtb-/);
  const id = page.url().split('/').at(-1) ?? '';
  const routes = async () => (await aws('ec2', 'describe-route-tables', '--route-table-ids', id)).RouteTables[0].Routes;

  await page.getByRole('button', { name: 'Edit routes' }).click();
  await page.getByRole('button', { name: 'Add route' }).click();
  await page.getByLabel('Destination, route 1').fill('0.0.0.0/0');
  await page.getByLabel('Target, route 1').fill('igw-0123456789abcdef0');
  await page.getByRole('button', { name: 'Save routes' }).click();
  await expect(page.getByText('Nothing was saved')).toBeVisible();
  await expect(page.getByLabel('Target, route 1')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Target, route 1').fill(gateway);
  await page.getByRole('button', { name: 'Save routes' }).click();
  await expect(page.getByRole('button', { name: 'Edit routes' })).toBeVisible();
  expect(await routes()).toContainEqual(
    expect.objectContaining({ DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway }),
  );
  await accessible(page);
  await screenshot(page, 'route-table');

  // a target that goes makes a blackhole of its route, which says why
  await aws('ec2', 'detach-internet-gateway', '--internet-gateway-id', gateway, '--vpc-id', vpc);
  await aws('ec2', 'delete-internet-gateway', '--internet-gateway-id', gateway);
  await expect(page.getByRole('table', { name: `Routes of ${id}` }).getByText('Blackhole')).toBeVisible({
    timeout: 15_000,
  });
  await page.getByRole('button', { name: 'Edit routes' }).click();
  await page.getByRole('button', { name: 'Delete route 1' }).click();
  await page.getByRole('button', { name: 'Save routes' }).click();
  await expect(page.getByRole('button', { name: 'Edit routes' })).toBeVisible();
  expect(await routes()).toHaveLength(1);
  await aws('ec2', 'delete-route-table', '--route-table-id', id);
});

test('entries of a network ACL are edited in place', async ({ console, scenario, watch }) => {
  watch.expect(/status of 412/);
  const { page } = console;
  const { NetworkAcl } = await aws('ec2', 'create-network-acl', '--vpc-id', scenario.vpc);
  const id = NetworkAcl.NetworkAclId;
  await console.goto(`vpcs/${scenario.vpc}/network-acls/${id}`);
  await page.getByRole('button', { name: 'Edit inbound rules' }).click();
  await page.getByRole('button', { name: 'Add rule' }).click();
  await page.getByLabel('Rule number, rule 1').fill('100');
  await page.getByLabel('Port range, rule 1').fill('5432');
  await page.getByLabel('CIDR, rule 1').fill('10.20.0.0/16');
  await page.getByRole('button', { name: 'Save rules' }).click();
  await expect(page.getByRole('button', { name: 'Edit inbound rules' })).toBeVisible();
  const inbound = async () =>
    (await aws('ec2', 'describe-network-acls', '--network-acl-ids', id)).NetworkAcls[0].Entries.filter(
      (e: { Egress: boolean; RuleNumber: number }) => !e.Egress && e.RuleNumber < 32767,
    );
  expect(await inbound()).toEqual([
    {
      CidrBlock: '10.20.0.0/16',
      Egress: false,
      PortRange: { From: 5432, To: 5432 },
      Protocol: '6',
      RuleAction: 'allow',
      RuleNumber: 100,
    },
  ]);
  await accessible(page);
  await screenshot(page, 'network-acl');

  await page.getByRole('button', { name: 'Edit inbound rules' }).click();
  await page.getByLabel('Rule number, rule 1').fill('90');
  await page.getByRole('button', { name: 'Save rules' }).click();
  await expect(page.getByRole('button', { name: 'Edit inbound rules' })).toBeVisible();
  expect((await inbound()).map((e: { RuleNumber: number }) => e.RuleNumber)).toEqual([90]);
  await aws('ec2', 'delete-network-acl', '--network-acl-id', id);
});

test('every tab is there, and fit for everybody', async ({ console, scenario }) => {
  const { page } = console;
  for (const [tab, heading] of [
    ['subnets', 'Subnets'],
    ['route-tables', 'Route tables'],
    ['security-groups', 'Security groups'],
    ['network-acls', 'Network ACLs'],
    ['gateways', 'Gateways'],
    ['endpoints', 'Endpoints'],
    ['peering', 'Peering connections'],
    ['addresses', 'Elastic IP addresses'],
    ['interfaces', 'Network interfaces'],
    ['dns', 'DNS settings'],
    ['flow-logs', 'Flow logs'],
    ['tags', 'Tags'],
  ] as const) {
    await console.goto(`vpcs/${scenario.vpc}/${tab}`);
    await shown(page, heading);
    await accessible(page);
  }
  await console.goto(`vpcs/${scenario.vpc}`);
  await expect(page.getByRole('button', { name: /^Instance shop-database/ })).toBeVisible();
  await accessible(page);
});
