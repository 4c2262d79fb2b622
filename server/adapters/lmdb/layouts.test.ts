import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blob, defineTable, int, timestamp, uuid } from '../../../schema/table-types.ts'
import { createTestClock } from '../memory/test-clock.ts'
import { openLmdbTables } from './tables.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'layouts-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const columns = { id: uuid(), hourMs: timestamp(), atMs: timestamp() }
const options = { partitionKey: ['id', 'hourMs'], ttlMs: 86_400_000, windowBy: 'hourMs', description: 'x' } as const
const before = defineTable('frames', {
  ...options,
  columns: { ...columns, frame: blob() },
  clustering: [{ column: 'atMs', order: 'asc' }],
})
const after = defineTable('frames', {
  ...options,
  columns: { ...columns, fence: int(), frames: blob() },
  clustering: [
    { column: 'atMs', order: 'asc' },
    { column: 'fence', order: 'asc' },
  ],
})
const key = { id: '00000000-0000-4000-8000-000000000001', hourMs: 0, atMs: 5 }
const clock = createTestClock()

test('a table that was never written to may get another key and other columns', async () => {
  await (await openLmdbTables({ dataDir, clock, tables: [before] })).close()
  for (let life = 0; life < 2; life++) {
    const store = await openLmdbTables({ dataDir, clock, tables: [after] })
    const row = { ...key, fence: life, frames: Uint8Array.of(1) }
    await store.insert(after, [row])
    expect(await store.find(after, row)).toEqual(row)
    await store.close()
  }
})

test('a table with rows keeps its key: another one is refused, and nothing is lost', async () => {
  const row = { ...key, frame: Uint8Array.of(1) }
  const first = await openLmdbTables({ dataDir, clock, tables: [before] })
  await first.insert(before, [row])
  await first.close()
  await expect(openLmdbTables({ dataDir, clock, tables: [after] })).rejects.toThrow('its key was stored as')
  const again = await openLmdbTables({ dataDir, clock, tables: [before] })
  expect(await again.find(before, row)).toEqual(row)
  await again.close()
})
