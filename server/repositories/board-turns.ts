/**
 * Turns at changing a convoy's board, one process at a time. `board_turns` has the newest turn of each board. A process takes the
 * next one by compare-and-set, together with the records that it adds: that commits them. The turn has ended once its records are
 * in the log, a plain write (`board_turn_ends` says so when the log has expired); then any process may take the next.
 *
 * A turn that does not end was interrupted: its holder failed and wrote that, or did not renew the row for `leaseMs` (see
 * `held-row.ts`). The next process stores the records again and publishes their events, which a holder that died just before the
 * end has published too. It begins a new generation, in which every process recounts the board. The generation is the fencing
 * token: late writes of former holders carry an older one.
 */
import { Failure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { type BoardMark, isCurrentFormat, restoreRecords, type TurnRow } from './board-log.ts'
import type { EngagementEvents } from './engagement-events.ts'
import type { RecentEngagements } from './engagement-pages.ts'
import type { EngagementRow } from './engagements.ts'
import { createExpiryWatch } from './held-row.ts'
import { failedAfterEvents, failedHolders, type HeldTurn, holdTurn } from './held-turn.ts'

/** The newest turn on a board, when no process is working on it. */
export interface FreeBoard {
  mark: BoardMark
  /** The turn was interrupted: the next one begins a new generation. */
  isInterrupted: boolean
  row: TurnRow | null
}

export interface BoardTurns {
  /** Waits until no other process has a turn. Fails with `unavailable` when that takes longer than `waitMs`, or as the store does. */
  whenFree(convoyId: ConvoyId): Promise<FreeBoard>
  /**
   * Takes the turn after `free`, adding these records; null: another process has taken it. When it resolves with a turn, the
   * records are durable and will be counted by every process, even if this one ends now.
   */
  take(convoyId: ConvoyId, free: FreeBoard, records: readonly EngagementRow[]): Promise<HeldTurn | null>
  /** The mark of the board; `isHeld` while a later turn is in progress, `isInterrupted` when its holder failed. */
  readMark(convoyId: ConvoyId): Promise<BoardMark & { isHeld: boolean; isInterrupted: boolean }>
}

const waitMs = 30_000
const pollEveryMs = 15

type Deps = Pick<Ports, 'tables' | 'clock'> & {
  recents: Pick<RecentEngagements, 'invalidate'>
  engagementEvents: EngagementEvents
}

/** `processId` is unique among processes and new at each start. */
export function createBoardTurns(deps: Deps, processId: string): BoardTurns {
  const { tables: store, clock, recents, engagementEvents: events } = deps
  /** The last turn of each board that is known to have ended. */
  const ended = new Map<ConvoyId, BoardMark>()

  const findRow = (convoyId: ConvoyId) => store.find(tables.boardTurns, { convoyId })

  async function hasEnded(row: TurnRow): Promise<boolean> {
    const { convoyId, generation, turn } = row
    if (!isCurrentFormat(row) || (row.holder !== null && failedHolders.has(row.holder))) return false
    const known = ended.get(convoyId)
    if (known?.generation === generation && known.turn === turn) return true
    const logged = await store.find(tables.boardLog, { convoyId, generation, turn })
    const end = logged ?? (await store.find(tables.boardTurnEnds, { convoyId, generation }))
    if (end?.turn !== turn) return false
    ended.set(convoyId, { generation, turn })
    return true
  }

  /** A turn that has not ended and that nobody works on. */
  const isLeft = (row: TurnRow): boolean =>
    row.holder === null || row.holder === processId || failedHolders.has(row.holder)

  /** Compare-and-set of the row of a board. */
  async function swap(row: TurnRow, expected: TurnRow | null): Promise<boolean> {
    const { holder, generation, turn, renewals } = expected ?? row
    const { applied } = await store.insertIf(tables.boardTurns, row, expected && { holder, generation, turn, renewals })
    return applied
  }

  return {
    async whenFree(convoyId) {
      const beganMs = clock.monotonicMs()
      const isExpired = createExpiryWatch(clock)
      for (;;) {
        const row = await findRow(convoyId)
        if (!row) return { mark: { generation: 0, turn: 0 }, isInterrupted: false, row }
        const { holder, generation, turn, renewals } = row
        const mark = { generation, turn }
        if (await hasEnded(row)) return { mark, isInterrupted: false, row }
        // A turn of this process itself is one whose end the store did not confirm.
        if (isExpired({ holder, renewals, ...mark }) || isLeft(row)) return { mark, isInterrupted: true, row }
        if (clock.monotonicMs() - beganMs >= waitMs) throw heldTooLong(convoyId, holder)
        await clock.sleep(pollEveryMs * (1 + Math.random()))
      }
    },

    async take(convoyId, { mark, isInterrupted, row: before }, records) {
      const restored = before && isInterrupted ? await restoreRecords(store, before) : null
      const next = isInterrupted
        ? { generation: mark.generation + 1, turn: 0 }
        : { generation: mark.generation, turn: mark.turn + 1 }
      const row = { convoyId, ...next, holder: processId, renewals: 0, added: { ...next, records: [...records] } }
      const heldSinceMs = clock.monotonicMs()
      if (!(await swap(row, before))) return null
      if (restored && restored.records.length > 0) {
        await recents.invalidate(restored.records)
        const isPublished = (record: EngagementRow) =>
          before?.holder === failedAfterEvents ||
          (before?.holder === processId &&
            !restored.missing.has(record) &&
            !events.isPending(record.engagementId, mark.generation))
        await events.publish(restored.records.filter((record) => !isPublished(record)))
      }
      const access = { clock, swap, find: () => findRow(convoyId) }
      return holdTurn({ store, events, access, onEnd: () => ended.set(convoyId, next) }, row, heldSinceMs)
    },

    async readMark(convoyId) {
      const row = await findRow(convoyId)
      const { generation, turn } = row ?? { generation: 0, turn: 0 }
      const isHeld = row !== null && !(await hasEnded(row))
      return { generation, turn: isHeld ? turn - 1 : turn, isHeld, isInterrupted: isHeld && isLeft(row) }
    },
  }
}

const heldTooLong = (convoyId: ConvoyId, holder: string | null) =>
  new Failure('unavailable', `Another process (${holder}) has held the board of ${convoyId} for too long.`, {
    retryAfterMs: 1_000,
  })
