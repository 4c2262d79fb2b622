import { type Batcher, createBatcher } from '../../../lib/async/batcher.ts'
import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import type { Convoy } from '../../../schema/convoys.ts'
import { unassignedConvoyId } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { defaultHeartbeatIntervalMs } from '../../../schema/leadership.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import { maxDronesPerConvoy, toDrone, unknownDroneCallsign } from './rules.ts'

type Deps = Pick<Ports, 'clock'> & { roster: Roster }

const maxDronesPerWrite = 500
type Enrollments = Batcher<'unassigned', DroneId, { hasRoom: boolean }>
const enrollments = new WeakMap<Roster, Enrollments>()

/**
 * Adds unknown drones to the convoy 'unassigned', in the order given, until it is full; creates the convoy if it does not exist.
 * Returns the drones that did not fit. Known drones stay where they are. Resolves once durable. Drones that report while others
 * are being enrolled are enrolled next, in one batch. Checks no permission: that is up to the caller.
 */
export async function enrollDrones(deps: Deps, droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>> {
  const own = enrollments.get(deps.roster) ?? startEnrollments(deps)
  enrollments.set(deps.roster, own)
  const results = await Promise.all(droneIds.map((droneId) => own.add('unassigned', droneId)))
  return new Set(droneIds.filter((_, at) => !results[at]?.hasRoom))
}

function startEnrollments(deps: Deps): Enrollments {
  const mutex = createKeyedMutex<'unassigned'>()
  return createBatcher({
    maxItems: maxDronesPerWrite,
    run: (key, close) => mutex.run(key, () => enrollUnknown(deps, close())),
  })
}

async function enrollUnknown(
  { roster, clock }: Deps,
  droneIds: readonly DroneId[],
): Promise<PromiseSettledResult<{ hasRoom: boolean }>[]> {
  const unknown = [...new Set(droneIds)].filter((droneId) => !roster.findDrone(droneId))
  const room = Math.max(0, maxDronesPerConvoy - roster.dronesOf(unassignedConvoyId).length)
  const taken = unknown.slice(0, room)
  if (taken.length > 0) await enroll({ roster, clock }, taken)
  const withoutRoom = new Set(unknown.slice(room))
  return droneIds.map((droneId) => ({ status: 'fulfilled', value: { hasRoom: !withoutRoom.has(droneId) } }))
}

async function enroll({ roster, clock }: Deps, unknown: readonly DroneId[]): Promise<void> {
  const elsewhere = await roster.claimDrones(unassignedConvoyId, unknown)
  if (elsewhere.size > 0) await roster.findElsewhere([...elsewhere.keys()])
  const own = unknown.filter((droneId) => !roster.findDrone(droneId) && !elsewhere.has(droneId))
  if (own.length === 0) return
  const nowMs = clock.nowMs()
  if (!roster.findConvoy(unassignedConvoyId)) await roster.saveConvoy(unassigned(nowMs), null)
  const drones = own.map((droneId) =>
    toDrone(unassignedConvoyId, droneId, { callsign: unknownDroneCallsign(droneId), platformType: 'UNKNOWN' }, nowMs),
  )
  await roster.addDrones(unassignedConvoyId, drones)
}

const unassigned = (createdAtMs: number): Convoy => ({
  convoyId: unassignedConvoyId,
  callsign: 'UNASSIGNED',
  aor: [],
  roe: 'OBSERVE_ONLY',
  commandingUnit: 'none',
  status: 'ACTIVE',
  heartbeatIntervalMs: defaultHeartbeatIntervalMs,
  createdAtMs,
  archivedAtMs: null,
  version: 1,
})
