/** Lists of numbers in few bytes: whole numbers as differences, decimals as scaled whole numbers, other doubles by byte position. */
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** Differences of differences of smaller numbers are exact, and twice as much too, which is what is written. */
const maxExact = 2 ** 50
const maxDecimals = 9

/** Predictors of the next number: the previous one, a straight line through the previous two, or (this + k) the list `earlier[k]`. */
const byPrevious = 0
const byLine = 1
const byEarlier = 2

export const isCompressible = (values: readonly number[]): boolean =>
  values.every((value) => Number.isInteger(value) && Math.abs(value) < maxExact && !Object.is(value, -0))

/** Writes numbers that are `isCompressible`. `earlier` are lists of the same length, which the reader must have, too. */
export function writeIntegers(
  out: ByteWriter,
  values: readonly number[],
  earlier: readonly (readonly number[])[],
): void {
  let best = residualsOf(values, byPrevious, earlier)
  let bestBits = bitsOf(best)
  let predictor = byPrevious
  for (let candidate = byLine; candidate < byEarlier + earlier.length; candidate++) {
    const residuals = residualsOf(values, candidate, earlier)
    const bits = bitsOf(residuals)
    if (bits >= bestBits) continue
    best = residuals
    bestBits = bits
    predictor = candidate
  }
  out.writeByte(predictor)
  for (const residual of best) out.writeVarint(residual < 0 ? -2 * residual - 1 : 2 * residual)
}

export function readIntegers(from: ByteReader, count: number, earlier: readonly (readonly number[])[]): number[] {
  const predictor = from.readByte()
  const base = earlier[predictor - byEarlier]
  if (predictor >= byEarlier && base?.length !== count)
    throw new RangeError(`expected a predictor below ${byEarlier + earlier.length}, got ${predictor}`)
  const values = new Array<number>(count)
  let previous = 0
  let step = 0
  for (let i = 0; i < count; i++) {
    const residual = fromZigzag(from.readVarint())
    if (base) previous = (base[i] as number) + residual
    else {
      step = predictor === byLine ? step + residual : residual
      previous += step
    }
    values[i] = previous
  }
  return values
}

/** Small codes, which most are, without arithmetic of doubles. */
function fromZigzag(code: number): number {
  if (code < 0x8000_0000) return (code >>> 1) ^ -(code & 1)
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2
}

function residualsOf(
  values: readonly number[],
  predictor: number,
  earlier: readonly (readonly number[])[],
): Float64Array {
  const residuals = new Float64Array(values.length)
  const base = earlier[predictor - byEarlier]
  let previous = 0
  let step = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (base) residuals[i] = value - (base[i] as number)
    else {
      residuals[i] = value - previous - (predictor === byLine ? step : 0)
      step = value - previous
      previous = value
    }
  }
  return residuals
}

/** Roughly how many bits the residuals need. */
function bitsOf(residuals: Float64Array): number {
  let bits = 0
  for (const residual of residuals) {
    const size = Math.abs(residual)
    bits += size < 0x8000_0000 ? 32 - Math.clz32(size) : 53
  }
  return bits
}

/** The values times 10^decimals, exact whole numbers, with as few decimals as possible; null when up to 9 do not suffice. */
export function toDecimals(values: readonly number[]): { decimals: number; scaled: number[] } | null {
  let decimals = 0
  for (const value of values) {
    while (!isScaled(value, 10 ** decimals)) if (++decimals > maxDecimals) return null
  }
  const unit = 10 ** decimals
  if (!values.every((value) => isScaled(value, unit))) return null
  return { decimals, scaled: values.map((value) => Math.round(value * unit) + 0) }
}

export const fromDecimals = (scaled: readonly number[], decimals: number): number[] => {
  const unit = 10 ** decimals
  return scaled.map((value) => value / unit)
}

/** Whether the value survives scaling to a whole number and back; adding 0 turns -0 into 0, as the reader gets it. */
function isScaled(value: number, unit: number): boolean {
  const scaled = Math.round(value * unit) + 0
  return Math.abs(scaled) < maxExact && Object.is(scaled / unit, value)
}

/** Any doubles: each is combined with the previous one by exclusive or, and bytes of the same position are put together. */
export function writeDoubles(out: ByteWriter, values: readonly number[]): void {
  const words = new Uint32Array(Float64Array.from(values).buffer)
  for (let i = words.length - 1; i > 1; i--) words[i] = (words[i] as number) ^ (words[i - 2] as number)
  const bytes = new Uint8Array(words.buffer)
  const shuffled = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) shuffled[(i & 7) * values.length + (i >> 3)] = bytes[i] as number
  out.writeRaw(shuffled)
}

export function readDoubles(from: ByteReader, count: number): number[] {
  const shuffled = from.readRaw(8 * count)
  const bytes = new Uint8Array(8 * count)
  for (let i = 0; i < bytes.length; i++) bytes[i] = shuffled[(i & 7) * count + (i >> 3)] as number
  const words = new Uint32Array(bytes.buffer)
  for (let i = 2; i < words.length; i++) words[i] = (words[i] as number) ^ (words[i - 2] as number)
  return [...new Float64Array(words.buffer)]
}
