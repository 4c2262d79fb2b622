import { Failure } from '../../../lib/errors.ts'
import type { Topic, Topics } from '../../../schema/events.ts'
import type { Bus, BusSequence, Delivery, Subscription } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import { createSkippedMessages, type SkippedMessages } from '../../ports/skipped-messages.ts'
import { MessageRing } from './message-ring.ts'

/** Capacity of each topic's log, in readings or events. Only subscribers that keep up need readings; browsers resume from events. */
const defaultCapacity: Record<Topic, number> = { readings: 100_000, events: 65_536, settings: 1_000 }

/** Weight of a message towards the capacity: for a batch, its number of readings. */
const weigh: { [T in Topic]: (message: Topics[T]) => number } = {
  readings: (message) => message.readings.length,
  events: () => 1,
  settings: () => 1,
}

/** An in-process log. Its epoch is the start time, by which sequences of an earlier process are recognised. */
export function createMemoryBus({
  clock,
  capacity: given = {},
  skipped = createSkippedMessages(clock),
}: {
  clock: Pick<Clock, 'nowMs'>
  capacity?: Partial<Record<Topic, number>>
  skipped?: SkippedMessages
}): Bus {
  const epochMs = clock.nowMs()
  const capacity = { ...defaultCapacity, ...given }
  const logs: { [T in Topic]: Log<Topics[T]> } = {
    readings: new Log(epochMs, capacity.readings, weigh.readings),
    events: new Log(epochMs, capacity.events, weigh.events),
    settings: new Log(epochMs, capacity.settings, weigh.settings),
  }
  const logOf = <T extends Topic>(topic: T) => logs[topic] as unknown as Log<Topics[T]>
  return {
    publish: async (topic, message) => logOf(topic).append(message),
    subscribe: async (topic, { after, signal }) => logOf(topic).subscribe(after, signal),
    head: async (topic) => logOf(topic).head,
    skipped,
  }
}

/** A log shared by all readers, each of which keeps only its position. */
class Log<M> {
  readonly #epochMs: number
  readonly #messages: MessageRing<M>
  readonly #wake = new Set<() => void>()

  constructor(epochMs: number, capacity: number, weigh: (message: M) => number) {
    this.#epochMs = epochMs
    this.#messages = new MessageRing({ capacity, weigh })
  }

  get head(): BusSequence {
    return this.#sequenceOf(this.#messages.newest)
  }

  append(message: M): BusSequence {
    this.#messages.append(message)
    const waiting = [...this.#wake]
    this.#wake.clear()
    for (const wake of waiting) wake()
    return this.head
  }

  #sequenceOf(number: number): BusSequence {
    return `${this.#epochMs}-${number}`
  }

  subscribe(after: BusSequence | null, signal: AbortSignal): Subscription<M> {
    const { oldest, newest } = this.#messages
    const asked = after === null ? newest : this.#numberOf(after)
    const gap = asked === null || asked < oldest - 1
    const start = gap ? newest : asked
    return { gap, head: this.head, [Symbol.asyncIterator]: () => this.#read(start, signal) }
  }

  /** The message number of a sequence; null if this log has not issued it. */
  #numberOf(sequence: BusSequence): number | null {
    const [, epoch, number] = /^(\d{1,15})-(\d{1,15})$/.exec(sequence) ?? []
    if (Number(epoch) !== this.#epochMs || number === undefined || Number(number) > this.#messages.newest) return null
    return Number(number)
  }

  async *#read(start: number, signal: AbortSignal): AsyncGenerator<Delivery<M>> {
    let at = start
    while (!signal.aborted) {
      const { oldest, newest } = this.#messages
      if (at < oldest - 1)
        throw new Failure(
          'limited',
          `Subscriber is at message ${at}, expected ${oldest - 1} or later: it reads too slowly.`,
        )
      if (at === newest) {
        await this.#appended(signal)
        continue
      }
      at++
      yield { sequence: this.#sequenceOf(at), message: this.#messages.at(at), fault: null }
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
