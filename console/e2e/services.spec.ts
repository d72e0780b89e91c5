import { accessible, aws, expect, screenshot, test, visit } from './fixtures';
import { inShell, type Made, pageOf, reaches, runningService, shownCommands } from './made';

test.describe.configure({ mode: 'serial' });

let service: Made;
test.beforeAll(async () => {
  service = await runningService('listed');
});

test('the list shows services, finds them, and keeps the search in its address', async ({ console }) => {
  const { page } = console;
  await console.goto('services');
  const row = page.getByRole('row', { name: new RegExp(service.name) });
  await expect(row).toContainText('Running');
  await expect(row).toContainText(service.url);
  await expect(row).toContainText('Public access');
  await expect(row).toContainText('Create service');
  await screenshot(page, 'services');

  const search = page.getByRole('searchbox', { name: 'Find services' });
  await search.fill('no-such-service');
  await expect(page.getByText('No service matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(row).toBeVisible();
  await search.fill(service.name);
  await expect(page.getByText('1 found').first()).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`find=${service.name}`));
  await page.reload();
  await expect(search).toHaveValue(service.name);
  await expect(page.getByRole('row')).toHaveCount(2);
  await accessible(page);
});

test('from the list to an explanation by keyboard alone', async ({ console }) => {
  const { page } = console;
  await console.goto(`services?find=${service.name}`);
  const link = page.getByRole('link', { name: service.name, exact: true });
  await expect(link).toBeVisible();
  const focused = page.locator(':focus');
  const tabTo = async (target: ReturnType<typeof page.getByRole>) => {
    for (let presses = 0; presses < 60; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    await expect(target).toBeFocused({ timeout: 1 });
  };
  await tabTo(link);
  await page.keyboard.press('Enter');
  const tab = (name: string) => page.getByRole('tab', { name });
  await expect(tab('Network')).toBeVisible();
  await tabTo(tab('Network'));
  for (const name of ['Logs', 'Activity', 'Metrics', 'Configuration']) {
    await page.keyboard.press('ArrowRight');
    await expect(tab(name)).toBeFocused();
    await expect(tab(name)).toHaveAttribute('aria-selected', 'true');
    await expect(page).toHaveURL(new RegExp(`/${name.toLowerCase()}$`));
  }
  await page.keyboard.press('Home');
  await expect(tab('Network')).toHaveAttribute('aria-selected', 'true');
  const question = page.getByRole('textbox', { name: 'Host and port' });
  await expect(question).toBeVisible();
  await tabTo(question);
  await page.keyboard.type('203.0.113.9:443');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^(Not reachable|Reachable)$/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('The way there')).toBeVisible();
  await expect(focused).toHaveCount(1);
  await expect(page).toHaveURL(/to=203\.0\.113\.9/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every tab is accessible in ${colorScheme}`, async ({ console, scenario }) => {
    const { page } = console;
    for (let i = 0; i < 20; i++) await visit(scenario, `${service.url}/status?code=${i % 5 ? 200 : 404}`);
    await page.emulateMedia({ colorScheme });
    for (const [tab, shown] of Object.entries({
      network: 'The way out',
      logs: 'Live',
      activity: 'Create service',
      metrics: 'Rejected flows',
      configuration: 'Health check',
    })) {
      await console.goto(pageOf(service, tab));
      await expect(page.getByText(shown, { exact: true }).first()).toBeVisible();
      await expect(page.getByText(/^Loading/)).toHaveCount(0);
      await accessible(page);
      await screenshot(page, colorScheme === 'light' ? `service-${tab}` : `service-${tab}-dark`);
    }
  });
}

test('what the page does, the shown commands do', async ({ console }) => {
  test.slow();
  const { page } = console;
  await console.goto(pageOf(service, 'activity'));
  await expect(page.getByText('Create service')).toBeVisible();
  let commands = await shownCommands(page);
  const [listed, progress, described] = commands;
  expect(JSON.parse(await inShell(listed ?? '')).OperationSummaryList[0].Type).toBe('CREATE_SERVICE');
  expect(await inShell(progress ?? '')).toContain('SUCCEEDED');
  expect(JSON.parse(await inShell(described ?? '')).Service.ServiceName).toBe(service.name);
  await screenshot(page, 'view-as-cli');

  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.getByText('Rejected flows')).toBeVisible();
  commands = await shownCommands(page);
  const { MetricDataResults } = JSON.parse(await inShell(commands[0] ?? ''));
  expect(MetricDataResults.length).toBeGreaterThan(10);

  await page.getByRole('tab', { name: 'Network' }).click();
  await expect(page.getByText('The way out')).toBeVisible();
  commands = await shownCommands(page);
  expect(await inShell(commands[0] ?? '')).toContain(service.name);

  await console.goto('services');
  await expect(page.getByRole('row', { name: new RegExp(service.name) })).toBeVisible();
  for (const command of await shownCommands(page)) expect(await inShell(command)).toContain('apprunner');
});

test('a service is paused, resumed and deployed', async ({ console }) => {
  test.slow();
  const { page } = console;
  await console.goto(pageOf(service, 'activity'));
  const operation = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} Succeeded`) });
  await expect(operation('Create service')).toBeVisible();
  const choose = async (action: string) => {
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await choose('Pause');
  await expect(page.getByText(`${service.name} is being paused.`)).toBeVisible();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(operation('Pause service')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Deploy' })).toBeDisabled();
  await choose('Resume');
  await expect(page.getByText('Running', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(operation('Resume service')).toBeVisible();
  await page.getByRole('button', { name: 'Deploy' }).click();
  await expect(operation('Start deployment')).toBeVisible({ timeout: 30_000 });
  expect((await aws('apprunner', 'describe-service', '--service-arn', service.arn)).Service.Status).toBe('RUNNING');
});

test('a service is deleted when that is confirmed, and its page says so', async ({ console }) => {
  const { page } = console;
  await console.goto(pageOf(service, 'activity'));
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${service.name}?` });
  const confirm = dialog.getByRole('button', { name: 'Delete', exact: true });
  await expect(confirm).toBeDisabled();
  await accessible(page);
  await screenshot(page, 'service-delete');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog.getByRole('textbox').fill('delete');
  await confirm.click();
  await expect(page.getByText(`The service ${service.name} is deleted`)).toBeVisible({ timeout: 30_000 });
  await screenshot(page, 'service-deleted');
  await reaches(service, 'DELETED');
  await page.getByRole('link', { name: /^All services/ }).click();
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
});
