import type { ConvoyId } from '../../schema/ids.ts'
import { createPicture, dropConvoy } from './apply-frame.ts'
import { type ConvoyReplay, createConvoyReplay } from './convoy-replay.ts'
import { createDelivery } from './delivery.ts'
import type { Feed } from './feed.ts'
import { judgePicture } from './judge-picture.ts'
import { createRecordedMinutes, minuteMs, minuteOf } from './recorded-minutes.ts'

/** The past, played by the page itself. While frames are loading the time cursor stands still. */
export interface ReplayFeed extends Feed {
  readonly kind: 'replay'
  /** Shows what was shown at this instant, as soon as it is loaded. */
  seek(atMs: number): void
  /** How many times faster than it was time runs from now on; 0 pauses. */
  setRate(rate: number): void
}

interface ReplayOptions {
  atMs: number
  rate: number
  /** The convoys that may have been shown. */
  convoyIds(): readonly ConvoyId[]
  /** See `RecordedMinutes`. */
  load(convoyId: ConvoyId, minute: number, signal: AbortSignal): Promise<Uint8Array>
  /** The server's time now: the cursor goes no further. */
  liveMs(): number
  /** Monotonic, in milliseconds. */
  now(): number
  nextPaint(run: () => void): void
  setTimer(run: () => void, delayMs: number): () => void
}

const tickMs = 50
/** The recorder stores once a second: what is newer may not be there yet. */
export const recorderLagMs = 3_000
/** A minute that is still being recorded is loaded again this often. */
const runningMinuteMs = 2_000
/** What will be played within this time is loaded ahead, by the clock on the wall. */
const aheadMs = 8_000
const mostMinutesAhead = 12

export function openReplayFeed(options: ReplayOptions): ReplayFeed {
  const { now, setTimer } = options
  const picture = createPicture(options.atMs)
  const minutes = createRecordedMinutes({ ...options, onChange: () => show() })
  const replays = new Map<ConvoyId, ConvoyReplay>()
  /** The cursor was here at this monotonic time. */
  let cursor = { atMs: options.atMs, sinceMs: now() }
  let { rate } = options
  /** The cursor stands until what was shown there is loaded. */
  let isLoading = false
  let reloadedAtMs = now()

  const latestMs = () => options.liveMs() - recorderLagMs
  const cursorMs = () => (isLoading ? cursor.atMs : Math.min(latestMs(), cursor.atMs + (now() - cursor.sinceMs) * rate))
  const stand = (atMs: number) => {
    cursor = { atMs, sinceMs: now() }
  }

  const delivery = createDelivery({
    picture,
    nextPaint: options.nextPaint,
    now,
    setTimer,
    minGapMs: tickMs,
    prepare() {
      const { nowMs } = picture
      for (const convoy of picture.convoys.values()) convoy.heardAtMs = nowMs
      judgePicture(picture, nowMs, picture.link)
    },
  })

  function replayOf(convoyId: ConvoyId): ConvoyReplay {
    const replay = replays.get(convoyId) ?? createConvoyReplay(convoyId, minutes)
    replays.set(convoyId, replay)
    return replay
  }

  /** Shows all convoys at the cursor, or holds it while some are loading. */
  function show(): void {
    const atMs = cursorMs()
    const convoyIds = options.convoyIds()
    const waiting = convoyIds.filter((convoyId) => !replayOf(convoyId).isLoaded(atMs))
    stand(atMs)
    isLoading = waiting.length > 0
    if (isLoading) return
    for (const convoyId of convoyIds) replayOf(convoyId).showAt(picture, atMs)
    for (const convoyId of picture.convoys.keys()) if (!convoyIds.includes(convoyId)) dropConvoy(picture, convoyId)
    picture.nowMs = atMs
    loadAhead(convoyIds, atMs)
    delivery.request()
  }

  /** Loads the minutes that will be played next. */
  function loadAhead(convoyIds: readonly ConvoyId[], atMs: number): void {
    if (rate <= 0) return
    const untilMs = Math.min(
      latestMs(),
      atMs + Math.max(minuteMs / 2, aheadMs * rate),
      atMs + mostMinutesAhead * minuteMs,
    )
    for (let minute = minuteOf(atMs) + minuteMs; minute <= untilMs; minute += minuteMs)
      for (const convoyId of convoyIds) minutes.find(convoyId, minute)
  }

  /** The minute that is being recorded has got more frames since it was loaded. */
  function reloadRunning(): void {
    if (now() - reloadedAtMs < runningMinuteMs) return
    reloadedAtMs = now()
    const running = minuteOf(latestMs())
    for (const convoyId of options.convoyIds())
      for (const minute of [running - minuteMs, running]) minutes.forget(convoyId, minute)
  }

  let stopTicking = () => {}
  const tick = () => {
    stopTicking = setTimer(tick, tickMs)
    if (cursorMs() >= minuteOf(latestMs()) - minuteMs) reloadRunning()
    if (isLoading || cursorMs() !== picture.nowMs) show()
  }
  show()
  tick()

  return {
    kind: 'replay',
    picture,
    nowMs: cursorMs,
    onPicture: delivery.add,
    seek(atMs) {
      stand(atMs)
      show()
    },
    setRate(next) {
      stand(cursorMs())
      rate = next
    },
    close() {
      stopTicking()
      minutes.close()
      delivery.close()
    },
  }
}
