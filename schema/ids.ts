/**
 * Branded ids. On the wire, in the store and in URLs an id is a UUID in lower case.
 * Pages load this file; zod, which they must not load, is in id-schemas.ts.
 */

declare const brand: unique symbol
export type Id<Name extends string> = string & { readonly [brand]: Name }

export type ConvoyId = Id<'convoy'>
export type DroneId = Id<'drone'>
export type EngagementId = Id<'engagement'>

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for an id as stored: a UUID in lower case. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && uuidPattern.test(value)
}

/** Returns the id in its stored spelling, or null. `ABC…` and `abc…` are the same id. */
export function parseId<T extends string>(value: unknown): T | null {
  if (isUuid(value)) return value as T
  if (typeof value !== 'string' || value.length !== 36) return null
  const lower = value.toLowerCase()
  return isUuid(lower) ? (lower as T) : null
}
