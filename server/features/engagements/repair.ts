import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import {
  beginClaimPass,
  type ClaimCursor,
  endClaimPass,
  findClaim,
  unfinishedClaims,
} from '../../repositories/engagement-claims.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Finalizer } from './finalize.ts'

type BoardDeps = { roster: Pick<Roster, 'convoys'>; boards: Leaderboards }
type ClaimDeps = Pick<Ports, 'tables' | 'clock'> & { roster: Pick<Roster, 'convoys'>; finalizer: Finalizer }

/** Claims in one page, and pages in one call of `finishClaims`. */
const pageSize = 1_000
const pagesAtOnce = 10
/** Of one page: those of a convoy are done as a group. */
const finishedAtOnce = 256

export interface RepairResult {
  boards: number
  engagements: number
  /** Rows of the leaderboard table, places of the ranking and accuracy counters that differed from the records. */
  correctedRows: number
  correctedPlaces: number
  correctedCounters: number
}

/** What was corrected since `before`. */
const correctedSince = ({ corrected }: Leaderboards, before: Leaderboards['corrected']) => ({
  correctedRows: corrected.rows - before.rows,
  correctedPlaces: corrected.places - before.places,
  correctedCounters: corrected.counters - before.counters,
})

/**
 * Loads boards again and makes ranking, table rows and accuracy counters agree with them. For the start, before callers are let in; safe at any
 * time. Without `convoyIds`: every convoy on the roster.
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
 * As `repairLeaderboards` of every convoy on the roster, but reads only what may differ: of a board that did not change since
 * it was compared, its mark and its ranking.
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
 * Finishes what a crash left claimed without an answer, of convoys on the roster, among the claims taken since the last pass, at
 * most 10,000 of them (`bounds` for fewer). `after` null begins a pass. `next`: where to go on; null when the pass is over.
 * Safe at any time: who retries meanwhile gets the same answer.
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
    await mapLimited(ours, finishedAtOnce, ({ engagementId }) => finishClaim(deps, engagementId))
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
/** Only ever what `toText` has made: it is in our own jobs. */
const toCursor = (text: string): ClaimCursor => JSON.parse(Buffer.from(text, 'base64url').toString()) as ClaimCursor

function finishClaim(
  { tables, finalizer }: Pick<ClaimDeps, 'tables' | 'finalizer'>,
  engagementId: EngagementId,
): Promise<void> {
  return finalizer.exclusive(engagementId, async () => {
    const claim = await findClaim(tables, engagementId)
    if (claim?.receipt === null) await finalizer.finalize({ claim, isNew: false })
  })
}
