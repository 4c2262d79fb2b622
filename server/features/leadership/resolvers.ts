import { requireId } from '../../../lib/arguments.ts'
import { requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { inCapitals } from '../../../lib/text/in-capitals.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import { type Leadership, leadershipReasons, leadershipStates } from '../../../schema/leadership.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import type { GraphqlContext } from '../../transport/graphql/context.ts'
import { listLeadershipChanges, maxChangesPerPage } from './history.ts'
import { type ResetDeps, resetLeadership } from './reset.ts'

export interface LeadershipResolverDeps extends ResetDeps {
  findDrone(actor: Actor, droneId: DroneId): Drone | null
  subscription: NonNullable<NonNullable<Resolvers['Subscription']>['leadershipEvents']>
}

export function createLeadershipResolvers(deps: LeadershipResolverDeps): Resolvers {
  const read = ({ actor }: GraphqlContext, convoyId: ConvoyId): Leadership => {
    requirePermission(actor, 'picture:read')
    return deps.leadership.of(convoyId)
  }
  const droneOf = (droneId: DroneId | null, { actor }: GraphqlContext) => droneId && deps.findDrone(actor, droneId)
  const callsignOf = ({ droneId }: { droneId: DroneId }, _: unknown, context: GraphqlContext) =>
    droneOf(droneId, context)?.callsign ?? droneId
  return {
    LeadershipState: inCapitals(leadershipStates),
    LeadershipReason: inCapitals(leadershipReasons),
    Query: {
      leadership: (_, { convoyId }, context) => read(context, requireId<ConvoyId>(convoyId, 'convoyId')),
      async leadershipHistory(_, { convoyId: id, first: size, after }, { actor, signal }) {
        const convoyId = requireId<ConvoyId>(id, 'convoyId')
        const first = requireCount(size, 'first', maxChangesPerPage)
        const page = { convoyId, first, after: after ?? null }
        const { changes, next } = await listLeadershipChanges(deps, actor, page, signal)
        return { nodes: changes, next }
      },
    },
    Mutation: {
      resetLeadership: (_, { convoyId, reason }, context) =>
        context.change(async () => ({
          leadership: await resetLeadership(deps, context.actor, {
            convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
            note: reason ?? null,
          }),
        })),
    },
    Subscription: { leadershipEvents: deps.subscription },
    Convoy: { leadership: ({ convoyId }, _, context) => read(context, convoyId) },
    Leadership: {
      leader: ({ leaderId }, _, context) => droneOf(leaderId, context),
      rival: ({ rivalId }, _, context) => droneOf(rivalId, context),
      heartbeatAt: ({ heartbeatAtMs }) => heartbeatAtMs,
      since: ({ sinceMs }) => sinceMs,
      restartedAt: ({ restartedAtMs }) => restartedAtMs,
    },
    TermDoubt: {
      callsign: callsignOf,
      since: ({ sinceMs }) => sinceMs,
      heardAt: ({ heardAtMs }) => heardAtMs,
    },
    Candidate: { callsign: callsignOf },
    LeadershipEvent: { change: (event) => event },
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
  }
}
