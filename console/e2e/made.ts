// Services that specs make by the aws command line, for pages to show.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { aws, freshName, type Scenario } from './fixtures';

const run = promisify(execFile);

export interface Made {
  name: string;
  id: string;
  arn: string;
  url: string;
}

/** What package test/console made, where there is no test to ask for it yet. */
export function theScenario(): Scenario {
  return JSON.parse(process.env.SALLYPORT_SCENARIO ?? '{}');
}

export interface Wanted {
  /** A reference; the probe's by default. */
  image?: string;
  /** What its health is asked at. */
  path?: string;
  environment?: Record<string, string>;
}

/** Begins to make a service of a fresh name. */
export async function makeService(prefix: string, { image, path = '/', environment }: Wanted = {}): Promise<Made> {
  const name = freshName(prefix);
  const source = {
    ImageRepository: {
      ImageIdentifier: image ?? theScenario().images.probe,
      ImageRepositoryType: 'ECR_PUBLIC',
      ImageConfiguration: { Port: '8080', RuntimeEnvironmentVariables: environment },
    },
    AutoDeploymentsEnabled: false,
  };
  const { Service } = await aws(
    ...['apprunner', 'create-service', '--service-name', name, '--source-configuration', JSON.stringify(source)],
    ...['--health-check-configuration', `Protocol=HTTP,Path=${path},Interval=1,Timeout=1,UnhealthyThreshold=3`],
  );
  return { name, id: Service.ServiceId, arn: Service.ServiceArn, url: Service.ServiceUrl };
}

/** Waits until a service has a status. */
export async function reaches(service: Made, status: string) {
  const now = async () =>
    (await aws('apprunner', 'describe-service', '--service-arn', service.arn)).Service.Status as string;
  await expect.poll(now, { timeout: 60_000, intervals: [300] }).toBe(status);
}

/** A service that runs. */
export async function runningService(prefix: string, wanted?: Wanted): Promise<Made> {
  const service = await makeService(prefix, wanted);
  await reaches(service, 'RUNNING');
  return service;
}

/** The page of a service, below the region. */
export function pageOf(service: Made, tab = ''): string {
  return `services/${service.name}/${service.id}${tab && `/${tab}`}`;
}

/** Opens "View as CLI" and gives the commands that it shows. */
export async function shownCommands(page: Page): Promise<string[]> {
  const copies = page.getByRole('button', { name: 'Copy the command' });
  if ((await copies.count()) === 0) await page.getByRole('button', { name: 'View as CLI' }).click();
  await expect(copies.first()).toBeVisible();
  const texts = await page.locator('code').allTextContents();
  return texts.filter((text) => /^(aws|sallyport) /.test(text));
}

/** Runs a command as it is shown, in a shell that knows this installation, and gives what it prints. */
export async function inShell(command: string): Promise<string> {
  const [program = '', ...options] = JSON.parse(process.env.SALLYPORT_CONSOLE_LINK ?? '[]') as string[];
  const known = `sallyport() { '${program}' ${options
    .slice(0, -1)
    .map((o) => `'${o}'`)
    .join(' ')} "$@"; }`;
  const { stdout } = await run('bash', ['-c', `${known}\n${command}`], { timeout: 60_000, maxBuffer: 64 << 20 });
  return stdout;
}
