/**
 * How a compiled query turns what resolvers hand on into its result, errors included: as graphql-js does, by the rules of the
 * specification. A null or error goes up to the nearest field or item that may be null. Nothing throws past a promise that
 * is still open, so that none is left unawaited.
 */
import { type FieldNode, type GraphQLError, type GraphQLLeafType, locatedError } from 'graphql'
import type { GraphqlContext } from './context.ts'

export interface Run {
  context: GraphqlContext
  variables: Record<string, unknown>
  errors: GraphQLError[]
}
/** The way from the root to a value, the last key first. */
export interface Path {
  before: Path | null
  key: string | number
}
/** Makes a resolved value, or the promise of one, what the result holds. Throws, or rejects, for what may not stand there. */
export type Complete = (value: unknown, run: Run, path: Path | null) => unknown

/** A field, or the items of a list: where errors of it are told to stand, and whether they end there. */
interface Place {
  nodes: readonly FieldNode[]
  isNullable: boolean
}

export interface Field extends Place {
  key: string
  read: (parent: Record<string, unknown>, run: Run) => unknown
  complete: Complete
  /** No value inside of it can have an error of its own. */
  isLeaf: boolean
}

export const completeLeaf =
  (type: GraphQLLeafType): Complete =>
  (value) => {
    if (value == null) return null
    const serialized = type.serialize(value)
    if (serialized == null) throw new Error(`Expected ${type.name} to serialize ${String(value)}, got null.`)
    return serialized
  }

/** `name` names the field as in messages: `Drone.callsign`. */
export const completeNonNull =
  (complete: Complete, name: string): Complete =>
  (value, run, path) => {
    const completed = complete(value, run, path)
    return completed instanceof Promise
      ? completed.then((late) => requireValue(late, name))
      : requireValue(completed, name)
  }

function requireValue(value: unknown, name: string): unknown {
  if (value == null) throw new Error(`Cannot return null for non-nullable field ${name}.`)
  return value
}

/** `items` says of its items what a field says of itself; `name` names the field as in messages. */
export function completeList(complete: Complete, items: Place, name: string): Complete {
  function completeItem(item: unknown, run: Run, at: Path): unknown {
    try {
      const completed = item instanceof Promise ? completeLater(item, complete, run, at) : complete(item, run, at)
      return completed instanceof Promise ? catchLater(completed, items, at, run) : completed
    } catch (error) {
      return catchError(error, items, at, run)
    }
  }
  return (value, run, path) => {
    if (value == null) return null
    if (!Array.isArray(value)) throw new Error(`Expected a list for field ${name}, got ${typeof value}.`)
    const late: Promise<unknown>[] = []
    try {
      const completed = value.map((item, key) => {
        const one = completeItem(item, run, { before: path, key })
        if (one instanceof Promise) late.push(one)
        return one
      })
      return late.length > 0 ? Promise.all(completed) : completed
    } catch (error) {
      return failOnceDone(late, error)
    }
  }
}

export function completeObject(fields: readonly Field[]): Complete {
  return (value, run, path) => {
    if (value == null) return null
    const result: Record<string, unknown> = {}
    const late: Promise<unknown>[] = []
    try {
      for (const field of fields) {
        const completed = completeField(field, value as Record<string, unknown>, run, path)
        result[field.key] = completed
        if (!(completed instanceof Promise)) continue
        late.push(
          completed.then((found) => {
            result[field.key] = found
          }),
        )
      }
    } catch (error) {
      return failOnceDone(late, error)
    }
    return late.length > 0 ? Promise.all(late).then(() => result) : result
  }
}

function completeField(field: Field, parent: Record<string, unknown>, run: Run, before: Path | null): unknown {
  const { key, read, complete, isLeaf } = field
  const at = isLeaf ? null : { before, key }
  try {
    const resolved = read(parent, run)
    const completed =
      resolved instanceof Promise ? completeLater(resolved, complete, run, at) : complete(resolved, run, at)
    return completed instanceof Promise ? catchLater(completed, field, { before, key }, run) : completed
  } catch (error) {
    return catchError(error, field, { before, key }, run)
  }
}

// Closures of their own functions: made only where there is something to wait for.
const completeLater = (value: Promise<unknown>, complete: Complete, run: Run, path: Path | null): Promise<unknown> =>
  value.then((found) => complete(found, run, path))
const catchLater = (completed: Promise<unknown>, place: Place, path: Path, run: Run): Promise<unknown> =>
  completed.catch((error) => catchError(error, place, path, run))

/** Null with the error told, where null may stand; else the error goes on to what holds this. */
function catchError(error: unknown, { nodes, isNullable }: Place, path: Path, run: Run): null {
  const located = locatedError(error, nodes, toList(path))
  if (!isNullable) throw located
  run.errors.push(located)
  return null
}

function toList(path: Path): (string | number)[] {
  const keys: (string | number)[] = []
  for (let at: Path | null = path; at; at = at.before) keys.push(at.key)
  return keys.reverse()
}

/** The error, when what was begun has ended; what else goes wrong in it is told by that error. */
function failOnceDone(late: readonly Promise<unknown>[], error: unknown): Promise<never> {
  if (late.length === 0) throw error
  return Promise.allSettled(late).then(() => {
    throw error
  })
}
