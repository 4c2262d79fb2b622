/** Reads the rows of one window in order: plain rows, and rows in blocks where no plain row has the same key. */
import type { Block } from './block.ts'
import type { Bounds } from './blocks.ts'
import type { StoredTable } from './stored-table.ts'

/** A page that is being filled. */
export interface PartialPage {
  into: PageSink
  rowCount: number
  /** Rows that it may have. */
  room: number
  /** Expired rows skipped. */
  expired: number
  /** Key of the last row read, once the page is full. */
  last: Buffer | null
}

/** Where the rows of a page go. */
export interface PageSink {
  /** Rows [from, until) of a block, the last of them first when reversed. */
  addBlockRows(block: Block, from: number, until: number, reverse: boolean): void
  addRow(row: Record<string, unknown>): void
  /** Whether structures stay text. */
  asText: boolean
  /** Whether very many rows are read, each of them once. */
  isOnce: boolean
}

/** A page ends early after skipping this many expired rows. */
const maxExpiredPerPage = 10_000

export const isFull = ({ rowCount, room, expired }: PartialPage): boolean =>
  rowCount >= room || expired >= maxExpiredPerPage

interface Reading {
  stored: StoredTable
  window: number
  bounds: Bounds
  reverse: boolean
  nowMs: number
}

/** Adds the rows within bounds until the page is full. */
export function readWindow(reading: Reading, page: PartialPage): void {
  const { stored, window, bounds, reverse } = reading
  const plain = openPlainRows(reading, page)
  if (!plain) return
  try {
    for (const block of stored.blocks.within(window, bounds, { reverse, isOnce: page.into.isOnce })) {
      readBlock(reading, block, plain, page)
      if (isFull(page)) return
    }
    while (plain.key()) {
      plain.take()
      if (isFull(page)) return
    }
  } finally {
    plain.close()
  }
}

/** Adds the rows of a block and the plain rows before and among them. */
function readBlock({ stored, bounds, reverse, nowMs }: Reading, block: Block, plain: PlainRows, page: PartialPage) {
  const first = block.indexOf(bounds.from)
  const end = bounds.until ? block.indexOf(bounds.until) : block.count
  if (first >= end) return
  const step = reverse ? -1 : 1
  const isPlainBefore = (index: number, orAt = false): boolean => {
    const key = plain.key()
    if (!key) return false
    const order = Buffer.compare(key, block.keyAt(index)) * step
    return order < 0 || (orAt && order === 0)
  }
  // Almost always there are no plain rows here, and no keys to compare.
  const isMixed = isPlainBefore(reverse ? first : end - 1, true)
  if (!isMixed && !stored.isExpired(block.oldestWriteMs, nowMs)) {
    const count = Math.min(end - first, page.room - page.rowCount)
    const from = reverse ? end - count : first
    page.into.addBlockRows(block, from, from + count, reverse)
    page.rowCount += count
    if (isFull(page)) page.last = block.keyAt(reverse ? from : from + count - 1)
    return
  }
  for (let index = reverse ? end - 1 : first; index >= first && index < end; index += step) {
    if (isMixed) {
      while (isPlainBefore(index)) {
        plain.take()
        if (isFull(page)) return
      }
      if (isPlainBefore(index, true)) {
        plain.take()
        if (isFull(page)) return
        continue
      }
    }
    if (stored.isExpired(block.writtenAtMs(index), nowMs)) page.expired++
    else {
      page.into.addBlockRows(block, index, index + 1, reverse)
      page.rowCount++
    }
    if (isFull(page)) {
      page.last = block.keyAt(index)
      return
    }
  }
}

interface PlainRows {
  /** Key of the next row; null after the last. */
  key(): Buffer | null
  /** Adds the next row to the page. */
  take(): void
  close(): void
}

function openPlainRows({ stored, window, bounds, reverse, nowMs }: Reading, page: PartialPage): PlainRows | null {
  const { from, until } = bounds
  const range = reverse
    ? { start: until ?? undefined, exclusiveStart: true, end: from, inclusiveEnd: true, reverse }
    : { start: from, end: until ?? undefined }
  const rows = stored.windows.find(window)?.getRange(range)[Symbol.iterator]()
  if (!rows) return null
  let next = rows.next()
  return {
    key: () => (next.done ? null : next.value.key),
    take() {
      if (next.done) return
      const { key, value } = next.value
      page.last = Buffer.from(key)
      const row = stored.decode(key, value, nowMs, page.into.asText)
      if (row) {
        page.into.addRow(row)
        page.rowCount++
      } else page.expired++
      if (!isFull(page)) next = rows.next()
    },
    close: () => void rows.return?.(),
  }
}
