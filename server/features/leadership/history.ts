/** Leadership in the store: the latest state of each convoy, and every change. */
import { isDeepStrictEqual } from 'node:util'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { describe, invalid, requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { dayMsOf } from '../../../lib/time/day.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipChange, LeadershipReset } from '../../../schema/leadership.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Row } from '../../../schema/table-types.ts'
import * as tables from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import { everyPage } from '../../repositories/every-page.ts'
import type { Lease } from '../../repositories/leases.ts'
import { raiseFence, toStateRow, writeStates } from './fenced-states.ts'
import type { Step } from './rules.ts'

type Deps = Pick<Ports, 'tables'>
type Changed = Row<typeof tables.leadershipEvents>

export const maxChangesPerPage = 500
const readsAtOnce = 64

export async function* loadLeadership(deps: Deps): AsyncGenerator<Leadership> {
  for await (const rows of everyPage(deps.tables, tables.leadership, null)) for (const { state } of rows) yield state
}

/** The newest reset of each convoy ordered by an operator. */
export async function* loadResets(deps: Deps): AsyncGenerator<LeadershipReset> {
  for await (const rows of everyPage(deps.tables, tables.leadershipResets, null)) yield* rows
}

/** Stores states without a change. Resolves when durable. Fails with `unavailable` when a later holder of the lease has written one. */
export async function saveLeadership(deps: Deps, states: readonly Leadership[], lease: Lease): Promise<void> {
  await writeStates(
    deps,
    states.map((state) => toStateRow(state, null, lease)),
    lease,
  )
}

/** Stores changes, at most one per convoy, with the resulting states. Resolves when durable. Idempotent. */
export async function saveChanges(deps: Deps, steps: readonly Step[], lease: Lease): Promise<void> {
  const rows = steps.map(({ election, change }) => toStateRow(election.shown, change, lease))
  // The state first: it includes the change, so a successor can store the event, and a process that lost the lease stores none.
  await writeStates(deps, rows, lease)
  await saveEvents(
    deps,
    steps.flatMap(({ change }) => change ?? []),
  )
}

/**
 * Takes over every stored state with our fencing token, so that no earlier holder can write one any more, and returns them.
 * Stores the event of a change whose write was interrupted.
 */
export async function takeOverLeadership(deps: Deps, lease: Lease): Promise<Leadership[]> {
  const states: Leadership[] = []
  for await (const rows of everyPage(deps.tables, tables.leadership, null)) {
    const own = await mapLimited(rows, readsAtOnce, (row) => raiseFence(deps, row, lease))
    await saveEvents(
      deps,
      own.flatMap(({ change }) => change ?? []),
    )
    states.push(...own.map(({ state }) => state))
  }
  return states
}

async function saveEvents(deps: Deps, changes: readonly LeadershipChange[]): Promise<void> {
  if (changes.length === 0) return
  const rows = await mapLimited(changes, readsAtOnce, (change) => toRow(deps, change))
  await Promise.all([
    deps.tables.insert(
      tables.leadershipDays,
      rows.map(({ convoyId, dayMs }) => ({ convoyId, dayMs })),
    ),
    deps.tables.insert(tables.leadershipEvents, rows),
  ])
}

async function toRow(deps: Deps, change: LeadershipChange): Promise<Changed> {
  const { convoyId, atMs } = change
  const dayMs = dayMsOf(atMs)
  const { rows } = await deps.tables.scan(tables.leadershipEvents, { convoyId, dayMs }, { limit: 1 })
  const [newest] = rows
  if (newest?.atMs !== atMs) return { convoyId, dayMs, atMs, ordinal: 0, change }
  const isStored = isDeepStrictEqual(newest.change, change)
  return { convoyId, dayMs, atMs, ordinal: isStored ? newest.ordinal : newest.ordinal + 1, change }
}

/**
 * Leadership changes of a convoy, newest first; empty for an unknown convoy. `first` is 1 … 500; `after` is the `next` of the
 * previous page, null for the first page. Fails with `forbidden` or `invalid`, or with the signal's reason when it aborts.
 */
export async function listLeadershipChanges(
  deps: Deps,
  actor: Actor,
  { convoyId, first, after }: { convoyId: ConvoyId; first: number; after: string | null },
  signal?: AbortSignal,
): Promise<{ changes: LeadershipChange[]; next: string | null }> {
  requirePermission(actor, 'picture:read')
  const wanted = requireCount(first, 'first', maxChangesPerPage)
  const found: Changed[] = []
  const cursor = after === null ? null : requireCursor(after)
  for await (const row of changedBefore(deps, convoyId, cursor, wanted + 1)) {
    signal?.throwIfAborted()
    found.push(row)
    if (found.length > wanted) break
  }
  const page = found.slice(0, wanted)
  const last = page.at(-1)
  return {
    changes: page.map(({ change }) => change),
    next: last && found.length > wanted ? `${last.atMs}-${last.ordinal}` : null,
  }
}

type Cursor = Pick<Changed, 'atMs' | 'ordinal'>

async function* changedBefore(
  deps: Deps,
  convoyId: ConvoyId,
  cursor: Cursor | null,
  limit: number,
): AsyncGenerator<Changed> {
  const startDayMs = cursor && dayMsOf(cursor.atMs)
  const range = startDayMs === null ? {} : { from: { dayMs: startDayMs } }
  for await (const days of everyPage(deps.tables, tables.leadershipDays, { convoyId }, range))
    for (const { dayMs } of days) {
      // Both tables are sorted newest first: what follows the cursor has a lower ordinal, or is older.
      const isStart = cursor && dayMs === startDayMs
      const from = isStart ? { from: { atMs: cursor.atMs, ordinal: cursor.ordinal - 1 } } : {}
      const pages = everyPage(deps.tables, tables.leadershipEvents, { convoyId, dayMs }, { ...from, limit })
      for await (const changes of pages) yield* changes
    }
}

function requireCursor(after: string): Cursor {
  const [, atMs, ordinal] = /^(\d{1,15})-(\d{1,9})$/.exec(after) ?? []
  if (atMs && ordinal) return { atMs: Number(atMs), ordinal: Number(ordinal) }
  throw invalid('after', 'the `next` of a previous page', describe(after))
}
