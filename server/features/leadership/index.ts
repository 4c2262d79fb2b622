import type { Feature, Platform } from '../../feature.ts'
import type { NewestReadings } from '../../repositories/newest-readings.ts'
import { createLeadershipResolvers, type LeadershipResolverDeps } from './resolvers.ts'
import { type LeadershipWatch, startLeadershipWatch } from './watch.ts'

interface Needs extends Pick<LeadershipResolverDeps, 'findDrone' | 'subscription'> {
  newest: NewestReadings
}

/** Watches who leads each convoy. `watch` is null in an ingest-only process, which neither serves nor publishes leadership. */
export async function openLeadership(
  platform: Platform,
  needs: Needs,
): Promise<Feature & { watch: LeadershipWatch | null }> {
  const { isShared, config, signal, states } = platform
  if (isShared && !config.roles.has('web') && !config.roles.has('worker')) return { watch: null }
  const canReceive = () => states().every(({ state }) => state.isUp)
  const [newest, fleet] = isShared ? [needs.newest, platform.fleet] : [null, null]
  const watch = await startLeadershipWatch({ ...platform, canReceive, newest, fleet }, signal, !isShared)
  if (isShared && config.roles.has('worker')) platform.runExclusive('publishing leadership', watch.publishUntil)
  return {
    watch,
    resolvers: createLeadershipResolvers({ ...platform, ...needs, leadership: watch }),
    close: () => watch.closed,
  }
}
