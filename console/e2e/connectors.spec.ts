import { accessible, expect, freshName, screenshot, test } from './fixtures';

test('a VPC connector is made, shown with who uses it, and deleted once nobody does', async ({
  console,
  aws,
  scenario,
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
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(`The VPC connector ${name} is deleted.`)).toBeVisible();
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
});

test('a group that lets nothing out is warned of, and mended from the form', async ({ console, aws, scenario }) => {
  const { page } = console;
  const group = freshName('closed');
  const { GroupId } = await aws(
    ...['ec2', 'create-security-group', '--group-name', group, '--description', 'lets nothing out'],
    ...['--vpc-id', scenario.vpc],
  );
  const everything = JSON.stringify([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
  await aws('ec2', 'revoke-security-group-egress', '--group-id', GroupId, '--ip-permissions', everything);
  await console.goto('connectors');
  await page.getByRole('button', { name: 'Create VPC connector' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: /^VPC Choose/ }).click();
  await page.getByRole('option', { name: scenario.vpc }).click();
  await form.getByRole('button', { name: /^Subnets/ }).click();
  await page.getByRole('option', { name: scenario.subnets.a }).click();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: /^Security groups/ }).click();
  await page.getByRole('option', { name: GroupId }).click();
  await page.keyboard.press('Escape');
  await expect(form.getByText('Nothing gets out')).toBeVisible();
  await accessible(page);
  await form.getByRole('button', { name: 'Apply this fix' }).click();
  await expect(form.getByText('Nothing gets out')).toBeHidden();
  const { SecurityGroups } = await aws('ec2', 'describe-security-groups', '--group-ids', GroupId);
  expect(SecurityGroups[0].IpPermissionsEgress).toHaveLength(1);
  await aws('ec2', 'delete-security-group', '--group-id', GroupId);
});

test('the auto scaling configurations are shown as they are', async ({ console }) => {
  const { page } = console;
  await console.goto('scaling');
  await expect(page.getByText('DefaultConfiguration')).toBeVisible();
  await expect(page.getByText('A service has one running instance for now')).toBeVisible();
  await accessible(page);
  await screenshot(page, 'scaling');
});
