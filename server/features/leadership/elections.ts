import { isFailure } from '../../../lib/errors.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import {
  defaultHeartbeatIntervalMs,
  type Leadership,
  type LeadershipChange,
  type LeadershipReset,
} from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import { type Lease, permanentLease } from '../../repositories/leases.ts'
import type { Roster } from '../../repositories/roster.ts'
import { forget, type Report } from './evidence.ts'
import { loadLeadership, loadResets, saveChanges, saveLeadership, takeOverLeadership } from './history.ts'
import { type Election, excuseSilence, next, openElection, recallElection, reset, type Step, tick } from './rules.ts'

export interface ElectionsDeps extends Pick<Ports, 'tables' | 'bus' | 'clock'> {
  roster: Pick<Roster, 'findConvoy' | 'findDrone'>
  /** False while reports can't come, the store or the bus being unavailable: nobody's silence is held against him. */
  canHear(): boolean
  log: { warn(details: object, message: string): void }
}

/** The elections of all convoys. Its verbs are called one after the other, never two at once. */
export interface Elections {
  /** As last shown; `unknown` for a convoy of which nothing was heard. */
  of(convoyId: ConvoyId): Leadership
  hear(convoyId: ConvoyId, readings: readonly StoredReading[]): Promise<void>
  passTime(): Promise<void>
  /** Drones came to a convoy or left it (null: any), or, with none, the convoy itself changed. */
  rosterChanged(convoyId: ConvoyId, droneIds: readonly DroneId[] | null): void
  /** Forgets term and leader; one that was applied before, or is older than a later restart, changes nothing. */
  reset(order: LeadershipReset): Promise<void>
  /** Applies the resets that are stored: what a process did not hear of. */
  recallResets(): Promise<void>
  /** Reports may have been missed until now: nobody's silence before this is held against him. */
  excuseSilence(): void
  /** Stores heartbeats heard since they were stored last. */
  saveHeartbeats(): Promise<void>
  /**
   * From now on changes are stored and told here, under this lease, or (null) by another process that hears the same: they are
   * only followed. Who begins to tell goes on from what is stored, so that a change its predecessor did not get to store is
   * found again.
   */
  tell(lease: Lease | null): Promise<void>
}

/** Loads what was last known. A change is durable before it is shown, and shown before it is told. */
export async function openElections(deps: ElectionsDeps, startsAsTeller: boolean): Promise<Elections> {
  const elections = new Map<ConvoyId, Election>()
  const unsaved = new Set<ConvoyId>()
  let lease: Lease | null = startsAsTeller ? permanentLease : null
  let hasFailedReset = false
  const recall = async (states: AsyncIterable<Leadership> | Iterable<Leadership>) => {
    for await (const shown of states) elections.set(shown.convoyId, recallElection(shown))
  }
  const applyReset = async (order: LeadershipReset) => {
    const election = electionOf(order.convoyId)
    if ((election.restartedAtMs ?? 0) < order.atMs) await adopt([reset(election, order)])
  }
  const recallResets = async () => {
    hasFailedReset = false
    for await (const order of loadResets(deps)) await applyReset(order)
  }
  await recall(lease ? await takeOverLeadership(deps, lease) : loadLeadership(deps))

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
  /** Of archived convoys nothing changes: their drones may be on the ground, and nobody looks. */
  const inUse = () => [...elections].filter(([convoyId]) => !isArchived(convoyId))
  const keep = (election: Election) => {
    const { convoyId, heartbeatAtMs } = election.shown
    if (heartbeatAtMs !== elections.get(convoyId)?.shown.heartbeatAtMs) unsaved.add(convoyId)
    elections.set(convoyId, election)
  }

  async function adopt(steps: readonly Step[]): Promise<void> {
    for (const { election, change } of steps) if (!change || !lease) keep(election)
    const changed = steps.filter((step) => step.change && lease)
    if (!lease || changed.length === 0) return
    try {
      await saveChanges(deps, changed, lease)
    } catch (error) {
      deps.log.warn({ error }, 'changes of leadership could not be stored; they are tried again')
      // What was heard is kept and found to be a change again; a reset is taken from the store again.
      for (const { election, change } of changed)
        if (change?.reason === 'reset') hasFailedReset = true
        else keep({ ...election, shown: electionOf(election.shown.convoyId).shown })
      return
    }
    for (const { election, change } of changed) {
      keep(election)
      if (change) await announce(deps, change)
    }
  }

  return {
    of: (convoyId) => electionOf(convoyId).shown,
    async hear(convoyId, readings) {
      const reports = readings.filter(isReport)
      if (reports.length > 0 && !isArchived(convoyId))
        await adopt([next(electionOf(convoyId), reports, circumstancesOf(convoyId))])
    },
    async passTime() {
      if (hasFailedReset) await recallResets()
      await adopt(inUse().map(([convoyId, election]) => tick(election, circumstancesOf(convoyId))))
    },
    rosterChanged(convoyId, droneIds) {
      const election = elections.get(convoyId)
      if (!election) return
      const { joinedAtMs } = circumstancesOf(convoyId)
      const changed = droneIds && new Set(droneIds)
      const forgot = forget(election, (id) => (!changed || changed.has(id)) && joinedAtMs(id) === null)
      // A convoy that was archived was not listened to.
      const isChanged = droneIds?.length === 0
      elections.set(convoyId, isChanged ? excuseSilence(forgot, deps.clock.nowMs()) : forgot)
    },
    reset: applyReset,
    recallResets,
    excuseSilence() {
      const nowMs = deps.clock.nowMs()
      for (const [convoyId, election] of elections) elections.set(convoyId, excuseSilence(election, nowMs))
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
    async tell(now) {
      if (now && !lease) await recall(await takeOverLeadership(deps, now))
      lease = now
      if (now) await recallResets()
    },
  }
}

const isReport = (reading: StoredReading): reading is StoredReading & Report => reading.leadership !== null

/** What is durable stays so when nobody can be told: the bus holds no truth. */
async function announce({ bus, log }: ElectionsDeps, change: LeadershipChange): Promise<void> {
  try {
    await bus.publish('events', { kind: 'leadership', ...change })
  } catch (error) {
    if (!isFailure(error)) throw error
    log.warn({ error }, 'a change of leadership was stored but could not be told')
  }
}
