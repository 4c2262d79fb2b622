/** One way of one connection through a faulty cable. */
import type { Socket } from 'node:net'

export type Way = 'toTarget' | 'fromTarget'

export interface Faults {
  hole: Way | 'both' | null
  latencyMs: number
  bytesPerS: number
  /** Of what each connection brings from the target, from now on. */
  bytesUntilReset: number
}

export const healthy: Faults = {
  hole: null,
  latencyMs: 0,
  bytesPerS: Number.POSITIVE_INFINITY,
  bytesUntilReset: Number.POSITIVE_INFINITY,
}

export interface Cable {
  faults: Faults
  /** Called when the faults change. */
  changed: Set<() => void>
}

/** So much is taken in before the sender feels that nothing passes. */
const mostHeldBytes = 64 * 1024

/** Passes what `from` sends, and that it ended or broke, on to `to`, as late and as slowly as the cable's faults say. */
export function startPump(cable: Cable, from: Socket, to: Socket, way: Way): void {
  const held: { chunk: Buffer | 'end' | 'close'; dueMs: number }[] = []
  let heldBytes = 0
  let passedBytes = 0
  let isPassing = false
  cable.changed.add(restartCount)
  // Its error is followed by its close, which is passed on.
  from.on('error', () => {})
  from.on('data', (chunk: Buffer) => {
    heldBytes += chunk.length
    if (heldBytes > mostHeldBytes) from.pause()
    hold(chunk)
  })
  from.on('end', () => hold('end'))
  from.on('close', () => hold('close'))

  function restartCount() {
    passedBytes = 0
  }

  function hold(chunk: Buffer | 'end' | 'close') {
    held.push({ chunk, dueMs: performance.now() + cable.faults.latencyMs })
    if (!isPassing) void passOn()
  }

  async function passOn() {
    isPassing = true
    for (let next = held.shift(); next; next = held.shift()) {
      await until(next.dueMs)
      if (next.chunk instanceof Buffer) await pass(next.chunk)
      else {
        await passable()
        if (next.chunk === 'end') to.end()
        else {
          cable.changed.delete(restartCount)
          to.destroy()
        }
      }
    }
    isPassing = false
  }

  async function pass(chunk: Buffer) {
    for (let rest = chunk; rest.length > 0; ) {
      await passable()
      const { bytesPerS, bytesUntilReset } = cable.faults
      const left = way === 'fromTarget' ? bytesUntilReset - passedBytes : Number.POSITIVE_INFINITY
      const piece = rest.subarray(0, Math.min(rest.length, Math.max(1, Math.ceil(bytesPerS / 50)), Math.max(0, left)))
      rest = rest.subarray(piece.length)
      passedBytes += piece.length
      heldBytes -= piece.length
      if (piece.length > 0) await write(piece)
      if (left <= piece.length) {
        from.resetAndDestroy()
        to.resetAndDestroy()
        return
      }
      if (Number.isFinite(bytesPerS)) await until(performance.now() + (piece.length / bytesPerS) * 1_000)
    }
    if (heldBytes <= mostHeldBytes) from.resume()
  }

  /** Resolves when the other side has taken it, or is gone. */
  function write(piece: Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (to.destroyed) resolve()
      else to.write(piece, () => resolve())
    })
  }

  async function passable(): Promise<void> {
    while (cable.faults.hole === 'both' || cable.faults.hole === way) {
      const { promise, resolve } = Promise.withResolvers<void>()
      cable.changed.add(resolve)
      await promise
      cable.changed.delete(resolve)
    }
  }
}

function until(dueMs: number): Promise<void> | undefined {
  const waitMs = dueMs - performance.now()
  return waitMs > 0 ? new Promise((resolve) => setTimeout(resolve, waitMs)) : undefined
}
