import { expect, test } from 'vitest'
import { applyFrame, createPicture } from '../../lib/feed/apply-frame.ts'
import type { FleetPicture } from '../../lib/feed/feed.ts'
import { deliverAt, delta, frame, record } from '../../lib/feed/frames.fixture.ts'
import { pacePanels } from './panel-pace.ts'

function setUp() {
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
  const ticker = {
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
