import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { toFailure } from '../../lib/api/client.ts'
import { Failure, isFailure } from '../../lib/errors.ts'

/** What ended a subscription: the server's refusal, which comes as a list of errors, or a connection that was cut. */
export function failureOf(cause: unknown): Failure {
  if (isFailure(cause)) return cause
  if (CombinedGraphQLErrors.is(cause) && cause.errors[0]) return toFailure(cause.errors[0])
  return new Failure('unavailable', 'The connection was lost', { cause })
}
