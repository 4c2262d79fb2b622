import type { Table } from '../../../schema/table-types.ts'
import { tablesContract } from '../../ports/tables.contract.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { type LmdbOptions, openLmdbTables } from './tables.ts'

tablesContract('lmdb', openLmdbTables)
tablesContract('lmdb, all that is stored compressed before each call', openPacked)

/** A store whose partitions close at once. Closing it rejects when something could not be compressed, or nothing was. */
async function openPacked(options: LmdbOptions): Promise<OpenTables> {
  const closing = new Map<Table, Table>(
    options.tables.map((table) => [table, { ...table, closesAfterMs: Number.MIN_SAFE_INTEGER }]),
  )
  const errors: object[] = []
  const log = { info() {}, error: (details: object) => void errors.push(details) }
  const store = await openLmdbTables({ ...options, tables: [...closing.values()], log })
  const inFlight = new Set<Promise<unknown>>()
  let closed: Promise<void> | null = null

  const packedFirst =
    <A extends unknown[], R>(call: (table: Table, ...args: A) => Promise<R>) =>
    async (table: Table, ...args: A): Promise<R> => {
      if (closed) await closed
      const packing = store.packNow(0).then(() => call(closing.get(table) ?? table, ...args))
      inFlight.add(packing)
      return packing.finally(() => inFlight.delete(packing))
    }
  const close = async () => {
    await Promise.allSettled(inFlight)
    await store.close()
    if (errors.length > 0) throw new Error(`Expected no errors, got ${JSON.stringify(errors)}`)
  }
  return {
    insert: packedFirst(store.insert),
    insertIf: packedFirst(store.insertIf),
    find: packedFirst(store.find),
    scan: packedFirst(store.scan),
    scanColumns: packedFirst(store.scanColumns as never),
    add: packedFirst(store.add),
    delete: packedFirst(store.delete),
    close: () => (closed ??= close()),
  } as OpenTables
}
