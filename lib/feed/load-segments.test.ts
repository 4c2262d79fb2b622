import { expect, test } from 'vitest'
import type { ConvoyId } from '../../schema/ids.ts'
import { writeUuid } from '../uuid/uuid-bytes.ts'
import { createSegmentLoader, splitConvoys } from './load-segments.ts'

const ids = Array.from(
  { length: 23 },
  (_, n) => `550e8400-e29b-41d4-a716-4466554400${String(n).padStart(2, '0')}` as ConvoyId,
)
const [segment, signal] = [Date.UTC(2026, 10, 28), new AbortController().signal]

/** A byte of frames of each: its last two digits. */
function bodyOf(convoyIds: readonly ConvoyId[]): Uint8Array {
  const body = new Uint8Array(21 * convoyIds.length)
  for (const [n, convoyId] of convoyIds.entries()) {
    writeUuid(body, 21 * n, convoyId)
    body[21 * n + 16] = 1
    body[21 * n + 20] = Number(convoyId.slice(-2))
  }
  return body
}

test('what is asked for together comes in few requests, a segment in each, and each convoy gets its own', async () => {
  const asked: [number, number][] = []
  const load = createSegmentLoader(async (convoyIds, of) => {
    asked.push([convoyIds.length, of])
    return bodyOf(convoyIds.filter((convoyId) => convoyId !== ids[5]))
  })
  const loads = ids.map((convoyId) => load(convoyId, segment, signal))
  const next = load(ids[0] as ConvoyId, segment + 30_000, signal)
  const bodies = await Promise.all(loads)
  expect(bodies.map(([byte]) => byte)).toEqual(ids.map((_, n) => (n === 5 ? undefined : n)))
  expect([...(await next)]).toEqual([0])
  expect(asked).toEqual([
    [10, segment],
    [10, segment],
    [3, segment],
    [1, segment + 30_000],
  ])
})

test('a request that fails fails for the convoys in it alone', async () => {
  const load = createSegmentLoader(async (convoyIds) => {
    if (convoyIds.includes(ids[0] as ConvoyId)) throw new Error('no contact')
    return bodyOf(convoyIds)
  })
  const outcomes = await Promise.allSettled(ids.map((convoyId) => load(convoyId, segment, signal)))
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(ids.map((_, n) => n >= 10))
})

test('a response that is cut off anywhere is refused', () => {
  const body = bodyOf(ids.slice(0, 2))
  for (let length = 1; length < body.length; length++)
    if (length !== 21) expect(() => splitConvoys(body.subarray(0, length))).toThrow(RangeError)
})
