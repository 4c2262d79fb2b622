/** Branded ids. On the wire, in the store and in URLs an id is a UUID in lower case. */
import { z } from 'zod'

declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

export type ConvoyId = Id<'convoy'>
export type DroneId = Id<'drone'>
export type EngagementId = Id<'engagement'>

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for the one spelling of an id that is stored: a UUID in lower case. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && uuidPattern.test(value)
}

/** Answers the id in its stored spelling, or null. `ABC…` and `abc…` are the same id. */
export function parseId<T extends ConvoyId | DroneId | EngagementId>(value: unknown): T | null {
  if (isUuid(value)) return value as T
  if (typeof value !== 'string' || value.length !== 36) return null
  const lower = value.toLowerCase()
  return isUuid(lower) ? (lower as T) : null
}

const id = <T extends ConvoyId | DroneId | EngagementId>() =>
  z.string().transform((text, context) => {
    const parsed = parseId<T>(text)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: 'expected a UUID' })
    return z.NEVER
  })

export const convoyIdSchema = id<ConvoyId>()
export const droneIdSchema = id<DroneId>()
export const engagementIdSchema = id<EngagementId>()
