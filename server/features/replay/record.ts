import { isFailure } from '../../../lib/errors.ts'
import { dayMsOf } from '../../../lib/time/day.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import type { Lease } from '../../repositories/leases.ts'
import { storeFrames, storeSpan, type TimeSpan } from '../../repositories/recorded-frames.ts'
import { createFrameChains } from './frame-chains.ts'

/** The frames that the live picture shows once a second at most, as a subscriber gets them. */
export interface ShownFrames {
  /** Calls `onFrame` with a full frame of every convoy, then with changes. Call the returned function to unsubscribe. */
  follow(listener: FrameListener): () => void
  /** What a new subscriber of the convoy would get now; null when it is not shown. */
  fullFrameOf(convoyId: ConvoyId): Uint8Array | null
}

export interface FrameListener {
  onFrame(frame: Uint8Array): void
  /** No more frames of these convoys follow. */
  onGone(convoyIds: readonly ConvoyId[]): void
}

export interface RecorderCounters {
  frames: number
  /** Compressed, as written: a group of frames is written again while it grows. */
  bytes: number
  /** Times that frames could not be stored: what was shown then is not known. */
  gaps: number
}

interface Deps extends Pick<Ports, 'tables' | 'clock'> {
  shown: ShownFrames
  counters: RecorderCounters
  log: { warn(details: object, message: string): void }
}

const everyMs = 1_000

/**
 * Stores what is shown, once a second, until `signal` aborts, and then once more. While frames can't be stored there is a gap
 * between two recorded spans: what was shown then is not known.
 */
export async function recordFrames(deps: Deps, signal: AbortSignal, lease: Lease): Promise<void> {
  const { shown, tables, clock, counters, log } = deps
  const chains = createFrameChains(shown.fullFrameOf)
  const unfollow = shown.follow({
    onFrame: chains.add,
    onGone(convoyIds) {
      for (const convoyId of convoyIds) chains.end(convoyId, clock.nowMs())
    },
  })
  const beginSpan = (): TimeSpan => ({ startedAtMs: clock.nowMs(), untilMs: clock.nowMs() })
  let span = beginSpan()

  async function storeShown(): Promise<void> {
    const nowMs = clock.nowMs()
    await chains.completeMinute(nowMs)
    const { groups, added } = chains.take()
    lease.requireHeld()
    counters.bytes += await storeFrames(tables, groups, lease.fence)
    counters.frames += added
    const [current, ended] = extendSpan(span, nowMs)
    span = current
    // After the frames: a span never claims what is not stored.
    if (ended) await storeSpan(tables, ended, lease.fence)
    await storeSpan(tables, span, lease.fence)
  }

  async function store(): Promise<void> {
    try {
      await storeShown()
    } catch (error) {
      if (!isFailure(error)) throw error
      counters.gaps += 1
      log.warn({ error }, 'frames of the live picture could not be stored')
      chains.restart()
      span = beginSpan()
    }
  }

  try {
    while (!signal.aborted) {
      await store()
      await clock.sleep(everyMs - (clock.nowMs() % everyMs), signal)
    }
    await store()
  } finally {
    unfollow()
  }
}

/** The span up to `nowMs`, and the one that ended because a day did or the clock was set back. */
export function extendSpan(span: TimeSpan, nowMs: number): [current: TimeSpan, ended: TimeSpan | null] {
  if (nowMs < span.untilMs) return [{ startedAtMs: nowMs, untilMs: nowMs }, span]
  const dayMs = dayMsOf(nowMs)
  if (dayMsOf(span.startedAtMs) === dayMs) return [{ ...span, untilMs: nowMs }, null]
  return [
    { startedAtMs: dayMs, untilMs: nowMs },
    { ...span, untilMs: dayMs },
  ]
}
