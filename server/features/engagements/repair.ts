import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import {
  beginClaimPass,
  type ClaimCursor,
  endClaimPass,
  unfinishedClaims,
} from '../../repositories/engagement-claims.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Finalizer } from './finalize.ts'

type BoardDeps = { roster: Pick<Roster, 'convoys'>; boards: Leaderboards }
type ClaimDeps = Pick<Ports, 'tables' | 'clock'> & { roster: Pick<Roster, 'convoys'>; finalizer: Finalizer }

/** Claims per page, and pages per call of `finishClaims`. */
const pageSize = 1_000
const pagesAtOnce = 10
/** Claims of a page that are finished concurrently; those of one convoy share a batch. */
const finishedAtOnce = 256

export interface RepairResult {
  boards: number
  engagements: number
  /** Rows of the leaderboard table, ranks and accuracy counters that differed from the records. */
  correctedRows: number
  correctedPlaces: number
  correctedCounters: number
}

/** Corrections made since `before`. */
const correctedSince = ({ corrected }: Leaderboards, before: Leaderboards['corrected']) => ({
  correctedRows: corrected.rows - before.rows,
  correctedPlaces: corrected.places - before.places,
  correctedCounters: corrected.counters - before.counters,
})

/**
 * Reloads boards and makes the ranking, table rows and accuracy counters agree with them. Meant for the start, before requests
 * are accepted, but safe at any time. Without `convoyIds`: every convoy on the roster.
 */
export async function repairLeaderboards(
  deps: BoardDeps,
  convoyIds: Iterable<ConvoyId> = Array.from(deps.roster.convoys(), ({ convoyId }) => convoyId),
): Promise<RepairResult> {
  const wanted = new Set(convoyIds)
  const before = { ...deps.boards.corrected }
  let engagements = 0
  for (const convoyId of wanted) engagements += (await deps.boards.reload(convoyId)).totalEngagements
  return { boards: wanted.size, engagements, ...correctedSince(deps.boards, before) }
}

/**
 * Like `repairLeaderboards` for every convoy on the roster, but reads only what may differ: for a board that has not changed
 * since it was last compared, only its turn counter and its ranking.
 */
export async function checkLeaderboards(deps: BoardDeps): Promise<RepairResult> {
  const before = { ...deps.boards.corrected }
  let boards = 0
  let engagements = 0
  for (const { convoyId } of deps.roster.convoys()) {
    engagements += (await deps.boards.check(convoyId)).totalEngagements
    boards += 1
  }
  return { boards, engagements, ...correctedSince(deps.boards, before) }
}

/**
 * Finishes claims that a crash left without a receipt, for convoys on the roster. Looks at the next 10,000 claims at most
 * (`bounds` for fewer) of those taken since the last pass. `after` null begins a pass; `next` is where to continue, null when
 * the pass is complete. Safe at any time: a concurrent retry gets the same receipt.
 */
export async function finishClaims(
  deps: ClaimDeps,
  after: string | null,
  bounds: { pages: number; pageSize: number } = { pages: pagesAtOnce, pageSize },
): Promise<{ finished: number; next: string | null }> {
  const wanted = new Set(Array.from(deps.roster.convoys(), ({ convoyId }) => convoyId))
  let cursor: ClaimCursor = after === null ? await beginClaimPass(deps.tables, deps.clock.nowMs()) : toCursor(after)
  let finished = 0
  for (let page = 0; page < bounds.pages; page++) {
    const { claims, next } = await unfinishedClaims(deps.tables, cursor, bounds.pageSize)
    const ours = claims.filter(({ convoyId }) => wanted.has(convoyId))
    await mapLimited(ours, finishedAtOnce, (claim) => deps.finalizer.finalize(claim))
    finished += ours.length
    if (next === null) {
      await endClaimPass(deps.tables, cursor)
      return { finished, next: null }
    }
    cursor = next
  }
  return { finished, next: toText(cursor) }
}

const toText = (cursor: ClaimCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')
/** Needs no validation: the text comes from our own jobs. */
const toCursor = (text: string): ClaimCursor => JSON.parse(Buffer.from(text, 'base64url').toString()) as ClaimCursor
