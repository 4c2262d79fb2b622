import type { FleetPicture } from './feed.ts'

export type PictureListener = (picture: FleetPicture) => void | Promise<void>

export interface Delivery {
  /** Ask for a delivery at the next paint; calls before it are one. `upToMs`: server time up to which the picture is complete. */
  request(upToMs: number): void
  add(listener: PictureListener): () => void
  close(): void
}

interface DeliveryOptions {
  picture: FleetPicture
  /** Calls once when the screen is about to paint; never while it is hidden. */
  nextPaint: (run: () => void) => void
  nowMs: () => number
  /** Every listener has painted what was complete up to then. */
  onShown: (upToMs: number) => void
}

/** Hands pictures to listeners one at a time: the next only when all have painted, and then the newest. */
export function createDelivery({ picture, nextPaint, nowMs, onShown }: DeliveryOptions): Delivery {
  const listeners = new Set<PictureListener>()
  let state: 'idle' | 'scheduled' | 'painting' = 'idle'
  let wanted = false
  let completeUpToMs: number | null = null
  let closed = false

  const schedule = () => {
    if (state !== 'idle' || !wanted || closed) return
    state = 'scheduled'
    nextPaint(() => void deliver())
  }
  const deliver = async () => {
    if (closed) return
    const upToMs = completeUpToMs
    wanted = false
    state = 'painting'
    picture.nowMs = nowMs()
    const paints = [...listeners].map(async (listener) => listener(picture))
    picture.changed.clear() // listeners have read it; what changes while they paint is for the next
    for (const paint of await Promise.allSettled(paints)) if (paint.status === 'rejected') raise(paint.reason)
    state = 'idle'
    if (upToMs !== null) onShown(upToMs)
    schedule()
  }

  return {
    request(upToMs) {
      wanted = true
      completeUpToMs = upToMs
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
