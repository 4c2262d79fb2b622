import { createClient } from 'graphql-ws'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type StoredReading, unmeasured } from '../schema/telemetry.ts'
import { convoyId, droneId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
beforeEach(async () => {
  rig = await openGraphqlRig()
})
afterEach(() => rig.close())

const reading = (n: number, recordedAtMs: number, latitudeDeg: number): StoredReading => ({
  ...unmeasured,
  droneId: droneId(n),
  recordedAtMs,
  sequence: recordedAtMs % 1_000,
  latitudeDeg,
  longitudeDeg: 69,
  leadership: null,
  receivedAtMs: recordedAtMs,
  flags: 0,
})

interface Fleet {
  fleet: { timestamp: string; drones: { droneId: string; convoyId: string; latitudeDeg: number }[] }
}

test('fleet tells the newest position of each drone, at once and then at most once a second', async () => {
  const startMs = rig.clock.nowMs()
  await rig.report([reading(1, startMs, 30), reading(2, startMs, 31)])
  const client = createClient({ url: rig.socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 })
  const items = client.iterate<Fleet>({
    query: `subscription { fleet(convoyIds: ["${convoyId}"]) { timestamp drones { droneId convoyId latitudeDeg } } }`,
  })
  const next = async () => (await items.next()).value?.data?.fleet
  const latitudes = (fleet: Fleet['fleet'] | null | undefined) => fleet?.drones.map(({ latitudeDeg }) => latitudeDeg)

  const first = await next()
  expect(latitudes(first)).toEqual([30, 31])
  expect(first?.drones[0]?.convoyId).toBe(convoyId)

  // Ten reports, one of them late, within the same second: one snapshot, of the newest.
  for (let n = 1; n <= 9; n++) await rig.report([reading(1, startMs + n, 40 + n)])
  await rig.report([reading(1, startMs + 5, 99)])
  const second = next()
  await rig.clock.advance(999)
  let isTold = false
  void second.then(() => {
    isTold = true
  })
  await rig.ask('{ __typename }')
  expect(isTold).toBe(false)
  await rig.clock.advance(1)
  expect(latitudes(await second)).toEqual([49, 31])
  expect(Date.parse((await second)?.timestamp ?? '') - startMs).toBe(1_000)

  // Nothing moved: nothing is told until something does.
  const third = next()
  await rig.clock.advance(5_000)
  await rig.report([reading(2, startMs + 7_000, 32)])
  expect(latitudes(await third)).toEqual([49, 32])
  await items.return?.()
  await client.dispose()
})

test('fleet of an unknown convoy, or of too many, is refused', async () => {
  const client = createClient({ url: rig.socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 })
  const ask = async (convoyIds: string[]) => {
    const items = client.iterate({
      query: 'subscription($ids: [ID!]!) { fleet(convoyIds: $ids) { timestamp } }',
      variables: { ids: convoyIds },
    })
    return (await items.next()).value?.errors?.[0]?.message
  }
  expect(await ask([])).toBe('convoyIds: expected 1 to 1000, got 0.')
  expect(await ask(['00000000-0000-4000-8000-000000000000'])).toContain(
    'expected a known convoy, got 00000000-0000-4000-8000-000000000000',
  )
  expect(await ask(['nope'])).toBe('convoyIds.0: expected a UUID, got "nope".')
  await client.dispose()
})
