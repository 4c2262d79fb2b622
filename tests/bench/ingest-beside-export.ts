/** What the export to the lake costs ingest: hours that have closed are exported while readings come in. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allTables, telemetry, telemetryBuckets, telemetryHours } from '../../schema/tables.ts'
import { openDuckdbLake } from '../../server/adapters/duckdb/lake.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { startServer } from '../support/server-process.ts'
import { createFleetReadings, enlistFleet, type FleetReadings } from './fleet.ts'
import { createSender, lanes } from './ingest.ts'
import { type BenchRow, inTurn } from './row.ts'
import { createSimulatedHours } from './simulated-hours.ts'

const hourMs = 3_600_000
const batchSize = 500
/** Whole batches of each lane. */
const readingsPerRound = 12 * lanes * batchSize
const rounds = 7
const drones = 100
/** More than are exported meanwhile. */
const closedHours = 6

export const ingestBesideExport: BenchRow = {
  name: 'ingest by WebSocket while hours before are exported to the lake, against ingest alone',
  target: '≥ 0.85',
  run: measure,
}

async function measure(log: (line: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const [exporting, alone] = [join(folder, 'exporting'), join(folder, 'alone')]
  const fleet = createFleetReadings(lanes, 25)
  try {
    await enlistFleet(exporting, fleet)
    const total = await fillClosedHours(exporting)
    cpSync(exporting, alone, { recursive: true })
    // A lake below a file can't be written: that export pauses at once.
    writeFileSync(join(folder, 'file'), '')
    const without = await startSending(alone, join(folder, 'file', 'lake'), fleet, log)
    await without.measure() // the first round warms up
    const lakeDir = join(folder, 'lake')
    const exports = await startSending(exporting, lakeDir, fleet, log)
    await exports.measure()
    const rates = await inTurn(rounds, exports.measure, without.measure)
    await exports.close()
    await without.close()
    const exported = await countExported(lakeDir)
    log(`${exported} of ${total} rows of closed hours were exported meanwhile`)
    if (exported === 0 || exported >= total) throw new Error(`Expected some of ${total} rows, got ${exported}.`)
    const note = `${exported} rows exported meanwhile`
    return { ...rates, unit: 'readings/s', note }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A server that runs only while it is measured. */
async function startSending(dataDir: string, lakeDir: string, fleet: FleetReadings, log: (line: string) => void) {
  const server = await startServer({ DATA_DIR: dataDir, LAKE_DIR: lakeDir, ROLES: 'ingest,worker' })
  const send = await createSender(server.url, fleet, { size: batchSize, inFlight: 1, firstLane: 0 })
  return {
    async measure() {
      server.child.kill('SIGCONT')
      const startedMs = performance.now()
      await send(readingsPerRound)
      const rate = readingsPerRound / ((performance.now() - startedMs) / 1_000)
      log(`${dataDir.split('/').at(-1)} ${Math.round(rate)} readings/s`)
      server.child.kill('SIGSTOP')
      return rate
    },
    async close() {
      server.child.kill('SIGCONT')
      send.close()
      await server.stop()
    },
  }
}

/** Writes hours that ended two hours ago, compressed as such hours are. */
async function fillClosedHours(dataDir: string): Promise<number> {
  const startMs = Math.floor(Date.now() / hourMs) * hourMs - (closedHours + 2) * hourMs
  const simulated = await createSimulatedHours({ drones, hasLeadership: true, startMs })
  const store = await openLmdbTables({ dataDir, clock: simulated.clock, tables: allTables })
  const count = await simulated.write((rows) => store.insert(telemetry, rows), closedHours * hourMs)
  for (const timeBucketMs of simulated.bucketsMs) {
    const listed = simulated.droneIds.map((droneId) => ({ timeBucketMs, droneId }))
    await store.insert(
      telemetryHours,
      listed.map((row) => ({ ...row, lateness: 0, changedAtMs: timeBucketMs })),
    )
    await store.insert(
      telemetryBuckets,
      listed.map((row) => ({ ...row, listedAtMs: timeBucketMs })),
    )
  }
  simulated.skip(hourMs)
  await store.packNow()
  await store.close()
  return count
}

/** Rows of closed hours in the newest manifest; those that were sent meanwhile are of weeks ago. */
async function countExported(lakeDir: string): Promise<number> {
  const lake = openDuckdbLake({ folder: lakeDir, clock: systemClock })
  const { manifest } = await lake.open()
  await lake.close()
  const sinceMs = Date.now() - (closedHours + 4) * hourMs
  const files = manifest.files.filter(({ table, hourMs: own }) => table === 'telemetry' && (own ?? 0) >= sinceMs)
  return files.reduce((sum, { rows }) => sum + rows, 0)
}
