import { mapLimited } from '../../../lib/async/map-limited.ts'
import { isFailure } from '../../../lib/errors.ts'
import { isNewer } from '../../../lib/readings/order.ts'
import { startTally, toTally } from '../../../lib/stats/tally.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { DroneFacts, PartialState } from '../../ports/fleet.ts'
import type { Ports } from '../../ports/index.ts'
import { announce } from '../../repositories/announce.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'

export interface KeepStatesDeps extends Pick<Ports, 'fleet' | 'bus' | 'clock'> {
  roster: Pick<Roster, 'findDrone'>
  boards: Pick<Leaderboards, 'readCurrent'>
  leadershipOf(convoyId: ConvoyId): Leadership
  /** A drone's newest stored reading, or null. */
  fromStore(droneId: DroneId): Promise<StoredReading | null>
}

/** What was missing or outdated in the cache and has been corrected since the start. */
export interface FleetCorrections {
  rosters: number
  states: number
  /** Readings in the database that were newer than the cached ones. */
  readings: number
}

/** Drones whose states are read and corrected at a time. */
const dronesPerStep = 1_000
/** Readings compared with the database at a time, and at most so many a second: a lost cache must not load the database. */
const comparesPerStep = 200
const comparesPerSecond = 2_000
const readsAtOnce = 32
/** A reading that was compared with the database longer ago is compared again, which also keeps the state from expiring. */
export const maxCheckAgeMs = 6 * 3_600_000

/** Corrects the cached states of drones of one convoy. */
export function createStateKeeper(deps: KeepStatesDeps, corrected: FleetCorrections) {
  const { fleet, clock } = deps

  /** The parts of a state that the cache lacks or that are older than those in memory. */
  function missingFacts(droneId: DroneId, state: State | null, tallies: Tallies | null): DroneFacts | null {
    const drone = deps.roster.findDrone(droneId)
    const isRowMissing = drone !== null && (state?.drone?.version ?? 0) < drone.version
    const figures = tallies && toTally(tallies.get(droneId) ?? startTally())
    const isFiguresMissing = figures !== null && (state?.figures?.totalEngagements ?? -1) < figures.totalEngagements
    if (!isRowMissing && !isFiguresMissing) return null
    return { droneId, ...(isRowMissing && { drone }), ...(isFiguresMissing && { figures }) }
  }

  /** Compares the readings of these drones with the database. Fails as that does. */
  async function compare(convoyId: ConvoyId, due: readonly DroneId[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < due.length && !signal.aborted; from += comparesPerStep) {
      const beganMs = clock.monotonicMs()
      const checkedAtMs = clock.nowMs()
      const some = due.slice(from, from + comparesPerStep)
      const cached = await fleet.read(convoyId, some, ['reading', 'checkedAtMs'])
      const stored = await mapLimited(some, readsAtOnce, deps.fromStore)
      const readings = stored.filter((reading) => reading !== null)
      await fleet.advance([{ convoyId, readings }], checkedAtMs)
      await fleet.describe(
        convoyId,
        some.flatMap((droneId, at) => (stored[at] ? [] : { droneId, checkedAtMs })),
      )
      // A process that started from the cache shows the older one.
      const newer = stored.filter((reading, at) => {
        const state = cached[at]
        return reading !== null && state && state.checkedAtMs !== null && isNewer(reading, state.reading)
      }) as StoredReading[]
      if (newer.length > 0) await announce(deps.bus, 'readings', { convoyId, readings: newer })
      corrected.readings += newer.length
      await clock.sleep((1_000 * some.length) / comparesPerSecond - (clock.monotonicMs() - beganMs), signal)
    }
  }

  async function talliesOf(convoyId: ConvoyId): Promise<Tallies | null> {
    try {
      return (await deps.boards.readCurrent(convoyId)).tallies
    } catch (error) {
      if (!isFailure(error)) throw error
      return null
    }
  }

  async function correctLeader(convoyId: ConvoyId, droneIds: readonly DroneId[], states: States): Promise<void> {
    const { leaderId, term, changedAtMs } = deps.leadershipOf(convoyId)
    const wrong = droneIds.filter(
      (droneId) => (states.get(droneId)?.leaderOfTerm ?? null) !== (droneId === leaderId ? term : null),
    )
    if (wrong.length === 0) return
    // A flag that the cache no longer knows of is removed once its drone is made the leader again.
    for (const droneId of [...wrong, leaderId]) await fleet.lead({ convoyId, droneId, term, atMs: changedAtMs })
  }

  /**
   * Corrects these states. Readings are compared with the database where that was never done, or before `checkedBeforeMs`.
   * Fails with `unavailable` or `limited`; repeating is safe.
   */
  return async function keep(
    convoyId: ConvoyId,
    droneIds: readonly DroneId[],
    checkedBeforeMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const tallies = await talliesOf(convoyId)
    for (let from = 0; from < droneIds.length && !signal.aborted; from += dronesPerStep) {
      const some = droneIds.slice(from, from + dronesPerStep)
      const found = await fleet.read(convoyId, some, ['drone', 'figures', 'leaderOfTerm', 'checkedAtMs'])
      const states: States = new Map(found.flatMap((state) => (state ? [[state.droneId, state]] : [])))
      const facts = some.flatMap((droneId) => missingFacts(droneId, states.get(droneId) ?? null, tallies) ?? [])
      await fleet.describe(convoyId, facts)
      await correctLeader(convoyId, some, states)
      const due = some.filter((droneId) => (states.get(droneId)?.checkedAtMs ?? 0) < checkedBeforeMs)
      await compare(convoyId, due, signal)
      corrected.states += new Set([...facts.map(({ droneId }) => droneId), ...due]).size
    }
  }
}

type State = PartialState<'drone' | 'figures' | 'leaderOfTerm' | 'checkedAtMs'>
type States = ReadonlyMap<DroneId, State>
type Tallies = Awaited<ReturnType<Leaderboards['readCurrent']>>['tallies']
