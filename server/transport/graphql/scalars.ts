import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { describe, invalid, requireCount } from '../../../lib/errors.ts'
import { instantExpected, parseInstant } from '../../../lib/time/rfc3339.ts'
import { type ConvoyId, type DroneId, type EngagementId, parseId } from '../../../schema/ids.ts'

/** RFC 3339 outside (ms since 1970 are taken too), ms since 1970 inside. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => new Date(value as number).toISOString(),
  parseValue: requireInstantMs,
  parseLiteral: (node) =>
    requireInstantMs(node.kind === Kind.INT ? Number(node.value) : node.kind === Kind.STRING ? node.value : null),
})

function requireInstantMs(value: unknown): number {
  const ms = parseInstant(value)
  if (ms !== null) return ms
  throw new GraphQLError(`expected ${instantExpected}, got ${describe(value)}`, {
    extensions: { code: 'INVALID' },
  })
}

/** The id in its stored spelling. Throws `invalid` that names the argument. */
export function requireId<T extends ConvoyId | DroneId | EngagementId>(value: string, path: string): T {
  const id = parseId<T>(value)
  if (id) return id
  throw invalid(path, 'a UUID', describe(value))
}

export { invalid, requireCount as requireSize }
