import { encodeFrame } from '../../../lib/frames/encode.ts'
import type { FrameLink, FrameRecord } from '../../../lib/frames/frame.ts'
import type { FrameKind } from '../../../lib/frames/layout.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConvoyPicture } from './convoy-picture.ts'
import type { Pace } from './pacer.ts'
import type { FrameSource, Subscriber } from './subscriber.ts'

export interface ChannelDeps {
  clock: Clock
  epoch: number
  leadershipOf: () => Leadership
}

/** The frames of one convoy at one pace: encoded once, the bytes shared by all of its subscribers. */
export interface Channel extends FrameSource {
  readonly picture: ConvoyPicture
  /** Marks a slot as changed: a frame follows at once, or when the pause after the last one is over. Null: only leadership or links changed. */
  touch(slot: number | null, changedLinks?: readonly string[]): void
  /** The slots have been reassigned: every subscriber gets a full frame of a new epoch. */
  restart(): void
  /** Sends changes that are due now, ahead of the pace. */
  flush(): void
  join(subscriber: Subscriber): void
  leave(subscriber: Subscriber): void
  readonly size: number
}

export function createChannel(deps: ChannelDeps, picture: ConvoyPicture, pace: Pace): Channel {
  const subscribers = new Set<Subscriber>()
  const changedSlots = new Set<number>()
  const changedLinks = new Set<string>()
  let { epoch } = deps
  let sequence = 0
  let isDue = false
  let isChanged = false

  function encode(kind: FrameKind, records: readonly FrameRecord[], links: readonly FrameLink[]): Uint8Array {
    return encodeFrame({
      kind,
      convoyId: picture.convoyId,
      epoch,
      sequence,
      atMs: deps.clock.nowMs(),
      newestReceivedAtMs: picture.newestReceivedAtMs,
      droneCount: picture.records.length,
      leadership: picture.toFrameLeadership(deps.leadershipOf()),
      records: records as FrameRecord[],
      links: links as FrameLink[],
    })
  }

  const channel: Channel = {
    picture,
    get size() {
      return subscribers.size
    },
    touch(slot, links = []) {
      if (subscribers.size === 0) return
      if (slot !== null) changedSlots.add(slot)
      for (const key of links) changedLinks.add(key)
      isChanged = true
      if (isDue) return
      isDue = true
      // Not in this call: the leadership watch has yet to read the same message, and the frame shows its heartbeat too.
      void deps.clock.sleep(pace.waitMs()).then(send)
    },
    restart() {
      epoch = (epoch + 1) >>> 0
      changedSlots.clear()
      changedLinks.clear()
      for (const subscriber of subscribers) subscriber.sendFull(channel)
    },
    flush() {
      if (isChanged && subscribers.size > 0) sendChanges()
    },
    join(subscriber) {
      subscribers.add(subscriber)
      subscriber.sendFull(channel)
    },
    leave(subscriber) {
      subscribers.delete(subscriber)
    },
    fullFrame: () => encode('full', picture.records, [...picture.links.values()]),
  }

  function send(): void {
    isDue = false
    if (isChanged && subscribers.size > 0) pace.run(sendChanges)
  }

  function sendChanges(): void {
    const records = [...changedSlots].map((slot) => picture.records[slot] as FrameRecord)
    const links = [...changedLinks].map((key) => picture.links.get(key) ?? goneLink(key))
    changedSlots.clear()
    changedLinks.clear()
    isChanged = false
    sequence = (sequence + 1) >>> 0
    const bytes = encode('delta', records, links)
    for (const subscriber of subscribers) subscriber.sendDelta(channel, bytes)
  }

  return channel
}

/** A link that is no longer reported is sent once, with quality 0. */
function goneLink(key: string): FrameLink {
  const [from, to] = key.split('-')
  return { fromSlot: Number(from), toSlot: Number(to), linkPct: 0 }
}
