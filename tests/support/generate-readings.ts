/** Random readings as drones send them, drawn from the registry of fields: a new field is drawn without a change here. */
import type { Random } from '../../lib/random/random.ts'
import { leadershipRoles } from '../../schema/leadership.ts'
import { type MeasuredField, telemetryFieldNames, telemetryFields } from '../../schema/telemetry.ts'

/** A value of the field as a sensor may give it: bounds and 0 come often, and so do few digits. */
function measured(random: Random, { min, max }: MeasuredField): number {
  const kind = random.int(0, 9)
  if (kind === 0) return min
  if (kind === 1) return max
  if (kind === 2) return -0
  const value = random.between(min, max)
  return kind < 6 ? value : Math.round(value * 100) / 100
}

function report(random: Random, droneId: string): Record<string, unknown> {
  const role = random.pick(leadershipRoles)
  const leaderId = role === 'leader' ? droneId : random.pick([null, random.uuid()])
  const votedFor = random.pick([null, random.uuid()])
  const peers = Array.from({ length: random.int(0, 3) }, () => ({
    droneId: random.uuid(),
    linkPct: random.between(0, 100),
  }))
  return { term: random.int(0, 2 ** 31 - 1), role, leaderId, votedFor, peers }
}

/** A good reading on the wire, its keys in the order in which history answers them. */
export function generateReading(random: Random, droneId: string, recordedAt: number): Record<string, unknown> {
  const wire: Record<string, unknown> = { droneId, recordedAt, sequence: random.int(0, 2 ** 31 - 1) }
  for (const name of telemetryFieldNames) {
    const field: MeasuredField = telemetryFields[name]
    if (field.required || random.int(0, 3) > 0) wire[name] = measured(random, field)
  }
  if (random.int(0, 3) === 0) wire.leadership = report(random, droneId)
  return wire
}

/** Spoils one thing about a good reading; returns the path that must be named, and whether that alone is dropped. */
export function spoil(random: Random, wire: Record<string, unknown>): { path: string; isDropped: boolean } {
  const name = random.pick(telemetryFieldNames)
  const { min, max, required }: MeasuredField = telemetryFields[name]
  const beyond = [min - 1e-6, max + 1e-6, min - 1e9, Number.MAX_VALUE]
  const ways: [string, unknown][] = [
    [name, random.pick([...beyond, null, '', '1', true, [], {}])],
    ['droneId', random.pick([undefined, null, 7, '', `${random.uuid()}0`, random.uuid().replace('-', '_'), {}])],
    ['recordedAt', random.pick([undefined, null, 0, -1, 1.5, 2 ** 53, 1e10, 'now', '2026-13-01T00:00:00Z', []])],
    ['sequence', random.pick([undefined, null, -1, 0.5, 2 ** 31, '1', []])],
    ['leadership', random.pick([7, 'leader', [], true])],
  ]
  const [path, value] = random.pick(ways)
  wire[path] = value
  return { path, isDropped: path === name && !required && typeof value === 'number' }
}
