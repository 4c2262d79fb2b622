import { defineConfig } from '@playwright/test'
import { findChromium } from './tests/support/browser.ts'

const executablePath = findChromium()
// The same suite runs on the embedded stores and on real servers; each run has its own report.
const name = process.env.CONVOY_STORES === 'cluster' ? 'playwright-cluster' : 'playwright'

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: `test-results/browser-${name}`,
  // The server and the browser share the machine's cores: one worker, one server.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: `test-results/${name}.json` }]],
  use: {
    viewport: { width: 1920, height: 1080 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-background-networking'],
    },
  },
})
