/** What `Tables` promises of single rows. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Row, Table } from '../../schema/table-types.ts'
import {
  anySample,
  counters,
  idOf,
  newOwner,
  ordered,
  sampleOf,
  samples,
  type Tried,
} from './tables-samples.contract.ts'

export function rowsContract(store: Tried): void {
  describe('a row', () => {
    test('comes back as it was given, of every kind, null and not', async () => {
      const [bare, full] = [
        sampleOf(newOwner()),
        sampleOf(newOwner(), {
          ratio: -0,
          maybeOwnerId: idOf(1),
          maybeName: '',
          maybeSize: 2 ** 31 - 1,
          maybeRatio: Number.MIN_VALUE,
          maybeOpen: true,
          maybeAtMs: Number.MAX_SAFE_INTEGER,
          maybeBytes: new Uint8Array(),
          maybeShape: 0,
        }),
      ]
      await store.tables.insert(samples, [bare, full])
      expect(await store.tables.find(samples, bare)).toEqual(bare)
      expect(await store.tables.find(samples, full)).toEqual(full)
    })

    test('of any content comes back, found and scanned', async () => {
      await fc.assert(
        fc.asyncProperty(anySample, async (row) => {
          await store.tables.insert(samples, [row])
          expect(await store.tables.find(samples, row)).toEqual(row)
          expect(await store.tables.scan(samples, row)).toEqual({ rows: [row], next: null })
        }),
        { numRuns: 200 },
      )
    })

    test('of a megabyte comes back', async () => {
      const row = sampleOf(newOwner(), { bytes: new Uint8Array(1 << 20).fill(7), name: 'é'.repeat(1 << 19) })
      await store.tables.insert(samples, [row])
      const found = await store.tables.find(samples, row)
      expect(found?.name === row.name).toBe(true)
      expect(Buffer.compare(found?.bytes ?? Buffer.alloc(0), row.bytes)).toBe(0)
    })

    test('that is not there is null', async () => {
      expect(await store.tables.find(samples, { ownerId: newOwner() })).toBeNull()
    })

    test('replaces the one with its key, whole, and written twice changes nothing', async () => {
      const row = sampleOf(newOwner())
      await store.tables.insert(samples, [{ ...row, maybeName: 'before' }])
      await store.tables.insert(samples, [row])
      await store.tables.insert(samples, [row])
      expect(await store.tables.find(samples, row)).toEqual(row)
      expect((await store.tables.scan(samples, row)).rows).toEqual([row])
    })

    test('given twice in one call: the later one stands', async () => {
      const row = sampleOf(newOwner())
      await store.tables.insert(samples, [
        { ...row, name: 'first' },
        { ...row, name: 'last' },
      ])
      expect((await store.tables.find(samples, row))?.name).toBe('last')
    })

    test('is gone once deleted; to delete what is not there is no error', async () => {
      const row = sampleOf(newOwner())
      await store.tables.insert(samples, [row])
      await store.tables.delete(samples, [row, { ownerId: newOwner() }])
      await store.tables.delete(samples, [row])
      expect(await store.tables.find(samples, row)).toBeNull()
      expect(await store.tables.scan(samples, row)).toEqual({ rows: [], next: null })
    })

    test('stays when the store is closed and opened again', async () => {
      const row = sampleOf(newOwner())
      await store.tables.insert(samples, [row])
      await store.reopen()
      expect(await store.tables.find(samples, row)).toEqual(row)
    })

    test('given to nobody: no rows to insert or delete are no error', async () => {
      await store.tables.insert(samples, [])
      await store.tables.delete(samples, [])
    })

    test('written by many at once: every one is there', async () => {
      const rows = Array.from({ length: 400 }, () => sampleOf(newOwner()))
      await Promise.all(rows.map((row) => store.tables.insert(samples, [row])))
      for (const row of rows) expect(await store.tables.find(samples, row)).toEqual(row)
    })
  })

  describe('a RangeError that names column, expected and got meets', () => {
    const misfits: [string, Partial<Record<keyof Row<typeof samples>, unknown>>, RegExp][] = [
      ['a missing value', { name: undefined }, /name: expected text.*, got undefined/],
      ['null where it may not be', { size: null }, /size: expected .*integer, got null/],
      ['a number as text', { size: '1' }, /size: expected .*integer, got "1"/],
      ['half an int', { size: 0.5 }, /size: .*got 0.5/],
      ['an int too large', { size: 2 ** 31 }, /size: .*got 2147483648/],
      ['a time that is no whole number', { atMs: 1.5 }, /atMs: expected whole milliseconds.*got 1.5/],
      ['a time too large', { atMs: 2 ** 53 }, /atMs: /],
      ['text with half a character', { name: '\ud800' }, /name: expected text of whole characters/],
      ['an id in upper case', { maybeOwnerId: idOf(10).toUpperCase() }, /maybeOwnerId: expected a UUID in lower case/],
      ['a key that is no id', { ownerId: 'me' }, /ownerId: expected a UUID in lower case, got "me"/],
      ['bytes as a list', { bytes: [1] }, /bytes: expected bytes, got a list/],
      ['a structure that JSON has no word for', { shape: () => 1 }, /shape: expected something that JSON can say/],
    ]
    test.each(misfits)('%s, and nothing of the call is written', async (_, change, message) => {
      const before = sampleOf(newOwner())
      const row = sampleOf(newOwner(), change as Partial<Row<typeof samples>>)
      const failed = await store.tables.insert(samples, [before, row]).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(RangeError)
      expect(String(failed)).toMatch(message)
      expect(await store.tables.find(samples, before)).toBeNull()
    })

    test('a key that does not fit, in every method', async () => {
      const { tables } = store
      const key = { ownerId: 'me' }
      await expect(tables.find(samples, key)).rejects.toThrow(RangeError)
      await expect(tables.scan(samples, key)).rejects.toThrow(RangeError)
      await expect(tables.delete(samples, [key])).rejects.toThrow(RangeError)
      await expect(tables.insertIf(samples, sampleOf('me'), null)).rejects.toThrow(RangeError)
      await expect(tables.add(counters, { ...key, label: 'a' }, { hits: 1 })).rejects.toThrow(RangeError)
    })

    test('a text too long for a key', async () => {
      const row = {
        ownerId: newOwner(),
        label: 'x'.repeat(10_000),
        rank: 0,
        note: '',
        atMs: 0,
        itemId: idOf(0),
        tag: '',
      }
      await expect(store.tables.insert(ordered, [row])).rejects.toThrow(RangeError)
    })

    test('a table that the store was not opened with', async () => {
      const unregistered: Table = { ...samples, name: 'unregistered' }
      await expect(store.tables.find(unregistered, sampleOf(newOwner()))).rejects.toThrow(RangeError)
    })
  })
}
