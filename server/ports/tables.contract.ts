/** Contract tests of `Tables`, which every store passes: `tablesContract('lmdb', openLmdbTables)`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Table } from '../../schema/table-types.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { Clock } from './clock.ts'
import type { OpenTables } from './tables.ts'
import { changesContract } from './tables-changes.contract.ts'
import { rowsContract } from './tables-rows.contract.ts'
import { contractTables, type Tried } from './tables-samples.contract.ts'
import { scansContract } from './tables-scans.contract.ts'

/** Opens the store that lies in a folder, or makes it; a store elsewhere takes the folder's name for its own. */
type OpenStore = (options: { dataDir: string; clock: Clock; tables: readonly Table[] }) => Promise<OpenTables>

export function tablesContract(name: string, open: OpenStore): void {
  describe(`tables kept by ${name}:`, () => {
    const clock = createTestClock()
    let dataDir: string
    let tables: OpenTables
    const openHere = () => open({ dataDir, clock, tables: contractTables })

    beforeAll(async () => {
      dataDir = mkdtempSync(join(tmpdir(), 'tables-contract-'))
      tables = await openHere()
    })
    afterAll(async () => {
      await tables.close()
      rmSync(dataDir, { recursive: true, force: true })
    })

    const store: Tried = {
      get tables() {
        return tables
      },
      clock,
      async reopen() {
        await tables.close()
        tables = await openHere()
      },
    }
    rowsContract(store)
    scansContract(store)
    changesContract(store)
  })
}
