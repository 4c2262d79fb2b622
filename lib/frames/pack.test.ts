import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frames } from '../../tests/support/generate-frames.ts'
import { encodeFrame } from './encode.ts'
import type { Frame } from './frame.ts'
import { createFramePacker, createFrameUnpacker } from './pack.ts'

/** A full frame and what follows it. */
const streams = fc
  .tuple(frames, fc.array(frames, { maxLength: 6 }))
  .map(([first, rest]): Frame[] => [{ ...first, kind: 'full' }, ...rest])

test('any frames come out of the packing byte for byte', () => {
  fc.assert(
    fc.property(streams, (stream) => {
      const packer = createFramePacker()
      const unpacker = createFrameUnpacker()
      for (const bytes of stream.map(encodeFrame)) expect(unpacker.unpack(packer.pack(bytes))).toEqual(bytes)
    }),
    { numRuns: 300 },
  )
})

test('a full frame is unpacked without those before it', () => {
  fc.assert(
    fc.property(streams, streams, (before, stream) => {
      const packer = createFramePacker()
      for (const frame of before) packer.pack(encodeFrame(frame))
      const unpacker = createFrameUnpacker()
      for (const bytes of stream.map(encodeFrame)) expect(unpacker.unpack(packer.pack(bytes))).toEqual(bytes)
    }),
    { numRuns: 50 },
  )
})

test('instants that are no whole milliseconds, and minus zero, keep their bits', () => {
  const [frame] = fc.sample(frames, 1) as [Frame]
  for (const atMs of [0.25, -0, Number.NaN, Number.MAX_VALUE, 2 ** 53]) {
    const bytes = encodeFrame({ ...frame, kind: 'full', atMs })
    expect(createFrameUnpacker().unpack(createFramePacker().pack(bytes))).toEqual(bytes)
  }
})

test('changes are refused after another frame than the one they were made for', () => {
  const [frame] = fc.sample(frames, 1) as [Frame]
  const [packer, unpacker] = [createFramePacker(), createFrameUnpacker()]
  const [full, , third] = (['full', 'delta', 'delta'] as const).map((kind, sequence) =>
    packer.pack(encodeFrame({ ...frame, kind, sequence })),
  ) as [Uint8Array, Uint8Array, Uint8Array]
  unpacker.unpack(full)
  expect(() => unpacker.unpack(third)).toThrow('Packed changes of frame 1, expected of 0')
})

test('changes without a full frame before them, and damaged bytes, are refused and never misread as a frame of another size', () => {
  fc.assert(
    fc.property(streams, fc.nat(), fc.nat(255), (stream, where, value) => {
      const packed = createFramePacker().pack(encodeFrame(stream[0] as Frame))
      const changes = createFramePacker().pack(encodeFrame({ ...(stream[0] as Frame), kind: 'delta' }))
      expect(() => createFrameUnpacker().unpack(changes)).toThrow(RangeError)
      expect(() => createFrameUnpacker().unpack(packed.subarray(0, packed.length - 1))).toThrow(RangeError)
      try {
        createFrameUnpacker().unpack(packed.with(where % packed.length, value))
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
    { numRuns: 300 },
  )
})
