/** What is selected, one thing at a time, and its spelling in the address. */
import { type ConvoyId, type DroneId, parseId } from '../../schema/ids.ts'

export type Selection =
  | { kind: 'drone'; droneId: DroneId }
  | { kind: 'convoy'; convoyId: ConvoyId }
  /** `sequence` counts the waypoints of the drone's route. */
  | { kind: 'waypoint'; droneId: DroneId; sequence: number }
  | { kind: 'alert'; alertId: string }
  | { kind: 'command'; commandId: string }
  | null

/** Of a selection and the convoy whose board is shown beside it. */
export const selectionKeys = ['convoy', 'drone', 'waypoint', 'alert', 'command'] as const
type Spelling = [key: (typeof selectionKeys)[number], value: string | null][]

/** Reads `drone=…`, `waypoint=<drone>.3`, `alert=…` or `command=…`, and `convoy=…`: alone the convoy is selected, else its board is shown. */
export function parseSelection(search: URLSearchParams): { selection: Selection; convoyId: ConvoyId | null } {
  const convoyId = parseId<ConvoyId>(search.get('convoy'))
  const selection =
    parseDrone(search.get('drone')) ??
    parseWaypoint(search.get('waypoint')) ??
    parseOther('alert', search.get('alert')) ??
    parseOther('command', search.get('command'))
  return withConvoy(selection, convoyId)
}

export function printSelection(selection: Selection, convoyId: ConvoyId | null): Spelling {
  const parts: Spelling = [['convoy', convoyId]]
  if (selection?.kind === 'drone') parts.push(['drone', selection.droneId])
  if (selection?.kind === 'waypoint') parts.push(['waypoint', `${selection.droneId}.${selection.sequence}`])
  if (selection?.kind === 'alert') parts.push(['alert', selection.alertId])
  if (selection?.kind === 'command') parts.push(['command', selection.commandId])
  return parts
}

/** A selected convoy is the one whose board is shown; where nothing else is selected, that convoy is. */
export function withConvoy(selection: Selection, convoyId: ConvoyId | null) {
  if (selection?.kind === 'convoy') return { selection, convoyId: selection.convoyId }
  if (selection || convoyId === null) return { selection, convoyId }
  return { selection: { kind: 'convoy', convoyId } as const, convoyId }
}

/** The drone that is selected, itself or by one of its waypoints. */
export const droneIdOf = (selection: Selection): DroneId | null =>
  selection?.kind === 'drone' || selection?.kind === 'waypoint' ? selection.droneId : null

/** Equal for what is the same selection. */
export const keyOfSelection = (selection: Selection): string => (selection ? Object.values(selection).join(' ') : '')

function parseDrone(text: string | null): Selection {
  const droneId = parseId<DroneId>(text)
  return droneId && { kind: 'drone', droneId }
}

function parseWaypoint(text: string | null): Selection {
  const [id, number] = (text ?? '').split('.')
  const droneId = parseId<DroneId>(id)
  return droneId && /^\d{1,3}$/.test(number ?? '') ? { kind: 'waypoint', droneId, sequence: Number(number) } : null
}

function parseOther(kind: 'alert' | 'command', text: string | null): Selection {
  const id = parseId(text)
  if (id === null) return null
  return kind === 'alert' ? { kind, alertId: id } : { kind, commandId: id }
}
