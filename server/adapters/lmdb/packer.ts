/** Compresses closed partitions in the background. */
import type { Clock } from '../../ports/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import { keyAfterPrefix, partitionBytesOf, readPartition } from './key-codec.ts'
import { createPacer, createYielder, type Pacer } from './pacer.ts'
import { type Packed, type PlainRow, packRows } from './pack-rows.ts'
import type { StoredTable } from './stored-table.ts'
import type { StoreLog } from './sweep.ts'
import type { Rows } from './windows.ts'

export interface PackerOptions {
  clock: Clock
  commits: GroupCommit
  tables: readonly StoredTable[]
  log: StoreLog | undefined
  /** Called before blocks are written; throws when the store can't be marked as having some. */
  beforeBlocks(): void
}

export interface PackTotals {
  /** Partitions of which rows were compressed. */
  partitions: number
  rows: number
  /** Size of the blocks written. */
  bytes: number
}

export interface Packer {
  /** Compresses all that can be now, without rests. A partition that was written to within `quietMs` is left for later. */
  packNow(quietMs?: number): Promise<PackTotals>
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>
}

const packEveryMs = 120_000
/** Late readings come in groups: a partition is rewritten once after a group. */
const defaultQuietMs = 300_000
/** Plain rows of one transaction; to queue their removal takes about a millisecond. */
const rowsPerStep = 1_024
const firstKey = Buffer.from([0])

/** Runs now and every 2 minutes, at a pace that leaves the thread to other work. */
export function startPacker(options: PackerOptions): Packer {
  const { clock, commits } = options
  const stopped = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  const run = (quietMs: number, pacer: Pacer): Promise<PackTotals> => {
    const pass = running.then(() => packAll(options, { quietMs, pacer, signal: stopped.signal }))
    running = pass
    return pass
  }
  const runPaced = () => run(defaultQuietMs, createPacer(clock, commits.isBusy, stopped.signal))
  void runPaced()
  const stopTimer = clock.every(packEveryMs, async () => void (await runPaced()))
  return {
    packNow: (quietMs = defaultQuietMs) => run(quietMs, createYielder(clock)),
    async stop() {
      stopTimer()
      stopped.abort()
      await running
    },
  }
}

interface Pass {
  quietMs: number
  pacer: Pacer
  signal: AbortSignal
}

/** Never rejects: what fails is logged, and tried again by the next pass. */
async function packAll(options: PackerOptions, pass: Pass): Promise<PackTotals> {
  const all: PackTotals = { partitions: 0, rows: 0, bytes: 0 }
  for (const stored of options.tables) {
    if (stored.table.closesAfterMs === null) continue
    const totals: PackTotals = { partitions: 0, rows: 0, bytes: 0 }
    try {
      await packTable(options, stored, pass, totals)
    } catch (error) {
      options.log?.error({ table: stored.table.name, error }, 'could not compress closed partitions')
    }
    if (totals.rows > 0) options.log?.info({ table: stored.table.name, ...totals }, 'compressed closed partitions')
    for (const name of ['partitions', 'rows', 'bytes'] as const) all[name] += totals[name]
  }
  return all
}

async function packTable(options: PackerOptions, stored: StoredTable, pass: Pass, totals: PackTotals): Promise<void> {
  for (const window of stored.windows.list()) {
    let from: Buffer | null = firstKey
    while (from && !pass.signal.aborted) {
      const key = firstKeyFrom(stored.windows.open(window), from)
      if (!key) break
      const partition = key.subarray(0, partitionBytesOf(stored.keys, key))
      if (isClosed(stored, partition, options.clock.nowMs())) {
        const before = totals.rows
        await packPartition(options, stored, window, partition, pass, totals)
        if (totals.rows > before) totals.partitions++
      }
      from = keyAfterPrefix(partition)
      await pass.pacer.step()
    }
  }
}

function firstKeyFrom(rows: Rows, start: Buffer): Buffer | null {
  for (const key of rows.getKeys({ start, limit: 1 })) return Buffer.from(key)
  return null
}

function isClosed({ table, keys }: StoredTable, partition: Buffer, nowMs: number): boolean {
  const { windowBy, closesAfterMs } = table
  if (closesAfterMs === null) return false
  if (windowBy === null) return true
  const values: Record<string, unknown> = {}
  readPartition(keys, partition, values)
  return (values[windowBy] as number) + closesAfterMs <= nowMs
}

/** A damaged row or block is logged, and leaves its partition as it is. Rejects when a commit fails. */
async function packPartition(
  options: PackerOptions,
  stored: StoredTable,
  window: number,
  partition: Buffer,
  { quietMs, pacer, signal }: Pass,
  totals: PackTotals,
): Promise<void> {
  const { clock, commits, log } = options
  const end = keyAfterPrefix(partition) ?? undefined
  try {
    for (let start = partition; !signal.aborted; ) {
      // In `prepare` all writes that were applied are committed, and so seen by what is read afterwards.
      const prepare = () => stored.watch.begin(window, partition)
      await commits.add({ readsFirst: false, rows: 0, prepare, apply() {} })
      pacer.restart()
      const [first, ...more] = stored.windows
        .open(window)
        .getRange({ start, end, limit: rowsPerStep }) as Iterable<PlainRow>
      if (!first || [first, ...more].some(({ value }) => stored.writtenAgoMs(value, clock.nowMs()) < quietMs)) return
      const packed = await packRows(stored, window, [first, ...more], clock.nowMs(), pacer.step).catch(
        (error: unknown) => log?.error({ table: stored.table.name, error }, 'could not compress a partition'),
      )
      if (!packed || !(await replace(options, stored, window, packed))) return
      pacer.restart()
      totals.rows += packed.plainKeys.length
      for (const { value } of packed.blocks) totals.bytes += value.length
      start = Buffer.concat([packed.plainKeys.at(-1) as Buffer, firstKey])
      await pacer.step()
    }
  } finally {
    stored.watch.end()
  }
}

/** Replaces the rows in one transaction; false: they were written to meanwhile, and nothing was changed. */
async function replace(
  { commits, beforeBlocks }: PackerOptions,
  stored: StoredTable,
  window: number,
  { plainKeys, replacedKeys, blocks }: Packed,
): Promise<boolean> {
  let isDone = false
  beforeBlocks()
  await commits.add({
    readsFirst: false,
    rows: plainKeys.length + blocks.length,
    prepare: () => stored.windows.createBlocks(window),
    apply() {
      if (stored.watch.isChanged()) return
      isDone = true
      const rows = stored.windows.open(window)
      const ofBlocks = stored.windows.findBlocks(window) as Rows
      for (const key of replacedKeys) void ofBlocks.remove(key)
      for (const { key, value } of blocks) void ofBlocks.put(key, value)
      for (const key of plainKeys) void rows.remove(key)
    },
  })
  return isDone
}
