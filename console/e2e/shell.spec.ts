import { accessible, expect, screenshot, test } from './fixtures';

test('an address that leads nowhere says so', async ({ console, watch }) => {
  watch.expect(/status of 400/);
  const { page } = console;
  await console.goto('no-such-page');
  await expect(page.getByText('There is no such page')).toBeVisible();
  await accessible(page);
  await console.goto('services/gone/00000000000000000000000000000000');
  await expect(page.getByText('There is no service gone here')).toBeVisible();
  await accessible(page);
  await screenshot(page, 'service-unknown');
  await page.getByRole('link', { name: /^All services of/ }).click();
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
});

test('the appearance that was chosen stays', async ({ console }) => {
  const { page } = console;
  const dark = page.locator('body.awsui-dark-mode');
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
  await expect(dark).toHaveCount(0);
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
  await expect(dark).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
  await expect(dark).toHaveCount(1);
});

test('each region has its own services', async ({ console, scenario }) => {
  const { page } = console;
  await page.getByRole('button', { name: `Region: ${scenario.region}` }).click();
  await page.getByRole('menuitem', { name: 'eu-west-1' }).click();
  await expect(page).toHaveURL(/\/eu-west-1\/services$/);
  // nothing runs there, and the page says what would
  await expect(page.getByText('No services yet')).toBeVisible();
  await accessible(page);
  await screenshot(page, 'services-empty');
});

test('a session that ended is said once, and a new one goes on', async ({ console, watch, scenario }) => {
  watch.expect(/status of 401/);
  const { page } = console;
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
  const cookies = await page.context().cookies(`${scenario.origin}/console/`);
  await page.context().clearCookies();
  await expect(page.getByText('You are signed out')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('alert').or(page.getByText('You are signed out'))).not.toHaveCount(0);
  await expect(page.getByText(/could not be loaded/)).toHaveCount(0);
  await expect(page.getByText(`sallyport console ${scenario.region}/services`)).toBeVisible();
  await accessible(page);
  await screenshot(page, 'signed-out');
  await page.context().addCookies(cookies);
  await page.getByRole('button', { name: 'Reload this page' }).click();
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
});

test('pages wait for an answer, and go on by themselves', async ({ console, watch }) => {
  watch.expect(/ERR_CONNECTION_REFUSED/, /Unable to preload CSS|dynamically imported module/);
  const { page } = console;
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
  await page.route('**/console/**', (route) => route.abort('connectionrefused'));
  await page.getByRole('link', { name: 'VPC connectors' }).click();
  await expect(page.getByText('Sallyport does not answer')).toBeVisible({ timeout: 20_000 });
  await screenshot(page, 'no-answer');
  await page.unroute('**/console/**');
  await expect(page.getByRole('heading', { name: /^VPC connectors/ })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Sallyport does not answer')).toBeHidden();
});
