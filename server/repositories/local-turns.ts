import type { BoardTurns, HeldTurn } from './board-turns.ts'
import type { EngagementEvents } from './engagement-events.ts'

/**
 * The turns of a process that shares its store with no other. No other process writes, so a turn needs no row. Its records are
 * durable in their claims: after a crash, the job `finish-claims` or the sender's retry records them. After a failure their events
 * stay pending, and the retry publishes them.
 */
export function createLocalTurns(events: Pick<EngagementEvents, 'markPending'>): BoardTurns {
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
      events.markPending(records, mark.generation)
      return turn
    },
    readMark: async () => ({ ...mark, isHeld: false, isInterrupted: false }),
  }
}
