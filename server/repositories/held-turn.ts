import { Failure, isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import type { BoardMark, TurnRow } from './board-log.ts'
import type { EngagementEvents } from './engagement-events.ts'
import { holdRow } from './held-row.ts'

/** A turn, as seen by code that writes during it. */
export interface WritingTurn {
  /** Throws `unavailable` when another process may have taken over by now: nothing more may be written. */
  requireHeld(): void
}

/** A turn of this process on one board, which other processes wait for. */
export interface HeldTurn extends WritingTurn {
  readonly mark: BoardMark
  /**
   * Ends the turn once everything that follows from its records is written. False: the turn was lost to another process.
   * `newestAtMs` is the time of the board's newest record.
   */
  end(newestAtMs: number | null): Promise<boolean>
  /** Gives up the turn midway: the next process, at once, stores its records again and recounts. Never rejects with a Failure. */
  abandon(): Promise<void>
}

/** Written as the holder of a turn that failed, by whether its events were published. No process has such an id. */
const failedBeforeEvents = 'failed before its events'
export const failedAfterEvents = 'failed after its events'
export const failedHolders: ReadonlySet<string> = new Set([failedBeforeEvents, failedAfterEvents])

interface Deps {
  store: Ports['tables']
  events: EngagementEvents
  access: Parameters<typeof holdRow<TurnRow>>[0]
  onEnd(): void
}

/** `heldSinceMs`: monotonic time just before `row` was written. */
export function holdTurn({ store, events, access, onEnd }: Deps, row: TurnRow, heldSinceMs: number): HeldTurn {
  const { convoyId, generation, turn } = row
  const records = row.added?.records ?? []
  const held = holdRow(access, row, heldSinceMs)

  return {
    mark: { generation, turn },

    requireHeld() {
      if (!held.isHeld()) throw turnLost(convoyId)
    },

    async end(newestAtMs) {
      const wasHeld = held.isHeld()
      await held.stop()
      if (!wasHeld || held.lost.aborted) return false
      // Before the first record of a generation: snapshots of earlier ones are trusted only up to `newestAtMs`.
      if (turn === 0) await store.insertIf(tables.boardGenerations, { convoyId, generation, newestAtMs }, null)
      // The entry in the log is the end. The row that outlives it is shared with other turns, whose writer's clock may be ahead.
      await Promise.all([
        store.insert(tables.boardLog, [{ convoyId, generation, turn, records }]),
        store.insert(tables.boardTurnEnds, [{ convoyId, generation, turn }]),
      ])
      onEnd()
      return true
    },

    async abandon() {
      const pending = records.filter(({ engagementId }) => events.isPending(engagementId, generation))
      const holder = pending.length > 0 ? failedBeforeEvents : failedAfterEvents
      try {
        if (await held.release({ ...row, holder })) events.forget(pending)
      } catch (error) {
        if (!isFailure(error)) throw error
      }
    },
  }
}

const turnLost = (convoyId: ConvoyId) =>
  new Failure('unavailable', `Another process has taken over the board of ${convoyId}.`, { retryAfterMs: 1_000 })
