import type { ConvoyId } from '../../schema/ids.ts'
import { decodeFrame } from '../frames/decode.ts'
import { applyFrame, createPicture, dropConvoy } from './apply-frame.ts'
import { type ConnectionOptions, type FeedSocketConstructor, keepConnected } from './connection.ts'
import { createDelivery } from './delivery.ts'
import type { Feed, FeedStatus } from './feed.ts'
import { createLinkWatch } from './link-state.ts'
import { parseLiveNotice } from './notices.ts'
import { createServerClock } from './server-clock.ts'

export interface LiveFeedOptions extends Partial<LiveFeedSurroundings> {
  /** `ws://host/ws/live`. */
  url: string
  /** Every convoy when absent, those made later too. */
  convoyIds?: readonly ConvoyId[]
  rateHz?: 4 | 2 | 1
}

/** What a browser gives and a test owns. */
export interface LiveFeedSurroundings extends Pick<ConnectionOptions, 'random' | 'setTimer'> {
  now: () => number
  WebSocket: FeedSocketConstructor
  /** Calls once when the screen is about to paint. */
  nextPaint: (run: () => void) => void
}

export interface LiveFeed extends Feed {
  /** For the stream of events, which the badge speaks of too: events recovered and lost at its last resume. */
  noteEvents(recovered: number, dropped: number): void
}

const tickMs = 500
/** Beats come once a second: a socket this silent is taken for dead, whatever it says itself. */
const silentForMs = 6_000

/** Opens the live picture. Connects at once and again after every cut, until closed; schema/frames.md is the protocol. */
export function openLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { now, WebSocket, nextPaint, random, setTimer } = { ...browserSurroundings(), ...options }
  const picture = createPicture()
  const clock = createServerClock(now)
  const watch = createLinkWatch(clock.nowMs)
  const delivery = createDelivery({ picture, nextPaint, nowMs: clock.nowMs, onShown: watch.shown })
  /** Convoys whose full frame is on its way; null while the answer to the subscription is. */
  let awaited: Set<ConvoyId> | null = null
  let heardAtMs = now()

  const subscribe = () => {
    awaited = null
    const { convoyIds, rateHz = 4 } = options
    connection.send(JSON.stringify({ type: 'subscribe', ...(convoyIds && { convoyIds }), rateHz }))
  }

  const takeFrame = (bytes: ArrayBuffer) => {
    const frame = decodeFrame(new Uint8Array(bytes))
    clock.see(frame.atMs)
    if (!applyFrame(picture, frame)) {
      watch.missed()
      if (awaited?.size === 0) subscribe()
      return
    }
    connection.confirm()
    delivery.request(frame.atMs)
    if (frame.kind === 'full' && awaited?.delete(frame.convoyId) && awaited.size === 0) watch.whole()
  }

  const takeNotice = (text: string) => {
    const notice = parseLiveNotice(text)
    if (notice.type === 'refused') throw new RangeError(`Subscription refused at ${notice.path}: ${notice.expected}`)
    if (notice.type === 'conflated') return // the full frame that replaces them follows; how far behind it was is measured
    clock.see(notice.serverTimeMs)
    if (notice.type === 'subscribed') {
      awaited = new Set(notice.convoyIds)
      for (const convoyId of picture.convoys.keys()) if (!awaited.has(convoyId)) dropConvoy(picture, convoyId)
      if (awaited.size === 0) watch.whole()
    }
    if (awaited?.size === 0) delivery.request(notice.serverTimeMs)
  }

  const connection = keepConnected({
    url: options.url,
    WebSocket,
    random,
    setTimer,
    onOpen() {
      heardAtMs = now()
      watch.connected()
      subscribe()
    },
    onMessage(content) {
      heardAtMs = now()
      try {
        if (typeof content === 'string') takeNotice(content)
        else takeFrame(content)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        connection.renew() // what it speaks is not understood: the pause before the next attempt grows
      }
    },
    onCut: watch.cut,
  })

  let stopTicking = () => {}
  const tick = () => {
    stopTicking = setTimer(tick, tickMs)
    if (watch.isConnected() && now() - heardAtMs > silentForMs) connection.renew()
    watch.tell()
  }
  tick()

  return {
    kind: 'live',
    picture,
    get status(): FeedStatus {
      return watch.status
    },
    nowMs: clock.nowMs,
    onPicture: delivery.add,
    onStatus: watch.add,
    noteEvents: watch.noteEvents,
    close() {
      stopTicking()
      connection.close()
      delivery.close()
    },
  }
}

const browserSurroundings = (): LiveFeedSurroundings => ({
  now: () => Date.now(),
  WebSocket: globalThis.WebSocket as FeedSocketConstructor,
  nextPaint: (run) => void requestAnimationFrame(run),
  random: Math.random,
  setTimer(run, delayMs) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
})
