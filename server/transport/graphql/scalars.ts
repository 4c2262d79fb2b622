import { GraphQLError, GraphQLScalarType } from 'graphql'
import { describe, Failure } from '../../../lib/errors.ts'
import { type ConvoyId, type DroneId, type EngagementId, parseId } from '../../../schema/ids.ts'

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** RFC 3339 outside, ms since 1970 inside. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => new Date(value as number).toISOString(),
  parseValue: requireInstantMs,
  parseLiteral: (node) => requireInstantMs('value' in node ? node.value : null),
})

function requireInstantMs(value: unknown): number {
  const ms = typeof value === 'string' && rfc3339.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isFinite(ms)) return ms
  throw new GraphQLError(`expected an instant such as 2026-01-31T12:00:00Z, got ${describe(value)}`, {
    extensions: { code: 'INVALID' },
  })
}

/** The id in its stored spelling. Throws `invalid` that names the argument. */
export function requireId<T extends ConvoyId | DroneId | EngagementId>(value: string, path: string): T {
  const id = parseId<T>(value)
  if (id) return id
  throw invalid(path, 'a UUID', describe(value))
}

/** A page size that the server is ready to answer. Throws `invalid` that names the argument. */
export function requireSize(value: number | null | undefined, path: string, most: number, least = 1): number {
  if (value != null && value >= least && value <= most) return value
  throw invalid(path, `${least} to ${most}`, describe(value))
}

export function invalid(path: string, expected: string, got: string): Failure {
  return new Failure('invalid', `${path}: expected ${expected}, got ${got}.`, {
    faults: [{ code: 'invalid', path, expected, got }],
  })
}
