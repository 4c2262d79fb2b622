/** Arguments of queries: each is taken as it should be, or refused by its name. */
import { parseId } from '../schema/ids.ts'
import { describe, invalid, requireCount } from './errors.ts'

/** The id in its stored spelling, as the branded type that is asked for. Throws `invalid` that names the argument. */
export function requireId<T extends string>(value: string, path: string): T {
  const id = parseId<T>(value)
  if (id) return id
  throw invalid(path, 'a UUID', describe(value))
}

/** One to `most` ids. Throws `invalid` that names the argument, or the id by its place in it. */
export function requireIds<T extends string>(values: readonly string[], path: string, most: number): T[] {
  requireCount(values.length, path, most)
  return values.map((value, at) => requireId<T>(value, `${path}.${at}`))
}
