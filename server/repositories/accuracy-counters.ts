/**
 * Engagements and hits of each drone by weapon type, in counters of the database. The records are the truth: counters are
 * added to once a record is stored, and compared with the records whenever a board is. To add is not idempotent, so what failed
 * is never tried again: the difference is added instead, once it is known.
 */
import { mapLimited } from '../../lib/async/map-limited.ts'
import type { WeaponType } from '../../schema/engagements.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import type { Board } from './board.ts'
import type { EngagementRow } from './engagements.ts'
import { everyPage } from './every-page.ts'
import { countTallies } from './leaderboard-snapshots.ts'
import type { Roster } from './roster.ts'
import { countWeapon, type WeaponTallies, type WeaponTally } from './weapon-tallies.ts'

export interface AccuracyCounter {
  weaponType: WeaponType
  totalEngagements: number
  successfulHits: number
}

const callsAtOnce = 64

/** What a drone has recorded with each weapon type, in all convoys together; in order of the type, none that stands at 0. */
export async function readAccuracyCounters(store: Tables, droneId: DroneId): Promise<AccuracyCounter[]> {
  const counters: AccuracyCounter[] = []
  for await (const rows of everyPage(store, tables.accuracyCounters, { droneId }))
    for (const { weaponType, engagements, hits } of rows)
      if (engagements !== 0 || hits !== 0)
        counters.push({ weaponType, totalEngagements: engagements, successfulHits: hits })
  return counters
}

/** Counts records that were stored just now. Fails as the store does; then some of them may be counted, and the board is to be compared. */
export async function addToCounters(store: Tables, rows: readonly EngagementRow[]): Promise<void> {
  const tallies: WeaponTallies = new Map()
  for (const row of rows) countWeapon(tallies, row)
  await addAll(store, tallies)
}

interface Deps {
  tables: Tables
  roster: Pick<Roster, 'findDrone' | 'pastConvoysOf'>
}

/**
 * Makes the counters of a board's drones agree with the records, in the board's turn, and resolves with how many differed. Counters
 * of a drone with records in other convoys are left for the next time when they change meanwhile.
 */
export async function reconcileCounters({ tables: store, roster }: Deps, board: Board): Promise<number> {
  const elsewhere = new Map<ConvoyId, Promise<WeaponTallies>>()
  const tallyIn = (convoyId: ConvoyId) => {
    const known = elsewhere.get(convoyId) ?? countWeapons(store, convoyId)
    elsewhere.set(convoyId, known)
    return known
  }
  const drones = [...board.weapons]
  // All before any other convoy is counted: what is added to while that goes on is told by reading it again.
  const before = await mapLimited(drones, callsAtOnce, ([droneId]) => readTally(store, droneId))
  const differences = await mapLimited([...drones.entries()], callsAtOnce, async ([at, [droneId, own]]) => {
    const held = before[at] ?? noTally()
    const others = await otherConvoysOf(roster, board.convoyId, droneId)
    const told = await Promise.all(others.map(async (convoyId) => (await tallyIn(convoyId)).get(droneId) ?? noTally()))
    const isSteady = others.length === 0 || difference([held], await readTally(store, droneId)).size === 0
    return [droneId, isSteady ? difference([own, ...told], held) : noTally()] as const
  })
  const wrong = new Map(differences.filter(([, tally]) => tally.size > 0))
  await addAll(store, wrong)
  return [...wrong.values()].reduce((sum, tally) => sum + tally.size, 0)
}

async function otherConvoysOf(roster: Deps['roster'], convoyId: ConvoyId, droneId: DroneId): Promise<ConvoyId[]> {
  const drone = roster.findDrone(droneId)
  if (!drone || (drone.convoyId === convoyId && drone.assignedAtMs === null)) return []
  const all = [drone.convoyId, ...(await roster.pastConvoysOf(droneId))]
  return [...new Set(all)].filter((id) => id !== convoyId)
}

async function countWeapons(store: Tables, convoyId: ConvoyId): Promise<WeaponTallies> {
  const { weapons } = await countTallies(store, convoyId, { atMs: null, isShared: true, withWeapons: true })
  return weapons
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

/** What is to be added to `held` so that it is the sum of `parts`; without what agrees. */
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
