import { accessible, expect, screenshot, test } from './fixtures';
import { makeService, pageOf } from './made';

test('a creation whose image is not there says why it failed', async ({ console, scenario }) => {
  const { page } = console;
  const image = `${scenario.images.probe.split('/')[0]}/no-such-image:v1`;
  const service = await makeService('nowhere', { image });
  await console.goto(pageOf(service, 'activity'));
  await expect(page.getByRole('button', { name: 'Create service failed' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Why it failed')).toBeVisible();
  await expect(page.getByText(image).first()).toBeVisible();
  const row = page.getByRole('row', { name: /^Create service Failed/ });
  await expect(row).toBeVisible();
  await accessible(page);

  await row.getByRole('button', { name: 'Create service' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create service' });
  await expect(dialog.getByText('Pull the image')).toBeVisible();
  await expect(dialog.getByText('Why it failed')).toBeVisible();
  await expect(page).toHaveURL(/operation=/);
  await screenshot(page, 'service-activity-failed');
  // the opened operation has an address
  await page.reload();
  await expect(dialog.getByText('Pull the image')).toBeVisible();
  await dialog.getByRole('link', { name: 'The event log' }).click();
  await expect(page.getByRole('list', { name: /^Lines of / })).toContainText(/pull/i);
});

test('an instance that is not healthy leads to what it printed', async ({ console }) => {
  const { page } = console;
  const service = await makeService('unwell', { path: '/no-such-path' });
  await console.goto(pageOf(service));
  await expect(page.getByText('Health check failed on port').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('404 Not Found')).toHaveCount(1);
  await screenshot(page, 'service-failed');
  await accessible(page);
  await page.getByRole('link', { name: 'What the application printed' }).click();
  await expect(page.getByRole('list', { name: /^Lines of / })).toContainText('probe: starting instance');
});

test('a pull shows how far it is, and the page stays of use', async ({ console, scenario }) => {
  const { page } = console;
  const service = await makeService('slow', { image: scenario.images.slow });
  await console.goto(pageOf(service, 'activity'));
  await expect(page.getByRole('button', { name: 'Create service in progress' })).toBeVisible();
  const bar = page.getByRole('progressbar');
  await expect(bar).toBeVisible();
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        if (await bar.isVisible()) seen.add(Number(await bar.getAttribute('value')));
        return seen.size;
      },
      { timeout: 30_000, intervals: [200] },
    )
    .toBeGreaterThan(2);
  await expect(page.getByText(/ of .*B$/)).toBeVisible();
  await screenshot(page, 'service-progress');
  await expect(page.getByText('Running', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(bar).toBeHidden();
  expect([...seen]).toEqual([...seen].sort((a, b) => a - b));
});
