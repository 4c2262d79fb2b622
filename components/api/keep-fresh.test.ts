import { ApolloClient } from '@apollo/client'
import { ApolloLink } from '@apollo/client/link'
import { Observable, type Subscriber } from 'rxjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StoresDocument } from '../../lib/api/documents.generated.ts'
import { createCache } from './cache.ts'
import { type FreshOptions, keepFresh } from './keep-fresh.ts'

const startMs = 1_000
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: startMs }))
afterEach(() => void vi.useRealTimers())

type Reply = 'ok' | 'fails' | 'waits'

/** A watched query whose loads do what `reply` says, with the times at which each began. */
function setUp(reply: (load: number) => Reply, options: Partial<FreshOptions<unknown, object>> = {}) {
  const beganAtMs: number[] = []
  let waiting: Subscriber<ApolloLink.Result> | null = null
  const finish = (observer: Subscriber<ApolloLink.Result>) => {
    const __typename = 'System'
    observer.next({ data: { system: { __typename, stores: [] } } })
    observer.complete()
  }
  const link = new ApolloLink(
    () =>
      new Observable((observer) => {
        beganAtMs.push(Math.round(performance.now() - openedAtMs))
        const how = reply(beganAtMs.length)
        if (how === 'fails') queueMicrotask(() => observer.error(new Error('no server')))
        else if (how === 'ok') queueMicrotask(() => finish(observer))
        else waiting = observer
      }),
  )
  const client = new ApolloClient({ cache: createCache(), link, queryDeduplication: false })
  const openedAtMs = performance.now()
  const query = client.watchQuery({ query: StoresDocument, fetchPolicy: 'cache-and-network' })
  const fresh = keepFresh(query as never, { everyMs: () => Number.POSITIVE_INFINITY, random: () => 1, ...options })
  return {
    beganAtMs,
    query,
    client,
    fresh,
    finish: () => waiting && finish(waiting),
    wait: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}

test('loads at once and again as it grows old', async () => {
  const { beganAtMs, wait, fresh } = setUp(() => 'ok', { everyMs: () => 10_000 })
  await wait(25_000)
  expect(beganAtMs).toEqual([0, 10_000, 20_000])
  fresh.close()
})

test('calls while a load runs lead to one more load', async () => {
  const { beganAtMs, wait, fresh, finish } = setUp((load) => (load === 1 ? 'waits' : 'ok'))
  await wait(100)
  fresh.refresh()
  fresh.refresh()
  await wait(100)
  expect(beganAtMs).toHaveLength(1)
  finish()
  await wait(60_000)
  expect(beganAtMs).toEqual([0, 200])
  fresh.close()
})

test('of calls that ask for a later and an earlier load the earlier counts', async () => {
  const { beganAtMs, wait, fresh } = setUp(() => 'ok', { everyMs: () => 30_000 })
  await wait(100)
  fresh.refresh(1_500)
  fresh.refresh(300)
  fresh.refresh(5_000)
  await wait(20_000)
  expect(beganAtMs).toEqual([0, 400])
  fresh.close()
})

test('tries again after a failure with ever longer pauses, and forgets it after a success', async () => {
  const { beganAtMs, wait, fresh, query } = setUp((load) => (load < 4 ? 'fails' : 'ok'))
  await wait(0)
  expect(query.getCurrentResult().error?.message).toBe('no server')
  await wait(60_000)
  expect(beganAtMs).toEqual([0, 500, 1_500, 3_500])
  expect(query.getCurrentResult().error).toBeUndefined()
  fresh.close()
})

test('what was loaded stays when a later load fails', async () => {
  const { wait, fresh, query } = setUp((load) => (load === 1 ? 'ok' : 'fails'))
  await wait(0)
  fresh.refresh()
  await wait(10)
  expect(query.getCurrentResult()).toMatchObject({ data: { system: { stores: [] } }, error: { message: 'no server' } })
  fresh.close()
})

test('when the server is back a load that failed runs at once, one that did not fail does not', async () => {
  const { beganAtMs, wait, fresh } = setUp((load) => (load < 6 ? 'fails' : 'ok'))
  await wait(8_000)
  expect(beganAtMs).toHaveLength(5)
  fresh.retry()
  await wait(0)
  expect(beganAtMs).toHaveLength(6)
  fresh.retry()
  await wait(60_000)
  expect(beganAtMs).toHaveLength(6)
  fresh.close()
})

test('a load by others that fails is tried again like its own', async () => {
  const { beganAtMs, wait, fresh, client } = setUp((load) => (load === 2 ? 'fails' : 'ok'))
  await wait(0)
  client.refetchQueries({ include: 'active' }).catch(() => {})
  await wait(60_000)
  expect(beganAtMs).toEqual([0, 0, 500])
  fresh.close()
})

test('loads nothing while the page is hidden, and at once when it is seen again', async () => {
  const page = Object.assign(new EventTarget(), { hidden: false })
  const { beganAtMs, wait, fresh } = setUp(() => 'ok', { everyMs: () => 10_000, page })
  await wait(60_000)
  expect(beganAtMs).toHaveLength(7)
  page.hidden = true
  await wait(600_000)
  expect(beganAtMs).toHaveLength(7)
  page.hidden = false
  page.dispatchEvent(new Event('visibilitychange'))
  await wait(0)
  expect(beganAtMs).toHaveLength(8)
  fresh.close()
})

test('closed, it never loads again', async () => {
  const { beganAtMs, wait, fresh } = setUp(() => 'ok', { everyMs: () => 10_000 })
  await wait(0)
  fresh.close()
  fresh.refresh()
  await wait(60_000)
  expect(beganAtMs).toHaveLength(1)
})
