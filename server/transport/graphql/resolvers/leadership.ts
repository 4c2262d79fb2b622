import type { ConvoyId } from '../../../../schema/ids.ts'
import { leadershipReasons, leadershipStates } from '../../../../schema/leadership.ts'
import type { Resolvers } from '../resolvers.generated.ts'
import { requireId, requireSize } from '../scalars.ts'
import { outcome } from './changes.ts'
import { droneOf } from './convoys.ts'
import { inCapitals } from './in-capitals.ts'

export const leadershipResolvers = {
  LeadershipState: inCapitals(leadershipStates),
  LeadershipReason: inCapitals(leadershipReasons),
  Query: {
    leadership: (_, { convoyId }, { deps, actor }) =>
      deps.verbs.readLeadership(actor, requireId<ConvoyId>(convoyId, 'convoyId')),
    leadershipHistory: (_, { convoyId, first, after }, { deps, actor, signal }) =>
      deps.verbs.listLeadershipChanges(
        actor,
        {
          convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
          limit: requireSize(first, 'first', 500),
          after: after ?? null,
        },
        signal,
      ),
  },
  Mutation: {
    resetLeadership: (_, { convoyId, reason }, context) =>
      outcome(context, async () => ({
        leadership: await context.deps.verbs.resetLeadership(context.actor, {
          convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
          note: reason ?? null,
        }),
      })),
  },
  Leadership: {
    leader: ({ leaderId }, _, context) => droneOf(leaderId, context),
    rival: ({ rivalId }, _, context) => droneOf(rivalId, context),
    heartbeatAt: ({ heartbeatAtMs }) => heartbeatAtMs,
    since: ({ sinceMs }) => sinceMs,
    restartedAt: ({ restartedAtMs }) => restartedAtMs,
  },
  TermDoubt: {
    callsign: ({ droneId }, _, context) => droneOf(droneId, context)?.callsign ?? droneId,
    since: ({ sinceMs }) => sinceMs,
    heardAt: ({ heardAtMs }) => heardAtMs,
  },
  Candidate: {
    callsign: ({ droneId }, _, context) => droneOf(droneId, context)?.callsign ?? droneId,
  },
  LeadershipChange: {
    at: ({ atMs }) => atMs,
    stateBefore: ({ before }) => before.state,
    stateAfter: ({ after }) => after.state,
    termBefore: ({ before }) => before.term,
    termAfter: ({ after }) => after.term,
    leaderIdBefore: ({ before }) => before.leaderId,
    leaderIdAfter: ({ after }) => after.leaderId,
    rivalIdAfter: ({ after }) => after.rivalId,
    doubtTerm: ({ doubt }) => doubt?.term ?? null,
    doubtDroneId: ({ doubt }) => doubt?.droneId ?? null,
    resetBy: ({ reset }) => reset?.by ?? null,
    resetReason: ({ reset }) => reset?.note ?? null,
  },
} satisfies Resolvers
