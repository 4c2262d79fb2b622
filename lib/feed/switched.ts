import type { PictureListener } from './delivery.ts'
import type { Feed } from './feed.ts'

/** The feed that the screen follows: live, or a replay in its place. Listeners stay over a change. */
export interface SwitchedFeed extends Feed {
  /** Follows another feed from now on. The drones of both count as changed. The one before is not closed. */
  follow(feed: Feed): void
}

export function createSwitchedFeed(first: Feed): SwitchedFeed {
  let current = first
  /** Every listener, and what unsubscribes it from the current feed. */
  const listeners = new Map<PictureListener, () => void>()
  return {
    get kind() {
      return current.kind
    },
    get picture() {
      return current.picture
    },
    nowMs: () => current.nowMs(),
    follow(next) {
      if (next === current) return
      for (const unsubscribe of listeners.values()) unsubscribe()
      const { version, jumps } = current.picture
      next.picture.version = Math.max(next.picture.version, version) + 1
      next.picture.jumps = Math.max(next.picture.jumps, jumps) + 1
      // Listeners draw what changed: a drone that is not in the next picture has to go.
      for (const droneId of current.picture.drones.keys()) next.picture.changed.add(droneId)
      current = next
      for (const listener of listeners.keys()) listeners.set(listener, next.onPicture(listener))
    },
    onPicture(listener) {
      listeners.set(listener, current.onPicture(listener))
      return () => {
        listeners.get(listener)?.()
        listeners.delete(listener)
      }
    },
    close: () => current.close(),
  }
}
