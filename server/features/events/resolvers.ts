import { requireId, requireIds } from '../../../lib/arguments.ts'
import type { ConvoyEvent, StreamedEvent } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { ConvoyEventResolvers, Resolvers, StreamEventResolvers } from '../../resolvers.generated.ts'
import type { GraphqlContext } from '../../transport/graphql/context.ts'
import { type EventsDeps, openConvoyEvents, openEventsOf } from './streams.ts'

const mostConvoys = 1_000

/** The resolver of a subscription to one kind of events of one convoy. */
export type EventSubscription = <K extends ConvoyEvent['kind']>(kind: K) => EventSubscriptionResolver<K>

export interface EventSubscriptionResolver<K extends ConvoyEvent['kind']> {
  subscribe(
    root: object,
    args: { convoyId: string; after?: string | null },
    context: GraphqlContext,
  ): Promise<AsyncIterable<StreamedEvent<Extract<ConvoyEvent, { kind: K }>>>>
  /** The item itself is the result, without a root object. */
  resolve<T>(item: T): T
}

export const createEventSubscription =
  (deps: EventsDeps): EventSubscription =>
  (kind) => ({
    subscribe: (_, { convoyId, after }, { actor }) =>
      openEventsOf(deps, actor, kind, {
        convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
        after: after ?? null,
      }),
    resolve: (item) => item,
  })

/** An event of the kind `engagement` is an EngagementEvent. */
const typeOf = ({ kind }: { kind: string }) => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Event`

export const createEventResolvers = (deps: EventsDeps): Resolvers => ({
  Subscription: {
    convoyEvents: {
      subscribe: (_, { convoyIds, after }, { actor }) =>
        openConvoyEvents(deps, actor, {
          convoyIds: convoyIds ? requireIds(convoyIds, 'convoyIds', mostConvoys) : null,
          after: after ?? null,
        }),
      resolve: (item: StreamedEvent) => item,
    },
  },
  ConvoyEvent: {
    __resolveType: (item) => ('recovered' in item ? 'StreamNotice' : typeOf(item)),
  } as ConvoyEventResolvers,
  StreamEvent: { __resolveType: typeOf } as StreamEventResolvers,
})
