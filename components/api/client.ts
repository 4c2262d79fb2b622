import { ApolloClient } from '@apollo/client/core'
import { ApolloLink } from '@apollo/client/link'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { Observable } from 'rxjs'
import { createCache } from './cache.ts'
import { createHttpLink } from './http-link.ts'
import { createResumeLink, type ResumeOptions } from './resume-link.ts'
import { createSocket, type SocketOptions } from './socket.ts'

/** A client for queries and mutations over HTTP. */
export const createHttpClient = (): ApolloClient => createClient(createHttpLink())

export interface StreamingOptions extends ResumeOptions, SocketOptions {
  /** Queries wait for it; mutations don't. */
  ready: Promise<void>
}

/** A client with subscriptions to events too, all on one socket that reconnects and resumes by itself. */
export function openStreamingClient(options: StreamingOptions): { client: ApolloClient; close(): void } {
  const socket = createSocket(options)
  const client = createClient(
    ApolloLink.split(
      ({ operationType }) => operationType === 'subscription',
      createResumeLink(options).concat(new GraphQLWsLink(socket)),
      createWaitLink(options.ready).concat(createHttpLink()),
    ),
  )
  return {
    client,
    close() {
      client.stop()
      void socket.dispose()
    },
  }
}

/** Not deduplicated: a load that is asked for while one runs is asked for because of what has changed meanwhile. */
const createClient = (link: ApolloLink): ApolloClient =>
  new ApolloClient({
    cache: createCache(),
    link,
    queryDeduplication: false,
    devtools: { enabled: false },
    defaultOptions: {
      watchQuery: {
        fetchPolicy: 'cache-and-network',
        // Otherwise a change of the cache during the load would have it load once more.
        nextFetchPolicy: 'cache-first',
        notifyOnNetworkStatusChange: false,
      },
    },
  })

function createWaitLink(ready: Promise<void>): ApolloLink {
  let isReady = false
  const wait = ready.then(() => {
    isReady = true
  })
  return new ApolloLink((operation, forward) =>
    isReady || operation.operationType === 'mutation'
      ? forward(operation)
      : new Observable((observer) => {
          void wait.then(() => {
            if (!observer.closed) observer.add(forward(operation).subscribe(observer))
          })
        }),
  )
}
