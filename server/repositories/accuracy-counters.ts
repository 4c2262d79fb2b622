/**
 * Engagements and hits of each drone by weapon type, in counter columns. The engagement records are the system of record: the
 * counters are incremented after a record is stored, and compared with the records whenever a board is. An increment is not
 * idempotent, so a failed one is never retried: the next comparison adds the difference.
 */
import { mapLimited } from '../../lib/async/map-limited.ts'
import { countWeapon, type WeaponTallies, type WeaponTally } from '../../lib/stats/weapon-tallies.ts'
import type { WeaponType } from '../../schema/engagements.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import type { Board } from './board.ts'
import type { EngagementRow } from './engagements.ts'
import { everyPage } from './every-page.ts'
import type { Roster } from './roster.ts'

export interface AccuracyCounter {
  weaponType: WeaponType
  totalEngagements: number
  successfulHits: number
}

const callsAtOnce = 64

/** The counters of a drone over all its convoys, ordered by weapon type, without those that are 0. */
export async function readAccuracyCounters(store: Tables, droneId: DroneId): Promise<AccuracyCounter[]> {
  const counters: AccuracyCounter[] = []
  for await (const rows of everyPage(store, tables.accuracyCounters, { droneId }))
    for (const { weaponType, engagements, hits } of rows)
      if (engagements !== 0 || hits !== 0)
        counters.push({ weaponType, totalEngagements: engagements, successfulHits: hits })
  return counters
}

/** Counts newly stored records. Fails as the store does; then some may be counted and some not, and the board must be compared. */
export async function addToCounters(store: Tables, rows: readonly EngagementRow[]): Promise<void> {
  const tallies: WeaponTallies = new Map()
  for (const row of rows) countWeapon(tallies, row)
  await addAll(store, tallies)
}

interface Deps {
  tables: Tables
  roster: Pick<Roster, 'findDrone' | 'pastConvoysOf'>
}

/** Drones that have been in the same convoys. */
interface MovedDrones {
  /** In ascending order. */
  convoyIds: ConvoyId[]
  droneIds: DroneId[]
}

/** The drones of a board that have also been in other convoys, grouped by their convoys. */
export async function findMoved({ roster }: Pick<Deps, 'roster'>, board: Board): Promise<MovedDrones[]> {
  const groups = new Map<string, MovedDrones>()
  const drones = [...board.weapons.keys()]
  const all = await mapLimited(drones, callsAtOnce, (droneId) => convoysOf(roster, board.convoyId, droneId))
  for (const [at, convoyIds] of all.entries()) {
    if (convoyIds.length === 1) continue
    const group = groups.get(convoyIds.join()) ?? { convoyIds, droneIds: [] }
    groups.set(convoyIds.join(), group)
    group.droneIds.push(drones[at] as DroneId)
  }
  return [...groups.values()]
}

/**
 * Makes the counters of these drones agree with the boards and resolves with how many differed. The caller holds the turns of
 * all the boards. Skips a drone that has been in a convoy whose board is not given: its counters may change at any time.
 */
export async function reconcileCounters(
  { tables: store, roster }: Deps,
  droneIds: Iterable<DroneId>,
  boards: readonly [Board, ...Board[]],
): Promise<number> {
  const isHere = new Set(boards.map(({ convoyId }) => convoyId))
  const differences = await mapLimited([...droneIds], callsAtOnce, async (droneId) => {
    // Counters are read before the convoys: otherwise a convoy that the drone moves to and records in meanwhile would be missing.
    const held = await readTally(store, droneId)
    const convoyIds = await convoysOf(roster, boards[0].convoyId, droneId)
    const isWhole = convoyIds.every((convoyId) => isHere.has(convoyId))
    const parts = boards.map(({ weapons }) => weapons.get(droneId) ?? noTally())
    return [droneId, isWhole ? difference(parts, held) : noTally()] as const
  })
  const wrong = new Map(differences.filter(([, tally]) => tally.size > 0))
  await addAll(store, wrong)
  return [...wrong.values()].reduce((sum, tally) => sum + tally.size, 0)
}

/** All convoys that a drone on this convoy's board has been in, in ascending order. */
async function convoysOf(roster: Deps['roster'], convoyId: ConvoyId, droneId: DroneId): Promise<ConvoyId[]> {
  const drone = roster.findDrone(droneId)
  if (!drone || (drone.convoyId === convoyId && drone.assignedAtMs === null)) return [convoyId]
  return [...new Set([convoyId, drone.convoyId, ...(await roster.pastConvoysOf(droneId))])].sort()
}

async function readTally(store: Tables, droneId: DroneId): Promise<WeaponTally> {
  const counters = await readAccuracyCounters(store, droneId)
  return new Map(
    counters.map(({ weaponType, totalEngagements, successfulHits }) => [
      weaponType,
      { engagements: totalEngagements, hits: successfulHits },
    ]),
  )
}

const noTally = (): WeaponTally => new Map()

/** The increments that make `held` the sum of `parts`; empty where they agree. */
function difference(parts: readonly WeaponTally[], held: WeaponTally): WeaponTally {
  const due = noTally()
  for (const weaponType of new Set([held, ...parts].flatMap((tally) => [...tally.keys()]))) {
    const of = (tally: WeaponTally) => tally.get(weaponType) ?? { engagements: 0, hits: 0 }
    const engagements = parts.reduce((sum, part) => sum + of(part).engagements, -of(held).engagements)
    const hits = parts.reduce((sum, part) => sum + of(part).hits, -of(held).hits)
    if (engagements !== 0 || hits !== 0) due.set(weaponType, { engagements, hits })
  }
  return due
}

async function addAll(store: Tables, tallies: WeaponTallies): Promise<void> {
  const all = [...tallies].flatMap(([droneId, tally]) =>
    [...tally].map(([weaponType, by]) => ({ droneId, weaponType, by })),
  )
  await mapLimited(all, callsAtOnce, ({ droneId, weaponType, by }) =>
    store.add(tables.accuracyCounters, { droneId, weaponType }, { ...by }),
  )
}
