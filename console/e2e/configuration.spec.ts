import { accessible, aws, expect, freshName, type Scenario, screenshot, test, visit } from './fixtures';

interface Made {
  ServiceArn: string;
  ServiceId: string;
  ServiceName: string;
  ServiceUrl: string;
}

/** A service that sends through a new connector and asks the database. */
async function connected(scenario: Scenario, name: string): Promise<Made> {
  const { VpcConnector } = await aws(
    ...['apprunner', 'create-vpc-connector', '--vpc-connector-name', `${name}-vpc`],
    ...['--subnets', scenario.subnets.a, scenario.subnets.b, '--security-groups', scenario.groups.app],
  );
  const source = {
    ImageRepository: {
      ImageIdentifier: scenario.images.webdb,
      ImageRepositoryType: 'ECR_PUBLIC',
      ImageConfiguration: {
        RuntimeEnvironmentVariables: { DATABASE_URL: scenario.database.url, DATABASE_TIMEOUT: '2s' },
      },
    },
  };
  const egress = { EgressConfiguration: { EgressType: 'VPC', VpcConnectorArn: VpcConnector.VpcConnectorArn } };
  const { Service } = await aws(
    ...['apprunner', 'create-service', '--service-name', name, '--source-configuration', JSON.stringify(source)],
    ...['--network-configuration', JSON.stringify(egress)],
    ...['--health-check-configuration', 'Protocol=HTTP,Path=/healthz,Interval=1,UnhealthyThreshold=20'],
  );
  return Service;
}

/** Asks a service without pause until it is told to stop, and counts. */
function load(scenario: Scenario, url: string) {
  let going = true;
  const counted = { requests: 0, failures: [] as string[] };
  const done = (async () => {
    while (going) {
      counted.requests++;
      try {
        const { status, text } = await visit(scenario, `${url}/healthz`);
        if (status !== 200) counted.failures.push(`${status} ${text}`);
      } catch (error) {
        counted.failures.push(String(error));
      }
    }
  })();
  return async () => {
    going = false;
    await done;
    return counted;
  };
}

test('Custom VPC to public access and back, with no failed request', async ({ console, scenario }) => {
  test.slow();
  const { page } = console;
  const service = await connected(scenario, freshName('turns'));
  await console.goto(`services/${service.ServiceName}/${service.ServiceId}/configuration`);
  await expect(page.getByRole('button', { name: 'Edit networking' })).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByText('Custom VPC', { exact: true })).toBeVisible();
  await expect(async () => expect((await visit(scenario, service.ServiceUrl)).status).toBe(200)).toPass();
  await accessible(page);
  await page.getByRole('heading', { name: 'Networking' }).scrollIntoViewIfNeeded();
  await screenshot(page, 'configuration');

  const stop = load(scenario, service.ServiceUrl);
  const turn = async (choice: string, connector: string, row: number) => {
    await page.getByRole('button', { name: 'Edit networking' }).click();
    await page.getByRole('radio', { name: choice }).check();
    if (connector) {
      await page.getByRole('button', { name: 'Save changes' }).click();
      await expect(page.getByText('Choose a VPC connector, or add a new one.')).toBeVisible();
      await page.getByRole('button', { name: /^VPC connector Choose/ }).click();
      await page.getByRole('option', { name: connector }).click();
    }
    await accessible(page);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0);
    await expect(page.getByText('the update has started').first()).toBeVisible();
    await expect(page.getByText(/^(Update service|Operation) in progress/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Edit networking' })).toBeEnabled({ timeout: 60_000 });
    await expect(async () => expect((await visit(scenario, service.ServiceUrl)).status).toBe(row)).toPass();
  };
  await turn('Public access', '', 502);
  await turn('Custom VPC', `${service.ServiceName}-vpc`, 200);
  const { requests, failures } = await stop();
  expect(failures).toEqual([]);
  expect(requests).toBeGreaterThan(100);
  const { Service } = await aws('apprunner', 'describe-service', '--service-arn', service.ServiceArn);
  expect(Service.NetworkConfiguration.EgressConfiguration.EgressType).toBe('VPC');
  await aws('apprunner', 'delete-service', '--service-arn', service.ServiceArn);
});

test('a section is checked, sent by itself, and leaves the others', async ({ console, scenario }) => {
  const { page } = console;
  const service = await connected(scenario, freshName('edited'));
  await console.goto(`services/${service.ServiceName}/${service.ServiceId}/configuration`);
  await expect(page.getByRole('button', { name: 'Edit service settings' })).toBeEnabled({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Edit service settings' }).click();
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill('0');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Use a whole number from 1 to 65535.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill('8080');
  await page.getByRole('button', { name: 'Add environment variable' }).click();
  await page.getByRole('textbox', { name: 'Name of variable 3', exact: true }).fill('MODE');
  await page.getByRole('textbox', { name: 'Value of variable 3', exact: true }).fill('fast');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('the update has started').first()).toBeVisible();
  await expect(page.getByText('DATABASE_TIMEOUT, DATABASE_URL, MODE')).toBeVisible();

  await page.getByRole('button', { name: 'Edit tags' }).click();
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByRole('textbox', { name: 'Key of tag 1', exact: true }).fill('team');
  await page.getByRole('textbox', { name: 'Value of tag 1', exact: true }).fill('web');
  await page.getByRole('button', { name: 'Save tags' }).click();
  await expect(page.getByRole('button', { name: 'Edit tags' })).toBeVisible();
  const tags = await aws('apprunner', 'list-tags-for-resource', '--resource-arn', service.ServiceArn);
  expect(tags.Tags).toEqual([{ Key: 'team', Value: 'web' }]);

  const { Service } = await aws('apprunner', 'describe-service', '--service-arn', service.ServiceArn);
  expect(Service.HealthCheckConfiguration.Path).toBe('/healthz');
  expect(Service.NetworkConfiguration.EgressConfiguration.EgressType).toBe('VPC');
  await expect(page.getByRole('button', { name: 'Edit networking' })).toBeEnabled({ timeout: 60_000 });
  await aws('apprunner', 'delete-service', '--service-arn', service.ServiceArn);
});
