import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GraphQLSchema } from 'graphql'
import { createSchema } from 'graphql-yoga'
import { failureCodes } from '../../../lib/errors.ts'
import { inCapitals } from '../../../lib/text/in-capitals.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import type { GraphqlContext } from './context.ts'
import { fillDefaults } from './null-defaults.ts'
import { makeResolversSafe } from './safe-resolvers.ts'
import { DateTime } from './scalars.ts'

const folder = join(import.meta.dirname, '../../../schema/graphql')

/** The schema of schema/graphql with the resolvers of all features. */
export function createExecutableSchema(resolvers: readonly Resolvers[]): GraphQLSchema {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'))
  const schema = createSchema<GraphqlContext>({
    typeDefs: files.map((name) => readFileSync(join(folder, name), 'utf8')),
    resolvers: [{ DateTime, FailureCode: inCapitals(failureCodes) }, ...resolvers],
  })
  return makeResolversSafe(fillDefaults(schema))
}
