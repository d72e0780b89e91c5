import { expect, screenshot, test, visit } from './fixtures';
import { type Made, pageOf, runningService } from './made';

let service: Made;
test.beforeAll(async () => {
  service = await runningService('counted');
});

test('the charts show the requests that were sent', async ({ console, scenario }) => {
  const { page } = console;
  // all of them in one minute, whose point is there when it is over
  const minuteEnds = () => 60_000 - (Date.now() % 60_000);
  if (minuteEnds() < 5_000) await page.waitForTimeout(minuteEnds());
  for (let i = 0; i < 30; i++) await visit(scenario, `${service.url}/status?code=${i < 10 ? 503 : 200}`);
  await page.waitForTimeout(minuteEnds());
  await console.goto(pageOf(service, 'metrics'));
  for (const title of ['Requests', 'Status codes', 'Request latency', 'Active instances', 'CPU', 'Memory', 'Egress']) {
    await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  }
  const chart = page.getByRole('application', { name: 'Status codes' });
  await expect(chart).toBeVisible({ timeout: 30_000 });
  await page.getByRole('heading', { name: 'Status codes' }).scrollIntoViewIfNeeded();
  // by keyboard a chart tells its values, point by point, from its end on
  await chart.focus();
  const told = page.getByRole('tooltip');
  for (let presses = 0; presses < 4; presses++) {
    await page.keyboard.press('ArrowLeft');
    await expect(told).toContainText('2xx');
    if (/2xx20/.test((await told.textContent()) ?? '')) break;
  }
  await expect(told).toContainText(/5xx10/);
  await expect(told).toContainText(/2xx20/);
  await screenshot(page, 'service-metrics-value');

  await page.getByRole('button', { name: '3 hours' }).click();
  await expect(page).toHaveURL(/range=3h/);
  await page.reload();
  await expect(page.getByRole('button', { name: '3 hours' })).toHaveAttribute('aria-pressed', 'true');
});
