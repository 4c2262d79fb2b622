import { GraphQLError } from 'graphql'
import { type Failure, isFailure } from '../../../lib/errors.ts'
import type { FaultLog } from '../http/doors.ts'
import type { GraphqlSettings } from './limits.ts'

/** Converts an error to the one that the caller may see. */
export type ToOutward = (error: GraphQLError, requestId: string) => GraphQLError

/**
 * A Failure keeps its code, message and faults, an error in the caller's query its message. Anything else is a bug: logged once
 * with the request id, and masked as an error that contains only the id.
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
    // The caller has disconnected and will not see this.
    if (isAbort(cause)) return restate(error, 'The caller has disconnected.', { code: 'UNAVAILABLE' })
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

/** Refuses a whole request before any of it has run. */
export const refusal = (message: string, code = 'INVALID'): GraphQLError =>
  new GraphQLError(message, { extensions: { code } })

/** Wraps anything thrown in a GraphQL error, as its original error. */
export const toGraphqlError = (thrown: unknown): GraphQLError =>
  thrown instanceof GraphQLError
    ? thrown
    : new GraphQLError('', { originalError: thrown instanceof Error ? thrown : new Error(String(thrown)) })
