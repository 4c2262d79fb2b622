import { expect, test } from 'vitest'
import { createPicture } from './apply-frame.ts'
import type { Feed, FleetPicture } from './feed.ts'
import { droneId } from './frames.fixture.ts'
import { createSwitchedFeed } from './switched.ts'

/** A feed with one drone, and how many listeners it has. */
function feedWith(kind: Feed['kind'], n: number) {
  const picture = createPicture()
  picture.drones.set(droneId(n), {} as never)
  const listeners = new Set<(picture: FleetPicture) => void>()
  const feed: Feed = {
    ...{ kind, picture },
    nowMs: () => n,
    onPicture(listener) {
      listeners.add(listener)
      for (const id of picture.drones.keys()) picture.changed.add(id)
      return () => listeners.delete(listener)
    },
    close() {},
  }
  return { feed, listeners }
}

test('listeners stay over a change of feed, and drones of both feeds count as changed', () => {
  const [live, replay] = [feedWith('live', 1), feedWith('replay', 2)]
  const switched = createSwitchedFeed(live.feed)
  const stop = switched.onPicture(() => {})
  switched.follow(replay.feed)
  expect([switched.kind, switched.nowMs(), live.listeners.size, replay.listeners.size]).toEqual(['replay', 2, 0, 1])
  expect(switched.picture.changed).toEqual(new Set([droneId(1), droneId(2)]))
  switched.follow(live.feed)
  expect(live.feed.picture.changed).toContain(droneId(2))
  stop()
  expect([live.listeners.size, replay.listeners.size]).toEqual([0, 0])
})
