import type { DroneId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Feature, Platform } from '../../feature.ts'
import { createLeadershipResolvers, type LeadershipResolverDeps } from './resolvers.ts'
import { type LeadershipWatch, startLeadershipWatch } from './watch.ts'

interface Needs extends Pick<LeadershipResolverDeps, 'findDrone' | 'subscription'> {
  /** A drone's newest stored reading, or null. */
  loadLatest(droneId: DroneId): Promise<StoredReading | null>
}

/** Who leads each convoy, watched. `watch` is null in a process that only takes readings in: it neither shows nor publishes. */
export async function openLeadership(
  platform: Platform,
  needs: Needs,
): Promise<Feature & { watch: LeadershipWatch | null }> {
  const { isShared, config, signal, states } = platform
  if (isShared && !config.roles.has('web') && !config.roles.has('worker')) return { watch: null }
  const canHear = () => states().every(({ state }) => state.isUp)
  const latestReading = isShared ? needs.loadLatest : null
  const watch = await startLeadershipWatch({ ...platform, canHear, latestReading }, signal, !isShared)
  if (isShared && config.roles.has('worker')) platform.runExclusive('telling of leadership', watch.tellUntil)
  return {
    watch,
    resolvers: createLeadershipResolvers({ ...platform, ...needs, leadership: watch }),
    close: () => watch.closed,
  }
}
