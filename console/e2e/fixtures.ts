// The ground that the console's tests stand on: a browser, signed in to a real
// sallyport that runs real containers.
//
// To add a test, add a file NAME.spec.ts here that begins with
//
//   import { expect, test } from './fixtures';
//
// and ask for what it needs in the arguments of its tests:
//
//   test('a connector is made', async ({ console, aws, scenario }) => {
//     await console.goto('connectors');
//     …
//     expect((await aws('apprunner', 'list-vpc-connectors')).VpcConnectors).toHaveLength(1);
//     await accessible(console.page);
//     await screenshot(console.page, 'connectors');
//   });
//
// Run all of them, or those whose files or titles match, as root:
//
//   make console-test
//   make console-test SPEC=wizard
//   go test -tags e2e -count=1 -v ./test/console -spec wizard
//
// (The last builds the program, but not the console: make console does.) package
// test/console starts sallyport, makes the scenario and runs Playwright; it
// explains the scenario's parts. Tests run one after the other and share the
// scenario, so they name what they make with freshName, and leave the
// scenario as they found it. What they make goes with the installation.
//
// Each test fails, whatever else it looks at, when a page asks anything of
// another origin than the console's, throws, or logs an error, which is also how a
// browser tells that the Content-Security-Policy was violated.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';

export { expect };

const run = promisify(execFile);

/** What package test/console made before: its type Scenario says the same. */
export interface Scenario {
  /** Where the console and the API are, such as http://127.0.0.1:23456. */
  origin: string;
  /** host:port of the front door. */
  ingress: string;
  region: string;
  vpc: string;
  /** One in the zone a and one in b, and one whose zone services can't use. */
  subnets: { a: string; b: string; unsupported: string };
  /** The group of applications, and that of the database, which app may reach at 5432. */
  groups: { app: string; db: string };
  /** References to images in a registry on loopback. */
  images: { webdb: string; postgres: string; probe: string; slow: string };
  /** The private PostgreSQL, which runs. */
  database: { instance: string; address: string; port: number; url: string };
  /** Where the built files of the console are. */
  dist: string;
}

function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are run by make console-test`);
  return value;
}

/** Runs the aws command line as the user of the installation and gives what it answers. */
export async function aws(...args: string[]): Promise<any> {
  const { stdout } = await run('aws', [...args, '--output', 'json'], { maxBuffer: 64 << 20, timeout: 60_000 });
  return stdout.trim() ? JSON.parse(stdout) : undefined;
}

/** A link that signs in once, from sallyport console. */
export async function newLink(page?: string): Promise<string> {
  const [program = '', ...args] = JSON.parse(environment('SALLYPORT_CONSOLE_LINK')) as string[];
  const { stdout } = await run(program, page ? [...args, page] : args, { timeout: 30_000 });
  return stdout.trim();
}

/** A name that no other test has. */
export function freshName(prefix: string): string {
  return `${prefix}-${randomBytes(3).toString('hex')}`;
}

/** Asks a service by its URL, as a client of the front door does whatever its names resolve to. */
export function visit(scenario: Scenario, url: string): Promise<{ status: number; text: string }> {
  const at = new URL(url.includes('://') ? url : `http://${url}`);
  const [host, port] = scenario.ingress.split(':');
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host, port, path: at.pathname + at.search, headers: { Host: at.host }, timeout: 10_000, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece) => {
          text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', reject);
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer from ${url} within 10 s`)));
    request.on('error', reject);
    request.end();
  });
}

/** Fails when axe finds a serious or critical fault of accessibility on the page as it is now. */
export async function accessible(page: Page, options: { except?: string[] } = {}) {
  // what is still fading in has not its colours yet
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime))
        .map((a) => a.finished),
    ),
  );
  let axe = new AxeBuilder({ page });
  for (const selector of options.except ?? []) axe = axe.exclude(selector);
  const { violations } = await axe.analyze();
  const faults = violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map(
      (v) =>
        `${v.id} (${v.impact}): ${v.help}\n${v.nodes.map((n) => `  ${n.target.join(' ')}\n    ${n.html.slice(0, 200)}`).join('\n')}`,
    );
  expect(faults.join('\n'), 'faults of accessibility').toBe('');
}

/** Takes a picture of the page as it is now, for people to look at; the README shows the best. */
export async function screenshot(page: Page, name: string) {
  await page.screenshot({ path: join(import.meta.dirname, 'screenshots', `${name}.png`), animations: 'disabled' });
}

/** A page of a browser that is signed in. */
export class Console {
  constructor(
    readonly page: Page,
    readonly scenario: Scenario,
  ) {}

  /** Goes to a page below the scenario's region, such as 'services/create'. */
  async goto(path: string) {
    await this.page.goto(`${this.scenario.origin}/console/${this.scenario.region}/${path}`);
  }
}

/** What pages did that they must not. */
export class Watch {
  readonly faults: string[] = [];
  /** URLs of everything that was asked for. */
  readonly asked: string[] = [];
  // A browser drops what it is loading when links of its machine come or go, as those of services do,
  // and says so; the console loads it again.
  private readonly expected = [
    /net::ERR_NETWORK_CHANGED/,
    /Unable to preload CSS|Failed to fetch dynamically imported/,
  ];

  constructor(private readonly origin: string) {}

  /** Lets a page log an error: a browser does so for each answer of 400 and above. */
  expect(...errors: RegExp[]) {
    this.expected.push(...errors);
  }

  of(context: BrowserContext) {
    context.on('request', (request) => {
      const url = request.url();
      this.asked.push(url);
      const own = url.startsWith(`${this.origin}/`) || /^(data|blob):/.test(url);
      if (!own) this.faults.push(`a page asked for ${url}`);
    });
    context.on('console', (message) => {
      if (message.type() !== 'error') return;
      // a message may quote all of what was refused
      const text =
        message.text().length > 600
          ? `${message.text().slice(0, 300)} … ${message.text().slice(-300)}`
          : message.text();
      this.faults.push(`a page logged: ${text} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.faults.push(`a page threw: ${error.error().stack ?? error.error()}`));
  }

  unexpected(): string[] {
    return [...new Set(this.faults)].filter((fault) => !this.expected.some((pattern) => pattern.test(fault)));
  }
}

interface Fixtures {
  scenario: Scenario;
  aws: typeof aws;
  watch: Watch;
  console: Console;
}

export const test = base.extend<Fixtures>({
  scenario: async ({}, use) => {
    await use(JSON.parse(environment('SALLYPORT_SCENARIO')));
  },
  aws: async ({}, use) => {
    await use(aws);
  },
  // For every test, whether it asks for it or not.
  watch: [
    async ({ context, scenario }, use) => {
      const watch = new Watch(scenario.origin);
      watch.of(context);
      await use(watch);
      expect(watch.unexpected().join('\n'), 'faults of the pages').toBe('');
    },
    { auto: true },
  ],
  console: async ({ page, scenario }, use) => {
    await page.goto(await newLink());
    await page.waitForURL(`${scenario.origin}/console/${scenario.region}/**`);
    await use(new Console(page, scenario));
  },
});
