/**
 * The lock among processes: a row that one of them holds, by compare and set. No clock is shared. Who waits may take the row
 * when it has not changed for `leaseMs` of the waiting process's monotonic clock; a holder renews it, and by its own clock
 * stops before that. What tells a late holder from a later one, the fencing number, is a column of the row.
 */
import { isFailure } from '../../lib/errors.ts'
import { isSame } from '../../lib/rows/is-same.ts'
import type { Ports } from '../ports/index.ts'

type Clock = Pick<Ports['clock'], 'monotonicMs' | 'sleep'>

interface RowHolder {
  /** The process that holds it; null: free. */
  holder: string | null
  /** Grows while the holder lives. */
  renewals: number
}

export interface HeldRow<R extends RowHolder> {
  /** False when another process may hold the row by now: nothing more may be written under it. */
  isHeld(): boolean
  /** Aborts when the row is lost, or may be. */
  readonly lost: AbortSignal
  /** Renews no more. What hangs is waited for as long as one renewal may take. */
  stop(): Promise<void>
  /** Stops, and writes `next`, which has no holder. False: the row was lost to another process. Fails as the store does. */
  release(next: R): Promise<boolean>
}

export const leaseMs = 10_000
export const renewEveryMs = 2_000
/** A holder stops this long before another may begin: clocks do not run at quite the same rate. */
const marginMs = 1_000
const releaseTries = 3
/** The second finds what the answer to an earlier one would have said. */
const renewTries = 2

/** Tells, of the row as it is seen again and again, whether its holder gave no sign of life for `leaseMs`. */
export function createExpiryWatch(clock: Clock): (row: RowHolder | null) => boolean {
  let seen = { text: '', sinceMs: clock.monotonicMs() }
  return (row) => {
    const text = JSON.stringify(row)
    if (text !== seen.text) seen = { text, sinceMs: clock.monotonicMs() }
    return !!row?.holder && clock.monotonicMs() - seen.sinceMs >= leaseMs
  }
}

interface Access<R> {
  clock: Clock
  /** Compare and set of the whole row. */
  swap(row: R, expected: R): Promise<boolean>
  find(): Promise<R | null>
}

/** Keeps `first`, which was written after `heldSinceMs` of the monotonic clock, until it is stopped, released or lost. */
export function holdRow<R extends RowHolder>(access: Access<R>, first: R, heldSinceMs: number): HeldRow<R> {
  const { clock, swap, find } = access
  const ended = new AbortController()
  const lost = new AbortController()
  let row = first
  let heldUntilMs = heldSinceMs + leaseMs - marginMs
  const isHeld = () => !ended.signal.aborted && !lost.signal.aborted && clock.monotonicMs() < heldUntilMs

  async function renewWhileHeld(): Promise<void> {
    while (isHeld()) {
      await clock.sleep(renewEveryMs, ended.signal)
      if (ended.signal.aborted) return
      const askedAtMs = clock.monotonicMs()
      if (await renew()) heldUntilMs = askedAtMs + leaseMs - marginMs
    }
  }

  async function renew(): Promise<boolean> {
    try {
      for (let tries = 0; tries < renewTries; tries++) {
        const next = { ...row, renewals: row.renewals + 1 }
        if (await swap(next, row)) {
          row = next
          return true
        }
        // An earlier one that was stored has not prolonged anything: for those who wait, time runs since then.
        if (!(await reread())) {
          lost.abort()
          return false
        }
      }
      return false
    } catch (error) {
      if (!isFailure(error)) throw error
      return false
    }
  }

  /** A renewal may have been stored though its answer was lost. False: the row is another's. */
  async function reread(): Promise<boolean> {
    const now = await find()
    if (!now || !isSame({ ...now, renewals: 0 }, { ...first, renewals: 0 })) return false
    row = now
    return true
  }

  async function watchExpiry(): Promise<void> {
    while (!ended.signal.aborted && isHeld()) await clock.sleep(heldUntilMs - clock.monotonicMs(), ended.signal)
    if (!ended.signal.aborted) lost.abort()
  }

  // Side by side: a renewal that hangs must not hide that time is over.
  const renewing = renewWhileHeld()
  renewing.catch(() => lost.abort())
  void watchExpiry()
  let stopped: Promise<void> | null = null

  function stop(): Promise<void> {
    ended.abort()
    stopped ??= withinMs(clock, renewing, renewEveryMs)
    return stopped
  }

  return {
    isHeld,
    lost: lost.signal,
    stop,
    async release(next) {
      await stop()
      for (let tries = 0; tries < releaseTries; tries++) {
        if (await swap(next, row)) return true
        if (!(await reread())) return false
      }
      return false
    },
  }
}

/** Waits for what may hang, but no longer than `ms`. */
export async function withinMs(clock: Clock, work: Promise<unknown>, ms: number): Promise<void> {
  const done = new AbortController()
  await Promise.race([work.finally(() => done.abort()), clock.sleep(ms, done.signal)])
}
