import { Failure } from '../../../lib/errors.ts'
import type { Topic, Topics } from '../../../schema/events.ts'
import type { Bus, BusSequence, Delivery, Subscription } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'

/** Messages each topic holds on to. Readings feed only subscribers that keep up; events are what a screen resumes from. */
const defaultCapacity: Record<Topic, number> = { readings: 4_096, events: 65_536 }

/** A log in this process. Its epoch is the start time, so a sequence of an earlier process is known to be foreign. */
export function createMemoryBus({
  clock,
  capacity = defaultCapacity,
}: {
  clock: Pick<Clock, 'nowMs'>
  capacity?: Record<Topic, number>
}): Bus {
  const epochMs = clock.nowMs()
  const logs: { [T in Topic]: Log<Topics[T]> } = {
    readings: new Log(epochMs, capacity.readings),
    events: new Log(epochMs, capacity.events),
  }
  const logOf = <T extends Topic>(topic: T) => logs[topic] as unknown as Log<Topics[T]>
  return {
    publish: async (topic, message) => logOf(topic).append(message),
    subscribe: async (topic, { after, signal }) => logOf(topic).subscribe(after, signal),
    head: async (topic) => logOf(topic).sequenceOf(logOf(topic).count),
  }
}

/** A ring of the last `capacity` messages, numbered from 1. Readers share it: each has only a position of its own. */
class Log<M> {
  count = 0
  readonly #epochMs: number
  readonly #ring: M[]
  readonly #capacity: number
  readonly #wake = new Set<() => void>()

  constructor(epochMs: number, capacity: number) {
    this.#epochMs = epochMs
    this.#capacity = capacity
    this.#ring = []
  }

  append(message: M): BusSequence {
    this.#ring[this.count % this.#capacity] = message
    this.count++
    const waiting = [...this.#wake]
    this.#wake.clear()
    for (const wake of waiting) wake()
    return this.sequenceOf(this.count)
  }

  sequenceOf(number: number): BusSequence {
    return `${this.#epochMs}-${number}`
  }

  subscribe(after: BusSequence | null, signal: AbortSignal): Subscription<M> {
    const asked = after === null ? this.count : this.#numberOf(after)
    const gap = asked === null || asked < this.#oldest() - 1
    const start = gap ? this.count : asked
    const head = this.sequenceOf(this.count)
    return { gap, head, [Symbol.asyncIterator]: () => this.#read(start, signal) }
  }

  /** The number behind a sequence of this log that was given out, else null. */
  #numberOf(sequence: BusSequence): number | null {
    const [, epoch, number] = /^(\d{1,15})-(\d{1,15})$/.exec(sequence) ?? []
    if (Number(epoch) !== this.#epochMs || number === undefined || Number(number) > this.count) return null
    return Number(number)
  }

  #oldest(): number {
    return Math.max(1, this.count - this.#capacity + 1)
  }

  async *#read(start: number, signal: AbortSignal): AsyncGenerator<Delivery<M>> {
    let at = start
    while (!signal.aborted) {
      if (at < this.#oldest() - 1)
        throw new Failure(
          'limited',
          `Subscriber is at message ${at}, expected ${this.#oldest() - 1} or later: it reads too slowly.`,
        )
      if (at === this.count) {
        await this.#appended(signal)
        continue
      }
      const message = this.#ring[at % this.#capacity] as M
      at++
      yield { sequence: this.sequenceOf(at), message }
    }
  }

  /** Resolves at the next append, or when the signal aborts. */
  #appended(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#wake.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#wake.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }
}
