import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GraphQLSchema } from 'graphql'
import { createSchema } from 'graphql-yoga'
import { readingTypeDefs } from '../../../schema/graphql/reading.ts'
import type { GraphqlContext } from './context.ts'
import { fillDefaults } from './null-defaults.ts'
import { boardResolvers } from './resolvers/boards.ts'
import { changeResolvers } from './resolvers/changes.ts'
import { convoyResolvers } from './resolvers/convoys.ts'
import { leadershipResolvers } from './resolvers/leadership.ts'
import { subscriptionResolvers } from './resolvers/subscriptions.ts'
import { systemResolvers } from './resolvers/system.ts'
import { telemetryResolvers } from './resolvers/telemetry.ts'
import { makeResolversSafe } from './safe-resolvers.ts'
import { DateTime } from './scalars.ts'

const sdlPath = join(import.meta.dirname, '../../../schema/graphql/schema.graphql')

/** The contract of schema/graphql with everything that answers it. */
export function createExecutableSchema(): GraphQLSchema {
  const schema = createSchema<GraphqlContext>({
    typeDefs: [readFileSync(sdlPath, 'utf8'), readingTypeDefs],
    resolvers: [
      { DateTime },
      convoyResolvers,
      boardResolvers,
      leadershipResolvers,
      telemetryResolvers,
      changeResolvers,
      subscriptionResolvers,
      systemResolvers,
    ],
  })
  return makeResolversSafe(fillDefaults(schema))
}
