/**
 * Turns at changing a convoy's board, one process at a time. `board_turns` has the newest turn of each board. A process takes the
 * next one by compare-and-set, together with the records that it adds: that commits them. The turn has ended once its records are
 * in the log, a plain write (`board_turn_ends` says so when the log has expired); then any process may take the next.
 *
 * A turn that does not end was interrupted: its holder failed and wrote that, or did not renew the row for `leaseMs` (see
 * `held-row.ts`). The next process stores the records again and publishes their events, so subscribers get them twice if the holder
 * died just before the end. It begins a new generation, in which every process recounts the board. The generation is the fencing
 * token: late writes of former holders carry an older one.
 */
import { Failure, isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { type BoardMark, isCurrentFormat, restoreRecords, type TurnRow } from './board-log.ts'
import type { EngagementEvents } from './engagement-events.ts'
import type { EngagementRow, EngagementStore } from './engagements.ts'
import { createExpiryWatch, holdRow } from './held-row.ts'

/** The newest turn on a board, when no process is working on it. */
export interface FreeBoard {
  mark: BoardMark
  /** The turn was interrupted: the next one begins a new generation. */
  isInterrupted: boolean
  row: TurnRow | null
}

/** A turn of this process on one board, which other processes wait for. */
export interface HeldTurn {
  readonly mark: BoardMark
  /** Throws `unavailable` when another process may have taken over by now: nothing more may be written. */
  requireHeld(): void
  /**
   * Ends the turn once everything that follows from its records is written. False: the turn was lost to another process.
   * `newestAtMs` is the time of the board's newest record.
   */
  end(newestAtMs: number | null): Promise<boolean>
  /** Gives up the turn midway: the next process, at once, stores its records again and recounts. Never rejects with a Failure. */
  abandon(): Promise<void>
}

export interface BoardTurns {
  /** Other processes also change the boards. */
  readonly isShared: boolean
  /** Waits until no other process has a turn. Fails with `unavailable` when that takes longer than `waitMs`, or as the store does. */
  whenFree(convoyId: ConvoyId): Promise<FreeBoard>
  /**
   * Takes the turn after `free`, adding these records, whose events are pending then; null: another process has taken it. Once it
   * resolves with a turn, the records will be stored and counted by every process, even if this one ends now: by the next turn if
   * `isShared`, otherwise when their claims are finished.
   */
  take(convoyId: ConvoyId, free: FreeBoard, records: readonly EngagementRow[]): Promise<HeldTurn | null>
  /** The mark of the board; `isHeld` while a later turn is in progress, `isInterrupted` when its holder failed. */
  readMark(convoyId: ConvoyId): Promise<BoardMark & { isHeld: boolean; isInterrupted: boolean }>
}

const waitMs = 30_000
const pollEveryMs = 15
/** Written as the holder of a turn that failed, by whether its events were published. No process has such an id. */
const failedBeforeEvents = 'failed before its events'
const failedAfterEvents = 'failed after its events'
const failedHolders: ReadonlySet<string> = new Set([failedBeforeEvents, failedAfterEvents])

type Deps = EngagementStore & Pick<Ports, 'clock'> & { engagementEvents: EngagementEvents }

/** `processId` is unique among processes and new at each start. */
export function createBoardTurns(deps: Deps, processId: string): BoardTurns {
  const { tables: store, clock, engagementEvents: events } = deps
  /** The last turn of each board that is known to have ended. */
  const ended = new Map<ConvoyId, BoardMark>()

  const findRow = (convoyId: ConvoyId) => store.find(tables.boardTurns, { convoyId })

  async function hasEnded(row: TurnRow): Promise<boolean> {
    const { convoyId, holder, generation, turn } = row
    if (holder !== null && failedHolders.has(holder)) return false
    const known = ended.get(convoyId)
    if (known?.generation === generation && known.turn === turn) return true
    if (!isCurrentFormat(row)) return false
    const logged = await store.find(tables.boardLog, { convoyId, generation, turn })
    const end = logged ?? (await store.find(tables.boardTurnEnds, { convoyId, generation }))
    if (end?.turn !== turn) return false
    ended.set(convoyId, { generation, turn })
    return true
  }

  /** A turn that has not ended and that nobody works on. One of this process itself is one whose end the store did not confirm. */
  const isAbandoned = (row: TurnRow): boolean =>
    row.holder === null || row.holder === processId || failedHolders.has(row.holder)

  /** Compare-and-set of the row of a board. */
  async function swap(row: TurnRow, expected: TurnRow | null): Promise<boolean> {
    const { holder, generation, turn, renewals } = expected ?? row
    const { applied } = await store.insertIf(tables.boardTurns, row, expected && { holder, generation, turn, renewals })
    return applied
  }

  /** Publishes the events of records that were restored after an interrupted turn, unless its holder has. */
  async function publishRestored(
    { records, missing }: Awaited<ReturnType<typeof restoreRecords>>,
    { holder, generation }: TurnRow,
  ): Promise<void> {
    const isPublished = (record: EngagementRow) =>
      holder === failedAfterEvents ||
      (holder === processId && !missing.has(record) && !events.isPending(record.engagementId, generation))
    await events.publish(records.filter((record) => !isPublished(record)))
  }

  /** `heldSinceMs`: monotonic time just before `row` was written. */
  function hold(row: TurnRow, records: readonly EngagementRow[], heldSinceMs: number): HeldTurn {
    const { convoyId, generation, turn } = row
    const access = { clock, name: `the board of ${convoyId}`, swap, find: () => findRow(convoyId) }
    const held = holdRow<TurnRow>(access, row, heldSinceMs)
    return {
      mark: { generation, turn },
      requireHeld: held.requireHeld,
      async end(newestAtMs) {
        if (!(await held.stop())) return false
        // Before the first record of a generation: snapshots of earlier ones are trusted only up to `newestAtMs`.
        if (turn === 0) await store.insertIf(tables.boardGenerations, { convoyId, generation, newestAtMs }, null)
        // The entry in the log is the end. The row that outlives it is shared with other turns, whose writer's clock may be ahead.
        await Promise.all([
          store.insert(tables.boardLog, [{ convoyId, generation, turn, records: [...records] }]),
          store.insert(tables.boardTurnEnds, [{ convoyId, generation, turn }]),
        ])
        ended.set(convoyId, { generation, turn })
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

  return {
    isShared: true,
    async whenFree(convoyId) {
      const beganMs = clock.monotonicMs()
      let isExpired: ReturnType<typeof createExpiryWatch> | null = null
      for (;;) {
        const row = await findRow(convoyId)
        if (!row) return { mark: { generation: 0, turn: 0 }, isInterrupted: false, row }
        const { holder, generation, turn, renewals } = row
        const mark = { generation, turn }
        if (await hasEnded(row)) return { mark, isInterrupted: false, row }
        isExpired ??= createExpiryWatch(clock)
        if (isExpired({ holder, renewals, ...mark }) || isAbandoned(row)) return { mark, isInterrupted: true, row }
        if (clock.monotonicMs() - beganMs >= waitMs) throw heldTooLong(convoyId, holder)
        await clock.sleep(pollEveryMs * (1 + Math.random()))
      }
    },

    async take(convoyId, { mark, isInterrupted, row: before }, records) {
      const restored = before && isInterrupted ? await restoreRecords(deps, before) : null
      const next = isInterrupted
        ? { generation: mark.generation + 1, turn: 0 }
        : { generation: mark.generation, turn: mark.turn + 1 }
      const row = { convoyId, ...next, holder: processId, renewals: 0, added: { ...next, records: [...records] } }
      const heldSinceMs = clock.monotonicMs()
      if (!(await swap(row, before))) return null
      events.markPending(records, next.generation)
      if (before && restored) await publishRestored(restored, before)
      return hold(row, records, heldSinceMs)
    },

    async readMark(convoyId) {
      const row = await findRow(convoyId)
      const { generation, turn } = row ?? { generation: 0, turn: 0 }
      const isHeld = row !== null && !(await hasEnded(row))
      // During the first turn of a generation the mark is turn -1: no board has it, so it must be reloaded.
      return { generation, turn: isHeld ? turn - 1 : turn, isHeld, isInterrupted: isHeld && isAbandoned(row) }
    },
  }
}

const heldTooLong = (convoyId: ConvoyId, holder: string | null) =>
  new Failure('unavailable', `Another process (${holder}) has held the board of ${convoyId} for too long.`, {
    retryAfterMs: 1_000,
  })
