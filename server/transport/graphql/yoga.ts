import { randomUUID } from 'node:crypto'
import { type ExecutionArgs, GraphQLError } from 'graphql'
import { createYoga, type Plugin, type YogaInitialContext, type YogaServerInstance } from 'graphql-yoga'
import { graphqlPath } from '../../../lib/api/client.ts'
import type { Engine, RunArgs } from './engine.ts'
import { toGraphqlError } from './errors.ts'
import type { GraphqlSettings } from './limits.ts'

/** Passed with each request. */
export interface ServerContext {
  /** The signal aborts when the caller disconnects. Called on its first use. */
  signalOf: () => AbortSignal
}
export type YogaServer = YogaServerInstance<ServerContext, object>
type YogaContext = YogaInitialContext & ServerContext

/** GraphQL over HTTP with Yoga: POST, GET, SSE, GraphiQL, status codes by media type. Operations run in the engine. */
export function createYogaServer(engine: Engine, settings: GraphqlSettings): YogaServer {
  return createYoga<ServerContext, object>({
    schema: engine.schema,
    graphqlEndpoint: graphqlPath,
    // Next refuses a Response that is not Node's own and truncates a ReadableStream that is not. Request stays Yoga's,
    // which reads headers and body of a Node request directly.
    fetchAPI: { Response, ReadableStream },
    plugins: [runByEngine(engine)],
    graphiql: settings.graphiql && { title: 'Convoy Tracker' },
    // The self-contained page: Yoga's default is loaded from a CDN. Large, so imported on first use.
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    // Our handlers limit the body while it arrives; Yoga's limit would add two more streams.
    maxRequestBodySize: false,
    parserAndValidationCache: false,
    logging: false,
    maskedErrors: { maskError: (error) => engine.toOutward(toGraphqlError(error), randomUUID()) },
  })
}

/** Parses, validates and runs operations with the engine. */
function runByEngine({ documents, contextOf, execute, subscribe }: Engine): Plugin {
  // Yoga checks Accept only after execution: a mutation would already be applied, and a stream never closed.
  const refuseUnlessAcceptable = ({ contextValue }: ExecutionArgs, types: readonly string[]) =>
    acceptsAny((contextValue as YogaContext).request, types) ? null : { errors: [notAcceptable(types)] }
  // Yoga copies the own properties of a context; ours creates its parts lazily, so Yoga never gets it.
  const toRunArgs = (args: ExecutionArgs): RunArgs => {
    const { request, signalOf } = args.contextValue as YogaContext
    return { ...args, contextValue: contextOf(request.headers, signalOf) }
  }
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method === 'GET' && requestParser) setRequestParser(() => parseUrl(() => requestParser(request)))
    },
    onParams({ params }) {
      if (params.query === undefined && params.extensions?.persistedQuery !== undefined) throw persistedQueryRefused()
    },
    onParse({ setParseFn }) {
      setParseFn((source) => documents.open(typeof source === 'string' ? source : source.body).document)
    },
    onValidate({ params, setResult }) {
      setResult([...(documents.find(params.documentAST)?.errors ?? [])])
    },
    onExecute({ setExecuteFn }) {
      setExecuteFn((args) => refuseUnlessAcceptable(args, resultTypes) ?? execute(toRunArgs(args)))
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) => refuseUnlessAcceptable(args, streamTypes) ?? subscribe(toRunArgs(args)))
    },
  }
}

const streamTypes = ['text/event-stream']
const resultTypes = ['application/json', 'application/graphql-response+json', 'text/event-stream', 'multipart/mixed']

/** Parses Accept as Yoga does: without weights, UTF-8 only. */
function acceptsAny({ headers }: Pick<Request, 'headers'>, types: readonly string[]): boolean {
  const accepted = (headers.get('accept') || '*/*').replace(/\s/g, '').toLowerCase().split(',')
  return accepted.some((one) => {
    const [type, ...parameters] = one.split(';')
    const charset = parameters.find((parameter) => parameter.includes('charset='))
    if (charset !== undefined && charset !== 'charset=utf-8') return false
    return type === '*/*' || types.some((written) => type === written || type === `${written.split('/')[0]}/*`)
  })
}

const notAcceptable = (types: readonly string[]) =>
  new GraphQLError(`Accept allows none of the response types of this operation, expected ${types.join(' or ')}.`, {
    extensions: { code: 'BAD_REQUEST', http: { status: 406 } },
  })

/** Reports invalid JSON in `variables` or `extensions` as a client error. */
function parseUrl<R>(parse: () => R): R {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new GraphQLError('variables or extensions in the URL are not valid JSON, expected JSON objects.', {
      extensions: { code: 'BAD_REQUEST', http: { spec: true, status: 400 } },
    })
  }
}

/** Clients of persisted queries handle this code by sending the query itself. */
const persistedQueryRefused = () =>
  new GraphQLError('PersistedQueryNotSupported: got a hash, expected a query; persisted queries are not supported.', {
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 400 } },
  })
