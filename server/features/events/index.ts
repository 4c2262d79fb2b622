import type { Feature, Platform } from '../../feature.ts'
import { createEventResolvers, createEventSubscription, type EventSubscription } from './resolvers.ts'

/** Events of convoys as resumable streams. The events themselves come from other features. */
export function openEvents(platform: Platform): Feature & { subscriptionTo: EventSubscription } {
  return { resolvers: createEventResolvers(platform), subscriptionTo: createEventSubscription(platform) }
}
