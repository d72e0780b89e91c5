import { type Console, expect } from './fixtures';

/**
 * Opens the form of a new connector, which is open where there is none to choose
 * from, and fills in all but the security groups. The list of subnets stays open.
 */
export async function addConnector({ page, scenario }: Console, name: string) {
  await page.getByRole('radio', { name: 'Custom VPC' }).check();
  const add = page.getByRole('button', { name: 'Add new' });
  const form = page.getByRole('heading', { name: 'New VPC connector' });
  await expect(add.or(form)).toBeVisible();
  if (await add.isVisible()) await add.click();
  await expect(form).toBeVisible();
  await page.getByRole('textbox', { name: 'VPC connector name', exact: true }).fill(name);
  await page.getByRole('button', { name: /^VPC Choose/ }).click();
  await page.getByRole('option', { name: scenario.vpc }).click();
  await page.getByRole('button', { name: /^Subnets/ }).click();
  await page.getByRole('option', { name: scenario.subnets.a }).click();
  await page.getByRole('option', { name: scenario.subnets.b }).click();
}
