import type { FleetPicture } from './feed.ts'

export type PictureListener = (picture: FleetPicture) => void | Promise<void>

export interface Delivery {
  /** Asks for a delivery at the next paint; calls before it are one. */
  request(): void
  add(listener: PictureListener): () => void
  close(): void
}

interface DeliveryOptions {
  picture: FleetPicture
  /** Calls once when the screen is about to paint; never while it is hidden. */
  nextPaint: (run: () => void) => void
  /** Brings the picture up to date: the only moment at which it changes. */
  prepare: () => void
  /** Monotonic, in milliseconds. */
  now: () => number
  setTimer: (run: () => void, delayMs: number) => () => void
  /** From one delivery to the next at the least: what comes more often costs the screen more than it shows. */
  leastGapMs: number
}

/** Hands pictures to listeners one at a time: the next only when all have painted, and then the newest. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { picture, nextPaint, prepare, now, setTimer, leastGapMs } = options
  const listeners = new Set<PictureListener>()
  let state: 'idle' | 'scheduled' | 'painting' = 'idle'
  let wanted = false
  let deliveredAtMs = -Infinity
  let closed = false

  const schedule = () => {
    if (state !== 'idle' || !wanted || closed) return
    state = 'scheduled'
    const waitMs = deliveredAtMs + leastGapMs - now()
    const paint = () => nextPaint(() => void deliver())
    if (waitMs > 0) setTimer(paint, waitMs)
    else paint()
  }
  const deliver = async () => {
    if (closed) return
    wanted = false
    state = 'painting'
    deliveredAtMs = now()
    prepare()
    const paints = [...listeners].map(async (listener) => listener(picture))
    picture.changed.clear() // listeners have read it; what changes while they paint is for the next
    for (const paint of await Promise.allSettled(paints)) if (paint.status === 'rejected') raise(paint.reason)
    state = 'idle'
    schedule()
  }

  return {
    request() {
      wanted = true
      schedule()
    },
    add(listener) {
      listeners.add(listener)
      for (const droneId of picture.drones.keys()) picture.changed.add(droneId)
      wanted = true
      schedule()
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      listeners.clear()
    },
  }
}

/** A listener's bug is seen by whoever watches for uncaught errors, and stops nobody else's picture. */
function raise(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
