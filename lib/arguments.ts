/** Validates arguments of queries. */
import { type ConvoyId, type DroneId, type EngagementId, parseId } from '../schema/ids.ts'
import { describe, invalid, requireCount } from './errors.ts'

/** The id in lower case. Throws `invalid` with the name of the argument. */
export function requireId<T extends ConvoyId | DroneId | EngagementId>(value: string, path: string): T {
  const id = parseId<T>(value)
  if (id) return id
  throw invalid(path, 'a UUID', describe(value))
}

/** One to `most` ids. Throws `invalid` with the name of the argument, or the index of the invalid id. */
export function requireIds<T extends ConvoyId | DroneId | EngagementId>(
  values: readonly string[],
  path: string,
  most: number,
): T[] {
  requireCount(values.length, path, most)
  return values.map((value, at) => requireId<T>(value, `${path}.${at}`))
}
