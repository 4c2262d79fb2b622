/** Finds a Chromium to test with: the one named, the one that was seen to start, Playwright's own, or one of the system. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import { findProgram } from './servers-debian.ts'
import { serversDir } from './servers-jars.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge']
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
/** Starts the Chromium that install-browser.ts unpacked. */
export const unpackedChromium = join(serversDir, 'chromium', 'chromium.sh')
const remembered = join(serversDir, 'chromium.txt')

/** Paths of what looks like a Chromium here, best first. `CHROMIUM_PATH` goes before all others. */
export function findChromiums(): string[] {
  const known = existsSync(remembered) ? readFileSync(remembered, 'utf8') : ''
  const ofSystem = names.map((name) => findProgram(name) ?? '')
  const paths = [
    process.env.CHROMIUM_PATH ?? '',
    known,
    chromium.executablePath(),
    ...ofSystem,
    ...elsewhere,
    unpackedChromium,
  ]
  return [...new Set(paths)].filter((path) => path !== '' && existsSync(path))
}

/** The first of them; null when there is none. */
export const findChromium = (): string | null => findChromiums()[0] ?? null

/** Of several, the one that starts is used from now on. */
export function rememberChromium(path: string): void {
  mkdirSync(dirname(remembered), { recursive: true })
  writeFileSync(remembered, path)
}
