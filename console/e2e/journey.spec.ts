import { accessible, expect, freshName, screenshot, test, visit } from './fixtures';
import { addConnector } from './wizard';

// The whole way of a person who has the console only: the command line answers
// nothing here, and what the service says is asked of its URL.
test('from the console alone a service reaches the private database, and says why once it does not', async ({
  console,
  scenario,
  watch,
}) => {
  test.setTimeout(240_000);
  // each change is tried before it is made, which the API answers by refusing
  watch.expect(/status of 412/);
  const { page } = console;
  const name = freshName('journey');
  const target = `${scenario.database.address}:${scenario.database.port}`;

  await test.step('the list of services leads to the wizard', async () => {
    await console.goto('services');
    await page
      .getByRole('button', { name: 'Create service' })
      .or(page.getByRole('link', { name: 'Create service' }))
      .first()
      .click();
    await expect(page.getByRole('heading', { name: 'Source and deployment' }).first()).toBeVisible();
  });

  await test.step('the wizard makes the service, with a connector of its own', async () => {
    await page.getByRole('combobox', { name: 'Container image URI', exact: true }).fill(scenario.images.webdb);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('textbox', { name: 'Service name', exact: true }).fill(name);
    await page.getByRole('button', { name: 'Add environment variable' }).click();
    await page.getByRole('textbox', { name: 'Name of variable 1', exact: true }).fill('DATABASE_URL');
    await page.getByRole('textbox', { name: 'Value of variable 1', exact: true }).fill(scenario.database.url);
    await addConnector(console, freshName('into-shop'));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Security groups/ }).click();
    await page.getByRole('option', { name: scenario.groups.app }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByRole('heading', { name: 'Review and create' })).toBeVisible();
    // the browser's back is a step back, and nothing is lost by it
    await page.goBack();
    await expect(page.getByRole('textbox', { name: 'Service name', exact: true })).toHaveValue(name);
    await page.goForward();
    await accessible(page);
    await page.getByRole('button', { name: 'Create and deploy' }).click();
  });

  const url = await test.step('its page shows it come up, and leads to its URL', async () => {
    await expect(page).toHaveURL(new RegExp(`/services/${name}/[0-9a-f]{32}$`), { timeout: 30_000 });
    await expect(page.getByText('Running', { exact: true })).toBeVisible({ timeout: 60_000 });
    return (await page.getByRole('link', { name: /^Open/ }).first().getAttribute('href')) ?? '';
  });
  const answers = async () => (await visit(scenario, url)).status;
  const servicePage = page.url();

  await test.step('it answers with a row of the private database', async () => {
    await expect.poll(answers, { timeout: 30_000 }).toBe(200);
    const { text } = await visit(scenario, url);
    expect(JSON.parse(text)).toMatchObject({ database: 'shop', server: scenario.database.address });
    // by the name of the instance, and what the service's own group lets out is shown by itself
    await expect(page.getByRole('button', { name: /^Destination shop-database/ })).toContainText('connection', {
      timeout: 20_000,
    });
    await expect(page.getByRole('table', { name: /^Rules of / })).toContainText('0.0.0.0/0');
    await accessible(page);
    await screenshot(page, 'journey-reached');
  });

  await test.step("the database's group loses its rule", async () => {
    await page.getByRole('link', { name: 'VPCs', exact: true }).click();
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByRole('tab', { name: 'Security groups' }).click();
    await page
      .getByRole('row', { name: /shop-db/ })
      .getByRole('link', { name: scenario.groups.db })
      .click();
    await page.getByRole('button', { name: 'Edit inbound rules' }).click();
    await page.getByRole('button', { name: /^Delete rule 1/ }).click();
    await accessible(page);
    await page.getByRole('button', { name: 'Save rules' }).click();
    await expect(page.getByText('Nothing may come in.')).toBeVisible();
    await expect.poll(answers, { timeout: 30_000 }).toBe(502);
  });

  await test.step('its page shows what is rejected, and says why', async () => {
    await page.getByRole('link', { name: 'Services', exact: true }).first().click();
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page).toHaveURL(servicePage);
    const rejected = page.getByRole('row', { name: new RegExp(target) });
    await expect(rejected).toContainText(`(${scenario.groups.db}) allows tcp ${scenario.database.port}`, {
      timeout: 20_000,
    });
    await screenshot(page, 'journey-rejected');
    await rejected.getByRole('button', { name: `Explain ${target}` }).click();
    await expect(page.getByText('Not reachable', { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(/has no ingress rule at all/)).toBeVisible();
    await accessible(page);
    await screenshot(page, 'journey-explained');
  });

  await test.step('the fix is applied from there, and it answers again', async () => {
    await page.getByRole('button', { name: 'Apply this fix' }).click();
    await expect(page.getByText('Reachable', { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect.poll(answers, { timeout: 30_000 }).toBe(200);
    await screenshot(page, 'journey-mended');
  });

  await test.step('it is deleted', async () => {
    await page.getByRole('button', { name: 'Actions' }).first().click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(answers, { timeout: 30_000 }).toBe(404);
  });
});
