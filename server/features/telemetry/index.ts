import type { DroneId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Feature, Platform } from '../../feature.ts'
import type { Metric } from '../../metrics.ts'
import type { ParquetFiles } from '../../ports/parquet-files.ts'
import { createDroneOwners } from '../../repositories/drone-owners.ts'
import { createKeptReadings } from '../../repositories/kept-readings.ts'
import { type LatestReadings, openLatestReadings } from '../../repositories/latest-readings.ts'
import { createNewestReadings, type NewestReadings } from '../../repositories/newest-readings.ts'
import { countMinutes } from './count-minutes.ts'
import { createIngestCounters, type IngestCounters } from './counters.ts'
import { createExportDoor } from './exports/door.ts'
import { latestReading } from './history.ts'
import { createIngest } from './ingest.ts'
import { ingestMetrics } from './metrics.ts'
import { createTelemetryResolvers } from './resolvers.ts'
import { createTelemetryRest } from './rest/telemetry.ts'
import { createTelemetrySocket } from './socket/door.ts'

interface Needs {
  /** Enrolls unknown drones; returns those that did not fit. */
  enroll(droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>>
  parquetFiles: ParquetFiles
}

interface Telemetry extends Feature {
  counters: IngestCounters
  newest: NewestReadings
  /** A drone's newest stored reading, or null. */
  fromStore(droneId: DroneId): Promise<StoredReading | null>
  /** The newest readings in memory; null in a process without the role web. */
  latest: LatestReadings | null
}

/** Ingests readings and serves the stored ones. */
export async function openTelemetry(platform: Platform, { enroll, parquetFiles }: Needs): Promise<Telemetry> {
  const { config, isShared, signal } = platform
  const counters = createIngestCounters()
  const fromStore = (droneId: DroneId) => latestReading(platform, droneId)
  const newest = createNewestReadings({ ...platform, fleet: isShared ? platform.fleet : null, fromStore })
  const latest = config.roles.has('web') ? await openLatestReadings({ ...platform, load: newest.of }, signal) : null
  const exports = createExportDoor({ ...platform, parquetFiles })
  const reading = {
    requestDoors: [exports],
    counters,
    newest,
    fromStore,
    latest,
    metrics: [...ingestMetrics(counters), newestMetric(newest)],
    ...(latest && { resolvers: createTelemetryResolvers({ ...platform, latest }) }),
  }
  if (!config.roles.has('ingest')) return reading

  const ingest = createIngest({
    ...platform,
    counters,
    kept: isShared ? createKeptReadings(platform, signal) : null,
    enroll: config.autoEnroll ? enroll : null,
    findElsewhere: isShared ? platform.roster.findElsewhere : null,
    owners: isShared ? createDroneOwners(platform, platform.processId) : null,
    maySend: () => true,
  })
  const socket = createTelemetrySocket({ ...platform, ingest })
  const stopCounting = countMinutes(platform, counters)
  return {
    ...reading,
    requestDoors: [createTelemetryRest({ ...platform, ingest }), exports],
    upgradeDoors: { '/ws/telemetry': socket.handleUpgrade },
    drain: () => socket.close(),
    close: stopCounting,
  }
}

const newestMetric = ({ loaded }: NewestReadings): Metric => ({
  name: 'newest_readings_loaded',
  kind: 'counter',
  help: 'Newest readings of drones that were not in memory, by where they were read.',
  label: 'from',
  read: () => ({ ...loaded }),
})
