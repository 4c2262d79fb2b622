import { isFailure } from '../../../lib/errors.ts'
import type { Convoy } from '../../../schema/convoys.ts'
import type { RosterEvent } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { CachedRoster } from '../../ports/fleet.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import type { Roster } from '../../repositories/roster.ts'
import { createStateKeeper, type FleetCorrections, type KeepStatesDeps, maxCheckAgeMs } from './keep-states.ts'

export interface KeepFleetDeps extends KeepStatesDeps {
  roster: Pick<Roster, 'findDrone' | 'findConvoy' | 'convoys' | 'archivedConvoys' | 'dronesOf'>
  /** Whether the cache is available, and since when. */
  cacheState(): { isUp: boolean; sinceMs: number }
  log: { warn(details: object, message: string): void; info(details: object, message: string): void }
}

/** A lost roster is noticed within this time, lost states within `statesEveryMs`. */
export const rostersEveryMs = 5_000
export const statesEveryMs = 60_000
/** Rosters are stored again this often, so that they do not expire. */
const enlistAgainMs = 3_600_000

/**
 * Keeps the cached fleet in agreement with roster, boards, leadership and stored readings until `signal` aborts: at once after
 * roster changes, and periodically, as the cache may lose anything. What was lost is read from the database, at a limited rate.
 * One process at a time does this.
 */
export async function keepFleet(deps: KeepFleetDeps, corrected: FleetCorrections, signal: AbortSignal): Promise<void> {
  const { fleet, roster, clock, log } = deps
  const keepStates = createStateKeeper(deps, corrected)
  const enlistedAtMs = new Map<ConvoyId, number>()
  let passedAtMs = Number.NEGATIVE_INFINITY
  /** Readings that arrived while the cache was unavailable may be missing in it. */
  let availableSinceMs = 0
  let wasUp = true

  /** Stores a roster where it differs. A drone that is unknown here may have been added by another process just now. */
  async function enlist(convoy: Convoy, cached: CachedRoster | null): Promise<boolean> {
    const { convoyId, version } = convoy
    const known = new Set(cached?.droneIds)
    const joined = roster.dronesOf(convoyId).flatMap(({ droneId }) => (known.has(droneId) ? [] : droneId))
    const left = (cached?.droneIds ?? []).filter((droneId) => {
      const drone = roster.findDrone(droneId)
      return drone !== null && (drone.convoyId !== convoyId || drone.retiredAtMs !== null)
    })
    const isDifferent = !cached || cached.convoy.version < version || joined.length > 0 || left.length > 0
    const isDue = clock.monotonicMs() - (enlistedAtMs.get(convoyId) ?? Number.NEGATIVE_INFINITY) >= enlistAgainMs
    if (!isDifferent && !isDue) return false
    await fleet.enlist(convoy, { joined, left })
    enlistedAtMs.set(convoyId, clock.monotonicMs())
    return isDifferent
  }

  /** Returns whether some roster differed. */
  async function enlistAll(): Promise<boolean> {
    const cached = new Map((await fleet.rosters()).map((one) => [one.convoy.convoyId, one]))
    let count = 0
    for (const convoy of [...roster.convoys(), ...roster.archivedConvoys()])
      if (await enlist(convoy, cached.get(convoy.convoyId) ?? null)) count += 1
    corrected.rosters += count
    return count > 0
  }

  async function keepAllStates(): Promise<void> {
    passedAtMs = clock.monotonicMs()
    const before = corrected.states
    for (const { convoyId } of roster.convoys()) {
      const droneIds = roster.dronesOf(convoyId).map(({ droneId }) => droneId)
      const checkedBeforeMs = Math.max(availableSinceMs, clock.nowMs() - maxCheckAgeMs)
      if (!signal.aborted) await keepStates(convoyId, droneIds, checkedBeforeMs, signal)
    }
    const states = corrected.states - before
    if (states > 0) log.info({ states }, 'cached drone states were missing or outdated and have been restored')
  }

  async function rosterChanged({ convoyId, droneIds }: RosterEvent): Promise<void> {
    const convoy = roster.findConvoy(convoyId)
    if (!convoy) return
    const members = roster.dronesOf(convoyId).map(({ droneId }) => droneId)
    const isMember = new Set(members)
    const changed = droneIds ?? members
    await fleet.enlist(convoy, {
      joined: changed.filter((droneId) => isMember.has(droneId)),
      left: changed.filter((droneId) => !isMember.has(droneId) && roster.findDrone(droneId) !== null),
    })
    const due = changed.filter((droneId) => isMember.has(droneId))
    await keepStates(convoyId, due, clock.nowMs() - maxCheckAgeMs, signal)
  }

  const ignoreFailure = (error: unknown) => {
    if (!isFailure(error)) log.warn({ error }, 'the cached fleet could not be checked; retrying')
  }
  await followTopic(
    deps,
    'events',
    {
      name: 'the cached fleet',
      reload: () => enlistAll().then(() => undefined, ignoreFailure),
      // A failure is made up for by the next pass.
      onMessage: (message) => (message.kind === 'roster' ? rosterChanged(message).catch(ignoreFailure) : undefined),
    },
    signal,
  )
  while (!signal.aborted) {
    const { isUp, sinceMs } = deps.cacheState()
    if (isUp && !wasUp) availableSinceMs = sinceMs
    const isPassDue = (isUp && !wasUp) || clock.monotonicMs() - passedAtMs >= statesEveryMs
    wasUp = isUp
    try {
      if (isUp && ((await enlistAll()) || isPassDue)) await keepAllStates()
    } catch (error) {
      ignoreFailure(error)
    }
    await clock.sleep(rostersEveryMs, signal)
  }
}
