import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFrameGroup, writeFrameGroup } from './frame-groups.ts'

const groups = fc
  .array(
    fc.record({
      waitMs: fc.nat(10_000),
      packed: fc.option(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => bytes.slice()),
        { nil: null },
      ),
    }),
  )
  .map((steps) => {
    let atMs = Date.UTC(2026, 10, 28)
    return steps.map(({ waitMs, packed }) => {
      atMs += waitMs
      return { atMs, packed }
    })
  })

test('a group is read as it was written, frames of one instant, empty ones and the end of a convoy too', () => {
  fc.assert(
    fc.property(groups, (frames) => {
      const startMs = frames[0]?.atMs ?? 0
      expect(readFrameGroup(startMs, writeFrameGroup(startMs, frames))).toEqual(frames)
    }),
  )
})

test('a group that is cut off within a frame is refused', () => {
  const bytes = writeFrameGroup(0, [{ atMs: 0, packed: new Uint8Array(20) }])
  expect(() => readFrameGroup(0, bytes.subarray(0, 15))).toThrow(RangeError)
})
