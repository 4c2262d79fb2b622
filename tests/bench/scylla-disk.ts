/** What a reading takes of the disk of Cassandra once it has been flushed, before any compaction. */
import { setTimeout as delay } from 'node:timers/promises'
import { telemetry } from '../../schema/tables.ts'
import { openScyllaTables } from '../../server/adapters/scylla/tables.ts'
import { asOperator, connectionTo, dropKeyspace, makeKeyspace } from '../support/scylla-keyspace.ts'
import type { BenchRow } from './row.ts'
import { createSimulatedHours } from './simulated-hours.ts'

const drones = 20
const durationMs = 5 * 3_600_000
const flushEveryMs = 1_000
/** The size is taken when it has not changed for so long. */
const settledMs = 5_000

export const diskOnCassandra: BenchRow = {
  name: 'bytes on disk a reading with its leadership report, on Cassandra',
  target: 'shown',
  async run(log) {
    const baseline = await bytesOfReading(log, false)
    const ours = await bytesOfReading(log, true)
    const note = 'one replica, flushed, compressed by LZ4 as is the default; raw: without leadership'
    return { ours, baseline, unit: 'bytes', ratio: ours, note }
  },
}

async function bytesOfReading(log: (line: string) => void, hasLeadership: boolean): Promise<number> {
  const keyspace = `bench_disk_${process.pid}`
  const startMs = Date.now() - 2 * durationMs
  const simulated = await createSimulatedHours({ drones, hasLeadership, startMs })
  await makeKeyspace(keyspace, [telemetry])
  const store = await openScyllaTables({
    connection: connectionTo(keyspace),
    clock: simulated.clock,
    tables: [telemetry],
  })
  try {
    const readings = await simulated.write((rows) => store.insert(telemetry, rows), durationMs)
    const bytes = await flushedBytes(keyspace)
    log(`${readings.toLocaleString('en')} readings in ${bytes.toLocaleString('en')} bytes`)
    return bytes / readings
  } finally {
    await store.close()
    await dropKeyspace(keyspace)
  }
}

const flushedBytes = (keyspace: string): Promise<number> =>
  asOperator(async (run) => {
    await run(`ALTER TABLE ${keyspace}.telemetry WITH memtable_flush_period_in_ms = ${flushEveryMs}`)
    const read = async () => {
      const where = `keyspace_name = '${keyspace}' AND table_name = 'telemetry'`
      const [row] = (await run(`SELECT mebibytes FROM system_views.disk_usage WHERE ${where}`)) as {
        mebibytes: { toNumber(): number }
      }[]
      return (row?.mebibytes.toNumber() ?? 0) * 2 ** 20
    }
    let bytes = 0
    for (;;) {
      await delay(settledMs)
      const now = await read()
      if (now > 0 && now === bytes) return bytes
      bytes = now
    }
  })
