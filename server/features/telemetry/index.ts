import type { DroneId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Feature, Platform } from '../../feature.ts'
import { createDroneOwners } from '../../repositories/drone-owners.ts'
import { type LatestReadings, openLatestReadings } from '../../repositories/latest-readings.ts'
import { createSharedLatest } from '../../repositories/shared-latest.ts'
import { createIngestCounters, type IngestCounters } from './counters.ts'
import { latestReading } from './history.ts'
import { createIngest } from './ingest.ts'
import { ingestMetrics } from './metrics.ts'
import { createTelemetryResolvers } from './resolvers.ts'
import { createTelemetryRest } from './rest/telemetry.ts'
import { createTelemetrySocket } from './socket/door.ts'

interface Needs {
  /** Enrolls unknown drones; returns those that did not fit. */
  enroll(droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>>
}

interface Telemetry extends Feature {
  counters: IngestCounters
  /** The newest reading of a drone: from the store, or from the shared cache while the store is unavailable. */
  loadLatest(droneId: DroneId): Promise<StoredReading | null>
  /** The newest readings in memory; null in a process without the role web. */
  latest: LatestReadings | null
}

/** Ingests readings and serves the stored ones. */
export async function openTelemetry(platform: Platform, { enroll }: Needs): Promise<Telemetry> {
  const { config, isShared, signal } = platform
  const counters = createIngestCounters()
  const sharedLatest = isShared ? createSharedLatest(platform) : null
  const fromStore = (droneId: DroneId) => latestReading(platform, droneId)
  const loadLatest = sharedLatest?.withFallback(fromStore) ?? fromStore
  const latest = config.roles.has('web') ? await openLatestReadings({ ...platform, load: loadLatest }, signal) : null
  const reading = {
    counters,
    loadLatest,
    latest,
    metrics: ingestMetrics(counters),
    ...(latest && { resolvers: createTelemetryResolvers({ ...platform, latest }) }),
  }
  if (!config.roles.has('ingest')) return reading

  const ingest = createIngest({
    ...platform,
    counters,
    sharedLatest,
    enroll: config.autoEnroll ? enroll : null,
    findElsewhere: isShared ? platform.roster.findElsewhere : null,
    owners: isShared ? createDroneOwners(platform, platform.processId) : null,
    maySend: () => true,
  })
  const socket = createTelemetrySocket({ ...platform, ingest })
  return {
    ...reading,
    requestDoors: [createTelemetryRest({ ...platform, ingest })],
    upgradeDoors: { '/ws/telemetry': socket.handleUpgrade },
    drain: () => socket.close(),
  }
}
