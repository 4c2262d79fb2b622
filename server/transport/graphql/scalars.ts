import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { describe } from '../../../lib/errors.ts'
import { instantExpected, parseInstant } from '../../../lib/time/rfc3339.ts'

/** RFC 3339 in the API (ms since 1970 are accepted too), ms since 1970 internally. */
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
