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
export const createLoaders = (
  deps: { routes: Routes; verbs: Verbs },
  actor: Actor,
  signalOf: () => AbortSignal,
): Loaders => new RequestLoaders({ ...deps, actor, signalOf })

interface Reach {
  routes: Routes
  verbs: Verbs
  actor: Actor
  signalOf: () => AbortSignal
}

/** Each is made when first asked for: most requests need one loader or none. */
class RequestLoaders implements Loaders {
  readonly #reach: Reach
  #made: Partial<Made> = {}

  constructor(reach: Reach) {
    this.#reach = reach
  }

  get latest() {
    return this.#get('latest')
  }
  get boards() {
    return this.#get('boards')
  }
  get routes() {
    return this.#get('routes')
  }
  get engagements() {
    return this.#get('engagements')
  }
  get series() {
    return this.#get('series')
  }
  get spans() {
    return this.#get('spans')
  }
  clear() {
    this.#made = {}
  }

  #get<Name extends keyof Made>(name: Name): Made[Name] {
    const found: Made[Name] = this.#made[name] ?? (makers[name](this.#reach) as Made[Name])
    this.#made[name] = found
    return found
  }
}

type Made = Omit<Loaders, 'clear'>

const makers: { readonly [Name in keyof Made]: (reach: Reach) => Made[Name] } = {
  latest: ({ verbs, actor }) => new DataLoader((droneIds: readonly DroneId[]) => verbs.latestReadings(actor, droneIds)),
  boards: (reach) =>
    new DataLoader(
      each(reach, readsAtOnce, (query: BoardQuery) => reach.verbs.readLeaderboard(reach.actor, query)),
      { cacheKeyFn: ({ convoyId, limit, atMs, rankBy }) => `${convoyId}/${limit}/${atMs}/${rankBy}` },
    ),
  routes: (reach) =>
    new DataLoader(
      each(reach, readsAtOnce, (drone: Drone) => readRoute(reach, reach.actor, drone)),
      { cacheKeyFn: ({ droneId }) => droneId },
    ),
  engagements: (reach) =>
    new DataLoader(
      each(reach, readsAtOnce, (query: EngagementsQuery, signal) =>
        reach.verbs.listEngagements(reach.actor, query, signal),
      ),
      { cacheKeyFn: ({ convoyId, droneId, limit, after }) => `${convoyId}/${droneId}/${limit}/${after}` },
    ),
  series: (reach) =>
    new DataLoader(
      each(reach, scansAtOnce, (query: SeriesQuery, signal) => reach.verbs.readSeries(reach.actor, query, signal)),
      { cacheKeyFn: ({ droneId, fromMs, toMs, maxPoints }) => `${droneId}/${fromMs}/${toMs}/${maxPoints}` },
    ),
  spans: (reach) =>
    new DataLoader(
      each(reach, scansAtOnce, (droneId: DroneId, signal) => reach.verbs.historySpan(reach.actor, droneId, signal)),
    ),
}

/** Each key with its own fate: one that fails does not spoil the others. */
const each =
  <K, V>({ signalOf }: Reach, atOnce: number, read: (key: K, signal: AbortSignal) => Promise<V>) =>
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
