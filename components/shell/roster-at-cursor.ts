import type { Roster } from './roster.ts'
import { createValueStore } from './value-store.ts'
import type { RosterWatch } from './watch-roster.ts'

/** The roster at the time cursor: the current one, or in replay that of the past. */
export interface RosterAtCursor extends RosterWatch {
  /** The current one, whatever the screen shows. */
  current(): Roster
  /** Null: the current one. */
  show(past: Roster | null): void
}

export function createRosterAtCursor(current: RosterWatch): RosterAtCursor {
  const past = createValueStore<Roster | null>(null)
  return {
    get: () => past.get() ?? current.get(),
    subscribe(listener) {
      const stops = [current.subscribe(listener), past.subscribe(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
    current: current.get,
    show: past.set,
    reload: current.reload,
    close: current.close,
  }
}
