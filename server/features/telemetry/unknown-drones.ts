import type { DroneId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'

export interface UnknownDronesDeps extends Pick<Ports, 'clock'> {
  roster: Pick<Roster, 'findDrone'>
  /** Enrolls unknown drones and returns those that did not fit; null: unknown drones are refused. */
  enroll: ((droneIds: readonly DroneId[]) => Promise<ReadonlySet<DroneId>>) | null
  /** Loads drones that another process has added; null when there is only this process. */
  findElsewhere: ((droneIds: readonly DroneId[]) => Promise<void>) | null
}

/** The store is asked at most this often for the same unknown drone. */
const askAgainMs = 2_000
const maxRemembered = 50_000
const none: ReadonlySet<DroneId> = new Set()

/**
 * Loads or enrolls drones that are not in the roster, and returns those that did not fit. A drone that several batches bring
 * at the same time is looked up and enrolled once; all of them wait for it.
 */
export function createUnknownDrones({ roster, clock, enroll, findElsewhere }: UnknownDronesDeps) {
  const askedAtMs = new Map<DroneId, number>()
  const inFlight = new Map<DroneId, Promise<ReadonlySet<DroneId>>>()
  const isUnknown = (droneId: DroneId) => roster.findDrone(droneId) === null

  async function findOrEnroll(droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>> {
    if (findElsewhere) await ask(droneIds, findElsewhere)
    const unknown = droneIds.filter(isUnknown)
    return enroll && unknown.length > 0 ? enroll(unknown) : none
  }

  async function ask(droneIds: readonly DroneId[], find: (droneIds: readonly DroneId[]) => Promise<void>) {
    const nowMs = clock.monotonicMs()
    const isDue = (droneId: DroneId) => nowMs - (askedAtMs.get(droneId) ?? Number.NEGATIVE_INFINITY) >= askAgainMs
    const due = droneIds.filter(isDue)
    if (due.length === 0) return
    await find(due)
    // Only after a successful lookup: it may be there when the store was unavailable.
    if (askedAtMs.size > maxRemembered) askedAtMs.clear()
    for (const droneId of due) askedAtMs.set(droneId, nowMs)
  }

  async function findOrEnrollOnce(droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>> {
    const fresh = droneIds.filter((droneId) => !inFlight.has(droneId))
    if (fresh.length > 0) {
      const work = findOrEnroll(fresh).finally(() => {
        for (const droneId of fresh) inFlight.delete(droneId)
      })
      for (const droneId of fresh) inFlight.set(droneId, work)
    }
    const works = new Set(droneIds.flatMap((droneId) => inFlight.get(droneId) ?? []))
    const noRoom = await Promise.all(works)
    return new Set(noRoom.flatMap((ids) => [...ids]))
  }

  return async (droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>> => {
    const unknown = enroll || findElsewhere ? droneIds.filter(isUnknown) : []
    return unknown.length > 0 ? findOrEnrollOnce(unknown) : none
  }
}
