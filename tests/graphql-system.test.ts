import { afterEach, expect, test } from 'vitest'
import type { Actor } from '../schema/permissions.ts'
import type { Jobs } from '../server/ports/index.ts'
import { convoyId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
afterEach(() => rig.close())

const setStrategy = (input: string) =>
  rig.ask<{ setStrategy: unknown }>(`mutation { setStrategy(input: ${input}) {
    success code message faults { path expected got } strategy { entity read write configuredRead changedBy } } }`)

test('says how the server runs: process, stores, strategies, jobs, contracts', async () => {
  const name = 'repair-leaderboards' as const
  const payload = { convoyIds: null }
  const jobs: Partial<Jobs> = {
    figures: async () => [{ name, waiting: 1, running: 0, done: 41, setAside: 1 }],
    setAside: async () => [{ id: '7', name, payload, error: 'Away.', tries: 5, failedAtMs: 0 }],
  }
  const state = { isUp: false, sinceMs: 0, detail: 'refused' }
  rig = await openGraphqlRig({ jobs, states: () => [{ name: 'Redis', kind: 'cache', state }] })
  const { data } = await rig.ask(`{ system { mode mayChange process { id name roles }
    stores { name kind state since detail } strategies { entity read write writeChoices hits misses stale oldestHitMs cacheFailures }
    jobs { counts { name waiting running done setAside } setAside { id name error tries failedAt } } contracts { ranAt }
    lake { generation asOf readings files unreadableFiles pausedBecause } } }`)
  expect(data).toMatchObject({
    system: {
      mode: 'embedded',
      mayChange: true,
      process: { id: process.pid, name: 'test', roles: ['web'] },
      stores: [{ name: 'Redis', kind: 'CACHE', state: 'DOWN', since: '1970-01-01T00:00:00.000Z', detail: 'refused' }],
      strategies: [
        {
          entity: 'ROUTE',
          read: 'READ_THROUGH',
          write: 'WRITE_AROUND',
          writeChoices: ['WRITE_THROUGH', 'WRITE_AROUND'],
        },
        { entity: 'RECENT_ENGAGEMENTS', read: 'READ_THROUGH', write: null, writeChoices: [] },
        { entity: 'LEADERBOARD', read: 'STORE_ONLY', write: null, hits: 0, misses: 0 },
      ],
      jobs: {
        counts: [{ name, waiting: 1, running: 0, done: 41, setAside: 1 }],
        setAside: [{ id: '7', error: 'Away.', tries: 5, failedAt: '1970-01-01T00:00:00.000Z' }],
      },
      contracts: null,
      lake: { generation: 0, asOf: null, readings: 0, files: 0, unreadableFiles: 0, pausedBecause: null },
    },
  })
})

test('an admin chooses strategies while it runs, and the next read follows them', async () => {
  rig = await openGraphqlRig()
  await rig.record()
  const board = () => rig.ask(`{ leaderboard(convoyId: "${convoyId}") { entries { rank } } }`)
  const counters = async () =>
    (
      await rig.ask<{ system: { strategies: { hits: number; misses: number }[] } }>(
        '{ system { strategies { hits misses } } }',
      )
    ).data?.system.strategies[2]
  await board()
  expect(await counters()).toEqual({ hits: 0, misses: 0 })
  expect((await setStrategy('{ entity: LEADERBOARD, read: READ_THROUGH }')).data?.setStrategy).toEqual({
    success: true,
    code: null,
    message: null,
    faults: [],
    strategy: {
      entity: 'LEADERBOARD',
      read: 'READ_THROUGH',
      write: null,
      configuredRead: 'STORE_ONLY',
      changedBy: 'local',
    },
  })
  await board()
  await board()
  expect(await counters()).toEqual({ hits: 1, misses: 1 })
})

test('a write strategy for what is not written whole is refused as other changes are', async () => {
  rig = await openGraphqlRig()
  expect((await setStrategy('{ entity: LEADERBOARD, write: WRITE_AROUND }')).data?.setStrategy).toMatchObject({
    success: false,
    code: 'INVALID',
    strategy: null,
    faults: [{ path: 'write', expected: 'none, as leaderboard has no write strategies', got: 'write-around' }],
  })
})

test('whoever is not an admin sees how it runs and changes nothing', async () => {
  rig = await openGraphqlRig({ actor: { name: 'v', role: 'viewer' } as Actor })
  expect((await rig.ask('{ system { mayChange strategies { entity } } }')).data).toMatchObject({
    system: { mayChange: false, strategies: [{}, {}, {}] },
  })
  expect((await setStrategy('{ entity: ROUTE, read: STORE_ONLY }')).data?.setStrategy).toMatchObject({
    success: false,
    code: 'FORBIDDEN',
  })
  const { data } = await rig.ask('mutation { retryJob(jobId: "1") { success code } }')
  expect(data).toEqual({ retryJob: { success: false, code: 'FORBIDDEN' } })
})

test('a job that has not failed cannot be retried', async () => {
  rig = await openGraphqlRig()
  const { data } = await rig.ask('mutation { retryJob(jobId: "1") { success code message } }')
  expect(data).toMatchObject({ retryJob: { success: false, code: 'MISSING' } })
})
