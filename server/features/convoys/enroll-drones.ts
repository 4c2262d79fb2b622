import { Failure } from '../../../lib/errors.ts'
import type { Convoy } from '../../../schema/convoys.ts'
import { unassignedConvoyId } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { defaultHeartbeatIntervalMs } from '../../../schema/leadership.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import { maxDronesPerConvoy, strangerCallsign, toDrone } from './rules.ts'

type Deps = Pick<Ports, 'clock'> & { roster: Roster }

/** Enrolments under way, by roster: drones that report in many batches at once are enrolled once. */
const underWay = new WeakMap<Roster, Promise<unknown>>()

/**
 * Takes drones that nobody knows into the convoy 'unassigned', which it makes when it is not there. Known ones are left
 * where they are. Resolves once durable. For callers that may enrol: it asks for no permission.
 */
export async function enrollDrones(deps: Deps, droneIds: readonly DroneId[]): Promise<void> {
  const turn = (underWay.get(deps.roster) ?? Promise.resolve()).then(() => enrollUnknown(deps, droneIds))
  underWay.set(
    deps.roster,
    turn.catch(() => undefined),
  )
  await turn
}

async function enrollUnknown({ roster, clock }: Deps, droneIds: readonly DroneId[]): Promise<void> {
  const isUnknown = (droneId: DroneId) => !roster.findDrone(droneId)
  const strangers = [...new Set(droneIds)].filter(isUnknown)
  if (strangers.length === 0) return
  const elsewhere = await roster.claimDrones(unassignedConvoyId, strangers)
  if (elsewhere.size > 0) await roster.findElsewhere([...elsewhere.keys()])
  const unknown = strangers.filter((droneId) => isUnknown(droneId) && !elsewhere.has(droneId))
  if (unknown.length === 0) return
  const free = maxDronesPerConvoy - roster.dronesOf(unassignedConvoyId).length
  if (unknown.length > free)
    throw new Failure('limited', `Convoy UNASSIGNED has room for ${free} more drones, got ${unknown.length}.`)
  const nowMs = clock.nowMs()
  if (!roster.findConvoy(unassignedConvoyId)) await roster.saveConvoy(unassigned(nowMs), null)
  const drones = unknown.map((droneId) =>
    toDrone(unassignedConvoyId, droneId, { callsign: strangerCallsign(droneId), platformType: 'UNKNOWN' }, nowMs),
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
  version: 1,
})
