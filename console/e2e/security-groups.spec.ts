import { accessible, aws, expect, freshName, screenshot, test } from './fixtures';

interface Rule {
  SecurityGroupRuleId: string;
  IsEgress: boolean;
  IpProtocol: string;
  FromPort: number;
  CidrIpv4?: string;
  ReferencedGroupInfo?: { GroupId: string };
  Description?: string;
}

async function inbound(group: string): Promise<Rule[]> {
  const filter = ['--filters', `Name=group-id,Values=${group}`];
  const { SecurityGroupRules } = await aws('ec2', 'describe-security-group-rules', ...filter);
  return SecurityGroupRules.filter((r: Rule) => !r.IsEgress);
}

test('rules are edited in place, and only what changed is sent', async ({ console, scenario, watch }) => {
  watch.expect(/status of (400|412)/);
  const { page } = console;
  const name = freshName('rules');
  await console.goto(`vpcs/${scenario.vpc}/security-groups`);
  await page.getByRole('button', { name: 'Create security group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Security group name').fill(name);
  await dialog.getByLabel('Description').fill('edited in place');
  await dialog.getByRole('button', { name: 'Create security group' }).click();
  await expect(page).toHaveURL(/\/security-groups\/sg-/);
  const group = page.url().split('/').at(-1) ?? '';

  await page.getByRole('button', { name: 'Edit inbound rules' }).click();
  await page.getByRole('button', { name: 'Add rule' }).click();
  await page.getByLabel('Type, rule 1').click();
  await page.getByRole('option', { name: 'PostgreSQL' }).click();
  await page.getByLabel('Source, rule 1').fill(scenario.groups.app);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add rule' }).click();
  await page.getByLabel('Port range, rule 2').fill('443');
  await page.getByLabel('Source, rule 2').fill('10.20.0.0/33');
  await page.keyboard.press('Escape');
  await page.getByLabel('Description, rule 2').fill('from the VPC');
  await page.getByRole('button', { name: 'Save rules' }).click();

  // the API refuses one of the two: nothing is saved, and the row says why
  await expect(page.getByText('Nothing was saved')).toBeVisible();
  await expect(page.getByLabel('Source, rule 2')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Source, rule 1')).not.toHaveAttribute('aria-invalid', 'true');
  expect(await inbound(group)).toEqual([]);
  await accessible(page);

  await page.getByLabel('Source, rule 2').fill('10.20.0.0/16');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save rules' }).click();
  await expect(page.getByRole('button', { name: 'Edit inbound rules' })).toBeVisible();
  const made = await inbound(group);
  expect(made.map((r) => [r.IpProtocol, r.FromPort, r.ReferencedGroupInfo?.GroupId ?? r.CidrIpv4]).sort()).toEqual([
    ['tcp', 443, '10.20.0.0/16'],
    ['tcp', 5432, scenario.groups.app],
  ]);
  await accessible(page);
  await screenshot(page, 'security-group');

  // a rule that changes keeps its id
  const web = made.find((r) => r.FromPort === 443);
  await page.getByRole('button', { name: 'Edit inbound rules' }).click();
  const row = made.indexOf(web as Rule) + 1;
  await page.getByLabel(`Port range, rule ${row}`).fill('8443');
  await expect(page.getByText('modify-security-group-rules')).toBeVisible();
  await page.getByRole('button', { name: 'Save rules' }).click();
  await expect(page.getByRole('button', { name: 'Edit inbound rules' })).toBeVisible();
  expect((await inbound(group)).find((r) => r.SecurityGroupRuleId === web?.SecurityGroupRuleId)?.FromPort).toBe(8443);
  await aws('ec2', 'delete-security-group', '--group-id', group);
});

test('what somebody else changed meanwhile is told, and nothing of it is lost', async ({
  console,
  scenario,
  watch,
}) => {
  watch.expect(/status of 412/);
  const { page } = console;
  const vpc = ['--vpc-id', scenario.vpc];
  const named = ['--group-name', freshName('meanwhile'), '--description', 'x'];
  const group = (await aws('ec2', 'create-security-group', ...vpc, ...named)).GroupId;
  const allow = (port: string) =>
    aws(
      'ec2',
      'authorize-security-group-ingress',
      '--group-id',
      group,
      '--protocol',
      'tcp',
      '--port',
      port,
      '--cidr',
      '10.0.0.0/8',
    );
  await allow('80');
  await console.goto(`vpcs/${scenario.vpc}/security-groups/${group}`);
  await page.getByRole('button', { name: 'Edit inbound rules' }).click();
  await page.getByLabel('Port range, rule 1').fill('81');
  await allow('9000');
  await page.getByRole('button', { name: 'Save rules' }).click();
  await expect(page.getByText('Somebody else changed these rules meanwhile')).toBeVisible();
  await expect(page.getByText('Added by somebody else meanwhile')).toBeVisible();
  await expect(page.getByLabel('Port range, rule 1')).toHaveValue('81');
  expect((await inbound(group)).map((r) => r.FromPort).sort()).toEqual([80, 9000]);
  await accessible(page);
  await page.getByRole('button', { name: 'Save rules' }).click();
  await expect(page.getByRole('button', { name: 'Edit inbound rules' })).toBeVisible();
  expect((await inbound(group)).map((r) => r.FromPort).sort()).toEqual([81, 9000]);
  await aws('ec2', 'delete-security-group', '--group-id', group);
});
