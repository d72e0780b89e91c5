import { accessible, aws, expect, screenshot, test } from './fixtures';

test('quotas show what may be, what is, and what changes it', async ({ console }) => {
  const { page } = console;
  const { Quotas } = await aws('service-quotas', 'list-service-quotas', '--service-code', 'apprunner');
  const services = Quotas.find((q: { QuotaName: string }) => q.QuotaName === 'Services per Region');
  await console.goto('quotas');
  const row = page.getByRole('row', { name: /Services per Region/ });
  await expect(row).toContainText(String(services.Value));
  await expect(row).toContainText('--service-quota');
  // use is counted minute by minute, so that a young installation has none yet
  const vpcs = page.getByRole('row', { name: /VPCs per Region/ });
  await expect(vpcs).toContainText(/\d+ of \d+|Not counted yet/);
  await page.getByLabel('Find quotas').fill('route');
  await expect(row).toBeHidden();
  await page.getByLabel('Find quotas').fill('');
  await expect(row).toBeVisible();
  await accessible(page);
  await screenshot(page, 'quotas');
});
