import type { SearchEntry } from '../../lib/view/search.ts'
import { platformWords } from '../../lib/view/words.ts'
import type { Roster } from '../shell/roster.ts'

export function rosterEntries(roster: Roster): SearchEntry[] {
  const convoys = roster.list.map(
    ({ convoyId, callsign, commandingUnit }): SearchEntry => ({
      kind: 'convoy',
      id: convoyId,
      name: callsign,
      detail: commandingUnit,
    }),
  )
  const drones = [...roster.drones.values()].map(
    ({ droneId, convoyId, callsign, platformType }): SearchEntry => ({
      kind: 'drone',
      id: droneId,
      name: callsign,
      detail: `${platformWords[platformType]} · ${roster.convoys.get(convoyId)?.callsign ?? ''}`,
    }),
  )
  return [...convoys, ...drones]
}
