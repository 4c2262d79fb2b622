/** Chance as a function of a step instead of a sequence of draws: what happens at one instant never depends on how one got there. */
import { mix32 } from './random.ts'

/** In [0, 1), for a seed of 32 bits and a whole step of up to 2^53. */
export function unitAt(seed: number, step: number): number {
  const low = step >>> 0
  const high = Math.floor(step / 0x1_0000_0000)
  return mix32(mix32(seed ^ Math.imul(low, 0x9e3779b1)) + Math.imul(high, 0x85ebca77) + low) / 0x1_0000_0000
}

/** A smooth curve through random values in [-1, 1] at whole `x`. */
export function smoothNoise(seed: number, x: number): number {
  const step = Math.floor(x)
  const part = x - step
  const before = unitAt(seed, step)
  const after = unitAt(seed, step + 1)
  return 2 * (before + (after - before) * part * part * (3 - 2 * part)) - 1
}
