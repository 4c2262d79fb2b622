import { requireId } from '../../../lib/arguments.ts'
import { requireCount } from '../../../lib/errors.ts'
import type { Drone } from '../../../schema/convoys.ts'
import { type ConvoyId, type DroneId, parseId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import type { RecentEngagements } from '../../repositories/engagement-pages.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import type { Loader } from '../../transport/graphql/loaders.ts'
import type { Finalizer } from './finalize.ts'
import {
  type EngagementsPage,
  type EngagementsQuery,
  listEngagements,
  maxEngagementsPerPage,
  newestOfDrone,
} from './list.ts'
import { type AccuracyQuestion, readAccuracy, type WeaponAccuracy } from './read-accuracy.ts'
import { recordEngagement } from './record.ts'

export interface EngagementResolverDeps extends Pick<Ports, 'tables' | 'clock'> {
  roster: Roster
  recents: RecentEngagements
  boards: { isShared: boolean }
  finalizer: Finalizer
  findDrone(actor: Actor, droneId: DroneId): Drone | null
  /** Runs work that may change the board of a convoy; null when the convoy is unknown. */
  changing<R>(convoyId: ConvoyId | null, run: () => Promise<R>): Promise<R>
  subscription: NonNullable<NonNullable<Resolvers['Subscription']>['engagementEvents']>
}

const readsAtOnce = 16

export function createEngagementResolvers(deps: EngagementResolverDeps): Resolvers {
  const pages: Loader<EngagementsQuery, EngagementsPage> = {
    textOf: ({ convoyId, droneId, first, after, upToMs }) => `${convoyId}/${droneId}/${first}/${after}/${upToMs}`,
    atOnce: readsAtOnce,
    read: (query, { actor, signal }) => listEngagements(deps, actor, query, signal),
  }
  const accuracy: Loader<AccuracyQuestion, WeaponAccuracy[]> = {
    textOf: ({ drone, upToMs }) => `${drone.droneId}/${upToMs}`,
    atOnce: readsAtOnce,
    read: (question, { actor }) => readAccuracy(deps, actor, question),
  }
  return {
    Query: {
      engagements: (_, { convoyId, droneId, first, after, upTo }, context) =>
        context.load(pages, {
          convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
          droneId: droneId == null ? null : requireId<DroneId>(droneId, 'droneId'),
          first: requireCount(first, 'first', maxEngagementsPerPage),
          after: after ?? null,
          upToMs: upTo ?? null,
        }),
    },
    Mutation: {
      recordEngagement: (_, { input: { engagedAt, ...input } }, context) =>
        context.change(() =>
          deps.changing(parseId<ConvoyId>(input.convoyId), () =>
            recordEngagement(deps, context.actor, { ...input, engagedAtMs: engagedAt }),
          ),
        ),
    },
    Subscription: { engagementEvents: deps.subscription },
    Drone: {
      engagements(drone, { first: size, upTo }, context) {
        const first = requireCount(size, 'first', maxEngagementsPerPage)
        return newestOfDrone(deps.roster, drone, first, async (convoyId) => {
          const page = await context.load(pages, {
            ...{ convoyId, droneId: drone.droneId, first },
            ...{ after: null, upToMs: upTo ?? null },
          })
          return page.nodes
        })
      },
      accuracyByWeapon: (drone, { upTo }, context) => context.load(accuracy, { drone, upToMs: upTo ?? null }),
    },
    Engagement: {
      callsign: ({ droneId }, _, { actor }) => deps.findDrone(actor, droneId)?.callsign ?? droneId,
      engagedAt: ({ engagedAtMs }) => engagedAtMs,
    },
  }
}
