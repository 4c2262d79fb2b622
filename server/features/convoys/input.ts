/** Input schemas of convoys and drones, with the messages for invalid values. */
import { z } from 'zod'
import { describe, Failure, type Fault } from '../../../lib/errors.ts'
import { callsignRule, parseCallsign } from '../../../lib/text/callsign.ts'
import { hasHiddenCharacters } from '../../../lib/text/joiners.ts'
import { convoyStatuses, platformTypes, roeLevels, waypointsPerRoute } from '../../../schema/convoys.ts'
import { convoyIdSchema, droneIdSchema } from '../../../schema/id-schemas.ts'
import { telemetryFields } from '../../../schema/telemetry.ts'

const between = ({ min, max }: { min: number; max: number }) =>
  z.number({ error: `a number from ${min} to ${max}` }).refine((value) => value >= min && value <= max, {
    error: `a number from ${min} to ${max}`,
  })
const oneOf = <const V extends readonly string[]>(values: V) => z.enum(values, { error: `one of ${values.join(', ')}` })

const callsign = z.string({ error: callsignRule }).transform((text, context) => {
  const parsed = parseCallsign(text)
  if (parsed !== null) return parsed
  context.addIssue({ code: 'custom', message: callsignRule })
  return z.NEVER
})
/** Printable text, so that it looks the same everywhere. */
const unitName = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => text.length > 0 && text.length <= 80 && !hasHiddenCharacters(text), {
    error: '1 to 80 printable characters',
  })

const point = z.object({
  latitudeDeg: between(telemetryFields.latitudeDeg),
  longitudeDeg: between(telemetryFields.longitudeDeg),
})
const aor = z.array(point).refine((points) => points.length === 0 || (points.length >= 3 && points.length <= 500), {
  error: 'no points, or 3 to 500 of a polygon',
})
const intervalMs = between({ min: 100, max: 600_000 }).refine(Number.isInteger, { error: 'whole milliseconds' })

export const newConvoySchema = z.object({
  convoyId: convoyIdSchema.nullish(),
  callsign,
  aor,
  roe: oneOf(roeLevels),
  commandingUnit: unitName,
  status: oneOf(convoyStatuses),
  heartbeatIntervalMs: intervalMs,
})

export const convoyChangeSchema = z.object({
  convoyId: convoyIdSchema,
  version: z.number().int(),
  callsign: callsign.nullish(),
  aor: aor.nullish(),
  roe: oneOf(roeLevels).nullish(),
  commandingUnit: unitName.nullish(),
  status: oneOf(convoyStatuses).nullish(),
})

const waypoints = z
  .array(point.extend({ altitudeM: between(telemetryFields.altitudeM) }))
  .refine((points) => points.length >= 1 && points.length <= waypointsPerRoute, {
    error: `1 to ${waypointsPerRoute} waypoints`,
  })

const newDrone = z.object({
  droneId: droneIdSchema.nullish(),
  callsign,
  platformType: oneOf(platformTypes),
  reportIntervalMs: intervalMs.nullish(),
  route: waypoints.nullish(),
})
export type NewDrone = z.output<typeof newDrone>

/** The most drones that one call may add. */
export const maxDronesPerCall = 200
export const newDronesSchema = z.object({
  convoyId: convoyIdSchema,
  drones: z.array(newDrone).refine((drones) => drones.length >= 1 && drones.length <= maxDronesPerCall, {
    error: `1 to ${maxDronesPerCall} drones`,
  }),
})

export const routeSchema = z.object({ convoyId: convoyIdSchema, droneId: droneIdSchema, waypoints })

const version = z.number().int()
export const convoyAtVersionSchema = z.object({ convoyId: convoyIdSchema, version })
export const droneAtVersionSchema = z.object({ droneId: droneIdSchema, version })
export const droneNameSchema = droneAtVersionSchema.extend({ callsign })
export const assignmentSchema = droneAtVersionSchema.extend({ convoyId: convoyIdSchema })

/** The value as parsed by the schema. Throws `invalid` with one fault for each invalid value. */
export function requireInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const faults = read.error.issues.slice(0, 20).map((issue) => toFault(issue, value))
  const first = faults[0] as Fault
  throw new Failure('invalid', `${first.path || 'Input'}: expected ${first.expected}, got ${first.got}.`, { faults })
}

function toFault(issue: z.core.$ZodIssue, value: unknown): Fault {
  const got = issue.path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | null)?.[key], value)
  return {
    code: 'invalid',
    path: issue.path.join('.'),
    expected: issue.message.replace(/^expected /, ''),
    got: Array.isArray(got) ? `a list of ${got.length}` : describe(got),
  }
}
