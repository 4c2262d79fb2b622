import type { Feature, Platform } from '../../feature.ts'
import { createEventResolvers, createEventSubscription, type EventSubscription } from './resolvers.ts'

/** What happens to convoys, as streams that a subscriber can resume. The events themselves are those of other features. */
export function openEvents(platform: Platform): Feature & { subscriptionTo: EventSubscription } {
  return { resolvers: createEventResolvers(platform), subscriptionTo: createEventSubscription(platform) }
}
