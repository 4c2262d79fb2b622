/** `npm run lake -- export | check | ask "SELECT …"`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { isFailure } from '../lib/errors.ts'
import { askOnce } from './adapters/duckdb/ask.ts'
import { openDuckdbLake } from './adapters/duckdb/lake.ts'
import { systemClock } from './adapters/memory/clock.ts'
import { loadConfig } from './config.ts'
import { compareWithStore } from './features/lake/compare.ts'
import { createExporter } from './features/lake/export.ts'
import { createPace } from './features/lake/pace.ts'
import { type OpenPlatform, openPlatform } from './platform.ts'

const usage = `npm run lake -- export                 exports what the store has now
npm run lake -- check                  compares the files with their manifest and with the store
npm run lake -- ask "SELECT …"         asks the views: telemetry, engagements, minute_by_drone … (docs/lake.md)
`
const config = loadConfig()
const [command, sql] = process.argv.slice(2)
const say = (line: string) => void process.stdout.write(`${line}\n`)

process.exitCode = await run().catch((error: unknown) => {
  if (!isFailure(error)) throw error
  process.stderr.write(`${error.message}\n`)
  return 1
})

async function run(): Promise<number> {
  if (command === 'ask' && sql) return ask(sql)
  if (command === 'check') return check()
  if (command === 'export') return exportNow()
  process.stderr.write(usage)
  return 64
}

/** Null, with the reason, when the store can't be opened: in embedded mode while the server runs. */
async function openStore(): Promise<{ platform: OpenPlatform } | { reason: string }> {
  try {
    return { platform: await openPlatform(config, pino({ level: 'error' }, process.stderr), false) }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

async function closeStore(platform: OpenPlatform): Promise<void> {
  platform.stop()
  await platform.settled()
  await platform.close()
}

async function ask(question: string): Promise<number> {
  const lake = openDuckdbLake({ folder: config.lakeDir, clock: systemClock })
  const snapshot = await lake.open()
  const { columns, rows } = await askOnce(snapshot.views, question)
  const lines = [columns, ...rows.map((row) => row.map((value) => value ?? ''))]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)))
  for (const line of lines)
    say(
      line
        .map((value, at) => value.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  for (const fault of snapshot.faults) say(`Left out: ${fault.path}: expected ${fault.expected}, got ${fault.got}`)
  say(`Rows: ${rows.length}; the lake as of ${new Date(snapshot.asOfMs).toISOString()}`)
  return 0
}

async function check(): Promise<number> {
  const lake = openDuckdbLake({ folder: config.lakeDir, clock: systemClock })
  const { manifest, release } = await lake.open()
  release()
  const faults = await lake.check()
  say(`${manifest.files.length} files of generation ${manifest.generation} compared with their manifest`)
  const store = await openStore()
  if ('reason' in store) say(`Not compared with the store: ${store.reason}`)
  else {
    const { platform } = store
    const compared = await compareWithStore({ ...platform, pace: createPace() }, manifest)
    await closeStore(platform)
    faults.push(...compared.faults)
    say(
      `Hours of telemetry compared with the store: ${compared.compared}; not compared, because they still grow: ${compared.skipped}`,
    )
  }
  for (const { path, expected, got } of faults) say(`${path}: expected ${expected}, got ${got}`)
  say(faults.length === 0 ? 'No differences' : `Differences: ${faults.length}`)
  await lake.close()
  return faults.length === 0 ? 0 : 1
}

/** How long to wait for another process that exports. */
const waitMs = 30_000

async function exportNow(): Promise<number> {
  const store = await openStore()
  if ('reason' in store) {
    process.stderr.write(`${store.reason}\nA running server exports by itself, every half a minute.\n`)
    return 1
  }
  const { platform } = store
  const done = Promise.withResolvers<number>()
  platform.runExclusive('exporting to the lake', async (signal, lease) => {
    const exporter = createExporter({ ...platform, pace: createPace() })
    try {
      while (!signal.aborted && !(await exporter.run(lease, () => !signal.aborted))) say('…')
      const { manifest, release } = await platform.lake.open()
      release()
      const rows = manifest.files.reduce((sum, file) => sum + (file.table === 'telemetry' ? file.rows : 0), 0)
      say(`Generation ${manifest.generation}: ${manifest.files.length} files, ${rows} readings`)
      done.resolve(0)
    } catch (error) {
      done.reject(error)
    }
  })
  const code = await Promise.race([
    done.promise,
    ...(platform.isShared ? [sleep(waitMs, null, { ref: false })] : []),
  ]).finally(() => closeStore(platform))
  if (code === null) process.stderr.write('Another process exports, every half a minute.\n')
  return code ?? 1
}
