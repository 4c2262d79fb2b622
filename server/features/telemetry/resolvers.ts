import { requireId } from '../../../lib/arguments.ts'
import { invalid, requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { isDoubtfulPosition, readingFlag, type StoredReading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { LatestReadings } from '../../repositories/latest-readings.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import type { Loader } from '../../transport/graphql/loaders.ts'
import type { Condensed } from './downsample.ts'
import { historySpan, type Span } from './history.ts'
import { readSeries, type SeriesQuery } from './read-series.ts'

type Deps = Pick<Ports, 'tables'> & { latest: LatestReadings }

const mostPoints = 5_000
/** Each reads a drone's whole range. */
const scansAtOnce = 4

export function createTelemetryResolvers(deps: Deps): Resolvers {
  const latest: Loader<DroneId, StoredReading | null> = {
    textOf: (droneId) => droneId,
    async readAll(droneIds, { actor }) {
      requirePermission(actor, 'telemetry:read')
      return deps.latest.of(droneIds)
    },
  }
  const series: Loader<SeriesQuery, Condensed> = {
    textOf: ({ droneId, fromMs, toMs, maxPoints }) => `${droneId}/${fromMs}/${toMs}/${maxPoints}`,
    atOnce: scansAtOnce,
    read: (query, { actor, signal }) => readSeries(deps, actor, query, signal),
  }
  const spans: Loader<DroneId, Span | null> = {
    textOf: (droneId) => droneId,
    atOnce: scansAtOnce,
    read: (droneId, { actor, signal }) => historySpan(deps, actor, droneId, signal),
  }
  return {
    Query: {
      async telemetry(_, { droneId: id, from: fromMs, to: toMs, maxPoints: most }, context) {
        const droneId = requireId<DroneId>(id, 'droneId')
        const maxPoints = requireCount(most, 'maxPoints', mostPoints, 2)
        if (fromMs > toMs) throw invalid('from', 'an instant not after `to`', new Date(fromMs).toISOString())
        const found = await context.load(series, { droneId, fromMs, toMs, maxPoints })
        return { droneId, readingsShown: found.readings.length, ...found }
      },
    },
    Drone: {
      latest: ({ droneId }, _, context) => context.load(latest, droneId),
      async history({ droneId }, _, context) {
        const span = await context.load(spans, droneId)
        return span && { from: span.firstAtMs, to: span.lastAtMs }
      },
    },
    Reading: {
      recordedAt: ({ recordedAtMs }) => recordedAtMs,
      nullIsland: ({ flags }) => (flags & readingFlag.nullIsland) !== 0,
      implausible: ({ flags }) => (flags & readingFlag.implausible) !== 0,
      doubtfulPosition: ({ flags }) => isDoubtfulPosition(flags),
      outOfBounds: ({ flags }) => (flags & readingFlag.outOfBounds) !== 0,
      late: ({ flags }) => (flags & readingFlag.late) !== 0,
    },
  }
}
