import { accessible, expect, freshName, screenshot, test, visit } from './fixtures';
import { addConnector } from './wizard';

test('a service with a new VPC connector answers with a row of the private database', async ({
  console,
  aws,
  scenario,
}) => {
  const { page } = console;
  const name = freshName('shop');
  const connector = freshName('into-shop');
  await console.goto('services/create');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('Enter the image that the service runs')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Container image URI', exact: true })).toBeFocused();
  await page.getByRole('combobox', { name: 'Container image URI', exact: true }).fill(scenario.images.webdb);
  await accessible(page);
  await screenshot(page, 'wizard-source');
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByRole('textbox', { name: 'Service name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add environment variable' }).click();
  await page.getByRole('textbox', { name: 'Name of variable 1', exact: true }).fill('DATABASE_URL');
  await page.getByRole('textbox', { name: 'Value of variable 1', exact: true }).fill(scenario.database.url);
  await accessible(page);
  await screenshot(page, 'wizard-configure');

  await addConnector(console, connector);
  const unsupported = page.getByRole('option', { name: scenario.subnets.unsupported });
  await expect(unsupported).toHaveAttribute('aria-disabled', 'true');
  await expect(unsupported).toContainText("App Runner services can't use subnets in this zone");
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Security groups/ }).click();
  await page.getByRole('option', { name: scenario.groups.app }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('No way to the internet')).toBeVisible();
  await page.getByRole('heading', { name: 'New VPC connector' }).scrollIntoViewIfNeeded();
  await accessible(page);
  await screenshot(page, 'wizard-networking');

  await page.getByRole('button', { name: 'Health check', exact: true }).click();
  await page.getByRole('radio', { name: 'HTTP' }).check();
  await page.getByRole('textbox', { name: 'Path', exact: true }).fill('/healthz');
  await page.getByRole('textbox', { name: 'Interval', exact: true }).fill('1');
  await page.getByRole('textbox', { name: 'Unhealthy threshold', exact: true }).fill('20');

  // a reload loses nothing but values that may be secret
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Service name', exact: true })).toHaveValue(name);
  await expect(page.getByRole('textbox', { name: 'VPC connector name', exact: true })).toHaveValue(connector);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('s3cret');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('Values are not kept')).toBeVisible();
  await page.getByRole('textbox', { name: 'Value of variable 1', exact: true }).fill(scenario.database.url);

  await page.getByRole('button', { name: 'View as CLI' }).click();
  await expect(page.getByText(`create-vpc-connector --vpc-connector-name ${connector}`)).toBeVisible();
  await expect(page.getByText(`create-service --service-name ${name}`)).toBeVisible();
  await page.getByRole('button', { name: 'Close the commands' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'Review and create' })).toBeVisible();
  await expect(page.getByText(connector)).toBeVisible();
  await accessible(page);
  await screenshot(page, 'wizard-review');

  await page.getByRole('button', { name: 'Create and deploy' }).click();
  await expect(page).toHaveURL(new RegExp(`/services/${name}/[0-9a-f]{32}$`));
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  const { ServiceSummaryList } = await aws('apprunner', 'list-services');
  const made = ServiceSummaryList.find((s: { ServiceName: string }) => s.ServiceName === name);
  await expect(page.getByText('Running').first()).toBeVisible({ timeout: 60_000 });
  const { status, text } = await visit(scenario, made.ServiceUrl);
  expect(status, text).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ database: 'shop' });
  await aws('apprunner', 'delete-service', '--service-arn', made.ServiceArn);
});

test('a connector stays when its service is refused, and nothing that was typed is lost', async ({
  console,
  aws,
  scenario,
  watch,
}) => {
  watch.expect(/status of 400/);
  const { page } = console;
  const taken = freshName('taken');
  const connector = freshName('stays');
  const source = { ImageRepository: { ImageIdentifier: scenario.images.probe, ImageRepositoryType: 'ECR_PUBLIC' } };
  const { Service } = await aws(
    'apprunner',
    'create-service',
    '--service-name',
    taken,
    '--source-configuration',
    JSON.stringify(source),
  );
  // The page is kept from knowing the name, so that the API has to refuse it.
  await page.route('**/console/aws/apprunner/**', (route) =>
    route.request().headers()['x-amz-target'] === 'AppRunner.ListServices'
      ? route.fulfill({ contentType: 'application/x-amz-json-1.0', body: '{"ServiceSummaryList":[]}' })
      : route.continue(),
  );
  await console.goto('services/create');
  await page.getByRole('combobox', { name: 'Container image URI', exact: true }).fill(scenario.images.webdb);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox', { name: 'Service name', exact: true }).fill(taken);
  await addConnector(console, connector);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Create and deploy' }).click();

  await expect(page.getByText('Service with the provided name already exists')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Service name', exact: true })).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Service name', exact: true })).toHaveValue(taken);
  await expect(page.getByText(`The VPC connector ${connector} exists`)).toBeVisible();
  await expect(page.getByRole('button', { name: /^VPC connector/ })).toContainText(connector);
  const { VpcConnectors } = await aws('apprunner', 'list-vpc-connectors');
  expect(VpcConnectors.map((c: { VpcConnectorName: string }) => c.VpcConnectorName)).toContain(connector);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Leave' }).click();
  await expect(page).toHaveURL(/\/services$/);
  await expect(async () => {
    await aws('apprunner', 'delete-service', '--service-arn', Service.ServiceArn);
  }).toPass({ timeout: 60_000 });
});

test('a service from source code is explained', async ({ console }) => {
  const { page } = console;
  await console.goto('services/create');
  await page.getByRole('radio', { name: 'Source code repository' }).check();
  await expect(page.getByText('Services run from images for now').first()).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('choose Container registry').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Source and deployment' }).first()).toBeVisible();
  await accessible(page);
});
