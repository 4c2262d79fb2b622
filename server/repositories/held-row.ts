/**
 * A lock among processes: a row that one of them holds by compare and set. It needs no synchronized clocks. A waiting process may
 * take the row once it has not changed for `leaseMs` of that process's own monotonic clock; the holder renews the row and, by its
 * own clock, stops before that. A further column is the fencing token, by which late writes of former holders are recognised.
 */
import { Failure, isFailure } from '../../lib/errors.ts'
import { isSame } from '../../lib/rows/is-same.ts'
import type { Ports } from '../ports/index.ts'

type Clock = Pick<Ports['clock'], 'monotonicMs' | 'sleep'>

interface RowHolder {
  /** The process that holds the row; null: free. */
  holder: string | null
  /** Incremented by the holder at each renewal. */
  renewals: number
}

export interface HeldRow<R extends RowHolder> {
  /** Throws `unavailable` when another process may hold the row by now: nothing more may be written under it. */
  requireHeld(): void
  /** Aborts when the row is or may be lost. */
  readonly lost: AbortSignal
  /** Stops renewing. Waits for a pending renewal, for `renewEveryMs` at most. False: the row may be lost, or was given up before. */
  stop(): Promise<boolean>
  /** Stops renewing and writes `next`, which has no holder. False: the row was lost to another process. Fails as the store does. */
  release(next: R): Promise<boolean>
}

export const leaseMs = 10_000
export const renewEveryMs = 2_000
/** A holder stops this long before another process may take the row: clocks run at slightly different rates. */
const marginMs = 1_000
const releaseTries = 3
/** A second try succeeds when an earlier renewal was stored but its response was lost. */
const renewTries = 2

/** Returns a function to call with each reading of the row: true once a held row has not changed for `leaseMs`. */
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
  /** What the row is a lock of, for messages. */
  name: string
  /** Compare and set of the whole row. */
  swap(row: R, expected: R): Promise<boolean>
  find(): Promise<R | null>
}

/** Renews the row until it is stopped, released or lost. `heldSinceMs`: monotonic time just before `first` was written. */
export function holdRow<R extends RowHolder>(access: Access<R>, first: R, heldSinceMs: number): HeldRow<R> {
  const { clock, name, swap, find } = access
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
        // An earlier renewal that was stored does not count: waiting processes measure from when it was stored.
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

  /** Reads the row: a renewal may have been stored though its response was lost. False: another process holds the row. */
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

  // Runs concurrently with the renewals: one that hangs must not delay the expiry.
  const renewing = renewWhileHeld()
  renewing.catch(() => lost.abort())
  void watchExpiry()
  let stopped: Promise<void> | null = null

  async function stop(): Promise<boolean> {
    const wasHeld = isHeld()
    ended.abort()
    stopped ??= withinMs(clock, renewing, renewEveryMs)
    await stopped
    return wasHeld && !lost.signal.aborted
  }

  return {
    requireHeld() {
      if (isHeld()) return
      throw new Failure('unavailable', `This process no longer holds ${name}.`, { retryAfterMs: 1_000 })
    },
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

/** Waits for `work`, but no longer than `ms`. */
export async function withinMs(clock: Clock, work: Promise<unknown>, ms: number): Promise<void> {
  const done = new AbortController()
  await Promise.race([work.finally(() => done.abort()), clock.sleep(ms, done.signal)])
}
