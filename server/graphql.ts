/** GraphQL over what the features add. */
import { graphqlPath } from '../lib/api/client.ts'
import type { Feature, Platform } from './feature.ts'
import type { Handle } from './handle.ts'

/** Null in a process without the role web. */
export async function openGraphql(
  platform: Platform,
  features: readonly Feature[],
): Promise<(Feature & { answer: Handle['graphql'] }) | null> {
  if (!platform.config.roles.has('web')) return null
  // More than half of all modules: loaded only by a process that serves it.
  const { createGraphql } = await import('./transport/graphql/graphql.ts')
  const resolvers = features.flatMap((feature) => feature.resolvers ?? [])
  // All callers are on the loopback interface: they may see the schema.
  const settings = { introspection: true, graphiql: true, suggestions: platform.isDev }
  const graphql = createGraphql({ ...platform, resolvers, settings })
  return {
    answer: graphql.fetch,
    requestDoors: [graphql.door],
    upgradeDoors: { [graphqlPath]: graphql.handleUpgrade },
    metrics: [
      { name: 'graphql_sockets', kind: 'gauge', help: 'Open graphql-ws sockets.', read: () => graphql.socketCount },
    ],
    drain: graphql.close,
  }
}
