/** The compressed rows of one table: finds and decodes blocks. Blocks of a window never overlap. */
import { LRUCache } from 'lru-cache'
import { Failure } from '../../../lib/errors.ts'
import { type Block, type BlockLayout, createBlock } from './block.ts'
import { blockKindsOf, decodeBlock } from './block-codec.ts'
import { type KeyLayout, partitionBytesOf } from './key-codec.ts'
import type { RowLayout } from './row-codec.ts'
import type { Rows, Windows } from './windows.ts'

/** A half-open range of keys: `from` is inclusive, `until` exclusive; null is unbounded. */
export interface Bounds {
  from: Buffer
  until: Buffer | null
}

export interface Blocks {
  /** The row with this key, by its block and index. Throws a Failure when the block is damaged. */
  find(window: number, key: Buffer): { block: Block; index: number } | null
  /** The blocks of a window that may hold rows within these bounds, in order of key or reversed. `isOnce`: they are not wanted again soon. */
  within(window: number, bounds: Bounds, options?: { reverse?: boolean; isOnce?: boolean }): Iterable<Block>
  /** Whether a block of the same partition begins before this key. Decodes nothing. */
  hasBefore(window: number, key: Buffer): boolean
  /** How blocks of a layout are encoded; undefined for an unknown layout. */
  layoutOf(layoutId: number): BlockLayout | undefined
}

interface Deps {
  table: string
  keys: KeyLayout
  windows: Windows
  layouts: readonly RowLayout[]
  emptyRow: Readonly<Record<string, unknown>>
}

/** Rows of decoded blocks kept, about 5 MB: pages of a scan and lookups of late readings often meet the same block again. */
const maxDecodedRows = 32_768
/** Of blocks that are read once: the next page begins in the block that the last one ended in. */
const maxDecodedRowsOnce = 2_048

type DecodedBlocks = LRUCache<string, { value: Buffer; block: Block }>
const createDecodedBlocks = (maxSize: number): DecodedBlocks =>
  new LRUCache({ maxSize, sizeCalculation: ({ block }) => block.count })

export function createBlocks({ table, keys, windows, layouts, emptyRow }: Deps): Blocks {
  const ofLayouts = layouts.map(
    (layout): BlockLayout => ({ keys, layout, kinds: blockKindsOf(keys, layout), emptyRow }),
  )
  const decoded = createDecodedBlocks(maxDecodedRows)
  const decodedOnce = createDecodedBlocks(maxDecodedRowsOnce)

  /** The stored bytes are compared, so that a block that was rewritten is decoded again. */
  function open(key: Buffer, value: Buffer, keepIn = decoded): Block {
    const name = key.toString('latin1')
    const kept = decoded.get(name) ?? decodedOnce.get(name)
    if (kept?.value.equals(value)) return kept.block
    const ownKey = Buffer.from(key)
    const ownValue = Buffer.from(value)
    const block = decode(ownKey, ownValue)
    keepIn.set(name, { value: ownValue, block })
    return block
  }

  function decode(key: Buffer, value: Buffer): Block {
    try {
      const content = decodeBlock(key, value, (layoutId) => ofLayouts[layoutId]?.kinds)
      return createBlock(key, partitionBytesOf(keys, key), content, ofLayouts[content.layoutId] as BlockLayout)
    } catch (error) {
      throw new Failure(
        'unavailable',
        `A stored block of ${table} is damaged (key ${key.toString('hex')}): ${(error as Error).message}. Restore a backup of the data folder.`,
        { cause: error },
      )
    }
  }

  function isOfPartition(blockKey: Buffer, key: Buffer): boolean {
    const size = partitionBytesOf(keys, blockKey)
    return blockKey.compare(key, 0, Math.min(size, key.length), 0, size) === 0
  }

  function* within(
    window: number,
    { from, until }: Bounds,
    { reverse = false, isOnce = false } = {},
  ): Generator<Block> {
    const keepIn = isOnce ? decodedOnce : decoded
    const rows = windows.findBlocks(window)
    if (!rows) return
    if (reverse) {
      const range = { start: until ?? undefined, exclusiveStart: true, reverse }
      for (const { key, value } of rows.getRange(range)) {
        const isLast = Buffer.compare(key, from) <= 0
        if (!isLast || isOfPartition(key, from)) yield open(key, value, keepIn)
        if (isLast) return
      }
      return
    }
    // The last block that begins at or before `from` may hold it.
    const before = lastKeyUpTo(rows, from)
    const start = before && isOfPartition(before, from) ? before : from
    for (const { key, value } of rows.getRange({ start, end: until ?? undefined })) yield open(key, value, keepIn)
  }

  return {
    find(window, key) {
      const rows = windows.findBlocks(window)
      if (!rows) return null
      for (const { key: first, value } of rows.getRange({ start: key, reverse: true, limit: 1 })) {
        if (!isOfPartition(first, key)) return null
        const block = open(first, value)
        const index = block.indexOf(key)
        return index < block.count && block.keyAt(index).equals(key) ? { block, index } : null
      }
      return null
    },
    within,
    hasBefore(window, key) {
      const start = key.subarray(0, partitionBytesOf(keys, key))
      for (const _ of windows.findBlocks(window)?.getKeys({ start, end: key, limit: 1 }) ?? []) return true
      return false
    },
    layoutOf: (layoutId) => ofLayouts[layoutId],
  }
}

function lastKeyUpTo(rows: Rows, key: Buffer): Buffer | null {
  for (const found of rows.getKeys({ start: key, reverse: true, limit: 1 })) return Buffer.from(found)
  return null
}
