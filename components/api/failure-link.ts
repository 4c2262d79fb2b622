import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors'
import { ApolloLink } from '@apollo/client/link'
import { Observable } from 'rxjs'
import { graphqlPath, toFailure } from '../../lib/api/client.ts'
import { Failure, isFailure } from '../../lib/errors.ts'

/** Ends an operation that failed with a Failure: the server's code, message and faults, or `unavailable` without contact. */
export function createFailureLink(): ApolloLink {
  return new ApolloLink(
    (operation, forward) =>
      new Observable((observer) =>
        forward(operation).subscribe({
          next(result) {
            const error = 'errors' in result ? result.errors?.[0] : undefined
            if (error) observer.error(toFailure(error))
            else observer.next(result)
          },
          error: (cause) => observer.error(failureOf(cause)),
          complete: () => observer.complete(),
        }),
      ),
  )
}

/** What a link's error tells. A refusal comes as a list of GraphQL errors, over HTTP sometimes with a status that Apollo throws for. */
export function failureOf(cause: unknown): Failure {
  if (isFailure(cause)) return cause
  if (CombinedGraphQLErrors.is(cause) && cause.errors[0]) return toFailure(cause.errors[0])
  if (!ServerError.is(cause) && !ServerParseError.is(cause))
    return new Failure('unavailable', `${graphqlPath} can't be reached`, { cause })
  const error = firstErrorOf(cause.bodyText)
  return error
    ? toFailure(error)
    : new Failure('unavailable', `${graphqlPath} answered ${cause.statusCode}, expected JSON`)
}

function firstErrorOf(bodyText: string): Parameters<typeof toFailure>[0] | undefined {
  try {
    return JSON.parse(bodyText).errors?.[0]
  } catch {
    return undefined
  }
}
