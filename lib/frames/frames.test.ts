import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frames } from '../../tests/support/generate-frames.ts'
import { decodeFrame } from './decode.ts'
import { encodeFrame } from './encode.ts'
import type { Frame } from './frame.ts'
import { fixedRecordBytes, header, headerBytes, measuredSlots, recordBytes } from './layout.ts'
import { printMeasuredRows } from './print-layout.ts'

// -0 and 0 are one value on the wire.
const withoutMinusZero = (frame: Frame) => JSON.parse(JSON.stringify(frame)) as Frame

test('what was packed comes out again', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(withoutMinusZero(decodeFrame(encodeFrame(frame)))).toEqual(withoutMinusZero(frame))
    }),
    { numRuns: 500 },
  )
})

test('truncated, extended or unrelated bytes are refused with expected and got, never misread', () => {
  fc.assert(
    fc.property(frames, fc.nat(400), (frame, cut) => {
      const bytes = encodeFrame(frame)
      const shorter = bytes.subarray(0, Math.max(0, bytes.length - 1 - cut))
      expect(() => decodeFrame(shorter)).toThrow(/expected/)
      expect(() => decodeFrame(new Uint8Array([...bytes, 0]))).toThrow(/expected/)
      expect(() => decodeFrame(bytes.with(0, 1))).toThrow(/expected 67/)
      expect(() => decodeFrame(bytes.with(1, 9))).toThrow(/version 9, expected 3/)
    }),
    { numRuns: 100 },
  )
})

test('a value beyond its field is held at the end, never wrapped', () => {
  const [frame] = fc.sample(
    frames.filter((one) => one.records.length > 0),
    1,
  ) as [Frame]
  const [first] = frame.records
  if (!first) throw new Error('no record')
  const decoded = decodeFrame(encodeFrame({ ...frame, records: [{ ...first, speedMps: 9_000, linkPct: -3 }] }))
  expect(decoded.records).toMatchObject([{ speedMps: 6_553.4, linkPct: 0 }])
})

test('more links than a frame can count are left out, and the others can be read', () => {
  const [frame] = fc.sample(frames, 1) as [Frame]
  const links = Array.from({ length: 0xffff + 5 }, (_, n) => ({ fromSlot: n >> 6, toSlot: n & 63, linkPct: 50 }))
  expect(decodeFrame(encodeFrame({ ...frame, links })).links).toEqual(links.slice(0, 0xffff))
})

test('a frame is as long as its contract says', () => {
  const [frame] = fc.sample(frames, 1) as [Frame]
  const empty = { ...frame, links: [], leadership: { ...frame.leadership, candidates: [] } }
  expect(encodeFrame(empty)).toHaveLength(headerBytes + recordBytes * frame.records.length)
})

test('records of a version with another number of measured fields are read as far as both know them', () => {
  const [frame] = fc.sample(
    frames.filter((one) => one.records.length === 1 && one.links.length === 0),
    1,
  ) as [Frame]
  const [first] = frame.records
  const withoutCandidates = { ...frame, leadership: { ...frame.leadership, candidates: [] } }
  const bytes = encodeFrame(withoutCandidates)
  const withRecordOf = (length: number) => {
    const changed = new Uint8Array(headerBytes + length)
    changed.set(bytes.subarray(0, headerBytes + Math.min(length, recordBytes)))
    new DataView(changed.buffer).setUint16(header.recordBytes, length, true)
    return changed
  }
  expect(withoutMinusZero(decodeFrame(withRecordOf(recordBytes + 4)))).toEqual(withoutMinusZero(withoutCandidates))
  const known = { slot: first?.slot, altitudeM: first?.altitudeM ?? null, [measuredSlots.at(-1)?.field ?? '']: null }
  expect(decodeFrame(withRecordOf(recordBytes - 1)).records).toMatchObject([known])
  expect(() => decodeFrame(withRecordOf(fixedRecordBytes - 1))).toThrow(/expected at least 44/)
})

test('schema/frames.md has the measured fields where the layout has them: npm run codegen prints them', () => {
  const text = readFileSync(join(import.meta.dirname, '../../schema/frames.md'), 'utf8')
  expect(text).toBe(printMeasuredRows(text))
})
