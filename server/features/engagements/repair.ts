import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import { findClaim, unfinishedClaims } from '../../repositories/engagements.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Settler } from './settle.ts'

type BoardDeps = { roster: Pick<Roster, 'convoys'>; boards: Leaderboards }
type ClaimDeps = Pick<Ports, 'tables'> & { roster: Pick<Roster, 'convoys'>; settler: Settler }

/** Claims in one page, and pages in one call of `finishClaims`. */
const pageSize = 1_000
const pagesAtOnce = 10
const claimsAtOnce = 256

export interface Repaired {
  boards: number
  engagements: number
  /** Rows of the leaderboard table, and places of the ranking, that differed from the records. */
  mendedRows: number
  mendedPlaces: number
}

/**
 * Makes boards, ranking and table rows agree with the engagement rows. For the start, before callers are let in; safe at any
 * time. Without `convoyIds`: every convoy on the roster.
 */
export async function repairLeaderboards(
  deps: BoardDeps,
  convoyIds: Iterable<ConvoyId> = Array.from(deps.roster.convoys(), ({ convoyId }) => convoyId),
): Promise<Repaired> {
  const wanted = new Set(convoyIds)
  const before = { ...deps.boards.mended }
  let engagements = 0
  for (const convoyId of wanted) engagements += (await deps.boards.reload(convoyId)).totalEngagements
  const { rows, places } = deps.boards.mended
  return { boards: wanted.size, engagements, mendedRows: rows - before.rows, mendedPlaces: places - before.places }
}

/**
 * Finishes what a crash left claimed without an answer, of convoys on the roster, in at most 10,000 claims (`bounds` for fewer)
 * from `after` on. `next`: where to go on; null when all claims were looked at. Safe at any time: who retries meanwhile gets
 * the same answer.
 */
export async function finishClaims(
  deps: ClaimDeps,
  after: string | null,
  bounds: { pages: number; pageSize: number } = { pages: pagesAtOnce, pageSize },
): Promise<{ finished: number; next: string | null }> {
  const wanted = new Set(Array.from(deps.roster.convoys(), ({ convoyId }) => convoyId))
  let finished = 0
  let next = after
  for (let page = 0; page < bounds.pages; page++) {
    const read = await unfinishedClaims(deps.tables, next, bounds.pageSize)
    const ours = read.claims.filter(({ convoyId }) => wanted.has(convoyId))
    await mapLimited(ours, claimsAtOnce, ({ engagementId }) => finishClaim(deps, engagementId))
    finished += ours.length
    next = read.next
    if (next === null) break
  }
  return { finished, next }
}

function finishClaim(
  { tables, settler }: Pick<ClaimDeps, 'tables' | 'settler'>,
  engagementId: EngagementId,
): Promise<void> {
  return settler.alone(engagementId, async () => {
    const claim = await findClaim(tables, engagementId)
    if (claim?.receipt === null) await settler.settle({ claim, isNew: false })
  })
}
