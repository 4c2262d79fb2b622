/** Arguments of queries: each is taken as it should be, or refused by its name. */
import { type ConvoyId, type DroneId, type EngagementId, parseId } from '../schema/ids.ts'
import { invalid } from './errors.ts'

/** The id in its stored spelling. Throws `invalid` that names the argument. */
export function requireId<T extends ConvoyId | DroneId | EngagementId>(value: string, path: string): T {
  const id = parseId<T>(value)
  if (id) return id
  throw invalid(path, 'a UUID', value)
}

/** A whole number from `least` to `most`, both included. Throws `invalid` that names the argument. */
export function requireSize(value: number | null | undefined, path: string, most: number, least = 1): number {
  if (value != null && Number.isInteger(value) && value >= least && value <= most) return value
  throw invalid(path, `${least} to ${most}`, value)
}

/** One to `most` ids. Throws `invalid` that names the argument, or the id by its place in it. */
export function requireIds<T extends ConvoyId | DroneId | EngagementId>(
  values: readonly string[],
  path: string,
  most: number,
): T[] {
  requireSize(values.length, path, most)
  return values.map((value, at) => requireId<T>(value, `${path}.${at}`))
}
