import type { ApolloCache } from '@apollo/client/cache'
import type { ConvoyEventItem } from '../../lib/api/convoy-events.ts'
import { EngagementsDocument, LeaderboardDocument, type RankBy } from '../../lib/api/documents.generated.ts'
import { applyEngagement, boardOf, leaderboardOf } from '../../lib/board/board.ts'

type Engagement = Extract<ConvoyEventItem, { __typename: 'EngagementEvent' }>

export const boardRows = 50
export const engagementsKept = 60
const rankings: readonly RankBy[] = ['ACCURACY', 'WILSON']

/**
 * Moves on what the cache holds of a convoy by one event. Returns false when a board of it comes to another accuracy than the
 * event tells: it has missed something or already holds the event, stays as it is, and must be loaded again.
 */
export function feedCache(cache: ApolloCache, event: ConvoyEventItem, nowMs: number): boolean {
  if (event.__typename !== 'EngagementEvent') return true
  let agrees = true
  cache.batch({
    update() {
      for (const rankBy of rankings) agrees = moveBoard(cache, event, rankBy, nowMs) && agrees
      addEngagement(cache, event)
    },
  })
  return agrees
}

function moveBoard(cache: ApolloCache, event: Engagement, rankBy: RankBy, nowMs: number): boolean {
  const asked = { query: LeaderboardDocument, variables: { convoyId: event.convoyId, limit: boardRows, rankBy } }
  const held = cache.readQuery(asked)
  if (!held) return true
  const { board, agrees } = applyEngagement(boardOf(held.leaderboard, null, nowMs), event, nowMs)
  if (agrees) cache.writeQuery({ ...asked, data: { leaderboard: leaderboardOf(board, held.leaderboard) } })
  return agrees
}

/** Puts it before the newest. The event doesn't tell target and damage: they come with the next load, a second later. */
function addEngagement(cache: ApolloCache, event: Engagement): void {
  const { convoyId, engagementId, droneId, callsign, hit, weaponType, timestamp } = event
  const asked = { query: EngagementsDocument, variables: { convoyId, first: engagementsKept } }
  cache.updateQuery(asked, (held) => {
    if (!held || held.engagements.nodes.some((one) => one.engagementId === engagementId)) return undefined
    const told = { engagementId, droneId, callsign, hit, weaponType, engagedAt: timestamp }
    const added = { __typename: 'Engagement' as const, ...told, target: null, bda: 'UNKNOWN' as const }
    const nodes = [added, ...held.engagements.nodes].slice(0, engagementsKept)
    return { engagements: { ...held.engagements, nodes } }
  })
}
