import { afterEach, expect, test, vi } from 'vitest'
import { applyFrame, createPicture } from '../../lib/feed/apply-frame.ts'
import type { FleetPicture } from '../../lib/feed/feed.ts'
import { deliverAt, delta, frame, record } from '../../lib/feed/frames.fixture.ts'
import { pacePanels } from './panel-pace.ts'
import type { Ticker } from './ticker.ts'
import { createTimeCursor } from './time-cursor.ts'

afterEach(() => void vi.useRealTimers())

function setUp(realTicker?: Ticker) {
  const picture = createPicture()
  const listeners = new Set<(picture: FleetPicture) => void>()
  const tickListeners = new Set<() => void>()
  const drawnVersions: number[] = []
  const feed = {
    onPicture(listener: (picture: FleetPicture) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const ticker = realTicker ?? {
    subscribe(listener: () => void) {
      tickListeners.add(listener)
      return () => tickListeners.delete(listener)
    },
    tickEarly() {},
  }
  const stop = pacePanels(feed, ticker, () => void drawnVersions.push(picture.version))
  const tick = () => {
    for (const listener of tickListeners) listener()
  }
  let sequence = 10
  const deliver = (change: Parameters<typeof delta>[1]) => {
    applyFrame(picture, delta(++sequence, change))
    deliverAt(picture, 1_000)
    for (const listener of listeners) listener(picture)
  }
  applyFrame(picture, frame())
  return { deliver, tick, stop, drawnVersions, listeners, tickListeners }
}

test('new numbers wait for the tick', () => {
  const { deliver, tick, drawnVersions } = setUp()
  deliver({})
  expect(drawnVersions).toEqual([1])
  for (const fuelPct of [70, 60, 50]) deliver({ records: [record(1, { fuelPct })] })
  expect(drawnVersions).toEqual([1])
  tick()
  expect(drawnVersions).toEqual([1, 4])
})

test('a state that changes is in the panels with the delivery that brings it to the map', () => {
  const { deliver, drawnVersions } = setUp()
  const { leadership } = frame()
  deliver({})
  deliver({ leadership: { ...leadership, state: 'lost' } })
  expect(drawnVersions).toEqual([1, 2])
  deliver({ leadership: { ...leadership, state: 'lost' }, records: [record(1, { flags: 128 })] })
  expect(drawnVersions).toEqual([1, 2, 3])
  deliver({ leadership: { ...leadership, state: 'lost', term: 8 }, records: [record(1, { flags: 128 })] })
  expect(drawnVersions).toEqual([1, 2, 3, 4])
})

test('a closed screen draws no more', () => {
  const { stop, listeners, tickListeners } = setUp()
  stop()
  expect([listeners.size, tickListeners.size]).toEqual([0, 0])
})

test.each([50, 100, 250])(
  'with a delivery every %i ms the panels draw three to five times a second, each time with a new picture',
  (everyMs) => {
    vi.useFakeTimers()
    const { fast } = createTimeCursor(() => Date.now())
    const { deliver } = setUp(fast)
    deliver({})
    let deliveredAtMs = 0
    const agesMs: number[] = []
    fast.subscribe(() => agesMs.push(Date.now() - deliveredAtMs))
    for (let atMs = 0; atMs < 10_000; atMs += everyMs) {
      vi.advanceTimersByTime(everyMs)
      deliveredAtMs = Date.now()
      deliver({ records: [record(1, { fuelPct: (atMs / everyMs) % 100 })] })
    }
    expect(agesMs.length).toBeGreaterThan(30)
    expect(agesMs.length).toBeLessThan(50)
    expect(new Set(agesMs)).toEqual(new Set([0]))
  },
)

test('without deliveries the panels go on counting ages', () => {
  vi.useFakeTimers()
  const { fast } = createTimeCursor(() => Date.now())
  setUp(fast)
  const before = fast.count()
  vi.advanceTimersByTime(10_000)
  expect(fast.count() - before).toBeGreaterThan(25)
})
