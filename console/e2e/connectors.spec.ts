import { accessible, expect, freshName, screenshot, test } from './fixtures';

test('a VPC connector is made, shown with who uses it, and deleted once nobody does', async ({
  console,
  aws,
  scenario,
  watch,
}) => {
  const { page } = console;
  const name = freshName('console');
  await console.goto('connectors');
  await page.getByRole('button', { name: 'Create VPC connector' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Create VPC connector' }).click();
  await expect(form.getByText('Enter a name.')).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'VPC connector name', exact: true })).toBeFocused();
  await form.getByRole('textbox', { name: 'VPC connector name', exact: true }).fill(name);
  await form.getByRole('button', { name: /^VPC Choose/ }).click();
  await page.getByRole('option', { name: scenario.vpc }).click();
  await form.getByRole('button', { name: /^Subnets/ }).click();
  await page.getByRole('option', { name: scenario.subnets.a }).click();
  await page.keyboard.press('Escape');
  await expect(form.getByText('the default security group of the VPC is used')).toBeVisible();
  await expect(form.getByText('All subnets are in one zone')).toBeVisible();
  await accessible(page);
  await form.getByRole('button', { name: 'Create VPC connector' }).click();

  await expect(page).toHaveURL(new RegExp(`/connectors/${name}/1/[0-9a-f]{32}$`));
  await expect(page.getByText('No service uses it')).toBeVisible();
  await expect(page.getByRole('link', { name: scenario.subnets.a }).first()).toHaveAttribute(
    'href',
    `/console/${scenario.region}/vpcs/${scenario.vpc}/subnets/${scenario.subnets.a}`,
  );
  await page.getByRole('button', { name: 'Edit tags' }).click();
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByRole('textbox', { name: 'Key of tag 1', exact: true }).fill('aws:team');
  await page.getByRole('button', { name: 'Save tags' }).click();
  await expect(page.getByText('Keys that begin with aws: are reserved.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Key of tag 1', exact: true }).fill('team');
  await page.getByRole('button', { name: 'Save tags' }).click();
  await expect(page.getByRole('button', { name: 'Edit tags' })).toBeVisible();

  const { VpcConnectors } = await aws('apprunner', 'list-vpc-connectors');
  const made = VpcConnectors.find((c: { VpcConnectorName: string }) => c.VpcConnectorName === name);
  const user = freshName('user');
  const source = { ImageRepository: { ImageIdentifier: scenario.images.probe, ImageRepositoryType: 'ECR_PUBLIC' } };
  const egress = { EgressConfiguration: { EgressType: 'VPC', VpcConnectorArn: made.VpcConnectorArn } };
  const { Service } = await aws(
    ...['apprunner', 'create-service', '--service-name', user, '--source-configuration', JSON.stringify(source)],
    ...['--network-configuration', JSON.stringify(egress)],
  );
  await page.reload();
  await expect(page.getByRole('link', { name: user })).toBeVisible();
  await accessible(page);
  await screenshot(page, 'connector');

  await console.goto('connectors');
  await expect(page.getByRole('link', { name: user })).toBeVisible();
  await accessible(page);
  await screenshot(page, 'connectors');
  await page.getByRole('radio', { name: `Choose ${name}` }).check();
  await page.getByRole('button', { name: 'Delete' }).click();
  const question = page.getByRole('dialog');
  await expect(question.getByText('A service uses it')).toBeVisible();
  await expect(question.getByRole('link', { name: user })).toBeVisible();
  await expect(question.getByRole('button', { name: 'Delete' })).toBeDisabled();
  await accessible(page);

  await expect(async () => {
    await aws('apprunner', 'delete-service', '--service-arn', Service.ServiceArn);
  }).toPass({ timeout: 60_000 });
  // what is shown follows by itself
  await expect(question.getByText('No service uses it.')).toBeVisible({ timeout: 60_000 });
  watch.expect(/status of 400/); // the service may hold it until it is gone
  await expect(async () => {
    await question.getByRole('button', { name: 'Delete' }).click({ timeout: 2_000 });
    await expect(question).toBeHidden({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText(`The VPC connector ${name} is deleted.`)).toBeVisible();
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
});

test('the auto scaling configurations are shown as they are', async ({ console }) => {
  const { page } = console;
  await console.goto('scaling');
  await expect(page.getByText('DefaultConfiguration')).toBeVisible();
  await expect(page.getByText('A service has one running instance for now')).toBeVisible();
  await accessible(page);
  await screenshot(page, 'scaling');
});
