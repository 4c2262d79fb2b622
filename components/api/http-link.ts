import type { TypedDocumentNode } from '@apollo/client'
import { ApolloLink } from '@apollo/client/link'
import { Observable } from 'rxjs'
import { graphqlPath, requestGraphql } from '../../lib/api/client.ts'

/**
 * Queries and mutations over the one fetch client, so that a failure is a Failure here as anywhere. Apollo's own link would bring
 * multipart responses and GET too, which nobody sends.
 */
export const createHttpLink = (url = graphqlPath): ApolloLink =>
  new ApolloLink(
    ({ query, variables }) =>
      new Observable((observer) => {
        const ended = new AbortController()
        const document = query as TypedDocumentNode<Record<string, unknown>, typeof variables>
        void requestGraphql(document, variables, { url, signal: ended.signal }).then(
          (data) => {
            observer.next({ data })
            observer.complete()
          },
          (cause) => observer.error(cause),
        )
        return () => ended.abort()
      }),
  )
