import { addMark, createMarkReader, type Mark } from '../../lib/view/session-log.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { EventHub } from '../api/events.ts'
import { createValueStore, type ReadableStore } from './value-store.ts'
import type { RosterWatch } from './watch-roster.ts'

export interface SessionMarks extends ReadableStore<readonly Mark[]> {
  close(): void
}

/** What happened since this page was opened. */
export function createSessionMarks(events: Pick<EventHub, 'onEvent'>, roster: Pick<RosterWatch, 'get'>): SessionMarks {
  const store = createValueStore<readonly Mark[]>([])
  const callsignOf = (id: string) => {
    const { convoys, drones } = roster.get()
    return convoys.get(id as ConvoyId)?.callsign ?? drones.get(id as DroneId)?.callsign ?? 'unknown'
  }
  const markOf = createMarkReader(callsignOf)
  const close = events.onEvent((event) => {
    const mark = markOf(event)
    if (mark) store.set(addMark(store.get(), mark))
  })
  return {
    get: store.get,
    subscribe: store.subscribe,
    close,
  }
}
