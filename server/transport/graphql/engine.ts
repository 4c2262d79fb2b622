/** Runs operations for every transport, with the same limits and errors; each event of a stream has its own context. */
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, type GraphQLSchema } from 'graphql'
import { endable } from '../../../lib/async/endable.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import type { ActorOf, RequestHeaders } from '../http/actor-of.ts'
import type { FaultLog } from '../http/doors.ts'
import { createContext, type GraphqlContext } from './context.ts'
import { createDocuments, type Documents } from './documents.ts'
import { createErrorMask, refusal, type ToOutward, toGraphqlError } from './errors.ts'
import type { GraphqlSettings } from './limits.ts'
import { createExecutableSchema } from './schema.ts'

export interface GraphqlDeps {
  /** The resolvers of all features. */
  resolvers: readonly Resolvers[]
  clock: Clock
  log: FaultLog
  settings: GraphqlSettings
  actorOf: ActorOf
}

/** Arguments of a validated operation. */
export type RunArgs = ExecutionArgs & { contextValue: GraphqlContext }

export interface Engine {
  schema: GraphQLSchema
  documents: Documents
  toOutward: ToOutward
  /** `signalOf` returns the signal that aborts when the caller disconnects. */
  contextOf(headers: RequestHeaders, signalOf: () => AbortSignal): GraphqlContext
  /** Runs a query or mutation. A result without `data` means that nothing was run. */
  execute(args: RunArgs): Promise<ExecutionResult>
  /** Runs a subscription. Resolves with a refusal or an iterator, whose last item gives the reason when it ends early. */
  subscribe(args: RunArgs): Promise<ExecutionResult | AsyncGenerator<ExecutionResult>>
}

export function createEngine({ resolvers, settings, log, actorOf }: GraphqlDeps): Engine {
  const schema = createExecutableSchema(resolvers)
  const documents = createDocuments(schema, settings)
  const toOutward = createErrorMask(log, settings)

  const masked = (result: ExecutionResult, context: GraphqlContext): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => toOutward(error, context.requestId)) } : result

  function refuse({ document, operationName, variableValues }: RunArgs): ExecutionResult | null {
    const error = documents.find(document)?.refuseCost(operationName ?? null, variableValues ?? {})
    return error ? { errors: [error] } : null
  }

  const run = async (args: RunArgs) => masked(await execute(args), args.contextValue)

  /** Like `createSourceEventStream`, which rejects a document whose fields are all skipped by `@skip`. */
  const openSource = (args: RunArgs) =>
    createSourceEventStream(args).catch((error: unknown): ExecutionResult => {
      if (!(error instanceof TypeError)) return { errors: [toGraphqlError(error)] }
      return { errors: [refusal('The subscription selects no field, expected one: every field is skipped.')] }
    })

  async function* runEach(source: AsyncIterable<unknown>, args: RunArgs): AsyncGenerator<ExecutionResult> {
    const { actor, signal } = args.contextValue
    try {
      for await (const rootValue of source)
        yield await run({ ...args, rootValue, contextValue: createContext(actor, () => signal) })
    } catch (error) {
      yield { errors: [toOutward(toGraphqlError(error), args.contextValue.requestId)] }
    }
  }

  return {
    schema,
    documents,
    toOutward,
    contextOf: (headers, signalOf) => createContext(actorOf(headers), signalOf),
    async execute(args) {
      return refuse(args) ?? (await run(args))
    },
    async subscribe(args) {
      const refused = refuse(args)
      if (refused) return refused
      const source = await openSource(args)
      if (!(Symbol.asyncIterator in source)) return masked(source, args.contextValue)
      const iterator = source[Symbol.asyncIterator]()
      return endable(runEach(source, args), () => iterator.return?.())
    },
  }
}
