import type { Clock } from '../../ports/clock.ts'

/** The pace under load: no channel pauses for longer. */
export const longestPauseMs = 250
/** About one refresh of a screen: more frames could not be seen. */
export const shortestPauseMs = 15
/** Share of one core that the frames of one channel may use. */
const channelShare = 0.01
/** Share of one core that the frames of all channels together may use. */
const totalShare = 0.1
/** The cost of a channel is the median of this many frames, so that one that was interrupted does not count. */
const framesMeasured = 5
/** A channel that has sent nothing for this long does not count as active. */
const activeMs = 1_000
/** Changes that arrive within this time, in several messages, share a frame of a channel with a fixed rate. */
const gatherMs = 15

/** When a channel sends its frames. */
export interface Pace {
  /** Time until the next frame may be sent; 0 for an idle channel. */
  waitMs(): number
  /** Runs `send`, which sends one frame. */
  run(send: () => void): void
}

export interface Pacer {
  createPace(): Pace
}

/**
 * Paces all channels that send changes as they come. After each frame a channel pauses in proportion to what its frames cost,
 * measured as the time that `run` takes: so that it uses at most 1 % of a core, and all active channels together at most 10 %,
 * but never for longer than `longestPauseMs`.
 */
export function createPacer(clock: Pick<Clock, 'monotonicMs'>): Pacer {
  /** Active channels by when they last sent, longest ago first, and what a frame of each costs. */
  const active = new Map<Pace, { sentAtMs: number; costMs: number }>()
  let totalCostMs = 0

  const remove = (pace: Pace) => {
    totalCostMs -= active.get(pace)?.costMs ?? 0
    active.delete(pace)
    if (active.size === 0) totalCostMs = 0
  }
  const note = (pace: Pace, sentAtMs: number, costMs: number) => {
    remove(pace)
    active.set(pace, { sentAtMs, costMs })
    totalCostMs += costMs
    for (const [other, { sentAtMs: otherAtMs }] of active) {
      if (sentAtMs - otherAtMs < activeMs) break
      remove(other)
    }
  }

  return {
    createPace() {
      const costsMs: number[] = []
      let costMs = 0
      let sentAtMs = Number.NEGATIVE_INFINITY
      const pace: Pace = {
        waitMs() {
          const neededMs = Math.max(costMs / channelShare, totalCostMs / totalShare, shortestPauseMs)
          return Math.max(0, sentAtMs + Math.min(neededMs, longestPauseMs) - clock.monotonicMs())
        },
        run(send) {
          sentAtMs = clock.monotonicMs()
          send()
          costsMs.push(clock.monotonicMs() - sentAtMs)
          if (costsMs.length > framesMeasured) costsMs.shift()
          costMs = medianOf(costsMs)
          note(pace, sentAtMs, costMs)
        },
      }
      return pace
    },
  }
}

/** At most `rateHz` frames a second, whatever they cost. */
export function createFixedPace(clock: Pick<Clock, 'monotonicMs'>, rateHz: number): Pace {
  let sentAtMs = Number.NEGATIVE_INFINITY
  return {
    waitMs: () => Math.max(gatherMs, sentAtMs + 1000 / rateHz - clock.monotonicMs()),
    run(send) {
      sentAtMs = clock.monotonicMs()
      send()
    },
  }
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
