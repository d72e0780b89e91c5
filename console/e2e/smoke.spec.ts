import { readdirSync } from 'node:fs';
import { accessible, expect, newLink, screenshot, test } from './fixtures';

test('a link signs in and the console opens', async ({ page, scenario, watch }) => {
  await page.goto(await newLink());
  await expect(page).toHaveURL(`${scenario.origin}/console/${scenario.region}/services`);
  await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'VPC connectors' })).toBeVisible();
  const cookies = await page.context().cookies(`${scenario.origin}/console/`);
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/console/' });
  expect(await page.evaluate(() => document.cookie)).toBe('');
  // the link is in no entry of the history that somebody could go back to
  expect(watch.asked.filter((url) => url.includes('token='))).toHaveLength(1);
  await page.goBack();
  expect(page.url()).not.toContain('token=');
});

test('a link leads on to the page that was asked for', async ({ page, scenario }) => {
  await page.goto(await newLink(`${scenario.region}/connectors`));
  await expect(page).toHaveURL(`${scenario.origin}/console/${scenario.region}/connectors`);
});

test('a link on a page of another site signs in as well', async ({ page, scenario, watch }) => {
  // another site, without another server: the browser knows only that it did not come from ours
  await page.goto(`data:text/html,<a href="${encodeURIComponent(await newLink())}">sign in</a>`);
  await page.getByRole('link').click();
  await expect(page).toHaveURL(`${scenario.origin}/console/${scenario.region}/services`);
  expect(watch.faults).toEqual([]);
});

test('links that are used or wrong are refused', async ({ page, watch, browser, scenario }) => {
  watch.expect(/status of 401/);
  const link = await newLink();
  const other = await browser.newContext();
  await (await other.newPage()).goto(link);
  await other.close();
  for (const refused of [link, link.replace(/token=.{8}/, 'token=AAAAAAAA'), `${scenario.origin}/console/sign-in`]) {
    const answer = await page.goto(refused);
    expect(answer?.status()).toBe(401);
    await expect(page.getByText('sallyport console', { exact: true })).toBeVisible();
  }
  expect(await page.context().cookies()).toEqual([]);
  await accessible(page);
});

test('there is nothing without a session', async ({ page, request, scenario, watch }) => {
  watch.expect(/status of 401/);
  const answer = await page.goto(`${scenario.origin}/console/${scenario.region}/services`);
  expect(answer?.status()).toBe(401);
  await expect(page.getByRole('heading')).toHaveText('Sign in to the Sallyport console');
  await accessible(page);
  await screenshot(page, 'sign-in');

  const files = readdirSync(scenario.dist, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  expect(files.length).toBeGreaterThan(5);
  const paths = files.map((file) => `/console${`${file.parentPath}/${file.name}`.slice(scenario.dist.length)}`);
  for (const path of [
    ...paths,
    '/console/session',
    '/console/aws/ec2/us-east-1/',
    '/console/aws/sallyport/us-east-1/v1/flows',
  ]) {
    expect((await request.get(scenario.origin + path)).status(), path).toBe(401);
  }
  expect((await request.post(`${scenario.origin}/v1/console/links`)).status()).toBe(400);
});

test('calls need the header and our own page', async ({ console: { page }, scenario, watch }) => {
  watch.expect(/status of 403/);
  const answers = await page.evaluate(async () => {
    const { csrf } = await (await fetch('/console/session')).json();
    const call = async (headers: Record<string, string>) => {
      const answer = await fetch('/console/aws/ec2/us-east-1/?Action=DescribeVpcs&Version=2016-11-15', { headers });
      return answer.status;
    };
    return [await call({ 'X-Sallyport-Csrf': csrf }), await call({}), await call({ 'X-Sallyport-Csrf': 'other' })];
  });
  expect(answers).toEqual([200, 403, 403]);
  const { cookies } = await page.context().storageState();
  expect(cookies).toHaveLength(1);
  const [cookie] = cookies;
  const foreign = await page.request.get(`${scenario.origin}/console/session`, {
    headers: {
      Cookie: `${cookie?.name}=${cookie?.value}`,
      Origin: 'http://127.0.0.1:1',
      'Sec-Fetch-Site': 'same-site',
    },
  });
  expect(foreign.status()).toBe(403);
});

test('signing out ends the session', async ({ console: { page }, scenario, watch }) => {
  watch.expect(/status of 401/);
  const before = await page.context().cookies(`${scenario.origin}/console/`);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading')).toHaveText('Sign in to the Sallyport console');
  expect(await page.context().cookies(`${scenario.origin}/console/`)).toEqual([]);
  await page.context().addCookies(before);
  expect((await page.goto(`${scenario.origin}/console/`))?.status()).toBe(401);
});

test('the first load is small and soon done', async ({ browser, scenario }, info) => {
  const runs: { script: number; all: number; milliseconds: number }[] = [];
  for (let i = 0; i < 3; i++) {
    const context = await browser.newContext(); // and so an empty cache
    const page = await context.newPage();
    await page.goto(await newLink());
    await page.waitForLoadState('networkidle');
    const { cookies } = await context.storageState();
    await context.close();

    const fresh = await browser.newContext({ storageState: { cookies, origins: [] } });
    const first = await fresh.newPage();
    let script = 0;
    let all = 0;
    const counted: Promise<void>[] = [];
    first.on('requestfinished', (request) => {
      counted.push(
        request.sizes().then(({ responseBodySize }) => {
          all += responseBodySize;
          if (request.resourceType() === 'script') script += responseBodySize;
        }),
      );
    });
    await first.goto(`${scenario.origin}/console/${scenario.region}/services`, { waitUntil: 'commit' });
    const create = first
      .getByRole('link', { name: 'Create service' })
      .or(first.getByRole('button', { name: 'Create service' }));
    await create.first().waitFor();
    const milliseconds = await first.evaluate(() => performance.now());
    await first.waitForLoadState('networkidle');
    await Promise.all(counted);
    runs.push({ script, all, milliseconds: Math.round(milliseconds) });
    await fresh.close();
  }
  const best = Math.min(...runs.map((run) => run.milliseconds));
  const { script, all } = runs[0] ?? { script: 0, all: 0 };
  const told = `first load: ${script} bytes of script, ${all} in all, interactive after ${runs.map((run) => run.milliseconds).join(', ')} ms`;
  info.annotations.push({ type: 'measured', description: told });
  process.stdout.write(`${told}\n`);
  expect(script).toBeGreaterThan(50_000);
  expect(script).toBeLessThanOrEqual(600_000);
  // The aim is 1 s; a machine that builds and runs containers meanwhile takes longer.
  expect(best).toBeLessThanOrEqual(10_000);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the services are accessible in ${colorScheme}`, async ({ console: { page } }) => {
    await page.emulateMedia({ colorScheme });
    await page.reload();
    await expect(page.getByRole('heading', { name: /^Services/ })).toBeVisible();
    await accessible(page);
    await screenshot(page, `services-${colorScheme}`);
  });
}
