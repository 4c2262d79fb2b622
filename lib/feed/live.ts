import type { ConvoyId } from '../../schema/ids.ts'
import { setTimer } from '../async/set-timer.ts'
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

export interface LiveFeedOptions extends Partial<LiveFeedEnvironment> {
  /** `ws://host/ws/live`. */
  url: string
  /** Absent: every convoy, including those created later. */
  convoyIds?: readonly ConvoyId[]
  rateHz?: 4 | 2 | 1
  /** Minimum time between two deliveries. */
  minGapMs?: number
}

/** Browser APIs, replaced in tests. */
export interface LiveFeedEnvironment extends Pick<ConnectionOptions, 'random' | 'setTimer'> {
  /** Monotonic, in milliseconds. */
  now: () => number
  WebSocket: FeedSocketConstructor
  /** Calls `run` once, in time for the next paint; not while the page is hidden. */
  nextPaint: (run: () => void) => void
}

export interface LiveFeed extends Feed {
  /** Reports events lost at a resume of the event stream, which the badge shows too. */
  noteDropped(events: number): void
}

const tickMs = 500
const defaultMinGapMs = 50
/** The server sends a beat every second: a socket silent for this long is considered dead. */
const socketTimeoutMs = 6_000
/** A hidden page does not paint: above these limits buffered messages are applied without a delivery, to bound memory. */
const maxBufferedMessages = 1_000
const maxBufferedRecords = 20_000

/** Opens the live picture. Connects at once and reconnects after every disconnect, until closed. schema/frames.md is the protocol. */
export function openLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { now, WebSocket, nextPaint, random, setTimer } = { ...browserEnvironment(), ...options }
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

  const handleFrame = (frame: Frame) => {
    if (!applyFrame(picture, frame)) {
      // A delta before its full frame is expected; any other mismatch is a gap.
      if (!awaited || awaited.has(frame.convoyId)) return
      watch.missed()
      subscribe()
      return
    }
    connection.resetBackoff()
    if (frame.kind === 'full') awaited?.delete(frame.convoyId)
    updateCompleteness(frame.atMs)
  }

  const handleSubscribed = (notice: SubscribedNotice) => {
    awaited = new Set(notice.convoyIds)
    for (const convoyId of picture.convoys.keys()) if (!awaited.has(convoyId)) dropConvoy(picture, convoyId)
    updateCompleteness(notice.serverTimeMs)
  }

  const handleGone = ({ convoyIds }: GoneNotice) => {
    for (const convoyId of convoyIds) {
      awaited?.delete(convoyId)
      dropConvoy(picture, convoyId)
    }
  }

  /** Messages arrive in order, so at this time every convoy that has its full frame is complete. */
  const updateCompleteness = (atMs: number) => {
    if (!awaited) return
    for (const convoy of picture.convoys.values()) if (!awaited.has(convoy.convoyId)) convoy.heardAtMs = atMs
    if (awaited.size === 0) watch.complete(atMs)
  }

  const drain = () => {
    const messages = inbox
    inbox = []
    inboxRecords = 0
    for (const message of messages) {
      watch.started()
      if (!('type' in message)) handleFrame(message)
      else if (message.type === 'subscribed') handleSubscribed(message)
      else if (message.type === 'gone') handleGone(message)
      else updateCompleteness(message.serverTimeMs)
    }
  }

  const delivery = createDelivery({
    picture,
    nextPaint,
    now,
    setTimer,
    minGapMs: options.minGapMs ?? defaultMinGapMs,
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
      if (message.type === 'conflated') return // a full frame follows
      if (message.type !== 'gone') clock.addSample(message.serverTimeMs)
    } else {
      clock.addSample(message.atMs)
      inboxRecords += message.records.length
    }
    inbox.push(message)
    if (inboxRecords > maxBufferedRecords || inbox.length > maxBufferedMessages) drain()
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
        connection.reconnect() // invalid data: reconnect, with growing backoff
      }
    },
    onDisconnect() {
      drain()
      watch.disconnected()
      delivery.request()
    },
  })

  let stopTicking = () => {}
  const tick = () => {
    stopTicking = setTimer(tick, tickMs)
    if (watch.isConnected() && now() - heardAtMs > socketTimeoutMs) connection.reconnect()
    // Without messages nothing else triggers a delivery, but the state changes with time.
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

const browserEnvironment = (): LiveFeedEnvironment => ({
  now: monotonicNow,
  WebSocket: globalThis.WebSocket as FeedSocketConstructor,
  // Not in an animation frame: the browser would paint one for every delivery, also when nothing that can be seen has changed.
  nextPaint: (run) => void (document.hidden ? requestAnimationFrame(run) : queueMicrotask(run)),
  random: Math.random,
  setTimer,
})
