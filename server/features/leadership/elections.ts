import { mapLimited } from '../../../lib/async/map-limited.ts'
import { isFailure, isTransient } from '../../../lib/errors.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import {
  defaultHeartbeatIntervalMs,
  type Leadership,
  type LeadershipChange,
  type LeadershipReset,
} from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { FleetCache, Ports } from '../../ports/index.ts'
import { type Lease, permanentLease } from '../../repositories/leases.ts'
import type { Roster } from '../../repositories/roster.ts'
import { forget, type Report } from './evidence.ts'
import { loadLeadership, loadResets, saveChanges, saveLeadership, takeOverLeadership } from './history.ts'
import {
  type Election,
  next,
  openElection,
  reset,
  restoreElection,
  type Step,
  startGracePeriod,
  tick,
} from './rules.ts'

export interface ElectionsDeps extends Pick<Ports, 'tables' | 'bus' | 'clock'> {
  roster: Pick<Roster, 'findConvoy' | 'findDrone'>
  /** False while the store or the bus is unavailable and reports can't arrive: a leader's silence then proves nothing. */
  canReceive(): boolean
  /** Null in a process that shares its database with no other. */
  fleet: Pick<FleetCache, 'lead'> | null
  log: { warn(details: object, message: string): void }
}

/** The elections of all convoys. Calls must not overlap. */
export interface Elections {
  /** As last published; `unknown` for a convoy without reports. */
  of(convoyId: ConvoyId): Leadership
  addReports(convoyId: ConvoyId, readings: readonly StoredReading[]): Promise<void>
  passTime(): Promise<void>
  /** Drones joined or left the convoy (null: any of them may have), or, for an empty list, the convoy itself changed. */
  rosterChanged(convoyId: ConvoyId, droneIds: readonly DroneId[] | null): void
  /** Forgets term and leader. A reset that was applied already, or is older than the last restart of terms, changes nothing. */
  reset(order: LeadershipReset): Promise<void>
  /** Applies the stored resets, which include those whose message this process missed. */
  applyStoredResets(): Promise<void>
  /** Reports may have been missed until now: silence counts only from now on. */
  startGracePeriod(): void
  /** Stores the heartbeats received since the last call. */
  saveHeartbeats(): Promise<void>
  /**
   * With a lease this process stores and publishes changes; with null it only follows, and another process that receives the
   * same reports does so. A new holder continues from the stored state, so that it detects a change again that its
   * predecessor did not store.
   */
  setLease(lease: Lease | null): Promise<void>
}

/** Concurrent calls to the cache. */
const leadersAtOnce = 64

/** Loads the stored state. A change is stored first, then visible in `of`, then published. */
export async function openElections(deps: ElectionsDeps, isOnlyProcess: boolean): Promise<Elections> {
  const elections = new Map<ConvoyId, Election>()
  const unsaved = new Set<ConvoyId>()
  let lease: Lease | null = isOnlyProcess ? permanentLease : null
  let hasFailedReset = false
  const recall = async (states: AsyncIterable<Leadership> | Iterable<Leadership>) => {
    for await (const shown of states) elections.set(shown.convoyId, restoreElection(shown))
  }
  const applyReset = async (order: LeadershipReset) => {
    const election = electionOf(order.convoyId)
    if ((election.restartedAtMs ?? 0) < order.atMs) await apply([reset(election, order)])
  }
  const applyStoredResets = async () => {
    hasFailedReset = false
    try {
      for await (const order of loadResets(deps)) await applyReset(order)
    } catch (error) {
      hasFailedReset = true
      throw error
    }
  }
  /** False while the store is unavailable since the start: then only what the drones report is known. */
  let isRecalled = lease !== null
  const recallMissed = async () => {
    const states: Leadership[] = []
    for await (const state of loadLeadership(deps)) states.push(state)
    // A new publisher may have loaded them meanwhile, with changes since.
    if (!isRecalled) await recall(states.filter(({ convoyId }) => !elections.has(convoyId)))
    isRecalled = true
  }
  if (lease) await recall(await takeOverLeadership(deps, lease))
  else await recallMissed().catch(ignoreTransient)

  const electionOf = (convoyId: ConvoyId): Election => {
    const known = elections.get(convoyId)
    if (known) return known
    const convoy = deps.roster.findConvoy(convoyId)
    return openElection(convoyId, intervalOf(convoyId), convoy?.createdAtMs ?? 0)
  }
  const intervalOf = (convoyId: ConvoyId) =>
    deps.roster.findConvoy(convoyId)?.heartbeatIntervalMs ?? defaultHeartbeatIntervalMs
  const circumstancesOf = (convoyId: ConvoyId) => ({
    nowMs: deps.clock.nowMs(),
    heartbeatIntervalMs: intervalOf(convoyId),
    joinedAtMs(droneId: DroneId) {
      const drone = deps.roster.findDrone(droneId)
      if (!drone) return 0
      return drone.convoyId === convoyId && drone.retiredAtMs === null ? (drone.assignedAtMs ?? 0) : null
    },
  })
  const isArchived = (convoyId: ConvoyId) => (deps.roster.findConvoy(convoyId)?.archivedAtMs ?? null) !== null
  /** Archived convoys are not watched: their drones may be on the ground. */
  const inUse = () => [...elections].filter(([convoyId]) => !isArchived(convoyId))
  const keep = (election: Election) => {
    const { convoyId, heartbeatAtMs } = election.shown
    if (heartbeatAtMs !== elections.get(convoyId)?.shown.heartbeatAtMs) unsaved.add(convoyId)
    elections.set(convoyId, election)
  }

  async function apply(steps: readonly Step[]): Promise<void> {
    for (const { election, change } of steps) if (!change || !lease) keep(election)
    const changed = steps.filter((step) => step.change && lease)
    if (!lease || changed.length === 0) return
    try {
      await saveChanges(deps, changed, lease)
    } catch (error) {
      deps.log.warn({ error }, 'leadership changes could not be stored; retrying')
      // The evidence is kept, so the change is detected again; a reset is loaded from the store again.
      for (const { election, change } of changed)
        if (change?.reason === 'reset') hasFailedReset = true
        else keep({ ...election, shown: electionOf(election.shown.convoyId).shown })
      return
    }
    for (const { election, change } of changed) {
      keep(election)
      if (change) await publishChange(deps, change)
    }
    await mapLimited(changed, leadersAtOnce, ({ election }) => cacheLeader(deps, election.shown))
  }

  return {
    of: (convoyId) => electionOf(convoyId).shown,
    async addReports(convoyId, readings) {
      const reports = readings.filter(isReport)
      if (reports.length > 0 && !isArchived(convoyId))
        await apply([next(electionOf(convoyId), reports, circumstancesOf(convoyId))])
    },
    async passTime() {
      if (!isRecalled) await recallMissed().catch(ignoreTransient)
      if (hasFailedReset) await applyStoredResets().catch(ignoreTransient)
      await apply(inUse().map(([convoyId, election]) => tick(election, circumstancesOf(convoyId))))
    },
    rosterChanged(convoyId, droneIds) {
      const election = elections.get(convoyId)
      if (!election) return
      const { joinedAtMs } = circumstancesOf(convoyId)
      const changed = droneIds && new Set(droneIds)
      const forgot = forget(election, (id) => (!changed || changed.has(id)) && joinedAtMs(id) === null)
      // No reports were taken while the convoy was archived.
      const isChanged = droneIds?.length === 0
      elections.set(convoyId, isChanged ? startGracePeriod(forgot, deps.clock.nowMs()) : forgot)
    },
    reset: applyReset,
    applyStoredResets,
    startGracePeriod() {
      const nowMs = deps.clock.nowMs()
      for (const [convoyId, election] of elections) elections.set(convoyId, startGracePeriod(election, nowMs))
    },
    async saveHeartbeats() {
      if (!lease) return unsaved.clear()
      const saved = [...unsaved]
      await saveLeadership(
        deps,
        saved.map((convoyId) => electionOf(convoyId).shown),
        lease,
      )
      for (const convoyId of saved) unsaved.delete(convoyId)
    },
    async setLease(now) {
      if (now && !lease) {
        await recall(await takeOverLeadership(deps, now))
        isRecalled = true
      }
      lease = now
      if (now) await applyStoredResets()
    },
  }
}

function ignoreTransient(error: unknown): void {
  if (!isTransient(error)) throw error
}

const isReport = (reading: StoredReading): reading is StoredReading & Report => reading.leadership !== null

/** A failure is made up for by the process that keeps the cached fleet. */
async function cacheLeader(
  { fleet }: ElectionsDeps,
  { convoyId, leaderId, term, changedAtMs }: Leadership,
): Promise<void> {
  try {
    await fleet?.lead({ convoyId, droneId: leaderId, term, atMs: changedAtMs })
  } catch (error) {
    if (!isFailure(error)) throw error
  }
}

/** A stored change stands even when it can't be published: the store is the system of record, not the bus. */
async function publishChange({ bus, log }: ElectionsDeps, change: LeadershipChange): Promise<void> {
  try {
    await bus.publish('events', { kind: 'leadership', ...change })
  } catch (error) {
    if (!isFailure(error)) throw error
    log.warn({ error }, 'a leadership change was stored but could not be published')
  }
}
