/** What `Tables` promises of order, ranges and pages. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeyOf, Row, Table } from '../../schema/table-types.ts'
import type { ScanRange } from './tables.ts'
import {
  anyOrderedKey,
  dayMs,
  eventOf,
  events,
  idOf,
  newOwner,
  ordered,
  sampleOf,
  samples,
  type Tried,
} from './tables-samples.contract.ts'

type OrderedRow = Row<typeof ordered>
type Prefix = Partial<OrderedRow>
const clustering = ordered.clustering.map(({ column }) => column)

export function scansContract(store: Tried): void {
  /** All pages, in one list. */
  async function readAll<T extends Table>(table: T, partition: KeyOf<T> | null, range: ScanRange<T> = {}) {
    const rows: Row<T>[] = []
    let after: string | undefined
    do {
      const page = await store.tables.scan(table, partition, { ...range, ...(after && { after }) })
      expect(page.rows.length).toBeLessThanOrEqual(range.limit ?? 1_000)
      rows.push(...page.rows)
      after = page.next ?? undefined
    } while (after)
    return rows
  }
  const filled = async (count: number) => {
    const ownerId = newOwner()
    const rows = Array.from({ length: count }, (_, at) => eventOf(ownerId, at))
    await store.tables.insert(events, rows)
    return { ownerId, partition: eventOf(ownerId, 0), newestFirst: rows.reverse() }
  }
  const times = (rows: readonly { atMs: number }[]) => rows.map(({ atMs }) => atMs)

  describe('a scan', () => {
    test('answers one partition in the order of its clustering key, and no other', async () => {
      const { partition, newestFirst } = await filled(20)
      await filled(3)
      expect(await readAll(events, partition)).toEqual(newestFirst)
    })

    test('runs over [from, until) in stored order: the first included, the last not', async () => {
      const { partition } = await filled(20)
      const range = { from: { atMs: 9 }, until: { atMs: 6 } }
      expect(times(await readAll(events, partition, range))).toEqual([9, 8, 7])
      expect(times(await readAll(events, partition, { from: { atMs: 2 } }))).toEqual([2, 1, 0])
      expect(times(await readAll(events, partition, { until: { atMs: 17 } }))).toEqual([19, 18])
      expect(await readAll(events, partition, { from: { atMs: 6 }, until: { atMs: 9 } })).toEqual([])
    })

    test('in reverse answers the same rows, last first', async () => {
      const { partition, newestFirst } = await filled(20)
      const range = { from: { atMs: 9 }, until: { atMs: 6 }, reverse: true }
      expect(times(await readAll(events, partition, range))).toEqual([7, 8, 9])
      expect(await readAll(events, partition, { reverse: true })).toEqual(newestFirst.toReversed())
    })

    test('of bounds between rows, before and after all of them, finds what lies within', async () => {
      const { partition } = await filled(3)
      for (const reverse of [false, true]) {
        const sorted = async (range: ScanRange<typeof events>) =>
          times(await readAll(events, partition, { ...range, reverse })).sort()
        expect(await sorted({ from: { atMs: 100 }, until: { atMs: -100 } })).toEqual([0, 1, 2])
        expect(await sorted({ from: { atMs: -1 } })).toEqual([])
        expect(await sorted({ until: { atMs: 3 } })).toEqual([])
      }
    })

    test('of 2,500 rows comes in pages: none missing, none twice', async () => {
      const { partition, newestFirst } = await filled(2_500)
      expect((await store.tables.scan(events, partition)).rows.length).toBe(1_000)
      for (const limit of [7, 1_000, 10_000]) {
        expect(await readAll(events, partition, { limit })).toEqual(newestFirst)
        expect(await readAll(events, partition, { limit, reverse: true })).toEqual(newestFirst.toReversed())
      }
    })

    test('goes on after its last row, whatever was written or deleted between pages', async () => {
      const { ownerId, partition } = await filled(10)
      const page = await store.tables.scan(events, partition, { limit: 5 })
      await store.tables.delete(events, [eventOf(ownerId, 5), eventOf(ownerId, 4)])
      await store.tables.insert(events, [eventOf(ownerId, 100), eventOf(ownerId, 3, -1)])
      const rest = await store.tables.scan(events, partition, { limit: 5, after: page.next ?? '' })
      expect(rest.rows.map(({ value }) => value)).toEqual([-1, 2, 1, 0])
    })

    test('of an empty partition, or an empty range, is one empty page', async () => {
      const { partition } = await filled(1)
      const empty = { rows: [], next: null }
      expect(await store.tables.scan(events, eventOf(newOwner(), 0))).toEqual(empty)
      expect(await store.tables.scan(events, { ...partition, monthMs: 40 * 86_400_000 * 30 })).toEqual(empty)
      expect(await store.tables.scan(events, partition, { from: { atMs: -1 } })).toEqual(empty)
    })

    test('of neighbouring partitions never mixes them, at the ends of all ids either', async () => {
      const owners = ['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff']
      const partitions = owners.flatMap((ownerId) => ['', '\0', 'a', 'aa'].map((label) => ({ ownerId, label })))
      const rows = partitions.map((partition) => ({
        ...partition,
        rank: 0,
        note: '',
        atMs: 0,
        itemId: idOf(0),
        tag: '',
      }))
      await store.tables.insert(ordered, rows)
      for (const [index, partition] of partitions.entries())
        for (const reverse of [false, true])
          expect(await readAll(ordered, partition as never, { reverse })).toEqual([rows[index]])
    })

    test('of the whole table answers every row once, page by page, forwards and back', async () => {
      const rows = Array.from({ length: 30 }, (_, at) => ({ ...eventOf(newOwner(), at), monthMs: (at % 3) * 3e9 }))
      await store.tables.insert(events, rows)
      const mine = new Set(rows.map(({ ownerId }) => ownerId))
      for (const reverse of [false, true]) {
        const found = await readAll(events, null, { limit: 7, reverse })
        expect(times(found.filter(({ ownerId }) => mine.has(ownerId))).sort((a, b) => a - b)).toEqual(times(rows))
      }
    })

    test('keeps the order of any keys, over any range, in any pages', async () => {
      const anyPrefix = fc.record({ key: anyOrderedKey, columns: fc.integer({ min: 0, max: clustering.length }) })
      const anyRange = fc.record({
        from: fc.option(anyPrefix),
        until: fc.option(anyPrefix),
        reverse: fc.boolean(),
        limit: fc.integer({ min: 1, max: 10 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(anyOrderedKey, { maxLength: 30 }), anyRange, async (keys, wanted) => {
          const partition = { ownerId: newOwner(), label: 'x' }
          const rows = unique(keys).map((key) => ({ ...partition, ...key }))
          await store.tables.insert(ordered, rows)
          const [from, until] = [prefixOf(wanted.from), prefixOf(wanted.until)]
          const { reverse, limit } = wanted
          const expected = rows
            .sort(inStoredOrder)
            .filter((row) => !from || inStoredOrder(row, from) >= 0)
            .filter((row) => !until || inStoredOrder(row, until) < 0)
          const range = { reverse, limit, ...(from && { from }), ...(until && { until }) }
          const found = await readAll(ordered, partition as never, range)
          expect(found).toEqual(reverse ? expected.reverse() : expected)
        }),
        { numRuns: 200 },
      )
    })
  })

  describe('a scan by column', () => {
    test('answers what a scan answers, over any range, in any pages, with rows that came later', async () => {
      const { ownerId, partition } = await filled(60)
      const shared = { reverse: true, from: { atMs: 55 } }
      for (const range of [{}, { reverse: true }, { from: { atMs: 40 }, until: { atMs: 3 } }, shared])
        for (const limit of [1, 7, 1_000])
          expect(await byColumn({ ...range, limit })).toEqual(await readAll(events, partition, range))
      await store.tables.insert(events, [eventOf(ownerId, 30, null), eventOf(ownerId, 100)])
      await store.tables.delete(events, [eventOf(ownerId, 20)])
      for (const reverse of [false, true])
        expect(await byColumn({ reverse, limit: 9 })).toEqual(await readAll(events, partition, { reverse }))

      async function byColumn(range: ScanRange<typeof events>) {
        const rows: Row<typeof events>[] = []
        let after: string | undefined
        do {
          const names = ['value', 'atMs'] as const
          const page = await store.tables.scanColumns(events, partition, names, { ...range, ...(after && { after }) })
          const { value, atMs } = page.columns
          expect([value.length, atMs.length]).toEqual([page.rowCount, page.rowCount])
          for (const [at, one] of value.entries()) rows.push({ ...partition, atMs: atMs[at] as number, value: one })
          after = page.next ?? undefined
        } while (after)
        return rows
      }
    })

    test('has values of every kind as rows have them, save that a structure is its text', async () => {
      const [bare, full] = [
        sampleOf(newOwner()),
        sampleOf(newOwner(), {
          maybeOwnerId: idOf(1),
          maybeOpen: true,
          maybeBytes: new Uint8Array([1]),
          maybeShape: [7],
        }),
      ]
      await store.tables.insert(samples, [bare, full])
      const names = Object.keys(bare).filter((name) => name !== 'ownerId') as Exclude<keyof typeof bare, 'ownerId'>[]
      for (const row of [bare, full]) {
        const { columns, ...rest } = await store.tables.scanColumns(samples, row, names)
        expect(rest).toEqual({ rowCount: 1, next: null })
        const found = Object.fromEntries(names.map((name) => [name, columns[name][0]]))
        const { shape, maybeShape } = columns
        const parsed = { shape: JSON.parse(shape[0] ?? ''), maybeShape: JSON.parse(maybeShape[0] ?? 'null') }
        expect({ ...found, ...parsed, ownerId: row.ownerId }).toEqual(row)
      }
    })

    test('leaves out what has expired', async () => {
      const { ownerId, partition } = await filled(3)
      await store.clock.advance(dayMs / 2)
      await store.tables.insert(events, [eventOf(ownerId, 1, -1)])
      await store.clock.advance(dayMs / 2)
      const { columns } = await store.tables.scanColumns(events, partition, ['value'])
      expect(columns.value).toEqual([-1])
    })

    test('refuses a column of the partition key, and one that is none, with a RangeError', async () => {
      for (const name of ['ownerId', 'none', 'constructor'])
        await expect(store.tables.scanColumns(events, eventOf(newOwner(), 0), [name as never])).rejects.toThrow(
          RangeError,
        )
    })
  })

  describe('a scan refuses with a RangeError', () => {
    const partition = { ownerId: newOwner(), label: 'x' }
    test.each([0, -1, 1.5, 10_001, Number.NaN, 1e9])('a limit of %d', async (limit) => {
      await expect(store.tables.scan(ordered, partition, { limit })).rejects.toThrow(/expected .*1 to 10000, got/)
    })
    test('a bound that is no first part of the clustering key', async () => {
      await expect(store.tables.scan(ordered, partition, { from: { note: 'a' } })).rejects.toThrow(RangeError)
      await expect(store.tables.scan(ordered, partition, { until: { rank: 1, atMs: 1 } })).rejects.toThrow(RangeError)
      const stray = { from: { ownerId: idOf(1) } as object }
      await expect(store.tables.scan(ordered, partition, stray)).rejects.toThrow(RangeError)
    })
    test('a bound that does not fit its column', async () => {
      await expect(store.tables.scan(ordered, partition, { from: { rank: 0.5 } })).rejects.toThrow(RangeError)
    })
    test('bounds without a partition', async () => {
      await expect(store.tables.scan(ordered, null, { from: { rank: 1 } })).rejects.toThrow(RangeError)
    })
    test('a next that is none, or that of another partition', async () => {
      const owners = [newOwner(), newOwner()].map((ownerId) => sampleOf(ownerId))
      await store.tables.insert(samples, owners)
      const { next } = await store.tables.scan(samples, owners[0] as KeyOf<typeof samples>, { limit: 1 })
      const [, other] = owners
      if (next)
        await expect(store.tables.scan(samples, other as KeyOf<typeof samples>, { after: next })).rejects.toThrow(
          RangeError,
        )
      await expect(store.tables.scan(ordered, partition, { after: '' })).rejects.toThrow(RangeError)
      await expect(store.tables.scan(ordered, partition, { after: '../é' })).rejects.toThrow(RangeError)
      await expect(store.tables.scan(ordered, null, { after: 'AAAA' })).rejects.toThrow(RangeError)
    })
  })
}

const prefixOf = (of: { key: Prefix; columns: number } | null): Prefix | null =>
  of && of.columns > 0 ? Object.fromEntries(clustering.slice(0, of.columns).map((name) => [name, of.key[name]])) : null

const unique = <T>(keys: readonly T[]): T[] => [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()]

/** The order of two rows, or of a row and the first columns of a key. */
function inStoredOrder(a: Prefix, b: Prefix): number {
  for (const { column, order } of ordered.clustering) {
    const [left, right] = [a[column], b[column]]
    if (left === undefined || right === undefined) return 0
    const difference =
      typeof left === 'string' ? Buffer.compare(Buffer.from(left), Buffer.from(String(right))) : left - Number(right)
    if (difference !== 0) return order === 'desc' ? -difference : difference
  }
  return 0
}
