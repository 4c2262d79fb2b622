/** Compresses plain rows of a partition into blocks, together with the rows of the blocks that they lie in or next to. */
import { type Block, type BlockLayout, keyOf } from './block.ts'
import { type Columns, encodeBlock, maxRowsPerBlock } from './block-codec.ts'
import type { Cell } from './block-columns.ts'
import { appendRow } from './cells.ts'
import { keyAfterPrefix, partitionBytesOf } from './key-codec.ts'
import { isDeletion } from './row-codec.ts'
import type { StoredTable } from './stored-table.ts'

export interface PlainRow {
  key: Buffer
  value: Buffer
}

/** Blocks that replace plain rows and older blocks. */
export interface Packed {
  plainKeys: Buffer[]
  replacedKeys: Buffer[]
  blocks: PlainRow[]
}

/** Consecutive rows of one layout. */
interface Run extends BlockLayout {
  layoutId: number
  columns: Columns
  count: number
}

/** The longest value for which LMDB uses one page; 24 bytes are its header. */
const pageBytes = 4_096 - 24
/** A block is full from this size on. */
const fullBytes = 0.9 * pageBytes
const maxTries = 4
const firstRowsPerBlock = 200
/** The first rows of a partition are often read alone, as the newest reading of a drone: few are decoded quickly. */
const rowsOfFirstBlock = 8

/**
 * Compresses `plain`, which are consecutive rows of one partition. Awaits `step` often. Throws a Failure when a row or block is
 * damaged.
 */
export async function packRows(
  stored: StoredTable,
  window: number,
  plain: readonly [PlainRow, ...PlainRow[]],
  nowMs: number,
  step: () => Promise<void>,
): Promise<Packed> {
  const partition = partitionOf(stored, plain[0].key)
  const replaced = blocksNear(stored, window, plain)
  const runs = await merge(stored, plain, replaced, nowMs, step)
  const blocks: PlainRow[] = []
  const firstKey = [plain[0], ...replaced].map(({ key }) => key).sort(Buffer.compare)[0] as Buffer
  let most = stored.blocks.hasBefore(window, firstKey) ? maxRowsPerBlock : rowsOfFirstBlock
  let wanted = firstRowsPerBlock
  for (const run of runs)
    for (let from = 0; from < run.count; ) {
      const block = encodeFullBlock(run, partition, from, wanted, most)
      blocks.push(block)
      from += block.count
      wanted = most === maxRowsPerBlock ? block.count : firstRowsPerBlock
      most = maxRowsPerBlock
      await step()
    }
  return { plainKeys: plain.map(({ key }) => key), replacedKeys: replaced.map(({ key }) => key), blocks }
}

const partitionOf = ({ keys }: StoredTable, key: Buffer): Buffer => key.subarray(0, partitionBytesOf(keys, key))

/** Blocks among which the rows lie, and a neighbour that is not full; the one after a small neighbour too, so that few stay small. */
function blocksNear(stored: StoredTable, window: number, plain: readonly [PlainRow, ...PlainRow[]]): Block[] {
  const first = plain[0].key
  const last = plain.at(-1)?.key ?? first
  const near: Block[] = []
  const isSmall = ({ count }: Block) => count <= rowsOfFirstBlock
  const until = keyAfterPrefix(partitionOf(stored, first))
  for (const block of stored.blocks.within(window, { from: first, until })) {
    const isAfter = Buffer.compare(block.key, last) > 0
    const before = near.at(-1)
    if (isAfter && before && !isSmall(before)) break
    const isApart = isAfter || block.indexOf(first) === block.count
    const isTaken = !isApart || block.sizeBytes < fullBytes
    if (isTaken) near.push(block)
    if (isAfter && !(isTaken && isSmall(block))) break
  }
  return near
}

/** All rows in order, without those that have expired, were deleted or were replaced. */
async function merge(
  stored: StoredTable,
  plain: readonly PlainRow[],
  blocks: readonly Block[],
  nowMs: number,
  step: () => Promise<void>,
): Promise<Run[]> {
  const runs: Run[] = []
  const runOf = (layoutId: number): Run => {
    const current = runs.at(-1)
    if (current?.layoutId === layoutId) return current
    const layout = stored.blocks.layoutOf(layoutId) as BlockLayout
    const run = { ...layout, layoutId, columns: layout.kinds.map((): Cell[] => []), count: 0 }
    runs.push(run)
    return run
  }
  let next = 0
  const takePlain = () => {
    const { key, value } = plain[next++] as PlainRow
    const layoutId = stored.requireIntact(key, value)
    if (isDeletion(value) || stored.hasExpired(value, nowMs)) return
    const run = runOf(layoutId)
    appendRow(run.columns, stored.keys, run.layout, Buffer.from(key), value)
    run.count++
  }
  for (const block of blocks) {
    for (let index = 0; index < block.count; index++) {
      let order = -1
      while (next < plain.length && order < 0) {
        order = Buffer.compare((plain[next] as PlainRow).key, block.keyAt(index))
        if (order <= 0) takePlain()
      }
      const isReplaced = order === 0
      if (isReplaced || stored.isExpired(block.writtenAtMs(index), nowMs)) continue
      const run = runOf(block.layoutId)
      for (const [column, cells] of block.columns.entries()) run.columns[column]?.push(cells[index] as Cell)
      run.count++
    }
    await step()
  }
  while (next < plain.length) takePlain()
  return runs
}

/** Encodes as many rows as fill a page, but `most` at most, beginning at `from`; `wanted` is a guess. At least one row. */
function encodeFullBlock(
  run: Run,
  partition: Buffer,
  from: number,
  wanted: number,
  most: number,
): PlainRow & { count: number } {
  const key = keyOf(run.keys, partition, run.columns, run.layout.timed ? 1 : 0, from)
  const left = Math.min(run.count - from, most)
  let count = Math.min(wanted, left)
  let best: { value: Buffer; count: number } | null = null
  for (let tries = 0; ; tries++) {
    const value = encodeBlock(key, run.layoutId, run.kinds, run.columns, from, from + count)
    const sizeBytes = value?.length ?? Number.POSITIVE_INFINITY
    const fits = sizeBytes <= pageBytes
    if (value && (fits ? count > (best?.count ?? 0) : count === 1)) best = { value, count }
    if (best && (tries >= maxTries || count === 1 || (fits && (sizeBytes >= fullBytes || count === left))))
      return { key, ...best }
    const fitting = value ? Math.floor((count * 0.97 * pageBytes) / sizeBytes) : count >> 1
    count = Math.max(1, Math.min(left, fits ? Math.max(count + 1, fitting) : Math.min(count - 1, fitting)))
  }
}
