import DataLoader from 'dataloader'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { Drone, Waypoint } from '../../../schema/convoys.ts'
import type { Engagement } from '../../../schema/engagements.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { readRoute } from '../../features/convoys/read-convoys.ts'
import type { Routes } from '../../repositories/routes.ts'
import type { BoardModel } from './models.ts'
import type { BoardQuery, EngagementsQuery, Page, Series, SeriesQuery, Span, Verbs } from './verbs.ts'

/** What one request asks for more than once is read once; what can be read together is read together. */
export interface Loaders {
  readonly latest: DataLoader<DroneId, StoredReading | null>
  readonly boards: DataLoader<BoardQuery, BoardModel, string>
  readonly routes: DataLoader<Drone, Waypoint[], DroneId>
  readonly engagements: DataLoader<EngagementsQuery, Page<Engagement>, string>
  readonly series: DataLoader<SeriesQuery, Series, string>
  readonly spans: DataLoader<DroneId, Span | null>
  /** Forgets everything: something was changed. */
  clear(): void
}

/** Of one request; what it asks for beyond that waits its turn. */
const readsAtOnce = 16
/** Each goes through a drone's whole range. */
const scansAtOnce = 4

/** Of what `signalOf` gives nothing more is begun, and scans end, once it aborts. */
export function createLoaders(
  { routes: stored, verbs }: { routes: Routes; verbs: Verbs },
  actor: Actor,
  signalOf: () => AbortSignal,
): Loaders {
  /** Each key with its own fate: one that fails does not spoil the others. */
  const each =
    <K, V>(atOnce: number, read: (key: K, signal: AbortSignal) => Promise<V>) =>
    (keys: readonly K[]): Promise<(V | Error)[]> =>
      mapLimited(keys, atOnce, async (key) => {
        try {
          const signal = signalOf()
          signal.throwIfAborted()
          return await read(key, signal)
        } catch (error) {
          return error as Error
        }
      })

  const makers = {
    latest: () => new DataLoader((droneIds: readonly DroneId[]) => verbs.latestReadings(actor, droneIds)),
    boards: () =>
      new DataLoader(
        each(readsAtOnce, (query: BoardQuery) => verbs.readLeaderboard(actor, query)),
        { cacheKeyFn: ({ convoyId, limit, atMs, rankBy }) => `${convoyId}/${limit}/${atMs}/${rankBy}` },
      ),
    routes: () =>
      new DataLoader(
        each(readsAtOnce, (drone: Drone) => readRoute({ routes: stored }, actor, drone)),
        { cacheKeyFn: ({ droneId }) => droneId },
      ),
    engagements: () =>
      new DataLoader(
        each(readsAtOnce, (query: EngagementsQuery, signal) => verbs.listEngagements(actor, query, signal)),
        { cacheKeyFn: ({ convoyId, droneId, limit, after }) => `${convoyId}/${droneId}/${limit}/${after}` },
      ),
    series: () =>
      new DataLoader(
        each(scansAtOnce, (query: SeriesQuery, signal) => verbs.readSeries(actor, query, signal)),
        { cacheKeyFn: ({ droneId, fromMs, toMs, maxPoints }) => `${droneId}/${fromMs}/${toMs}/${maxPoints}` },
      ),
    spans: () =>
      new DataLoader(each(scansAtOnce, (droneId: DroneId, signal) => verbs.historySpan(actor, droneId, signal))),
  }
  type Made = { [Name in keyof typeof makers]?: ReturnType<(typeof makers)[Name]> }
  // Made when first asked for: most requests need one loader or none.
  let made: Made = {}
  const get = <Name extends keyof typeof makers>(name: Name): ReturnType<(typeof makers)[Name]> => {
    made[name] ??= makers[name]() as Made[Name]
    return made[name] as ReturnType<(typeof makers)[Name]>
  }
  return {
    get latest() {
      return get('latest')
    },
    get boards() {
      return get('boards')
    },
    get routes() {
      return get('routes')
    },
    get engagements() {
      return get('engagements')
    },
    get series() {
      return get('series')
    },
    get spans() {
      return get('spans')
    },
    clear() {
      made = {}
    },
  }
}
