import type { ConvoyId } from '../../schema/ids.ts'
import { decodeFrame } from '../frames/decode.ts'
import type { Frame } from '../frames/frame.ts'
import { applyFrame, createPicture, dropConvoy } from './apply-frame.ts'
import { type ConnectionOptions, type FeedSocketConstructor, keepConnected } from './connection.ts'
import { createDelivery } from './delivery.ts'
import type { Feed } from './feed.ts'
import { judgePicture } from './judge-picture.ts'
import { behindAfterMs, createLinkWatch } from './link-state.ts'
import { type BeatNotice, type GoneNotice, parseLiveNotice, type SubscribedNotice } from './notices.ts'
import { createServerClock, monotonicNow } from './server-clock.ts'

export interface LiveFeedOptions extends Partial<LiveFeedSurroundings> {
  /** `ws://host/ws/live`. */
  url: string
  /** Absent: every convoy, including those created later. */
  convoyIds?: readonly ConvoyId[]
  rateHz?: 4 | 2 | 1
  /** Minimum time between two deliveries. */
  leastGapMs?: number
}

/** Browser APIs, replaced in tests. */
export interface LiveFeedSurroundings extends Pick<ConnectionOptions, 'random' | 'setTimer'> {
  /** Monotonic, in milliseconds. */
  now: () => number
  WebSocket: FeedSocketConstructor
  /** Calls `run` once before the next paint. */
  nextPaint: (run: () => void) => void
}

export interface LiveFeed extends Feed {
  /** Reports events lost at a resume of the event stream, which the badge shows too. */
  noteDropped(events: number): void
}

const tickMs = 500
const defaultLeastGapMs = 50
/** The server sends a beat every second: a socket silent for this long is considered dead. */
const silentForMs = 6_000
/** A hidden page does not paint: above this many buffered messages they are applied without a delivery, to bound memory. */
const mostMessagesHeld = 1_000
const mostRecordsHeld = 20_000

/** Opens the live picture. Connects at once and reconnects after every disconnect, until closed. schema/frames.md is the protocol. */
export function openLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { now, WebSocket, nextPaint, random, setTimer } = { ...browserSurroundings(), ...options }
  const picture = createPicture()
  const clock = createServerClock(now)
  const watch = createLinkWatch(clock.nowMs)
  /** Messages received since the last delivery. */
  let inbox: (Frame | SubscribedNotice | BeatNotice | GoneNotice)[] = []
  let inboxRecords = 0
  /** Convoys whose full frame has not arrived yet; null until the subscription is confirmed. */
  let awaited: Set<ConvoyId> | null = null
  let heardAtMs = now()

  const subscribe = () => {
    awaited = null
    const { convoyIds, rateHz = 4 } = options
    connection.send(JSON.stringify({ type: 'subscribe', ...(convoyIds && { convoyIds }), rateHz }))
  }

  const takeFrame = (frame: Frame) => {
    if (!applyFrame(picture, frame)) {
      // A delta before its full frame is expected; any other mismatch is a gap.
      if (!awaited || awaited.has(frame.convoyId)) return
      watch.missed()
      subscribe()
      return
    }
    connection.confirm()
    if (frame.kind === 'full') awaited?.delete(frame.convoyId)
    noteHeard(frame.atMs)
  }

  const takeSubscribed = (notice: SubscribedNotice) => {
    awaited = new Set(notice.convoyIds)
    for (const convoyId of picture.convoys.keys()) if (!awaited.has(convoyId)) dropConvoy(picture, convoyId)
    noteHeard(notice.serverTimeMs)
  }

  const takeGone = ({ convoyIds }: GoneNotice) => {
    for (const convoyId of convoyIds) {
      awaited?.delete(convoyId)
      dropConvoy(picture, convoyId)
    }
  }

  /** Messages arrive in order, so at this time every convoy that has its full frame is complete. */
  const noteHeard = (atMs: number) => {
    if (!awaited) return
    for (const convoy of picture.convoys.values()) if (!awaited.has(convoy.convoyId)) convoy.heardAtMs = atMs
    if (awaited.size === 0) watch.whole(atMs)
  }

  const drain = () => {
    const messages = inbox
    inbox = []
    inboxRecords = 0
    for (const message of messages) {
      watch.started()
      if (!('type' in message)) takeFrame(message)
      else if (message.type === 'subscribed') takeSubscribed(message)
      else if (message.type === 'gone') takeGone(message)
      else noteHeard(message.serverTimeMs)
    }
  }

  const delivery = createDelivery({
    picture,
    nextPaint,
    now,
    setTimer,
    leastGapMs: options.leastGapMs ?? defaultLeastGapMs,
    prepare() {
      drain()
      judgePicture(picture, clock.nowMs(), watch.judge())
    },
  })

  const receive = (content: string | ArrayBuffer) => {
    const message = typeof content === 'string' ? parseLiveNotice(content) : decodeFrame(new Uint8Array(content))
    if ('type' in message) {
      if (message.type === 'refused')
        throw new RangeError(`Subscription refused at ${message.path}: ${message.expected}`)
      if (message.type === 'conflated') return // the full frame that replaces them follows; how far behind it was is measured
      if (message.type !== 'gone') clock.see(message.serverTimeMs)
    } else {
      clock.see(message.atMs)
      inboxRecords += message.records.length
    }
    inbox.push(message)
    if (inboxRecords > mostRecordsHeld || inbox.length > mostMessagesHeld) drain()
    delivery.request()
  }

  const connection = keepConnected({
    url: options.url,
    WebSocket,
    random,
    setTimer,
    onOpen() {
      heardAtMs = now()
      clock.restart()
      watch.connected()
      subscribe()
      delivery.request()
    },
    onMessage(content) {
      heardAtMs = now()
      try {
        receive(content)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        connection.renew() // invalid data: reconnect, with growing backoff
      }
    },
    onCut() {
      drain()
      watch.cut()
      delivery.request()
    },
  })

  let stopTicking = () => {}
  const tick = () => {
    stopTicking = setTimer(tick, tickMs)
    if (watch.isConnected() && now() - heardAtMs > silentForMs) connection.renew()
    // Silence changes the state too, but triggers no delivery by itself.
    const { completeUpToMs, state } = picture.link
    const isSilent = completeUpToMs !== null && clock.nowMs() - completeUpToMs > behindAfterMs
    if (isSilent || watch.stateNow() !== state) delivery.request()
  }
  tick()

  return {
    kind: 'live',
    picture,
    nowMs: clock.nowMs,
    onPicture: delivery.add,
    noteDropped(events) {
      watch.noteDropped(events)
      delivery.request()
    },
    close() {
      stopTicking()
      connection.close()
      delivery.close()
    },
  }
}

const browserSurroundings = (): LiveFeedSurroundings => ({
  now: monotonicNow,
  WebSocket: globalThis.WebSocket as FeedSocketConstructor,
  nextPaint: (run) => void requestAnimationFrame(run),
  random: Math.random,
  setTimer(run, delayMs) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
})
