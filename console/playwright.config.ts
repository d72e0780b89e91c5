import { defineConfig } from '@playwright/test';

// What the browser would ask of the world by itself, it is told not to; and
// should it ask nevertheless, no name but those of this machine leads anywhere.
const quiet = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One installation, one network: what a test does others would see.
  workers: 1,
  fullyParallel: false,
  // What passes the second time has a fault all the same.
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    // what fades in has no contrast yet
    contextOptions: { reducedMotion: 'reduce' },
    // a trace would show more, and takes longer to record than most pages to load
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.SALLYPORT_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', ...quiet],
    },
  },
});
