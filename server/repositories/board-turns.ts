/**
 * Whose turn it is to change a convoy's board, among processes: a lock in the tables, by compare and set. A turn ends with the
 * records that it added, so that others need not count everything anew. A holder that gives no sign of life for `stolenAfterMs`
 * loses its turn; what it may have stored is then counted anew by all, which the next generation tells them.
 */
import { Failure, isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import type { EngagementRow } from './engagements.ts'
import { everyPage } from './every-page.ts'

type TurnRow = Row<typeof tables.boardTurns>

/** Up to where a board was counted by all processes together. */
export type BoardMark = Pick<TurnRow, 'generation' | 'turn'>

/** One process's turn on one board. */
export interface HeldTurn {
  readonly convoyId: ConvoyId
  /** Where the board stood when the turn began. */
  readonly mark: BoardMark
  /** Gives the turn back; answers where the board stands now. `cutOff`: what was stored is not known, all count anew. */
  end(added: readonly EngagementRow[], cutOff: boolean): Promise<BoardMark>
}

export interface BoardTurns {
  /** Waits until no other process has the turn. Fails with `unavailable` when that takes longer than `waitMs`, or as the store does. */
  take(convoyId: ConvoyId): Promise<HeldTurn>
  /** Where the board stands; `isHeld` while some process changes it. */
  look(convoyId: ConvoyId): Promise<BoardMark & { isHeld: boolean }>
  /** Records added after one mark up to another of the same generation; null when they are not all kept any more. */
  added(convoyId: ConvoyId, after: BoardMark, upTo: BoardMark): Promise<EngagementRow[] | null>
}

export const stolenAfterMs = 10_000
const renewEveryMs = 2_500
const waitMs = 30_000
const tryEveryMs = 15

const freshRow = (convoyId: ConvoyId): TurnRow => ({ convoyId, holder: null, generation: 0, turn: 0, renewals: 0 })

/** `processId` is told apart from that of every other process, and is new at each start. */
export function createBoardTurns(deps: Pick<Ports, 'tables' | 'clock'>, processId: string): BoardTurns {
  const { clock } = deps
  const known = new Map<ConvoyId, TurnRow | null>()

  /** Compare and set of the whole row; keeps what stands there. */
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

  async function acquire(convoyId: ConvoyId): Promise<TurnRow> {
    const beganMs = clock.monotonicMs()
    let watched = { row: '', sinceMs: beganMs }
    if (!known.has(convoyId)) known.set(convoyId, await deps.tables.find(tables.boardTurns, { convoyId }))
    while (clock.monotonicMs() - beganMs < waitMs) {
      const seen = known.get(convoyId) ?? null
      const text = JSON.stringify(seen)
      if (text !== watched.row) watched = { row: text, sinceMs: clock.monotonicMs() }
      // Held by this process: a turn whose end the store did not answer for.
      const isCutOff =
        seen?.holder === processId || (!!seen?.holder && clock.monotonicMs() - watched.sinceMs >= stolenAfterMs)
      const base = seen ?? freshRow(convoyId)
      const wanted = isCutOff ? { ...base, generation: base.generation + 1, turn: 0 } : base
      const mine = { ...wanted, holder: processId, renewals: 0 }
      if ((!seen?.holder || isCutOff) && (await swap(mine, seen))) return mine
      if (!known.get(convoyId)?.holder) continue
      await clock.sleep(tryEveryMs * (1 + Math.random()))
      known.set(convoyId, await deps.tables.find(tables.boardTurns, { convoyId }))
    }
    const { holder } = known.get(convoyId) ?? freshRow(convoyId)
    throw new Failure(
      'unavailable',
      `Another process (${holder}) has been changing the board of ${convoyId} for long.`,
      {
        retryAfterMs: 1_000,
      },
    )
  }

  /** Shows that the holder lives, until the answer is called. */
  function renew(held: { row: TurnRow }): () => Promise<void> {
    let renewing: Promise<unknown> = Promise.resolve()
    const stop = clock.every(renewEveryMs, async () => {
      const next = { ...held.row, renewals: held.row.renewals + 1 }
      renewing = swap(next, held.row).then(
        (applied) => {
          if (applied) held.row = next
        },
        (error) => {
          if (!isFailure(error)) throw error
        },
      )
      await renewing
    })
    return async () => {
      stop()
      await renewing
    }
  }

  /** Lets everybody count anew: the turn was lost to another process while records were being stored. */
  async function startGeneration(convoyId: ConvoyId): Promise<BoardMark> {
    for (;;) {
      const current = (await deps.tables.find(tables.boardTurns, { convoyId })) ?? freshRow(convoyId)
      const next = { ...current, generation: current.generation + 1, turn: 0 }
      if (await swap(next, current)) return next
    }
  }

  return {
    async take(convoyId) {
      const held = { row: await acquire(convoyId) }
      const mark = { generation: held.row.generation, turn: held.row.turn }
      const stopRenewing = renew(held)
      return {
        convoyId,
        mark,
        async end(added, cutOff) {
          await stopRenewing()
          const changed = added.length > 0 && !cutOff
          const next = cutOff
            ? { generation: mark.generation + 1, turn: 0 }
            : { generation: mark.generation, turn: mark.turn + (changed ? 1 : 0) }
          if (changed) await deps.tables.insert(tables.boardChanges, [{ convoyId, ...next, records: [...added] }])
          const isMine = await swap({ convoyId, ...next, holder: null, renewals: 0 }, held.row)
          return isMine ? next : startGeneration(convoyId)
        },
      }
    },

    async look(convoyId) {
      const row = await deps.tables.find(tables.boardTurns, { convoyId })
      const { holder, generation, turn } = row ?? freshRow(convoyId)
      return { generation, turn, isHeld: holder !== null }
    },

    async added(convoyId, { generation, turn }, upTo) {
      const records: EngagementRow[] = []
      let turns = 0
      const range = { from: { turn: turn + 1 }, until: { turn: upTo.turn + 1 } }
      for await (const rows of everyPage(deps.tables, tables.boardChanges, { convoyId, generation }, range)) {
        for (const row of rows) records.push(...row.records)
        turns += rows.length
      }
      return turns === upTo.turn - turn ? records : null
    },
  }
}
