import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import { graphqlPath } from '../../../lib/api/client.ts'
import type { GraphqlContext } from './context.ts'
import type { Engine, RunArgs } from './engine.ts'
import { toGraphqlError } from './errors.ts'
import type { GraphqlSettings } from './limits.ts'

/** Everything that GraphQL over HTTP has ways for: GET, SSE, GraphiQL, status codes by media type. It runs what the engine runs. */
export function createYogaServer(
  engine: Engine,
  { settings }: { settings: GraphqlSettings },
): YogaServerInstance<object, GraphqlContext> {
  return createYoga<object, GraphqlContext>({
    schema: engine.schema,
    graphqlEndpoint: graphqlPath,
    // The platform's own: Next refuses another Response, and a stream of another kind inside of this one throws where nobody
    // can catch it when its reader goes away.
    fetchAPI: { Response, ReadableStream },
    context: ({ request }) => engine.contextOf(request.headers, () => request.signal),
    plugins: [runByEngine(engine)],
    graphiql: settings.graphiql && { title: 'Convoy Tracker' },
    // The page with everything it needs in it: Yoga's own is fetched from the network. Large, so loaded when first asked for.
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    parserAndValidationCache: false,
    logging: false,
    maskedErrors: { maskError: (error) => engine.toOutward(toGraphqlError(error), randomUUID()) },
  })
}

/** Reads, checks and runs operations by the engine. */
function runByEngine({ documents, execute, subscribe }: Engine): Plugin<GraphqlContext> {
  return {
    onParams({ params }) {
      if (params.query === undefined && params.extensions?.persistedQuery !== undefined) throw unknownQuery()
    },
    onParse({ setParseFn }) {
      setParseFn((source) => documents.open(typeof source === 'string' ? source : source.body).document)
    },
    onValidate({ params, setResult }) {
      setResult([...(documents.find(params.documentAST)?.errors ?? [])])
    },
    onExecute({ setExecuteFn }) {
      setExecuteFn((args) => execute(args as RunArgs))
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) => subscribe(args as RunArgs))
    },
  }
}

/** Clients that send hashes know this answer and send the query itself. */
const unknownQuery = () =>
  new GraphQLError('PersistedQueryNotSupported: got a hash, expected a query; none are kept here.', {
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 400 } },
  })
