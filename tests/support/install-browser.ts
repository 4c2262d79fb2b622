/** Gets a Chromium for the browser tests that really starts: what the machine has, else Playwright's own, Debian's, or one from npm. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { findChromiums, rememberChromium, unpackedChromium } from './browser.ts'
import { runToEnd } from './servers-child.ts'
import { installFromDebian } from './servers-debian.ts'

type Say = (line: string) => void

/** For machines without root: its package holds the browser and the libraries that it needs. */
const fromNpm = '@sparticuz/chromium@153.0.0'

/** Path of one that started; null where none could be had. */
export async function getBrowser(say: Say): Promise<string | null> {
  const tried = new Set<string>()
  for (const get of [async () => {}, fetchPlaywrights, installDebians, unpackFromNpm]) {
    await get(say)
    for (const path of findChromiums())
      if (!tried.has(path)) {
        tried.add(path)
        const fault = await faultOf(path)
        if (fault === null) {
          rememberChromium(path)
          return path
        }
        say(`${path} does not start: ${fault}`)
      }
  }
  return null
}

/** Why a browser does not start, such as a missing library; null when it does. */
async function faultOf(executablePath: string): Promise<string | null> {
  try {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 60_000 })
    await browser.close()
    return null
  } catch (error) {
    return (
      /error while loading[^\n]*|ENOENT[^\n]*/.exec(String(error))?.[0] ??
      String(error).split('\n')[0] ??
      'no reason given'
    )
  }
}

async function fetchPlaywrights(say: Say): Promise<void> {
  say('Fetching the Chromium of Playwright …')
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js')
  // Debian's package comes with its libraries; this one needs them installed, which root can.
  const { isDone, output } = await runToEnd([process.execPath, cli, 'install', 'chromium'], 600_000)
  if (!isDone) say(`Playwright gave none: ${/Error: [^\n]*/.exec(output)?.[0] ?? 'no reason given'}`)
}

async function installDebians(say: Say): Promise<void> {
  await installFromDebian(['chromium'], say)
}

async function unpackFromNpm(say: Say): Promise<void> {
  const dir = dirname(unpackedChromium)
  if (existsSync(unpackedChromium) || process.platform !== 'linux') return
  say(`Unpacking ${fromNpm} …`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{"private":true,"type":"module"}')
  const { isDone, output } = await runToEnd(
    ['npm', 'install', '--no-save', '--ignore-scripts', fromNpm],
    300_000,
    {},
    { cwd: dir },
  )
  if (!isDone) return say(`npm gave none: ${output.trim().split('\n').at(-1)}`)
  // It unpacks into the temporary folder, and its libraries only where it believes to run on Lambda.
  const script = `
    const { default: chromium } = await import(${JSON.stringify(pathToFileURL(join(dir, 'node_modules/@sparticuz/chromium/build/index.js')).href)})
    console.log(await chromium.executablePath())`
  const environment = { AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x', TMPDIR: dir }
  const unpacked = await runToEnd([process.execPath, '--input-type=module', '-e', script], 120_000, environment)
  if (!unpacked.isDone) return say(`${fromNpm} could not be unpacked: ${unpacked.output.trim().split('\n').at(-1)}`)
  const fonts = existsSync('/etc/fonts') ? '' : `FONTCONFIG_PATH='${join(dir, 'fonts')}' `
  const libraries = `LD_LIBRARY_PATH='${join(dir, 'al2023', 'lib')}'":$LD_LIBRARY_PATH"`
  writeFileSync(unpackedChromium, `#!/bin/sh\n${fonts}${libraries} exec '${join(dir, 'chromium')}' "$@"\n`, {
    mode: 0o755,
  })
}
