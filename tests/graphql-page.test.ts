/** The page's client against the real door: every query of the page finds its place in the cache. */
import { ApolloClient, type DocumentNode } from '@apollo/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCache } from '../components/api/cache.ts'
import { createHttpLink } from '../components/api/http-link.ts'
import {
  DroneDocument,
  EngagementsDocument,
  LeaderboardDocument,
  LeadershipDocument,
  RosterDocument,
  StoresDocument,
  SystemDocument,
} from '../lib/api/documents.generated.ts'
import { convoyId, droneId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
let client: ApolloClient
beforeAll(async () => {
  rig = await openGraphqlRig({ drones: 3 })
  await rig.record({ droneId: droneId(1), hit: true })
  client = new ApolloClient({ cache: createCache(), link: createHttpLink(rig.url) })
})
afterAll(() => rig.close())

const queries: [DocumentNode, Record<string, string>][] = [
  [RosterDocument, {}],
  [DroneDocument, { droneId: droneId(1) }],
  [LeaderboardDocument, { convoyId, rankBy: 'WILSON' }],
  [EngagementsDocument, { convoyId }],
  [LeadershipDocument, { convoyId }],
  [StoresDocument, {}],
  [SystemDocument, {}],
]
test.each(queries)('query %# is read from the cache as the server sent it', async (query, variables) => {
  const { data } = await client.query({ query, variables, fetchPolicy: 'network-only' })
  expect(data).toBeTruthy()
  expect(client.cache.readQuery({ query, variables })).toEqual(data)
})

test('convoys, drones, records and leaderships are one object each, by the ids of the schema', () => {
  const kinds = Object.keys(client.cache.extract() as object).map((id) => id.split(':')[0])
  expect(new Set(kinds)).toEqual(
    new Set(['ROOT_QUERY', 'Convoy', 'Drone', 'Engagement', 'Leadership', 'ServerProcess']),
  )
})

test('what the server refuses fails with its code and its words', async () => {
  const refused = client.query({ query: LeaderboardDocument, variables: { convoyId: 'nope' } })
  await expect(refused).rejects.toMatchObject({ name: 'Failure', code: 'invalid', message: /expected a UUID/ })
})

test('a server that can’t be reached is unavailable', async () => {
  const link = createHttpLink('http://127.0.0.1:1/api/graphql')
  const away = new ApolloClient({ cache: createCache(), link }).query({ query: StoresDocument })
  await expect(away).rejects.toMatchObject({ code: 'unavailable', message: /can't be reached/ })
})
