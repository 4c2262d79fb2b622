import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import { findClaim, unfinishedClaims } from '../../repositories/engagements.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Settler } from './settle.ts'

type Deps = Pick<Ports, 'tables'> & { roster: Pick<Roster, 'convoys'>; boards: Leaderboards; settler: Settler }

export interface Repaired {
  boards: number
  engagements: number
  finishedClaims: number
  /** Rows of the leaderboard table, and places of the ranking, that differed from the records. */
  mendedRows: number
  mendedPlaces: number
}

/**
 * Makes boards, ranking and table rows agree with the engagement rows, and finishes what a crash left claimed without an
 * answer. For the start, before callers are let in; safe at any time. Without `convoyIds`: every convoy on the roster.
 */
export async function repairLeaderboards(
  deps: Deps,
  convoyIds: Iterable<ConvoyId> = Array.from(deps.roster.convoys(), ({ convoyId }) => convoyId),
): Promise<Repaired> {
  const wanted = new Set(convoyIds)
  const before = { ...deps.boards.mended }
  let engagements = 0
  for (const convoyId of wanted) engagements += (await deps.boards.reload(convoyId)).totalEngagements

  let finishedClaims = 0
  for await (const claims of unfinishedClaims(deps.tables)) {
    const ours = claims.filter(({ convoyId }) => wanted.has(convoyId))
    await Promise.all(ours.map(({ engagementId }) => finishClaim(deps, engagementId)))
    finishedClaims += ours.length
  }
  const { rows, places } = deps.boards.mended
  const [mendedRows, mendedPlaces] = [rows - before.rows, places - before.places]
  return { boards: wanted.size, engagements, finishedClaims, mendedRows, mendedPlaces }
}

function finishClaim({ tables, settler }: Pick<Deps, 'tables' | 'settler'>, engagementId: EngagementId): Promise<void> {
  return settler.alone(engagementId, async () => {
    const claim = await findClaim(tables, engagementId)
    if (claim?.receipt === null) await settler.settle({ claim, isNew: false })
  })
}
