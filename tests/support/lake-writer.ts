/**
 * Exports a store to a lake, in a process of its own that ends itself with SIGKILL right after the n-th operation on the lake's
 * folder: `node lake-writer.ts <folder> <n>`. Prints `done` when it came to its end.
 */
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { allTables } from '../../schema/tables.ts'
import { type LakeFolder, lakeFolder } from '../../server/adapters/duckdb/folder.ts'
import { openDuckdbLake } from '../../server/adapters/duckdb/lake.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { createExporter } from '../../server/features/lake/export.ts'
import { permanentLease } from '../../server/repositories/leases.ts'
import { openRoster } from '../../server/repositories/roster.ts'

const [parent = '', last = '0', nowMs = '0'] = process.argv.slice(2)
let left = Number(last)

const reads = ['list', 'read', 'sizeOf', 'tailOf']
const operations = Object.fromEntries(
  Object.entries(lakeFolder).map(([name, run]) => [
    name,
    async (...args: never[]) => {
      const result = await (run as (...all: never[]) => Promise<unknown>)(...args)
      if (!reads.includes(name) && --left === 0) process.kill(process.pid, 'SIGKILL')
      return result
    },
  ]),
) as unknown as LakeFolder

const clock = createTestClock(Number(nowMs))
const store = await openLmdbTables({ dataDir: join(parent, 'store'), clock, tables: allTables })
const roster = await openRoster({ tables: store, bus: createMemoryBus({ clock }), clock })
const lake = openDuckdbLake({ folder: join(parent, 'lake'), clock, operations })
const exporter = createExporter({ tables: store, clock, roster, lake, pace: () => nextTurn() })
await exporter.run(permanentLease, () => true)
await lake.close()
await store.close()
process.stdout.write('done\n')
