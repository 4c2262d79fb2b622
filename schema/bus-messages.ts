/** Validates messages of the bus: the publisher may run another version, or be another program. */
import { z } from 'zod'
import { convoyEventSchema, type ReadingsMessage, type Topic, type Topics } from './events.ts'
import { convoyIdSchema } from './id-schemas.ts'
import { isUuid } from './ids.ts'
import { leadershipRoles } from './leadership.ts'
import { readStrategyNames, strategyEntities, writeStrategyNames } from './strategies.ts'
import { type TelemetryField, telemetryFieldNames, telemetryFields } from './telemetry.ts'

const eventFields = { convoyId: convoyIdSchema, atMs: z.number() }

const strategySchema = z.looseObject({
  kind: z.literal('strategy'),
  entity: z.enum(strategyEntities),
  read: z.enum(readStrategyNames),
  write: z.enum(writeStrategyNames).nullable(),
  by: z.string(),
  atMs: z.number(),
})

const settingsSchema: z.ZodType<Topics['settings']> = z.discriminatedUnion('kind', [
  strategySchema,
  z.looseObject({ kind: z.literal('leadership-reset'), ...eventFields, by: z.string(), note: z.string().nullable() }),
])

const requiredNumbers = [
  ...['recordedAtMs', 'sequence', 'receivedAtMs', 'flags'],
  ...telemetryFieldNames.filter((name) => isRequired(name)),
]
const optionalNumbers = telemetryFieldNames.filter((name) => !isRequired(name))

function isRequired(name: TelemetryField): boolean {
  const field: { required?: boolean } = telemetryFields[name]
  return field.required === true
}

/** Returns the message, or throws a RangeError. A field that an older version did not send is null. */
export function parseBusMessage<T extends Topic>(topic: T, value: unknown): Topics[T] {
  return parsers[topic](value) as Topics[T]
}

const parsers: { [T in Topic]: (value: unknown) => Topics[T] } = {
  readings: parseReadings,
  events: (value) => parseBy(convoyEventSchema, value),
  settings: (value) => parseBy(settingsSchema, value),
}

function parseBy<M>(schema: z.ZodType<M>, value: unknown): M {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  throw new RangeError(`Message on the bus: ${issue?.path.join('.') || 'it'}: ${issue?.message}.`)
}

/** Hand-written for speed: it validates tens of thousands of readings a second. */
function parseReadings(value: unknown): ReadingsMessage {
  const message = value as ReadingsMessage | null
  if (!isUuid(message?.convoyId)) throw misfit('convoyId', 'a UUID', message?.convoyId)
  if (!Array.isArray(message.readings)) throw misfit('readings', 'a list', message.readings)
  for (const [at, reading] of message.readings.entries())
    parseReading(reading as unknown as Record<string, unknown> | null, `readings.${at}`)
  return message
}

function parseReading(reading: Record<string, unknown> | null, path: string): void {
  if (!isUuid(reading?.droneId)) throw misfit(`${path}.droneId`, 'a UUID', reading?.droneId)
  for (const name of requiredNumbers)
    if (!Number.isFinite(reading[name])) throw misfit(`${path}.${name}`, 'a number', reading[name])
  for (const name of optionalNumbers) {
    reading[name] ??= null
    if (reading[name] !== null && !Number.isFinite(reading[name]))
      throw misfit(`${path}.${name}`, 'a number or null', reading[name])
  }
  reading.leadership ??= null
  if (reading.leadership !== null && !isReport(reading.leadership))
    throw misfit(`${path}.leadership`, 'a report or null', reading.leadership)
}

function isReport(value: unknown): boolean {
  const { term, role, leaderId, votedFor, peers } = value as Record<string, unknown>
  return (
    Number.isInteger(term) &&
    leadershipRoles.some((known) => known === role) &&
    [leaderId, votedFor].every((id) => id === null || isUuid(id)) &&
    Array.isArray(peers) &&
    peers.every((peer) => isUuid(peer?.droneId) && Number.isFinite(peer.linkPct))
  )
}

function misfit(path: string, expected: string, got: unknown): RangeError {
  const text = typeof got === 'object' && got !== null ? 'an object' : String(got)
  return new RangeError(`Message on the bus: ${path}: expected ${expected}, got ${text.slice(0, 80)}.`)
}
