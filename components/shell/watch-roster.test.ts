import { ApolloClient } from '@apollo/client'
import { ApolloLink } from '@apollo/client/link'
import { Observable } from 'rxjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ConvoyEventItem } from '../../lib/api/convoy-events.ts'
import { createCache } from '../api/cache.ts'
import type { EventListener } from '../api/events.ts'
import { createValueStore } from './value-store.ts'
import { mostAlone, watchRoster } from './watch-roster.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** A server with convoys `c1`, `c2`, … that replies to each request after `replyMs`, as things were at its beginning. */
function setUp(count: number) {
  const callsigns = new Map(Array.from({ length: count }, (_, n) => [`c${n + 1}`, `HAWK-${n + 1}`]))
  const archived = new Set<string>()
  const server = { callsigns, archived, replyMs: 100, isDown: false }
  const requests: string[] = []
  const convoyOf = (convoyId: string) => ({
    ...{ __typename: 'Convoy', convoyId, callsign: callsigns.get(convoyId), version: 1, aor: [], leadership: null },
    ...{ commandingUnit: '', status: 'ACTIVE', roe: 'OBSERVE_ONLY', heartbeatIntervalMs: 1_000 },
    archivedAt: archived.has(convoyId) ? '2026-01-01T00:00:00Z' : null,
    ...{ drones: [], retired: [] },
  })
  const reply = (convoyId: string | undefined) => {
    if (convoyId) return { convoy: convoyOf(convoyId) }
    const [used, unused] = [false, true].map((isOld) =>
      [...callsigns.keys()].filter((id) => archived.has(id) === isOld),
    )
    return { permissions: [], archived: unused?.map(convoyOf), convoys: used?.map(convoyOf) }
  }
  const link = new ApolloLink(
    ({ variables }) =>
      new Observable((observer) => {
        requests.push(variables.convoyId ?? 'all')
        const data = reply(variables.convoyId) as never
        const { isDown } = server
        setTimeout(() => {
          if (isDown) return observer.error(new Error('no server'))
          observer.next({ data })
          observer.complete()
        }, server.replyMs)
      }),
  )
  const listeners = new Set<EventListener>()
  const events = {
    status: createValueStore({ state: 'connected' as const }),
    onEvent(listener: EventListener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onConnected: () => () => {},
  }
  const roster = watchRoster(new ApolloClient({ cache: createCache(), link }), events as never)
  const changed = (convoyId: string) => {
    for (const listener of listeners) listener({ __typename: 'RosterEvent', convoyId } as ConvoyEventItem, true)
  }
  const rename = (convoyId: string, callsign: string) => {
    callsigns.set(convoyId, callsign)
    changed(convoyId)
  }
  return { server, requests, roster, changed, rename, shown: () => roster.get().list.map(({ callsign }) => callsign) }
}

test('a change loads its convoy only, once for a burst of events', async () => {
  const { requests, roster, rename, shown } = setUp(3)
  await wait(1_000)
  for (const callsign of ['A', 'B', 'HAWK-9']) rename('c2', callsign)
  await wait(1_000)
  expect(requests).toEqual(['all', 'c2'])
  expect(shown()).toEqual(['HAWK-1', 'HAWK-3', 'HAWK-9'])
  expect(roster.get().convoys.get('c2' as never)?.callsign).toBe('HAWK-9')
  roster.close()
})

test('everything is loaded for a convoy that is new or archived, and for many at once', async () => {
  const { server, requests, roster, changed, rename, shown } = setUp(mostAlone + 1)
  await wait(1_000)
  rename('new', 'NEW')
  await wait(1_000)
  expect(requests).toEqual(['all', 'all'])
  expect(shown()).toContain('NEW')
  server.archived.add('new')
  changed('new')
  await wait(1_000)
  expect(requests).toEqual(['all', 'all', 'new', 'all'])
  expect(shown()).not.toContain('NEW')
  expect(roster.get().archived).toHaveLength(1)
  for (let n = 1; n <= mostAlone + 1; n++) changed(`c${n}`)
  await wait(1_000)
  expect(requests.slice(4)).toEqual(['all'])
  roster.close()
})

test('a change during any load is shown in the end', async () => {
  for (const replyMs of [100, 350, 1_000]) {
    const { server, roster, changed, rename, shown } = setUp(2)
    server.replyMs = replyMs
    for (let step = 0; step < 40; step++) {
      rename('c1', `EAGLE-${step}`)
      await wait(70)
      if (step % 7 === 0) changed('unknown')
    }
    await wait(5 * replyMs + 1_000)
    expect(shown()).toEqual(['EAGLE-39', 'HAWK-2'])
    roster.close()
  }
})

test('a storm of changes keeps the server busy for a part of the time, and its last change is shown', async () => {
  const { server, requests, roster, rename, shown } = setUp(1)
  await wait(1_000)
  server.replyMs = 600
  for (let n = 0; n < 300; n++) {
    rename('c1', `EAGLE-${n}`)
    await wait(100)
  }
  expect(requests.length * server.replyMs).toBeLessThan(0.5 * 30_000)
  await wait(3_000)
  expect(shown()).toEqual(['EAGLE-299'])
  roster.close()
})

test('a convoy that comes late does not replace what was loaded after it was requested', async () => {
  const { server, roster, rename, requests, shown } = setUp(2)
  await wait(1_000)
  server.replyMs = 2_000
  rename('c1', 'EAGLE')
  await wait(400)
  server.callsigns.set('c1', 'FALCON')
  server.replyMs = 100
  roster.reload()
  await wait(5_000)
  expect(requests).toEqual(['all', 'c1', 'all'])
  expect(shown()).toEqual(['FALCON', 'HAWK-2'])
  roster.close()
})

test('a convoy that can’t be loaded is said to fail, and shown once the server is back', async () => {
  const { server, roster, rename, shown } = setUp(2)
  await wait(1_000)
  server.isDown = true
  rename('c1', 'EAGLE')
  await wait(1_000)
  expect(roster.get().failure).toBe('no server')
  expect(shown()).toEqual(['HAWK-1', 'HAWK-2'])
  server.isDown = false
  await wait(60_000)
  expect(roster.get()).toMatchObject({ failure: null, state: 'ready' })
  expect(shown()).toEqual(['EAGLE', 'HAWK-2'])
  roster.close()
})
