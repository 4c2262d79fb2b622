import type { Clock } from '../../ports/clock.ts'

export interface TestClock extends Clock {
  /** Advances both clocks. Resolves once all due timers have run, in order of time. */
  advance(ms: number): Promise<void>
  /** Sets the wall clock only, as an operator or NTP would. */
  setNow(nowMs: number): void
}

interface Timer {
  dueMs: number
  order: number
  run: () => void | Promise<void>
}

/** A clock that stands still until a test advances it. */
export function createTestClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  let elapsedMs = 0
  let offsetMs = startMs
  let order = 0
  const timers = new Set<Timer>()
  const add = (afterMs: number, run: Timer['run']): Timer => {
    const timer = { dueMs: elapsedMs + Math.max(0, afterMs), order: order++, run }
    timers.add(timer)
    return timer
  }
  const nextDue = (untilMs: number) =>
    [...timers].filter((t) => t.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0]

  return {
    nowMs: () => offsetMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    setNow(nowMs) {
      offsetMs = nowMs - elapsedMs
    },
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const done = () => {
          timers.delete(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const timer = add(ms, done)
        signal?.addEventListener('abort', done, { once: true })
      })
    },
    every(ms, run) {
      let timer = add(ms, again)
      let stopped = false
      async function again() {
        await run()
        if (!stopped) timer = add(ms, again)
      }
      return () => {
        stopped = true
        timers.delete(timer)
      }
    },
    async advance(ms) {
      await settle()
      const untilMs = elapsedMs + ms
      for (let timer = nextDue(untilMs); timer; timer = nextDue(untilMs)) {
        timers.delete(timer)
        elapsedMs = Math.max(elapsedMs, timer.dueMs)
        await timer.run()
        await settle()
      }
      elapsedMs = untilMs
      await settle()
    },
  }
}

/** Runs pending promise callbacks and one turn of the event loop. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
