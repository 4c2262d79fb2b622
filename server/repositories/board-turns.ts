/**
 * Turns at changing a convoy's board: a lock among processes, one row of `board_turns` per convoy (see `held-row.ts`). The
 * generation is the fencing token: it grows whenever a turn was interrupted. Late writes of the former holder carry the old
 * generation, and every process recounts the board.
 */
import { Failure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { type BoardLog, type BoardMark, createBoardLog } from './board-log.ts'
import type { RecentEngagements } from './engagement-pages.ts'
import type { EngagementRow } from './engagements.ts'
import { createExpiryWatch, holdRow } from './held-row.ts'

type TurnRow = Row<typeof tables.boardTurns>

/** A turn, as seen by code that writes during it. */
export interface WritingTurn {
  /** Logs what the turn adds; call it once, before storing the records. Fails with `unavailable` when the turn was lost. */
  append(records: readonly EngagementRow[], newestAtMs: number | null): Promise<void>
  /** Throws `unavailable` when another process may hold the turn by now: nothing more may be written. */
  requireHeld(): void
}

/** One process's turn on one board. */
export interface HeldTurn extends WritingTurn {
  /** The mark of the board when the turn began. */
  readonly mark: BoardMark
  /**
   * Ends the turn and returns the new mark of the board; null: the turn was lost to another process. `isCutOff`: it is unknown
   * what was stored, so every process recounts.
   */
  end(isCutOff: boolean): Promise<BoardMark | null>
}

export interface BoardTurns extends Pick<BoardLog, 'added'> {
  /** Waits until no other process has the turn. Fails with `unavailable` when that takes longer than `waitMs`, or as the store does. */
  take(convoyId: ConvoyId): Promise<HeldTurn>
  /** The current mark of the board; `isHeld` while a process changes it. */
  readMark(convoyId: ConvoyId): Promise<BoardMark & { isHeld: boolean }>
}

const waitMs = 30_000
const pollEveryMs = 15

const freshRow = (convoyId: ConvoyId): TurnRow => ({ convoyId, holder: null, generation: 0, turn: 0, renewals: 0 })

/** `processId` is unique among processes and new at each start. */
export function createBoardTurns(
  deps: Pick<Ports, 'tables' | 'clock'> & { recents?: Pick<RecentEngagements, 'invalidate'> },
  processId: string,
): BoardTurns {
  const { clock } = deps
  const log = createBoardLog(deps)
  const known = new Map<ConvoyId, TurnRow | null>()

  /** Compare and set of the whole row; remembers the current row. */
  async function swap(row: TurnRow, expected: TurnRow | null): Promise<boolean> {
    const { convoyId: _, ...values } = expected ?? row
    try {
      const { applied, current } = await deps.tables.insertIf(tables.boardTurns, row, expected && values)
      known.set(row.convoyId, current)
      return applied
    } catch (error) {
      known.delete(row.convoyId)
      throw error
    }
  }

  async function acquire(convoyId: ConvoyId): Promise<{ row: TurnRow; heldSinceMs: number }> {
    const beganMs = clock.monotonicMs()
    const isExpired = createExpiryWatch(clock)
    if (!known.has(convoyId)) known.set(convoyId, await deps.tables.find(tables.boardTurns, { convoyId }))
    while (clock.monotonicMs() - beganMs < waitMs) {
      const seen = known.get(convoyId) ?? null
      // A row held by this process itself is a turn whose end the store did not confirm.
      const isCutOff = isExpired(seen) || seen?.holder === processId
      if (seen && isCutOff) await log.close(convoyId, seen)
      const base = seen ?? freshRow(convoyId)
      const wanted = isCutOff ? nextGeneration(base) : base
      const row = { ...wanted, holder: processId, renewals: 0 }
      const heldSinceMs = clock.monotonicMs()
      if ((!seen?.holder || isCutOff) && (await swap(row, seen))) return { row, heldSinceMs }
      if (!known.get(convoyId)?.holder) continue
      await clock.sleep(pollEveryMs * (1 + Math.random()))
      known.set(convoyId, await deps.tables.find(tables.boardTurns, { convoyId }))
    }
    const { holder } = known.get(convoyId) ?? freshRow(convoyId)
    throw new Failure('unavailable', `Another process (${holder}) has held the board of ${convoyId} for too long.`, {
      retryAfterMs: 1_000,
    })
  }

  return {
    added: log.added,

    async take(convoyId) {
      const { row, heldSinceMs } = await acquire(convoyId)
      return holdTurn(
        { clock, log, swap, find: () => deps.tables.find(tables.boardTurns, { convoyId }) },
        row,
        heldSinceMs,
      )
    },

    async readMark(convoyId) {
      const row = await deps.tables.find(tables.boardTurns, { convoyId })
      const { holder, generation, turn } = row ?? freshRow(convoyId)
      return { generation, turn, isHeld: holder !== null }
    },
  }
}

const nextGeneration = (row: TurnRow): TurnRow => ({ ...row, generation: row.generation + 1, turn: 0 })

interface HoldDeps extends Pick<Ports, 'clock'> {
  log: BoardLog
  swap(row: TurnRow, expected: TurnRow): Promise<boolean>
  find(): Promise<TurnRow | null>
}

/** `heldSinceMs`: monotonic time just before `first` was written. */
function holdTurn({ clock, log, swap, find }: HoldDeps, first: TurnRow, heldSinceMs: number): HeldTurn {
  const { convoyId, generation, turn } = first
  const mark = { generation, turn }
  const held = holdRow({ clock, swap, find }, first, heldSinceMs)
  let isAppended = false

  function requireHeld(): void {
    if (!held.isHeld()) throw turnLost(convoyId)
  }

  return {
    mark,
    requireHeld,
    async append(records, newestAtMs) {
      requireHeld()
      isAppended = true
      if (!(await log.append(convoyId, mark, records, newestAtMs))) throw turnLost(convoyId)
      requireHeld()
    },
    async end(isCutOff) {
      await held.stop()
      if (isCutOff) await log.close(convoyId, mark)
      const ended = { ...first, holder: null, renewals: 0 }
      const next = isCutOff ? nextGeneration(ended) : { ...ended, turn: turn + (isAppended ? 1 : 0) }
      return (await held.release(next)) ? { generation: next.generation, turn: next.turn } : null
    },
  }
}

const turnLost = (convoyId: ConvoyId) =>
  new Failure('unavailable', `Another process has taken over the board of ${convoyId}.`, { retryAfterMs: 1_000 })
