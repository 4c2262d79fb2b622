/** Plain writes: rows in unlogged batches of one partition each, so that a batch goes to one replica set. */
import { requireNoCounters } from '../../../lib/rows/counters.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Encoded, sizeOf } from './codecs.ts'
import type { Scanned } from './scan.ts'
import type { Session } from './session.ts'
import { encodeCell, type StoredTable, type Values } from './stored-table.ts'

const maxRowsPerBatch = 100
/** Cassandra warns about batches over 64 KiB and refuses those over a configured size. */
const maxBatchBytes = 50_000
/** Concurrent batches of one call, which leaves capacity to other callers. */
const maxBatchesAtOnce = 32

/** Upserts rows. Throws a RangeError for a row that does not fit before any is written. */
export async function insertRows(session: Session, scanned: Scanned, clock: Clock, rows: readonly Values[]) {
  requireNoCounters(scanned.stored.table)
  const { stored, statements } = scanned
  const writtenAt = stored.table.ttlMs === null ? null : wholeNumber(clock.nowMs())
  const partitions = groupByPartition(stored, rows)
  const encoded = partitions.map((own) => encodePartition(stored, lastOfEachKey(stored, own), writtenAt ?? undefined))
  await writeBatches(session, statements.insert, encoded.flatMap(toBatches))
}

/** Deletes rows by key. */
export async function deleteRows(session: Session, { stored, statements }: Scanned, keys: readonly Values[]) {
  requireNoCounters(stored.table)
  const partitions = groupByPartition(stored, keys)
  const encoded = partitions.map((own) => own.map((key) => stored.encodeKey(key)))
  await writeBatches(session, statements.delete, encoded.flatMap(toBatches))
}

/** Adds to the counters of one row. Never retried: increments are not idempotent. */
export async function addToRow(session: Session, { stored, statements }: Scanned, key: Values, amounts: Values) {
  const changed = stored.values.filter(({ name }) => amounts[name] !== undefined && amounts[name] !== 0)
  const params = [...changed.map(({ name }) => wholeNumber(amounts[name] as number)), ...stored.encodeKey(key)]
  if (changed.length === 0) return
  await session.execute(statements.add(changed.map(({ cql }) => cql)), params, { isIdempotent: false })
}

/** Encodes a whole number, such as ms since 1970, as a bigint. */
export function wholeNumber(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}

type Groups = Map<unknown, Groups | Values[]>

/** Uses nested maps, one level per partition column: cheaper than building a combined text key. */
function groupByPartition({ partition }: StoredTable, rows: readonly Values[]): Values[][] {
  const names = partition.map(({ name }) => name)
  const last = names.pop() as string
  const root: Groups = new Map()
  const groups: Values[][] = []
  for (const row of rows) {
    let level = root
    for (const name of names) {
      const next = (level.get(row[name]) ?? new Map()) as Groups
      if (next.size === 0) level.set(row[name], next)
      level = next
    }
    const group = level.get(row[last]) as Values[] | undefined
    if (group) group.push(row)
    else {
      const begun = [row]
      level.set(row[last], begun)
      groups.push(begun)
    }
  }
  return groups
}

/** Statements of a batch share one timestamp: of two with the same key the database would keep the larger value, not the later. */
function lastOfEachKey({ clustering }: StoredTable, rows: Values[]): Values[] {
  const [first] = clustering
  if (rows.length === 1 || (first && isMonotonic(rows, first.name))) return rows
  const byKey = new Map<string, Values>()
  for (const row of rows) byKey.set(JSON.stringify(clustering.map(({ name }) => row[name])), row)
  return byKey.size === rows.length ? rows : [...byKey.values()]
}

/** Whether a column strictly increases or decreases, as times often do: then no two rows have the same key. */
function isMonotonic(rows: readonly Values[], name: string): boolean {
  let before = rows[0]?.[name]
  const isRising = (rows[1]?.[name] as number) > (before as number)
  for (let at = 1; at < rows.length; at++) {
    const value = rows[at]?.[name]
    if (typeof value !== 'number' || typeof before !== 'number') return false
    if (isRising ? value <= before : value >= before) return false
    before = value
  }
  return true
}

/** Parameters of rows that share a partition, whose columns are encoded once. */
function encodePartition(stored: StoredTable, rows: readonly Values[], writtenAt: Buffer | undefined): Encoded[][] {
  const first = rows[0] as Values
  const partition = stored.encodeKey(first).slice(0, stored.partition.length)
  const { table, clustering, values } = stored
  // Without text columns all keys have the size of the first one.
  const keysVary = clustering.some(({ kind }) => kind === 'text')
  return rows.map((row) => {
    if (keysVary) stored.encodeKey(row)
    const params = [...partition]
    for (const cell of clustering) params.push(encodeCell(table.name, cell, row[cell.name]))
    for (const cell of values) params.push(encodeCell(table.name, cell, row[cell.name]))
    if (writtenAt) params.push(writtenAt)
    return params
  })
}

function toBatches(rows: readonly Encoded[][]): Encoded[][][] {
  const batches: Encoded[][][] = []
  let batch: Encoded[][] = []
  let sizeBytes = 0
  for (const row of rows) {
    let rowBytes = 0
    for (const value of row) rowBytes += sizeOf(value)
    if (batch.length > 0 && (batch.length >= maxRowsPerBatch || sizeBytes + rowBytes > maxBatchBytes)) {
      batches.push(batch)
      batch = []
      sizeBytes = 0
    }
    batch.push(row)
    sizeBytes += rowBytes
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

/** Writes a bounded number concurrently. After a failure starts no more, and rejects once those in flight have ended. */
async function writeBatches(session: Session, cql: string, batches: readonly Encoded[][][]): Promise<void> {
  let next = 0
  let isFailed = false
  const write = async () => {
    while (next < batches.length && !isFailed) {
      const batch = batches[next++] as Encoded[][]
      try {
        if (batch.length === 1) await session.execute(cql, batch[0] as Encoded[], { isIdempotent: true })
        else await session.batch(cql, batch)
      } catch (error) {
        isFailed = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(maxBatchesAtOnce, batches.length) }, write))
  for (const result of ended) if (result.status === 'rejected') throw result.reason
}
