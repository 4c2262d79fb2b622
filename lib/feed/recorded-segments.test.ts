import { expect, test } from 'vitest'
import type { ConvoyId } from '../../schema/ids.ts'
import { segmentMs } from '../frames/segments.ts'
import { createRecordedSegments } from './recorded-segments.ts'

const dayMs = 86_400_000
const convoyIds = Array.from({ length: 4 }, (_, n) => `550e8400-e29b-41d4-a716-4466554400${n + 10}` as ConvoyId)
const bodyBytes = 2_000
const maxBytes = 200_000

/** A body of one frame: its instant, its length, and its bytes. */
function bodyAt(atMs: number): Uint8Array {
  const body = new Uint8Array(bodyBytes)
  const view = new DataView(body.buffer)
  view.setFloat64(0, atMs, true)
  view.setUint32(8, bodyBytes - 12, true)
  return body
}

test('a day that is played holds no more than the limit, of what was played last; what was dropped is loaded again', async () => {
  const loads = new Map<string, number>()
  const segments = createRecordedSegments({
    async load(convoyId, segment) {
      const key = `${convoyId} ${segment}`
      loads.set(key, (loads.get(key) ?? 0) + 1)
      return bodyAt(segment)
    },
    onChange: () => {},
    liveMs: () => 2 * dayMs,
    now: () => 0,
    maxBytes,
  })
  const play = async (segment: number) => {
    for (const convoyId of convoyIds) segments.find(convoyId, segment)
    await Promise.resolve()
    await new Promise(setImmediate)
    for (const convoyId of convoyIds) expect(segments.find(convoyId, segment)).toMatchObject([{ atMs: segment }])
  }
  const all = Array.from({ length: dayMs / segmentMs }, (_, n) => n * segmentMs)
  for (const segment of all) await play(segment)
  expect([...loads.values()].every((count) => count === 1)).toBe(true)

  const isHeld = (segment: number) => segments.find(convoyIds[0] as ConvoyId, segment) !== null
  const held = all.filter((_, n) => n >= all.length - 40).filter(isHeld)
  expect(held.length).toBeGreaterThan(maxBytes / (convoyIds.length * bodyBytes) / 2)
  expect(held.length * convoyIds.length * bodyBytes).toBeLessThanOrEqual(maxBytes)
  expect(held.at(-1)).toBe(all.at(-1))
  await play(0)
  expect(loads.get(`${convoyIds[0]} 0`)).toBe(2)
  segments.close()
})
