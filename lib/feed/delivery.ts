import type { SetTimer } from '../async/set-timer.ts'
import type { FleetPicture } from './feed.ts'

export type PictureListener = (picture: FleetPicture) => void | Promise<void>

export interface Delivery {
  /** Requests a delivery in time for the next paint; calls before it are combined. */
  request(): void
  add(listener: PictureListener): () => void
  close(): void
}

interface DeliveryOptions {
  picture: FleetPicture
  /** Calls `run` once, in time for the next paint; never while the page is hidden. */
  nextPaint: (run: () => void) => void
  /** Updates the picture, which changes only here. */
  prepare: () => void
  /** Monotonic, in milliseconds. */
  now: () => number
  setTimer: SetTimer
  /** Minimum time between two deliveries. */
  minGapMs: number
}

/** Delivers the picture to listeners: the next time only when all have painted, and then the newest state. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { picture, nextPaint, prepare, now, setTimer, minGapMs } = options
  const listeners = new Set<PictureListener>()
  let state: 'idle' | 'scheduled' | 'painting' = 'idle'
  let wanted = false
  let deliveredAtMs = -Infinity
  let closed = false

  const schedule = () => {
    if (state !== 'idle' || !wanted || closed) return
    state = 'scheduled'
    const waitMs = deliveredAtMs + minGapMs - now()
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
    picture.changed.clear() // listeners have read it; changes while they paint are for the next delivery
    for (const paint of await Promise.allSettled(paints)) if (paint.status === 'rejected') reportUncaught(paint.reason)
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

/** An error of one listener is reported as uncaught and does not affect the others. */
function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
