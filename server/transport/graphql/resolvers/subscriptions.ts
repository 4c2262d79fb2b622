import type { ConvoyEvent } from '../../../../schema/events.ts'
import type { ConvoyId } from '../../../../schema/ids.ts'
import type { GraphqlContext } from '../context.ts'
import { openFleet } from '../fleet.ts'
import type { StreamModel } from '../models.ts'
import type { Resolvers } from '../resolvers.generated.ts'
import { requireId, requireSize } from '../scalars.ts'
import { openConvoyEvents, openEvents } from '../streams.ts'

interface Follow {
  convoyId: string
  after?: string | null
}
const follow =
  <K extends ConvoyEvent['kind']>(kind: K) =>
  (_: object, { convoyId, after }: Follow, context: GraphqlContext) =>
    openEvents(context, kind, requireId<ConvoyId>(convoyId, 'convoyId'), after ?? null)

/** The item is the answer: there is no root object around it. */
const asItIs = <T>(item: T): T => item

const mostConvoys = 1_000
function requireIds(convoyIds: readonly string[]): ConvoyId[] {
  requireSize(convoyIds.length, 'convoyIds', mostConvoys)
  return convoyIds.map((convoyId, at) => requireId<ConvoyId>(convoyId, `convoyIds.${at}`))
}

const typeOfKind = {
  engagement: 'EngagementEvent',
  rank: 'RankEvent',
  leadership: 'LeadershipEvent',
  roster: 'RosterEvent',
} as const satisfies Record<ConvoyEvent['kind'], string>

const common = {
  convoyId: ({ event }: StreamModel<ConvoyEvent>) => event.convoyId,
  timestamp: ({ event }: StreamModel<ConvoyEvent>) => event.atMs,
}
const drone = {
  droneId: ({ event }: StreamModel<Extract<ConvoyEvent, { droneId: unknown }>>) => event.droneId,
  callsign: ({ event }: StreamModel<Extract<ConvoyEvent, { droneId: unknown }>>) => event.callsign,
}

export const subscriptionResolvers = {
  Subscription: {
    engagementEvents: { subscribe: follow('engagement'), resolve: asItIs },
    leaderboardChanges: { subscribe: follow('rank'), resolve: asItIs },
    leadershipEvents: { subscribe: follow('leadership'), resolve: asItIs },
    convoyEvents: {
      subscribe: (_, { convoyIds, after }, context) =>
        openConvoyEvents(context, { convoyIds: convoyIds ? requireIds(convoyIds) : null, after: after ?? null }),
      resolve: asItIs,
    },
    fleet: {
      subscribe: (_, { convoyIds }, context) => openFleet(context, requireIds(convoyIds)),
      resolve: asItIs,
    },
  },
  ConvoyEvent: { __resolveType: (item) => ('event' in item ? typeOfKind[item.event.kind] : 'StreamNotice') },
  StreamEvent: { __resolveType: ({ event }) => typeOfKind[event.kind] },
  StreamNotice: { timestamp: ({ atMs }) => atMs },
  EngagementEvent: {
    ...common,
    ...drone,
    engagementId: ({ event }) => event.engagementId,
    hit: ({ event }) => event.hit,
    weaponType: ({ event }) => event.weaponType,
    newAccuracyPct: ({ event }) => event.newAccuracyPct,
  },
  RankEvent: {
    ...common,
    ...drone,
    rankBefore: ({ event }) => event.rankBefore,
    rankAfter: ({ event }) => event.rankAfter,
    accuracyPct: ({ event }) => event.accuracyPct,
  },
  LeadershipEvent: { ...common, change: ({ event }) => event },
  RosterEvent: common,
} satisfies Resolvers
