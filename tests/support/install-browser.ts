/** Makes sure that there is a Chromium for the browser tests: what the machine has, else Playwright's own. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findChromium } from './browser.ts'

const found = findChromium()
if (found) {
  console.log(`Chromium: ${found}`)
} else {
  const playwright = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js')
  const { status } = spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'inherit' })
  if (status !== 0)
    console.error(
      'No Chromium was found and none could be fetched: install one, or name it in CHROMIUM_PATH. Browser tests will fail.',
    )
}
