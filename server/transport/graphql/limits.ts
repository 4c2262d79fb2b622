/** Limits of one request. */
export const limits = {
  /** Bytes of a request body; a larger one is cut off while it arrives. */
  bodyBytes: 1_000_000,
  tokens: 1_000,
  depth: 17,
  aliases: 100,
  directives: 8,
  cost: 50_000,
  /** Subscriptions on one WebSocket. */
  subscriptions: 100,
  /** Bytes of one WebSocket message. */
  messageBytes: 100_000,
} as const

/** What callers may learn about the schema; everything in the loopback demo. */
export interface GraphqlSettings {
  introspection: boolean
  graphiql: boolean
  /** 'Did you mean …' in messages: for development. */
  suggestions: boolean
}
