import type { ConvoyId } from '../../schema/ids.ts'
import type { SetTimer } from '../async/set-timer.ts'
import { segmentMs, segmentOf } from '../frames/segments.ts'
import { createPicture, dropConvoy } from './apply-frame.ts'
import { type ConvoyReplay, createConvoyReplay } from './convoy-replay.ts'
import { createDelivery } from './delivery.ts'
import type { Feed, ReplayState } from './feed.ts'
import { judgePicture } from './judge-picture.ts'
import { createRecordedSegments } from './recorded-segments.ts'
import { recorderLagMs } from './recording-pace.ts'

/** The past, played by the page itself. While frames are loading the time cursor does not move. */
export interface ReplayFeed extends Feed {
  readonly kind: 'replay'
  /** Shows what was shown at this instant, as soon as it is loaded. */
  seek(atMs: number): void
  /** How many times faster than it was time runs from now on; 0 pauses. */
  setRate(rate: number): void
  /** The cursor has come to the newest instant that is recorded: time runs on no faster than it is recorded. */
  isAtEnd(): boolean
}

interface ReplayOptions {
  atMs: number
  rate: number
  /** The convoys that may have been shown. */
  convoyIds(): readonly ConvoyId[]
  /** Whether anything was recorded at this instant; null while that is not known. */
  isRecorded(atMs: number): boolean | null
  /** See `RecordedSegments`. */
  load(convoyId: ConvoyId, segment: number, signal: AbortSignal): Promise<Uint8Array>
  /** The server's time now: the cursor goes no further. */
  liveMs(): number
  /** Monotonic, in milliseconds. */
  now(): number
  nextPaint(run: () => void): void
  setTimer: SetTimer
}

const tickMs = 50
/** Ages count on while nothing changes. */
const idleDeliveryMs = 250
/** What will be played within this time is loaded ahead, by the clock on the wall. */
const aheadMs = 8_000
const mostAheadMs = 12 * 60_000

export function openReplayFeed(options: ReplayOptions): ReplayFeed {
  const { now, setTimer } = options
  const picture = createPicture(options.atMs)
  const segments = createRecordedSegments({ ...options, onChange: () => advance() })
  const replays = new Map<ConvoyId, ConvoyReplay>()
  /** The cursor was here at this monotonic time. */
  let cursor = { atMs: options.atMs, sinceMs: now() }
  let { rate } = options
  let state: ReplayState = 'seeking'
  /** The picture delivered last shows this instant. */
  let shownMs = options.atMs
  let deliveredAtMs = Number.NEGATIVE_INFINITY
  picture.link = { ...picture.link, state }

  const latestMs = () => options.liveMs() - recorderLagMs
  const isWaiting = () => state === 'seeking' || state === 'unavailable'
  const cursorMs = () =>
    isWaiting() ? cursor.atMs : Math.min(latestMs(), cursor.atMs + (now() - cursor.sinceMs) * rate)
  const holdAt = (atMs: number) => {
    cursor = { atMs, sinceMs: now() }
  }

  const delivery = createDelivery({
    picture,
    nextPaint: options.nextPaint,
    now,
    setTimer,
    minGapMs: tickMs,
    prepare() {
      deliveredAtMs = now()
      if (!isWaiting()) bringTo(cursorMs())
      for (const convoy of picture.convoys.values()) convoy.heardAtMs = shownMs
      const sinceMs = state === picture.link.state ? picture.link.sinceMs : shownMs
      judgePicture(picture, shownMs, { state, completeUpToMs: shownMs, dropped: 0, sinceMs })
    },
  })

  function replayOf(convoyId: ConvoyId): ConvoyReplay {
    const replay = replays.get(convoyId) ?? createConvoyReplay(convoyId, segments)
    replays.set(convoyId, replay)
    return replay
  }

  /** What the screen can show of an instant: all of it, none, or not yet. Begins to load what is missing. */
  function stateAt(atMs: number): ReplayState {
    if (options.isRecorded(atMs) === false) return 'unrecorded'
    const waiting = options.convoyIds().filter((convoyId) => !replayOf(convoyId).isLoaded(atMs))
    if (waiting.length === 0) return 'replay'
    return segments.failure ? 'unavailable' : 'seeking'
  }

  /** Brings the picture to an instant that is loaded. */
  function bringTo(atMs: number): void {
    const shown = state === 'unrecorded' ? [] : options.convoyIds()
    for (const convoyId of [...picture.convoys.keys()]) if (!shown.includes(convoyId)) hide(convoyId)
    for (const convoyId of shown) replayOf(convoyId).showAt(picture, atMs)
    if (picture.convoys.size === 0) state = 'unrecorded'
    shownMs = atMs
  }

  function hide(convoyId: ConvoyId): void {
    dropConvoy(picture, convoyId)
    replays.delete(convoyId)
  }

  /** Goes on to the cursor, or holds it while something is loading. */
  function advance(): void {
    const atMs = cursorMs()
    const before = state
    state = stateAt(atMs)
    // An instant without a frame of any convoy stays unrecorded until there is one.
    if (state === 'replay' && before === 'unrecorded' && !isNew(atMs)) state = before
    holdAt(atMs)
    if (!isWaiting()) loadAhead(atMs)
    const isOlder = atMs !== shownMs && now() - deliveredAtMs >= idleDeliveryMs
    const isDue = !isWaiting() && (isOlder || (state === 'replay' && isNew(atMs)))
    if (state !== before || isDue) delivery.request()
  }
  const isNew = (atMs: number) => options.convoyIds().some((convoyId) => replayOf(convoyId).isNew(atMs))

  /** Loads the segments that will be played next. */
  function loadAhead(atMs: number): void {
    if (rate <= 0) return
    const reachMs = Math.min(Math.max(segmentMs, aheadMs * rate), mostAheadMs)
    const untilMs = Math.min(latestMs(), atMs + reachMs)
    for (let segment = segmentOf(atMs) + segmentMs; segment <= untilMs; segment += segmentMs)
      for (const convoyId of options.convoyIds()) segments.find(convoyId, segment)
  }

  let stopTicking = () => {}
  const tick = () => {
    stopTicking = setTimer(tick, tickMs)
    advance()
  }
  tick()

  return {
    kind: 'replay',
    picture,
    nowMs: cursorMs,
    onPicture: delivery.add,
    isAtEnd: () => rate > 0 && cursorMs() >= latestMs(),
    seek(atMs) {
      picture.jumps += 1
      state = 'seeking'
      holdAt(Math.min(atMs, latestMs()))
      advance()
    },
    setRate(next) {
      holdAt(cursorMs())
      rate = next
    },
    close() {
      stopTicking()
      segments.close()
      delivery.close()
    },
  }
}
