/**
 * Live frames packed for replay: each as its differences from those before it, column by column, which compresses well. A full
 * frame depends on no earlier one. schema/frames.md has the format.
 */
import { createVarintReader, createVarintWriter } from '../bytes/varints.ts'
import { readNumber, writeColumn, writeNumber } from './fields.ts'
import { candidateBytes, frameKinds, frameMagic, header, headerBytes, linkBytes } from './layout.ts'
import { emptyPackState, type PackState } from './pack-state.ts'
import { type Transfer, walkBody, walkHeader } from './pack-walk.ts'
import { writeWhole } from './pack-whole.ts'

/** Longer than any frame of the greatest convoy: what claims more is damaged. */
const mostFrameBytes = 64 * 1024 * 1024

export interface FramePacker {
  /** `frame`: a live frame, as `encodeFrame` returns it. */
  pack(frame: Uint8Array): Uint8Array<ArrayBuffer>
}

export function createFramePacker(): FramePacker {
  let state = emptyPackState()
  return {
    pack(frame) {
      const writer = createVarintWriter(frame.length)
      const kind = frame[header.kind] as number
      writer.unsigned(kind)
      if (kind === frameKinds.full) state = emptyPackState()
      else writer.unsigned(sequenceOf(state.header))
      const number: Transfer['number'] = (view, at, type, expected) => {
        const value = readNumber(view, at, type)
        if (type !== 'f64') writer.signed(value - expected)
        else if (isWhole(value)) writer.signed(2 * (value - wholeOr0(expected)))
        else {
          writer.signed(1)
          writer.bytes(new Uint8Array(view.buffer, view.byteOffset + at, 8))
        }
      }
      const transfer: Transfer = {
        number,
        column: eachOf(number),
        whole(expected, value) {
          const own = value()
          writer.signed(own - expected)
          return own
        },
        raw: (bytes, at, length) => writer.bytes(bytes.subarray(at, at + length)),
      }
      const own = frame.slice(0, headerBytes)
      walkHeader(transfer, state, own)
      walkBody(transfer, state, frame)
      state.header = own
      return writer.written().slice()
    },
  }
}

/** Whether a packed frame is a full one, which depends on no earlier frame. */
export const isPackedFull = (packed: Uint8Array): boolean => packed[0] === frameKinds.full

export interface FrameUnpacker {
  /** The live frame. Throws a RangeError for bytes that are not a packed frame, or for changes of another frame than the one before. */
  unpack(packed: Uint8Array): Uint8Array<ArrayBuffer>
  /** A full frame that amounts to all that was unpacked so far. Throws a RangeError when there is none. */
  whole(): Uint8Array<ArrayBuffer>
}

export function createFrameUnpacker(): FrameUnpacker {
  let state: PackState = emptyPackState()
  return {
    unpack(packed) {
      const reader = createVarintReader(packed)
      if (reader.unsigned() === frameKinds.full) state = emptyPackState()
      else requireFollows(reader.unsigned(), state.header)
      const number: Transfer['number'] = (view, at, type, expected) => {
        const change = reader.signed()
        if (type !== 'f64') writeNumber(view, at, type, expected + change)
        else if (change % 2 === 0) writeNumber(view, at, type, wholeOr0(expected) + change / 2)
        else new Uint8Array(view.buffer, view.byteOffset + at, 8).set(reader.bytes(8))
      }
      const eachNumber = eachOf(number)
      const transfer: Transfer = {
        number,
        column(view, at, strideBytes, type, expected) {
          if (type === 'f64') return eachNumber(view, at, strideBytes, type, expected)
          reader.addSigned(expected)
          writeColumn(view, at, strideBytes, type, expected)
        },
        whole: (expected) => expected + reader.signed(),
        raw: (bytes, at, length) => bytes.set(reader.bytes(length), at),
      }
      const own = new Uint8Array(headerBytes)
      walkHeader(transfer, state, own)
      const frame = new Uint8Array(sizeOf(own))
      frame.set(own)
      // Until it is walked to its end, nothing can follow it.
      state.header = new Uint8Array(headerBytes)
      walkBody(transfer, state, frame)
      if (!reader.isAtEnd()) throw new RangeError('Packed frame with bytes after its end')
      state.header = own
      return frame
    },
    whole() {
      if (state.header[header.magic] !== frameMagic) throw new RangeError('No packed frame, expected a full one first')
      return writeWhole(state)
    },
  }
}

const eachOf =
  (number: Transfer['number']): Transfer['column'] =>
  (view, at, strideBytes, type, expected) => {
    for (let n = 0; n < expected.length; n++) {
      number(view, at + n * strideBytes, type, expected[n] as number)
      expected[n] = readNumber(view, at + n * strideBytes, type)
    }
  }

const sequenceOf = (own: Uint8Array): number =>
  new DataView(own.buffer, own.byteOffset, own.byteLength).getUint32(header.sequence, true)

function requireFollows(sequence: number, own: Uint8Array): void {
  if (own[header.magic] !== frameMagic) throw new RangeError('Packed changes, expected a full frame first')
  if (sequenceOf(own) !== sequence)
    throw new RangeError(`Packed changes of frame ${sequence}, expected of ${sequenceOf(own)}`)
}

function sizeOf(own: Uint8Array): number {
  const view = new DataView(own.buffer)
  const count = (at: number) => view.getUint16(at, true)
  const sizeBytes =
    headerBytes +
    count(header.recordCount) * count(header.recordBytes) +
    count(header.linkCount) * linkBytes +
    count(header.candidateCount) * candidateBytes
  if (sizeBytes > mostFrameBytes)
    throw new RangeError(`Frame of ${sizeBytes} bytes, expected at most ${mostFrameBytes}`)
  return sizeBytes
}

/** Numbers whose differences a varint holds; -0 is none. */
const isWhole = (value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) <= 2 ** 49 && !Object.is(value, -0)
const wholeOr0 = (value: number): number => (isWhole(value) ? value : 0)
