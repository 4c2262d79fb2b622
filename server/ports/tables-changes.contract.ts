/** What `Tables` promises of rows that change: compare and set, counters, rows that expire, a store that is closed. */
import { describe, expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import type { Row } from '../../schema/table-types.ts'
import { counters, dayMs, eventOf, events, newOwner, sampleOf, samples, type Tried } from './tables-samples.contract.ts'

const writers = 50
const atOnce = <T>(count: number, write: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => write(index)))

export function changesContract(store: Tried): void {
  describe('insertIf', () => {
    test('with nothing expected writes an absent row, and leaves a present one', async () => {
      const row = sampleOf(newOwner())
      expect(await store.tables.insertIf(samples, row, null)).toEqual({ applied: true, current: row })
      const later = { ...row, name: 'later' }
      expect(await store.tables.insertIf(samples, later, null)).toEqual({ applied: false, current: row })
      expect(await store.tables.find(samples, row)).toEqual(row)
    })

    test('writes only over a row that equals what was expected, in all columns named', async () => {
      const row = sampleOf(newOwner(), { maybeShape: { b: [1, { c: 2 }], a: null } })
      await store.tables.insertIf(samples, row, null)
      const next = { ...row, version: 2 }
      for (const wrong of [
        { version: 2 },
        { version: 1, maybeName: 'x' },
        { maybeShape: null },
        { bytes: new Uint8Array() },
      ])
        expect(await store.tables.insertIf(samples, next, wrong)).toEqual({ applied: false, current: row })
      const right = { version: 1, maybeName: null, bytes: row.bytes, maybeShape: { a: null, b: [1, { c: 2 }] } }
      expect(await store.tables.insertIf(samples, next, right)).toEqual({ applied: true, current: next })
      expect(await store.tables.find(samples, row)).toEqual(next)
    })

    test('that expects a row where there is none writes nothing', async () => {
      const row = sampleOf(newOwner())
      expect(await store.tables.insertIf(samples, row, { version: 1 })).toEqual({ applied: false, current: null })
      expect(await store.tables.find(samples, row)).toBeNull()
    })

    test(`of ${writers} writers at once lets one win, and tells the others who`, async () => {
      const ownerId = newOwner()
      const answers = await atOnce(writers, (size) => store.tables.insertIf(samples, sampleOf(ownerId, { size }), null))
      const won = answers.filter(({ applied }) => applied)
      expect(won.length).toBe(1)
      for (const { current } of answers) expect(current).toEqual(won[0]?.current)
      expect(await store.tables.find(samples, { ownerId })).toEqual(won[0]?.current)
    })

    test(`lets ${writers} writers that try again count to ${writers}`, async () => {
      const row = sampleOf(newOwner(), { version: 0 })
      await store.tables.insertIf(samples, row, null)
      await atOnce(writers, async () => {
        for (;;) {
          const { version } = (await store.tables.find(samples, row)) as Row<typeof samples>
          const next = { ...row, version: version + 1 }
          if ((await store.tables.insertIf(samples, next, { version })).applied) return
        }
      })
      expect((await store.tables.find(samples, row))?.version).toBe(writers)
    })
  })

  describe('add', () => {
    const key = () => ({ ownerId: newOwner(), label: 'a' })

    test('counts from 0, up and down, only what it names', async () => {
      const of = key()
      expect(await store.tables.find(counters, of)).toBeNull()
      await store.tables.add(counters, of, { hits: 2 })
      expect(await store.tables.find(counters, of)).toEqual({ ...of, hits: 2, misses: 0 })
      await store.tables.add(counters, of, { hits: -3, misses: 2 ** 40 })
      expect(await store.tables.find(counters, of)).toEqual({ ...of, hits: -1, misses: 2 ** 40 })
    })

    test('keeps rows of one partition apart, in order', async () => {
      const of = key()
      for (const label of ['c', 'a', 'b', 'a']) await store.tables.add(counters, { ...of, label }, { hits: 1 })
      expect((await store.tables.scan(counters, of)).rows).toEqual([
        { ...of, label: 'a', hits: 2, misses: 0 },
        { ...of, label: 'b', hits: 1, misses: 0 },
        { ...of, label: 'c', hits: 1, misses: 0 },
      ])
    })

    test('by 200 at once, with other writers among them, loses nothing', async () => {
      const of = key()
      await atOnce(200, async (index) => {
        await store.tables.insert(samples, [sampleOf(newOwner())])
        await store.tables.add(counters, of, index % 2 ? { hits: 1 } : { misses: 2 })
      })
      expect(await store.tables.find(counters, of)).toEqual({ ...of, hits: 100, misses: 200 })
    })

    test('is kept when the store is closed and opened again', async () => {
      const of = key()
      await store.tables.add(counters, of, { hits: 5 })
      await store.reopen()
      await store.tables.add(counters, of, { hits: 1 })
      expect(await store.tables.find(counters, of)).toEqual({ ...of, hits: 6, misses: 0 })
    })

    test('refuses with a RangeError what is no counter, or no whole amount', async () => {
      const of = key()
      const { tables } = store
      await expect(tables.add(samples, sampleOf(newOwner()), { size: 1 })).rejects.toThrow(RangeError)
      await expect(tables.add(counters, of, { ownerId: 1 })).rejects.toThrow(RangeError)
      await expect(tables.add(counters, of, { hits: 0.5 })).rejects.toThrow(RangeError)
      await expect(tables.add(counters, of, { hits: Number.NaN })).rejects.toThrow(RangeError)
      expect(await tables.find(counters, of)).toBeNull()
    })

    test('is the only write that a table of counters takes', async () => {
      const of = key()
      const { tables } = store
      const row = { ...of, hits: 1, misses: 1 }
      await expect(tables.insert(counters, [row])).rejects.toThrow(RangeError)
      await expect(tables.insertIf(counters, row, null)).rejects.toThrow(RangeError)
      await expect(tables.delete(counters, [of])).rejects.toThrow(RangeError)
      expect(await tables.find(counters, of)).toBeNull()
    })
  })

  describe('a row of a table with a TTL', () => {
    const isThere = async (row: Row<typeof events>) => {
      const found = await store.tables.find(events, row)
      expect((await store.tables.scan(events, row)).rows).toEqual(found ? [found] : [])
      return found !== null
    }

    test('is hidden to the millisecond when its time is over', async () => {
      const row = eventOf(newOwner(), 1)
      await store.tables.insert(events, [row])
      await store.clock.advance(dayMs - 1)
      expect(await isThere(row)).toBe(true)
      await store.clock.advance(1)
      expect(await isThere(row)).toBe(false)
    })

    test('lives on from when it was last written', async () => {
      const row = eventOf(newOwner(), 1)
      await store.tables.insert(events, [row])
      await store.clock.advance(dayMs - 1)
      await store.tables.insert(events, [row])
      await store.clock.advance(dayMs - 1)
      expect(await isThere(row)).toBe(true)
      await store.clock.advance(1)
      expect(await isThere(row)).toBe(false)
    })

    test('keeps its time when the store is closed and opened again', async () => {
      const [old, young] = [eventOf(newOwner(), 1), eventOf(newOwner(), 1)]
      await store.tables.insert(events, [old])
      await store.clock.advance(dayMs / 2)
      await store.tables.insert(events, [young])
      await store.reopen()
      expect([await isThere(old), await isThere(young)]).toEqual([true, true])
      await store.clock.advance(dayMs / 2)
      await store.reopen()
      expect([await isThere(old), await isThere(young)]).toEqual([false, true])
    })

    test('counts as absent once expired: insertIf writes over it', async () => {
      const row = eventOf(newOwner(), 1, 1)
      await store.tables.insert(events, [row])
      await store.clock.advance(dayMs)
      expect(await store.tables.insertIf(events, row, { value: 1 })).toEqual({ applied: false, current: null })
      expect(await store.tables.insertIf(events, { ...row, value: 2 }, null)).toMatchObject({ applied: true })
      expect((await store.tables.find(events, row))?.value).toBe(2)
    })

    test('is passed over by pages, whose rows are those that live', async () => {
      const ownerId = newOwner()
      await store.tables.insert(
        events,
        Array.from({ length: 50 }, (_, at) => eventOf(ownerId, 2 * at)),
      )
      await store.clock.advance(dayMs)
      await store.tables.insert(
        events,
        Array.from({ length: 50 }, (_, at) => eventOf(ownerId, 2 * at + 1)),
      )
      const { rows } = await store.tables.scan(events, eventOf(ownerId, 0), { limit: 20, reverse: true })
      expect(rows.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 20 }, (_, at) => 2 * at + 1))
    })
  })

  describe('a store that is closed', () => {
    test('has kept what was under way, and answers unavailable; closing it again is no error', async () => {
      const rows = Array.from({ length: 20 }, () => sampleOf(newOwner()))
      const writes = rows.map((row) => store.tables.insert(samples, [row]))
      const closed = store.tables
      const reopened = store.reopen()
      await expect(closed.find(samples, sampleOf(newOwner()))).rejects.toThrow(Failure)
      await expect(closed.insert(samples, rows)).rejects.toMatchObject({ code: 'unavailable' })
      await Promise.all([...writes, reopened, closed.close()])
      for (const row of rows) expect(await store.tables.find(samples, row)).toEqual(row)
    })
  })
}
