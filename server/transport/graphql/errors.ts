import { GraphQLError } from 'graphql'
import { type Failure, isFailure } from '../../../lib/errors.ts'
import type { FaultLog } from '../http/doors.ts'
import type { GraphqlSettings } from './limits.ts'

/** Turns what was thrown into what the caller may see. */
export type ToOutward = (error: GraphQLError, requestId: string) => GraphQLError

/**
 * A Failure keeps its code, message and faults; a mistake of the caller's query its message; anything else is a bug: logged
 * once with the request's id, and shown as nothing more than that id.
 */
export function createErrorMask(log: FaultLog, { suggestions }: Pick<GraphqlSettings, 'suggestions'>): ToOutward {
  return (error, requestId) => {
    const cause = causeOf(error)
    if (isFailure(cause)) return restate(error, cause.message, extensionsOf(cause))
    if (cause instanceof GraphQLError)
      return restate(error, suggestions ? error.message : withoutSuggestion(error.message), {
        code: 'BAD_REQUEST',
        ...cause.extensions,
      })
    // A caller that has gone: what was read for it ended, and nobody reads this.
    if (isAbort(cause)) return restate(error, 'The caller has gone.', { code: 'UNAVAILABLE' })
    log.error({ requestId, error: cause, path: error.path }, 'a GraphQL resolver failed')
    return restate(error, 'Unexpected error.', { code: 'INTERNAL_SERVER_ERROR', requestId })
  }
}

const isAbort = (cause: unknown) => cause instanceof DOMException && cause.name === 'AbortError'

/** The innermost error: GraphQL wraps what resolvers and scalars throw, sometimes more than once. */
function causeOf(error: GraphQLError): unknown {
  let cause: unknown = error
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

export function extensionsOf({ code, faults, retryAfterMs }: Failure): Record<string, unknown> {
  return {
    code: code.toUpperCase(),
    ...(faults.length > 0 ? { faults } : {}),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  }
}

function restate(error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError {
  const { nodes, source, positions, path } = error
  return new GraphQLError(message, { nodes, source, positions, path, extensions })
}

export const withoutSuggestion = (message: string): string => message.replace(/ ?Did you mean [\s\S]+\?/, '')

/** A refusal of a whole request before any of it ran. */
export const refusal = (message: string, code = 'INVALID'): GraphQLError =>
  new GraphQLError(message, { extensions: { code } })

/** Anything thrown as a GraphQL error; what was thrown is its original. */
export const toGraphqlError = (thrown: unknown): GraphQLError =>
  thrown instanceof GraphQLError
    ? thrown
    : new GraphQLError('', { originalError: thrown instanceof Error ? thrown : new Error(String(thrown)) })
