import { expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import { holdRow, leaseMs, renewEveryMs } from './held-row.ts'

interface LockRow {
  holder: string | null
  fence: number
  renewals: number
}
const first: LockRow = { holder: 'a', fence: 7, renewals: 0 }

/** A row held by `a`. `respond` may fail a write before or after it is applied. */
function openHeld(respond: (write: () => boolean) => boolean = (write) => write()) {
  const clock = createTestClock()
  const store = { row: first, writes: 0 }
  const swap = async (row: LockRow, expected: LockRow) =>
    respond(() => {
      const isAsExpected = JSON.stringify(store.row) === JSON.stringify(expected)
      if (isAsExpected) [store.row, store.writes] = [row, store.writes + 1]
      return isAsExpected
    })
  const access = { clock, name: 'the test row', swap, find: async () => store.row }
  const held = holdRow(access, first, clock.monotonicMs())
  return { clock, store, held }
}

test('a renewal that was stored though its response was lost keeps the row', async () => {
  let isLost = true
  const { clock, store, held } = openHeld((write) => {
    const applied = write()
    if (!isLost) return applied
    isLost = false
    throw new Failure('unavailable', 'The response was lost, as planned.')
  })
  await clock.advance(3 * leaseMs)
  expect(held.requireHeld).not.toThrow()
  expect(store.row.renewals).toBeGreaterThan(10)
  expect(await held.release({ ...first, holder: null })).toBe(true)
  expect(store.row).toEqual({ ...first, holder: null })
})

test('a holder that finds the row with another holder or token stops at the next renewal and releases nothing', async () => {
  for (const other of [
    { ...first, holder: 'b' },
    { ...first, fence: 8 },
  ]) {
    const { clock, store, held } = openHeld()
    store.row = other
    await clock.advance(renewEveryMs)
    expect(held.requireHeld).toThrow('no longer holds the test row')
    expect(held.lost.aborted).toBe(true)
    expect(await held.release({ ...first, holder: null })).toBe(false)
    expect(store.row).toBe(other)
  }
})

test('a released row is no longer held or renewed, and not reported as lost', async () => {
  const { clock, store, held } = openHeld()
  await held.release({ ...first, holder: null })
  const { writes } = store
  await clock.advance(3 * leaseMs)
  expect(held.requireHeld).toThrow('no longer holds')
  expect(held.lost.aborted).toBe(false)
  expect(store.writes).toBe(writes)
})

test('a renewal found to be stored earlier is made again: until then it does not extend the time the row is held', async () => {
  let writes = 0
  // The first renewal is stored but its response lost; after the second is refused, nothing reaches the store.
  const { clock, store, held } = openHeld((write) => {
    writes++
    if (writes === 1) write()
    if (writes === 2) return write()
    throw new Failure('unavailable', 'The store is unavailable, as planned.')
  })
  await clock.advance(renewEveryMs)
  const { renewals } = store.row
  await clock.advance(leaseMs)
  // The row has not changed for `leaseMs`: another process may take it.
  expect(store.row.renewals).toBe(renewals)
  expect(held.requireHeld).toThrow('no longer holds')
})
