/** Runs operations for every door: the same limits, the same errors, a context of its own for each event of a stream. */
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, type GraphQLSchema } from 'graphql'
import { type Actor, localActor } from '../../../schema/permissions.ts'
import type { FaultLog } from '../doors.ts'
import { createContext, type GraphqlContext, type ResolverDeps } from './context.ts'
import { createDocuments, type Documents } from './documents.ts'
import { endable } from './endable.ts'
import { createErrorMask, refusal, type ToOutward, toGraphqlError } from './errors.ts'
import type { GraphqlSettings } from './limits.ts'
import { createExecutableSchema } from './schema.ts'

export interface GraphqlDeps extends ResolverDeps {
  log: FaultLog
  settings: GraphqlSettings
  /** Who calls, by the headers of the request; until there are accounts the local actor. */
  actorOf?: (headers: Headers | Record<string, string | string[] | undefined>) => Actor
}

/** Arguments of an operation that was found valid. */
export type RunArgs = ExecutionArgs & { contextValue: GraphqlContext }

export interface Engine {
  schema: GraphQLSchema
  documents: Documents
  toOutward: ToOutward
  /** `signalOf` gives the signal that aborts when the caller has gone. */
  contextOf(
    headers: Headers | Record<string, string | string[] | undefined>,
    signalOf: () => AbortSignal,
  ): GraphqlContext
  /** A query or mutation. Without `data` in the answer nothing has run. */
  execute(args: RunArgs): Promise<ExecutionResult>
  /** A subscription: a refusal, or an iterator whose last item tells why when it ends early. */
  subscribe(args: RunArgs): Promise<ExecutionResult | AsyncGenerator<ExecutionResult>>
}

export function createEngine(deps: GraphqlDeps): Engine {
  const schema = createExecutableSchema()
  const documents = createDocuments(schema, deps.settings)
  const toOutward = createErrorMask(deps.log, deps.settings)
  const actorOf = deps.actorOf ?? (() => localActor)

  const masked = (result: ExecutionResult, context: GraphqlContext): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => toOutward(error, context.requestId)) } : result

  function refuse({ document, operationName, variableValues }: RunArgs): ExecutionResult | null {
    const error = documents.find(document)?.refuseCost(operationName ?? null, variableValues ?? {})
    return error ? { errors: [error] } : null
  }

  /** The result of a query that is compiled, else null: then nothing has run. */
  async function runCompiled({ document, operationName, contextValue, variableValues }: RunArgs) {
    const query = documents.find(document)?.compiled(operationName ?? null)
    return query ? query(contextValue, variableValues ?? {}) : null
  }

  /** As `createSourceEventStream`, which rejects for a document that `@skip` has emptied. */
  const openSource = (args: RunArgs) =>
    createSourceEventStream(args).catch((error: unknown): ExecutionResult => {
      if (!(error instanceof TypeError)) return { errors: [toGraphqlError(error)] }
      return { errors: [refusal('The subscription selects no field, expected one: every field is skipped.')] }
    })

  async function* runEach(source: AsyncIterable<unknown>, args: RunArgs): AsyncGenerator<ExecutionResult> {
    const { actor, signal } = args.contextValue
    try {
      for await (const rootValue of source) {
        const contextValue = createContext(deps, actor, () => signal)
        yield masked(await execute({ ...args, rootValue, contextValue }), contextValue)
      }
    } catch (error) {
      yield { errors: [toOutward(toGraphqlError(error), args.contextValue.requestId)] }
    }
  }

  return {
    schema,
    documents,
    toOutward,
    contextOf: (headers, signalOf) => createContext(deps, actorOf(headers), signalOf),
    async execute(args) {
      const refused = refuse(args)
      if (refused) return refused
      return masked((await runCompiled(args)) ?? (await execute(args)), args.contextValue)
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
