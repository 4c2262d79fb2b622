import type { BoardTurns, HeldTurn } from './board-turns.ts'
import type { EngagementEvents } from './engagement-events.ts'

/** The turns of a process that shares its store with no other: there is nobody to wait for, so they write nothing. */
export function createLocalTurns(events: Pick<EngagementEvents, 'expect'>): BoardTurns {
  const mark = { generation: 0, turn: 0 }
  const turn: HeldTurn = {
    mark,
    requireHeld: () => undefined,
    end: async () => true,
    abandon: async () => undefined,
  }
  return {
    isShared: false,
    whenFree: async () => ({ mark, isInterrupted: false, row: null }),
    async take(_, __, records) {
      events.expect(records, mark.generation)
      return turn
    },
    readMark: async () => ({ ...mark, isHeld: false, isInterrupted: false }),
  }
}
