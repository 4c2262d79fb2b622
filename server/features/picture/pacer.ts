import type { Clock } from '../../ports/clock.ts'

/** The pace under load: no channel pauses for longer. */
export const longestPauseMs = 250
/** About one refresh of a screen: more frames could not be seen. */
export const shortestPauseMs = 15
/** A channel whose frames cost this much, as those of about 200 subscribers do, pauses for `longestPauseMs`. */
const fullCostMs = 2
/** Share of one core that the frames of all channels together may use. */
const totalShare = 0.1
/** The cost of a channel is the second lowest of so many frames: a busy machine interrupts the others, which takes time but no CPU. */
const framesMeasured = 8
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
 * Paces all channels that send changes as they come. After each frame a channel pauses by what its frames cost, measured as the
 * time that `run` takes. The pause grows faster than the cost: few subscribers get 2 % of a core, hundreds less than 1 %; all
 * active channels together get 10 %. No channel pauses for longer than `longestPauseMs`.
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
          const ownMs = longestPauseMs * (costMs / fullCostMs) ** 1.5
          const neededMs = Math.max(ownMs, totalCostMs / totalShare, shortestPauseMs)
          return Math.max(0, sentAtMs + Math.min(neededMs, longestPauseMs) - clock.monotonicMs())
        },
        run(send) {
          sentAtMs = clock.monotonicMs()
          send()
          costsMs.push(clock.monotonicMs() - sentAtMs)
          if (costsMs.length > framesMeasured) costsMs.shift()
          costMs = secondLowestOf(costsMs)
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

const secondLowestOf = (values: readonly number[]): number => {
  const [lowest = 0, second = lowest] = values.toSorted((a, b) => a - b)
  return second
}
