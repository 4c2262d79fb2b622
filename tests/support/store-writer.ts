/**
 * A process that writes to a store until it is killed: `node store-writer.ts <dataDir> <writers> <life>`. Says
 * `<writer> <count>` on its own line when all rows of a writer up to that count are acknowledged; goes on from where the rows end.
 */
import { writeSync } from 'node:fs'
import { allTables, telemetry } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createRunningClock, rowsOf } from './store-rows.ts'

const [dataDir = '', starts = ''] = process.argv.slice(2)
const tables = await openLmdbTables({ dataDir, clock: createRunningClock(), tables: allTables })
await Promise.all(starts.split(',').map((start, writer) => writeOn(writer, Number(start))))

async function writeOn(writer: number, from: number): Promise<never> {
  for (let count = from; ; ) {
    const size = 1 + (count % 50)
    await tables.insert(telemetry, rowsOf(writer, count, size))
    count += size
    writeSync(1, `${writer} ${count}\n`)
  }
}
