import { Failure, refusal } from '../../../lib/errors.ts'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { NewDrone } from './input.ts'

/** Frames identify drones by 16-bit slots; the highest value means none. */
export const maxDronesPerConvoy = 65_534

/** Why drones with these ids can't join a convoy of `size` drones, or null. */
export function refuseDrones(
  convoy: Convoy,
  size: number,
  droneIds: readonly DroneId[],
  holderOf: (droneId: DroneId) => ConvoyId | null,
): Failure | null {
  if (size + droneIds.length > maxDronesPerConvoy)
    return refusal(
      'conflict',
      'drones',
      `at most ${maxDronesPerConvoy} drones in a convoy`,
      `${size + droneIds.length}`,
    )
  for (const [at, droneId] of droneIds.entries()) {
    const holder = holderOf(droneId)
    if (holder)
      return refusal(
        'conflict',
        `drones.${at}.droneId`,
        'a drone that is not in a convoy',
        `${droneId} of convoy ${holder}`,
      )
    if (droneIds.indexOf(droneId) !== at)
      return refusal('conflict', `drones.${at}.droneId`, 'each drone once', `${droneId} again for ${convoy.callsign}`)
  }
  return null
}

export function toDrone(convoyId: ConvoyId, droneId: DroneId, wanted: NewDrone, createdAtMs: number): Drone {
  const { callsign, platformType, reportIntervalMs } = wanted
  return {
    convoyId,
    droneId,
    callsign,
    platformType,
    reportIntervalMs: reportIntervalMs ?? null,
    createdAtMs,
    assignedAtMs: null,
    retiredAtMs: null,
    leftAtMs: null,
    version: 1,
  }
}

/** The callsign of an enrolled drone: the first and last digits of its id. */
export const unknownDroneCallsign = (droneId: DroneId): string =>
  `UNKNOWN-${droneId.slice(0, 4)}-${droneId.slice(-6)}`.toUpperCase()

/** For a change based on an outdated version. */
export function staleVersion(
  what: 'Convoy' | 'Drone',
  { callsign, version }: Pick<Convoy, 'callsign' | 'version'>,
  from: number,
): Failure {
  const expected = `version ${version}`
  const got = `version ${from}`
  return new Failure(
    'conflict',
    `${what} ${callsign} has ${expected}, got a change based on ${got}: reload and try again.`,
    {
      faults: [{ code: 'conflict', path: 'version', expected, got }],
    },
  )
}

/** Throws `conflict` for an archived convoy. */
export function refuseArchived({ callsign, archivedAtMs }: Convoy): void {
  if (archivedAtMs === null) return
  const got = `${callsign}, archived since ${new Date(archivedAtMs).toISOString()}`
  throw refusal('conflict', 'convoyId', 'a convoy that is not archived', got)
}
