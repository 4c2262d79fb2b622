import type { ApolloClient } from '@apollo/client'
import { backoffMs } from '../../lib/async/backoff.ts'
import type { Feed } from '../../lib/feed/feed.ts'
import { recorderLagMs } from '../../lib/feed/recording-pace.ts'
import type { ReplayFeed } from '../../lib/feed/replay.ts'
import { createStillFeed } from '../../lib/feed/still.ts'
import type { SwitchedFeed } from '../../lib/feed/switched.ts'
import type { RosterAtCursor } from './roster-at-cursor.ts'
import { nextRate, type TimeCursor, type TimePlace } from './time-cursor.ts'
import type { ViewStore } from './view-store.ts'

/** Moves the whole screen in time, and keeps its instant and speed in the view, and so in the address. */
export interface TimeControl {
  /** Shows the past at this instant: paused when the screen was live, else at the speed it had. */
  seek(atMs: number): void
  /** Moves the cursor by so much, and pauses; forward only in replay. */
  step(byMs: number): void
  /** Pauses, or goes on at the last speed. */
  togglePause(): void
  setRate(rate: number): void
  /** The next speed up or down. */
  changeRate(step: 1 | -1): void
  live(): void
  close(): void
}

interface Deps {
  view: ViewStore
  feed: SwitchedFeed
  live: Feed
  cursor: TimeCursor
  roster: RosterAtCursor
  client: ApolloClient
}

/** From leaving the live picture until returning to it. */
interface Session {
  /** Null until its code is loaded. */
  replay: ReplayFeed | null
}

export function createTimeControl(deps: Deps): TimeControl {
  const { view, feed, live, cursor } = deps
  let session: Session | null = null
  let lastRate = 1
  let stopTicks = () => {}

  const write = (time: TimePlace) => view.adjust({ time })
  /** The instant and speed of the replay as they are now; null while live. */
  const placeNow = () => {
    const { time } = view.get()
    return time.kind === 'live' ? null : { ...time, atMs: Math.round(session?.replay ? cursor.nowMs() : time.atMs) }
  }

  /** The code of replay is loaded when it is first wanted; without contact it is asked for again. */
  async function open(own: Session, attempt = 1): Promise<void> {
    try {
      const { openBrowserReplay } = await import('./open-replay.ts')
      const time = placeNow()
      if (own !== session || !time) return
      const opened = await openBrowserReplay(deps, time)
      const newest = placeNow()
      if (own !== session || !newest) return opened.close()
      // It was moved on while the replay opened.
      if (newest.atMs !== time.atMs) opened.seek(newest.atMs)
      opened.setRate(newest.rate)
      own.replay = opened
      feed.follow(opened)
    } catch {
      setTimeout(() => own === session && void open(own, attempt + 1), backoffMs(attempt, Math.random))
    }
  }

  /** The address follows the cursor; what is being recorded can be followed no faster than time passes. */
  function tick(): void {
    const time = placeNow()
    if (!session?.replay || !time || time.rate === 0) return
    if (session.replay.isAtEnd() && time.rate > 1) setRate(1)
    else write(time)
  }

  function begin(time: TimePlace & { kind: 'replay' }): void {
    write(time)
    session = { replay: null }
    feed.follow(createStillFeed(time.atMs))
    stopTicks = cursor.slow.subscribe(tick)
    void open(session)
  }

  function seek(wantedMs: number): void {
    const atMs = Math.round(Math.min(wantedMs, live.nowMs() - recorderLagMs))
    const time = placeNow()
    if (!time) {
      begin({ kind: 'replay', atMs, rate: 0 })
      return
    }
    write({ ...time, atMs })
    if (session?.replay) session.replay.seek(atMs)
    else feed.follow(createStillFeed(atMs))
  }

  function setRate(rate: number): void {
    const time = placeNow()
    if (!time) return
    if (rate > 0) lastRate = rate
    write({ ...time, rate })
    session?.replay?.setRate(rate)
  }

  function end(): void {
    stopTicks()
    session?.replay?.close()
    session = null
  }

  const { time: first } = view.get()
  if (first.kind === 'replay') begin(first)
  return {
    seek,
    setRate,
    step(byMs) {
      if (byMs > 0 && !session) return
      const atMs = cursor.nowMs() + byMs
      seek(atMs)
      setRate(0)
    },
    togglePause() {
      const time = placeNow()
      if (time) setRate(time.rate === 0 ? lastRate : 0)
      else seek(live.nowMs())
    },
    changeRate: (step) => setRate(nextRate(placeNow()?.rate || lastRate, step)),
    live() {
      feed.follow(live)
      end()
      write({ kind: 'live' })
    },
    close: end,
  }
}
