import { createClient } from 'graphql-ws/client'

export interface SocketOptions {
  /** `ws:` or `wss:` address of /api/graphql. */
  url: string
  webSocketImpl?: unknown
}

const pingEveryMs = 5_000
const pongWithinMs = 5_000

/** The socket that all subscriptions share. It ends when its peer goes silent (no pong within 5 s), and never reconnects by itself. */
export function createSocket({ url, webSocketImpl }: SocketOptions) {
  let pongDue: ReturnType<typeof setTimeout> | undefined
  const client = createClient({
    url,
    ...(webSocketImpl ? { webSocketImpl } : {}),
    retryAttempts: 0,
    lazyCloseTimeout: 1_000,
    // Long: of thousands that come back at once the last ones wait, and trying again would only lengthen the queue.
    connectionAckWaitTimeout: 15_000,
    keepAlive: pingEveryMs,
    on: {
      ping: (received) => {
        if (!received) pongDue = setTimeout(() => client.terminate(), pongWithinMs)
      },
      pong: (received) => {
        if (received) clearTimeout(pongDue)
      },
      closed: () => clearTimeout(pongDue),
    },
  })
  return client
}
