import { accessible, expect, freshName, type Scenario, screenshot, test, visit } from './fixtures';

interface Made {
  name: string;
  id: string;
  url: string;
  arn: string;
}

/** A service that asks the private database for a row, through a connector of its own with the group app. */
async function makeShop(scenario: Scenario, aws: (...args: string[]) => Promise<any>, name: string): Promise<Made> {
  const { VpcConnector: connector } = await aws(
    ...['apprunner', 'create-vpc-connector', '--vpc-connector-name', name],
    ...['--subnets', scenario.subnets.a, scenario.subnets.b, '--security-groups', scenario.groups.app],
  );
  const source = {
    ImageRepository: {
      ImageIdentifier: scenario.images.webdb,
      ImageRepositoryType: 'ECR_PUBLIC',
      ImageConfiguration: { Port: '8080', RuntimeEnvironmentVariables: { DATABASE_URL: scenario.database.url } },
    },
    AutoDeploymentsEnabled: false,
  };
  const egress = { EgressConfiguration: { EgressType: 'VPC', VpcConnectorArn: connector.VpcConnectorArn } };
  const { Service: service } = await aws(
    ...['apprunner', 'create-service', '--service-name', name],
    ...['--source-configuration', JSON.stringify(source), '--network-configuration', JSON.stringify(egress)],
  );
  return { name, id: service.ServiceId, url: service.ServiceUrl, arn: service.ServiceArn };
}

test('a packet that is rejected is shown, explained and mended', async ({ console, aws, scenario }) => {
  test.setTimeout(180_000);
  const { page } = console;
  const shop = await makeShop(scenario, aws, freshName('shop'));
  const target = `${scenario.database.address}:${scenario.database.port}`;

  await console.goto(`services/${shop.name}/${shop.id}`);
  await expect(page.getByText('Running', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => (await visit(scenario, shop.url)).status, { timeout: 30_000 }).toBe(200);

  // what flows is shown as it flows; what passed before anybody looked is not counted
  const destination = page.getByRole('button', { name: new RegExp(`^Destination .*${target}`) });
  await expect(async () => {
    expect((await visit(scenario, shop.url)).status).toBe(200);
    await expect(destination).toContainText('connection', { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await accessible(page);
  await screenshot(page, 'network-flowing');

  // what a part of the picture rules is shown when it is chosen, and the address says what was
  await page.getByRole('button', { name: /^Security group / }).click();
  await expect(page.getByRole('table', { name: /^Rules of / })).toContainText('0.0.0.0/0');
  expect(page.url()).toContain('element=sg-');

  await aws(
    ...['ec2', 'revoke-security-group-ingress', '--group-id', scenario.groups.db, '--protocol', 'tcp'],
    ...['--port', String(scenario.database.port), '--source-group', scenario.groups.app],
  );
  expect((await visit(scenario, shop.url)).status).toBe(502);
  const rejected = page.getByRole('row', { name: new RegExp(target) });
  await expect(rejected).toContainText('security group, in', { ignoreCase: true, timeout: 20_000 });
  await expect(destination).toContainText('rejected');
  await screenshot(page, 'network-rejected');

  await rejected.getByRole('button', { name: `Explain ${target}` }).click();
  await expect(page.getByText('Not reachable', { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('SG_HAS_NO_RULES')).toBeVisible();
  await expect(page.getByText('It agrees with the above.')).toBeVisible();
  await expect(page.getByText(/aws ec2 authorize-security-group-ingress --group-id/)).toBeVisible();
  await accessible(page);
  await screenshot(page, 'network-explained');

  await page.getByRole('button', { name: 'Apply this fix' }).click();
  await expect(page.getByText('Reachable', { exact: true })).toBeVisible({ timeout: 20_000 });
  const answer = await visit(scenario, shop.url);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toMatchObject({ database: 'shop', server: scenario.database.address });

  // the page's address is the question: whoever gets it sees the same
  const shared = page.url();
  await page.goto('about:blank');
  await page.goto(shared);
  await expect(page.getByText('Reachable', { exact: true })).toBeVisible({ timeout: 20_000 });
});

test('a question that is none is told what it lacks', async ({ console, aws, scenario }) => {
  const { page } = console;
  const shop = await makeShop(scenario, aws, freshName('asked'));
  await console.goto(`services/${shop.name}/${shop.id}/network`);
  const host = page.getByRole('textbox', { name: 'Host and port' });
  await host.fill('db.internal');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByText('Add the port: db.internal:443, for example.')).toBeVisible();
  await host.fill('198.51.100.7:443');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByText('Not reachable', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/no route leads there/).first()).toBeVisible();
});
