/** What it costs that closed hours are rewritten, compressed: ingest meanwhile, and reading them afterwards. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PartitionOf, Table } from '../../schema/table-types.ts'
import { allTables, telemetry } from '../../schema/tables.ts'
import { type LmdbTables, openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { startServer } from '../support/server-process.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { createSender, lanes } from './ingest.ts'
import { type BenchRow, inTurn } from './row.ts'
import { createSimulatedHours, type SimulatedHours } from './simulated-hours.ts'
import { readStoredTelemetry } from './stored-telemetry.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export const hourOfClosed: BenchRow = {
  name: 'an hour of one drone read from a closed hour, against plain rows',
  target: '≥ 0.8',
  run: (log) => inFolder((folder) => measureReads(log, folder)),
}

const readDrones = 10
const readRounds = 15
const readsPerRound = 40

async function measureReads(log: (line: string) => void, folder: string) {
  const startMs = Date.UTC(2026, 5, 1)
  const simulated = await createSimulatedHours({ drones: readDrones, hasLeadership: true, startMs })
  const closed = await openFor(telemetry, join(folder, 'closed'), simulated)
  const plainTable = { ...telemetry, closesAfterMs: null }
  const plain = await openFor(plainTable, join(folder, 'plain'), simulated)
  try {
    await simulated.write(
      (rows) => Promise.all([closed.insert(telemetry, rows), plain.insert(plainTable, rows)]).then(() => undefined),
      hourMs,
    )
    simulated.skip(hourMs)
    const { rows } = await closed.packNow()
    log(`${rows} rows compressed`)
    const rateOf = (tables: LmdbTables, table: typeof telemetry) => readHours(tables, table, simulated)
    await rateOf(plain, plainTable)
    await rateOf(closed, telemetry)
    const rates = await inTurn(
      readRounds,
      () => rateOf(closed, telemetry),
      () => rateOf(plain, plainTable),
    )
    return {
      ...rates,
      unit: 'rows/s',
      note: 'with leadership reports, in pages of 1,000',
    }
  } finally {
    await closed.close()
    await plain.close()
  }
}

const openFor = (table: Table, dataDir: string, { clock }: SimulatedHours) =>
  openLmdbTables({ dataDir, clock, tables: [table] })

/** Rows per second of whole hours, drone by drone. */
async function readHours(tables: LmdbTables, table: typeof telemetry, { droneIds, bucketsMs }: SimulatedHours) {
  const timeBucketMs = bucketsMs[0] as number
  const startedMs = performance.now()
  let count = 0
  for (let read = 0; read < readsPerRound; read++) {
    const droneId = droneIds[read % droneIds.length] as (typeof droneIds)[number]
    count += await readPartition(tables, table, { droneId, timeBucketMs })
  }
  return count / ((performance.now() - startedMs) / 1_000)
}

async function readPartition(tables: LmdbTables, table: typeof telemetry, partition: PartitionOf<typeof telemetry>) {
  let count = 0
  for (let after: string | undefined; ; await nextTurn()) {
    const page = await tables.scan(table, partition, after ? { after } : {})
    count += page.rows.length
    if (!page.next) return count
    after = page.next
  }
}

export const ingestWhilePacking: BenchRow = {
  name: 'ingest by WebSocket while closed hours are compressed, against without',
  target: '≥ 0.9',
  run: (log) => inFolder((folder) => measureIngest(log, folder)),
}

const batchSize = 500
/** Whole batches of each lane. */
const readingsPerRound = 12 * lanes * batchSize
const ingestRounds = 7
const closedHours = 2
const closedDrones = 100

async function measureIngest(log: (line: string) => void, folder: string) {
  const fleet = createFleetReadings(lanes, 25)
  const rateOn = async (name: string) => {
    const server = await startServer({ DATA_DIR: join(folder, name), ROLES: 'ingest' })
    const send = await createSender(server.url, fleet, { size: batchSize, inFlight: 1, firstLane: 0 })
    return {
      async measure() {
        server.child.kill('SIGCONT')
        const startedMs = performance.now()
        await send(readingsPerRound)
        const rate = readingsPerRound / ((performance.now() - startedMs) / 1_000)
        log(`${name} ${Math.round(rate)} readings/s`)
        // The other side is measured alone.
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
  for (const name of ['with', 'without']) await enlistFleet(join(folder, name), fleet)
  const total = await fillClosedHours(join(folder, 'with'), dayMs / 2)
  // The same rows, but written too recently to be compressed.
  await fillClosedHours(join(folder, 'without'), -dayMs)
  const without = await rateOn('without')
  await without.measure() // the first round warms up
  const packing = await rateOn('with')
  await packing.measure()
  const rates = await inTurn(ingestRounds, packing.measure, without.measure)
  const sent = (ingestRounds + 1) * readingsPerRound
  await packing.close()
  await without.close()
  const compressed = total + sent - readStoredTelemetry(join(folder, 'with', 'store.lmdb')).plainRows
  log(`${compressed} of ${total} rows of closed hours were compressed meanwhile`)
  if (compressed <= 0 || compressed >= total) throw new Error(`Expected some of ${total} rows, got ${compressed}.`)
  const note = `${compressed} rows compressed meanwhile`
  return { ...rates, unit: 'readings/s', note }
}

/** Writes hours that closed yesterday as if so long ago, and leaves them as plain rows. */
async function fillClosedHours(dataDir: string, writtenAgoMs: number): Promise<number> {
  const startMs = Math.floor((Date.now() - dayMs) / hourMs) * hourMs
  const simulated = await createSimulatedHours({ drones: closedDrones, hasLeadership: false, startMs })
  const tables = allTables.map((table) => (table === (telemetry as Table) ? { ...table, closesAfterMs: null } : table))
  const clock = { ...simulated.clock, nowMs: () => Date.now() - writtenAgoMs }
  const store = await openLmdbTables({ dataDir, clock, tables })
  const [plain] = tables.filter(({ name }) => name === telemetry.name) as [typeof telemetry]
  const count = await simulated.write((rows) => store.insert(plain, rows), closedHours * hourMs)
  await store.close()
  return count
}

async function inFolder<R>(run: (folder: string) => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
