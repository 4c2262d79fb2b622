import { createPicture } from './apply-frame.ts'
import { createDelivery } from './delivery.ts'
import type { Feed } from './feed.ts'
import { judgePicture } from './judge-picture.ts'

/** An instant of the past of which nothing is loaded yet: an empty picture until a replay takes over. */
export function createStillFeed(atMs: number): Feed {
  const picture = createPicture(atMs)
  const delivery = createDelivery({
    picture,
    nextPaint: queueMicrotask,
    now: () => 0,
    setTimer: () => () => {},
    minGapMs: 0,
    prepare: () => judgePicture(picture, atMs, { state: 'seeking', completeUpToMs: atMs, dropped: 0, sinceMs: atMs }),
  })
  return { kind: 'replay', picture, nowMs: () => atMs, onPicture: delivery.add, close: delivery.close }
}
