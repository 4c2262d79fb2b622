/**
 * A process that writes to a store until it is killed: `node store-writer.ts <dataDir> <writers> [pack]`. Says
 * `<writer> <count>` on its own line when all rows of a writer up to that count are acknowledged; goes on from where the rows end.
 * With `pack` the hour of the rows is closed, and is compressed all the time.
 */
import { writeSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { allTables, telemetry } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { closedAtMs, createRunningClock, rowsOf } from './store-rows.ts'

const [dataDir = '', starts = '', mode] = process.argv.slice(2)
const clock = mode === 'pack' ? { ...systemClock, nowMs: () => closedAtMs } : createRunningClock()
const tables = await openLmdbTables({ dataDir, clock, tables: allTables })
if (mode === 'pack') void packOn()
await Promise.all(starts.split(',').map((start, writer) => writeOn(writer, Number(start))))

async function writeOn(writer: number, from: number): Promise<never> {
  for (let count = from; ; ) {
    const size = 1 + (count % 50)
    await tables.insert(telemetry, rowsOf(writer, count, size))
    count += size
    writeSync(1, `${writer} ${count}\n`)
  }
}

async function packOn(): Promise<never> {
  for (;;) {
    await tables.packNow(0)
    await nextTurn()
  }
}
