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
/** Where a value stands: under `key` of `into`, which itself stands at `before`; null for the root. */
export interface Path {
  before: Path | null
  key: string | number
  into: Record<string | number, unknown> | unknown[]
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
  return (value, run, path) => {
    if (value == null) return null
    if (!Array.isArray(value)) throw new Error(`Expected a list for field ${name}, got ${typeof value}.`)
    const into = new Array<unknown>(value.length)
    let late: Promise<void>[] | undefined
    try {
      for (let key = 0; key < value.length; key++) {
        const pending = completeAt({ before: path, key, into }, value[key], complete, items, run)
        if (!pending) continue
        late ??= []
        late.push(pending)
      }
    } catch (error) {
      return failOnceDone(late, error)
    }
    return late ? Promise.all(late).then(() => into) : into
  }
}

export function completeObject(fields: readonly Field[]): Complete {
  return (value, run, path) => {
    if (value == null) return null
    const into: Record<string, unknown> = {}
    let late: Promise<void>[] | undefined
    try {
      for (const field of fields) {
        const pending = completeField(field, value as Record<string, unknown>, into, run, path)
        if (!pending) continue
        late ??= []
        late.push(pending)
      }
    } catch (error) {
      return failOnceDone(late, error)
    }
    return late ? Promise.all(late).then(() => into) : into
  }
}

function completeField(
  field: Field,
  parent: Record<string, unknown>,
  into: Record<string, unknown>,
  run: Run,
  before: Path | null,
): Promise<void> | null {
  const { key, complete } = field
  // Takes its place among the fields, whenever its value comes.
  into[key] = null
  let resolved: unknown
  try {
    resolved = field.read(parent, run)
    if (field.isLeaf && !(resolved instanceof Promise)) {
      into[key] = complete(resolved, run, null)
      return null
    }
  } catch (error) {
    into[key] = catchError(error, field, { before, key, into }, run)
    return null
  }
  return completeAt({ before, key, into }, resolved, complete, field, run)
}

/** Puts the completed value in its place, at once or by when the promise that it returns resolves. */
function completeAt(at: Path, value: unknown, complete: Complete, place: Place, run: Run): Promise<void> | null {
  try {
    if (value instanceof Promise) return completeLater(at, value, complete, place, run)
    const completed = complete(value, run, at)
    if (completed instanceof Promise) return completeLater(at, completed, null, place, run)
    put(at, completed)
  } catch (error) {
    put(at, catchError(error, place, at, run))
  }
  return null
}

/** `complete` is null for a value that is complete when it comes. */
async function completeLater(
  at: Path,
  pending: Promise<unknown>,
  complete: Complete | null,
  place: Place,
  run: Run,
): Promise<void> {
  try {
    const found = await pending
    const completed = complete ? complete(found, run, at) : found
    put(at, completed instanceof Promise ? await completed : completed)
  } catch (error) {
    put(at, catchError(error, place, at, run))
  }
}

function put({ into, key }: Path, value: unknown): void {
  ;(into as Record<string | number, unknown>)[key] = value
}

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
function failOnceDone(late: readonly Promise<unknown>[] | undefined, error: unknown): Promise<never> {
  if (!late) throw error
  return Promise.allSettled(late).then(() => {
    throw error
  })
}
