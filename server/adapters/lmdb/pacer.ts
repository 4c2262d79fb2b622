/** Keeps background work from delaying other work of the same thread. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../ports/clock.ts'

export interface Pacer {
  /** To be awaited between short pieces of work: lets other work run once this has taken a slice of time. */
  step(): Promise<void>
  /** Begins a slice: to be called after waiting for something else. */
  restart(): void
}

const sliceMs = 1
/** Rest for each millisecond of work: 1 / 5 of the thread's time is used while the store is idle, 1 / 20 while it commits. */
const restWhenIdle = 4
const restWhenBusy = 19

/** Rests after each slice in proportion to it. */
export function createPacer(clock: Clock, isBusy: () => boolean, signal: AbortSignal): Pacer {
  return slices(clock, (workedMs) => clock.sleep(workedMs * (isBusy() ? restWhenBusy : restWhenIdle), signal))
}

/** Lets other work run after each slice, without a rest. */
export const createYielder = (clock: Clock): Pacer => slices(clock, () => nextTurn())

function slices(clock: Clock, rest: (workedMs: number) => Promise<void>): Pacer {
  let startedMs = clock.monotonicMs()
  const restart = () => {
    startedMs = clock.monotonicMs()
  }
  return {
    restart,
    async step() {
      const workedMs = clock.monotonicMs() - startedMs
      if (workedMs < sliceMs) return
      await rest(workedMs)
      restart()
    },
  }
}
