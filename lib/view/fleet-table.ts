/** The fleet as rows of a table: what a reader sorts, filters and picks from instead of the map. */
import type { PlatformType } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { DroneTrack, FleetPicture, Freshness, RosterDrone } from '../feed/feed.ts'
import { type Measure, panelMeasures } from './measures.ts'
import { platformWords, termWords } from './words.ts'

export interface FleetRow {
  droneId: DroneId
  callsign: string
  /** The convoy's callsign; empty while the roster is not loaded. */
  convoy: string
  platformType: PlatformType
  freshness: Freshness
  /** Since the last reading; null before the first. */
  ageMs: number | null
  leads: boolean
  /** Null before the first reading. */
  track: DroneTrack | null
}

interface Names {
  drones: ReadonlyMap<DroneId, RosterDrone>
  convoys: ReadonlyMap<ConvoyId, { callsign: string }>
}

/** One row per drone that the roster or the picture knows. O(n). */
export function fleetRows(picture: FleetPicture, { drones, convoys }: Names, nowMs: number): FleetRow[] {
  const rows: FleetRow[] = []
  const add = (droneId: DroneId, track: DroneTrack | undefined) => {
    const named = drones.get(droneId)
    const convoyId = named?.convoyId ?? track?.convoyId
    const leadership = convoyId && picture.convoys.get(convoyId)?.leadership
    rows.push({
      droneId,
      callsign: named?.callsign ?? droneId.slice(0, 8),
      convoy: (convoyId && convoys.get(convoyId)?.callsign) ?? '',
      platformType: named?.platformType ?? 'UNKNOWN',
      freshness: track?.freshness ?? 'silent',
      ageMs: track?.hasReading ? Math.max(0, nowMs - track.recordedAtMs) : null,
      leads: leadership ? leadership.leaderId === droneId || leadership.rivalId === droneId : false,
      track: track?.hasReading ? track : null,
    })
  }
  for (const droneId of drones.keys()) add(droneId, picture.drones.get(droneId))
  for (const [droneId, track] of picture.drones) if (!drones.has(droneId)) add(droneId, track)
  return rows
}

export type FleetColumn = 'callsign' | 'convoy' | 'type' | 'state' | 'age' | Measure['field']

export interface FleetOrder {
  column: FleetColumn
  isDescending: boolean
}

export interface FleetFilter {
  /** Part of a callsign, of a convoy's callsign or of a platform's name; letter case does not matter. */
  query: string
  /** Null: any. */
  freshness: Freshness | null
}

export function filterRows(rows: readonly FleetRow[], { query, freshness }: FleetFilter): FleetRow[] {
  const wanted = query.trim().toLocaleLowerCase()
  return rows.filter(
    (row) =>
      (freshness === null || row.freshness === freshness) &&
      [row.callsign, row.convoy, platformWords[row.platformType]].some((text) =>
        text.toLocaleLowerCase().includes(wanted),
      ),
  )
}

const collator = new Intl.Collator('en', { numeric: true })
const severity: Record<Freshness, number> = { lost: 0, late: 1, unknown: 2, silent: 3, live: 4 }

/** A sorted copy. Unknown values come last in either direction; equal ones by callsign, so that rows do not jump. */
export function sortRows(rows: readonly FleetRow[], { column, isDescending }: FleetOrder): FleetRow[] {
  const read = valueReaders[column] ?? ((row: FleetRow) => row.track?.[column as Measure['field']] ?? null)
  const sign = isDescending ? -1 : 1
  return [...rows].sort((a, b) => {
    const [left, right] = [read(a), read(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byCallsign(a, b)
    return sign * compare(left, right) || byCallsign(a, b)
  })
}

const valueReaders: Partial<Record<FleetColumn, (row: FleetRow) => string | number | null>> = {
  callsign: (row) => row.callsign,
  convoy: (row) => row.convoy || null,
  type: (row) => platformWords[row.platformType],
  state: (row) => severity[row.freshness],
  age: (row) => row.ageMs,
}

const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
const byCallsign = (a: FleetRow, b: FleetRow) =>
  collator.compare(a.callsign, b.callsign) || (a.droneId < b.droneId ? -1 : 1)

export interface FleetColumnWords {
  column: FleetColumn
  label: string
  unit: string
  isNumber: boolean
}

/** The columns, in reading order; measured ones come from the registry. */
export const fleetColumns: readonly FleetColumnWords[] = [
  { column: 'callsign', label: termWords.drone, unit: '', isNumber: false },
  { column: 'convoy', label: termWords.convoy, unit: '', isNumber: false },
  { column: 'type', label: termWords.type, unit: '', isNumber: false },
  { column: 'state', label: termWords.state, unit: '', isNumber: false },
  { column: 'age', label: 'Last reading', unit: '', isNumber: true },
  ...panelMeasures.map(({ field, label, unit }) => ({ column: field, label, unit, isNumber: true })),
]
