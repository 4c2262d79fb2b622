import { isFailure } from '../../../lib/errors.ts'
import { dayMsOf } from '../../../lib/time/day.ts'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { RosterRecord } from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import type { Lease } from '../../repositories/leases.ts'
import type { Roster } from '../../repositories/roster.ts'
import { storeRosterRecord } from '../../repositories/roster-history.ts'

interface Deps extends Pick<Ports, 'tables' | 'bus' | 'clock'> {
  roster: Pick<Roster, 'convoys' | 'archivedConvoys' | 'findConvoy' | 'dronesOf'>
  log: { warn(details: object, message: string): void }
}

/** What was stored of a convoy. */
interface Stored {
  dayMs: number
  atMs: number
  convoyVersion: number
  versions: Map<DroneId, number>
}

const everyMs = 1_000

/** Stores the roster of every convoy at the start and each day (UTC), and between what changed, until `signal` aborts. */
export async function recordRoster(deps: Deps, signal: AbortSignal, lease: Lease): Promise<void> {
  const { tables, clock, roster, log } = deps
  const stored = new Map<ConvoyId, Stored>()
  const changed = new Set<ConvoyId>()
  const startedMs = clock.nowMs()
  const all = () => [...roster.convoys(), ...roster.archivedConvoys()]

  await followTopic(
    deps,
    'events',
    {
      name: 'the roster’s history',
      reload() {
        for (const { convoyId } of all()) changed.add(convoyId)
      },
      onMessage(message) {
        if (message.kind === 'roster') changed.add(message.convoyId)
      },
    },
    signal,
  )

  async function store(convoy: Convoy, nowMs: number): Promise<void> {
    const { convoyId } = convoy
    const before = stored.get(convoyId)
    const isNewDay = before?.dayMs !== dayMsOf(nowMs)
    const drones = roster.dronesOf(convoyId)
    const record = isNewDay || !before ? wholeRecord(convoy, drones) : changesSince(before, convoy, drones)
    if (!record) return
    const isNewConvoy = !before && convoy.createdAtMs >= startedMs && convoy.createdAtMs <= nowMs
    const noticedMs = Math.max(nowMs, isNewDay ? nowMs : (before?.atMs ?? 0) + 1)
    // It may have reported, and be shown, before its creation is noticed.
    const atMs = isNewConvoy ? convoy.createdAtMs : noticedMs
    lease.requireHeld()
    await storeRosterRecord(tables, convoyId, atMs, record, lease.fence)
    const versions = new Map(drones.map(({ droneId, version }) => [droneId, version]))
    stored.set(convoyId, { dayMs: dayMsOf(nowMs), atMs, convoyVersion: convoy.version, versions })
  }

  async function storeChanged(): Promise<void> {
    const nowMs = clock.nowMs()
    for (const { convoyId } of all()) if (stored.get(convoyId)?.dayMs !== dayMsOf(nowMs)) changed.add(convoyId)
    for (const convoyId of changed) {
      const convoy = roster.findConvoy(convoyId)
      changed.delete(convoyId)
      try {
        if (convoy) await store(convoy, nowMs)
      } catch (error) {
        changed.add(convoyId)
        throw error
      }
    }
  }

  while (!signal.aborted) {
    try {
      await storeChanged()
    } catch (error) {
      if (!isFailure(error)) throw error
      log.warn({ error }, 'a change of the roster could not be recorded; trying again')
    }
    await clock.sleep(everyMs, signal)
  }
}

const wholeRecord = (convoy: Convoy, drones: readonly Drone[]): RosterRecord => ({
  convoy,
  isWhole: true,
  drones: [...drones],
  gone: [],
})

/** Null when nothing changed. */
function changesSince(
  { convoyVersion, versions }: Stored,
  convoy: Convoy,
  drones: readonly Drone[],
): RosterRecord | null {
  const current = new Set(drones.map(({ droneId }) => droneId))
  const gone = [...versions.keys()].filter((droneId) => !current.has(droneId))
  const different = drones.filter(({ droneId, version }) => versions.get(droneId) !== version)
  if (gone.length === 0 && different.length === 0 && convoyVersion === convoy.version) return null
  return { convoy, isWhole: false, drones: different, gone }
}
