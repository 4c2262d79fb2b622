/** What one request may ask for. */
export const limits = {
  /** Bytes of a request body; the larger ones are cut off while they come. */
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

/** What the outside may learn of the schema; all of it in the loopback demo. */
export interface GraphqlSettings {
  introspection: boolean
  graphiql: boolean
  /** 'Did you mean …' in messages: for development. */
  suggestions: boolean
}
