import { type FieldPolicy, InMemoryCache, type Reference } from '@apollo/client/cache'

/** A page of a list that goes on after the cursor `next`; null at its end. */
interface Page {
  nodes: readonly Reference[]
  next: string | null
}

/** Lists of each combination of `keyArgs` are one list: the first page replaces it, a page after its cursor is appended. */
const pages = (...keyArgs: string[]): FieldPolicy<Page> => ({
  keyArgs,
  merge(existing, incoming, { args }) {
    const isNext = existing && args?.after && args.after === existing.next
    return isNext ? { ...incoming, nodes: [...existing.nodes, ...incoming.nodes] } : incoming
  },
})

/** The normalised cache of everything that queries return, keyed by the ids of the schema. */
export const createCache = () =>
  new InMemoryCache({
    typePolicies: {
      Convoy: { keyFields: ['convoyId'] },
      Drone: { keyFields: ['droneId'] },
      Engagement: { keyFields: ['engagementId'] },
      Leadership: { keyFields: ['convoyId'] },
      Query: {
        fields: {
          leaderboard: { keyArgs: ['convoyId', 'rankBy', 'at'] },
          engagements: pages('convoyId', 'droneId'),
          leadershipHistory: pages('convoyId'),
          // The status page and the notice of unavailable stores select different parts of it.
          system: { merge: true },
        },
      },
    },
  })
