/** Engagements and hits by weapon type, for each drone of a board. */
import type { Engagement, WeaponType } from '../../schema/engagements.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { SnapshotEntry } from '../../schema/tables.ts'

export type WeaponTally = Map<WeaponType, { engagements: number; hits: number }>
export type WeaponTallies = Map<DroneId, WeaponTally>

type StoredWeapons = NonNullable<SnapshotEntry['weapons']>

export function countWeapon(
  tallies: WeaponTallies,
  { droneId, weaponType, hit }: Pick<Engagement, 'droneId' | 'weaponType' | 'hit'>,
): void {
  const tally: WeaponTally = tallies.get(droneId) ?? new Map()
  tallies.set(droneId, tally)
  const { engagements, hits } = tally.get(weaponType) ?? { engagements: 0, hits: 0 }
  tally.set(weaponType, { engagements: engagements + 1, hits: hits + (hit ? 1 : 0) })
}

export const toStoredWeapons = (tally: WeaponTally | undefined): StoredWeapons =>
  Object.fromEntries(
    Array.from(tally ?? [], ([weaponType, { engagements, hits }]) => [weaponType, [engagements, hits]]),
  )

export const toWeaponTally = (stored: StoredWeapons): WeaponTally =>
  new Map(
    (Object.entries(stored) as [WeaponType, [number, number]][]).map(([weaponType, [engagements, hits]]) => [
      weaponType,
      { engagements, hits },
    ]),
  )
