/** Reads one topic's log from Redis: from its end on, for the whole process, and pages of it for who is behind. */

import { Failure } from '../../../lib/errors.ts'
import type { Topic, Topics } from '../../../schema/events.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SkippedMessages } from '../../ports/skipped-messages.ts'
import { type RawEntry, readEntry } from './bus-entry.ts'
import type { RedisClient, RedisConnection } from './connection.ts'
import { compareIds, type Entry, firstId, LogWindow } from './log-window.ts'

const blockMs = 1_000
/** A server that says nothing for this long after its wait is over is a black hole. */
const responseMarginMs = 1_500
const retryMs = 200
const entriesAtOnce = 200

interface TailOptions {
  redis: RedisConnection
  clock: Clock
  topic: Topic
  /** Of the log. */
  key: string
  windowCapacity: number
  skipped: SkippedMessages
}

export class BusTail<M extends Topics[Topic]> {
  readonly window: LogWindow<M>
  readonly #redis: RedisConnection
  readonly #clock: Clock
  readonly #topic: Topic
  readonly #key: string
  readonly #skipped: SkippedMessages
  readonly #stop = new AbortController()
  #running: Promise<void> | null = null
  #client: RedisClient | null = null
  /** Id of the newest entry of our own that was read. */
  #last = firstId
  /** Up to where the stream was read: other writers' entries may follow our last. */
  #readTo = firstId
  /** What Redis refused the last attempt to read on with; null when it did not. */
  #refusal: Error | null = null

  constructor({ redis, clock, topic, key, windowCapacity, skipped }: TailOptions) {
    this.#redis = redis
    this.#clock = clock
    this.#topic = topic
    this.#key = key
    this.#skipped = skipped
    this.window = new LogWindow(windowCapacity)
  }

  /** Id of the newest entry. Fails with `unavailable`. */
  async head(): Promise<string> {
    const read = this.#last
    const head = (await this.#redis.use(this.#key, (client) => client.hget(`${this.#key}:meta`, 'last'))) ?? firstId
    this.#checkLoss(read, head)
    if (this.#refusal) {
      const words = `The log of ${this.#topic} in Redis can't be read: ${this.#refusal.message}.`
      throw new Failure('unavailable', words, { retryAfterMs: retryMs, cause: this.#refusal })
    }
    return head
  }

  /** A log that ends before what was read of it has lost that, by a FLUSHALL or a failover. */
  #checkLoss(read: string, head: string): void {
    if (read !== this.#last || compareIds(head, read) >= 0) return
    this.#last = head
    this.#readTo = head
    this.window.restartAfter(head)
  }

  /** The next entries after an id, at most 200; none when it is the newest. Fails with `unavailable`. */
  async page(after: string): Promise<Entry<M>[]> {
    for (let from = after; ; ) {
      const found = (await this.#redis.use(this.#key, (client) =>
        client.xrangeBuffer(this.#key, `(${from}`, '+', 'COUNT', entriesAtOnce),
      )) as RawEntry[]
      const entries = this.#toEntries(found)
      const last = found.at(-1)
      if (entries.length > 0 || !last) return entries
      from = String(last[0])
    }
  }

  /** Reads on from an id, unless it reads already. */
  follow(from: string): void {
    if (this.#running) return
    this.#last = from
    this.#readTo = from
    this.window.beginAfter(from)
    this.#running = this.#read()
  }

  async #read(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const from = this.#readTo
        const last = this.#last
        const found = await this.#run((client) => this.#readAfter(client, from))
        this.#refusal = null
        // What came after an end that the log no longer has is read again from its new one.
        if (this.#readTo !== from) continue
        const newest = found.at(-1)
        if (!newest) {
          const head = await this.#run((client) => client.hget(`${this.#key}:meta`, 'last'))
          this.#checkLoss(last, head ?? firstId)
          continue
        }
        this.#readTo = String(newest[0])
        const entries = this.#toEntries(found)
        this.#last = entries.at(-1)?.id ?? last
        if (entries.length > 0) this.window.append(entries)
      } catch (error) {
        if (this.#stop.signal.aborted) return
        // A connection that is lost is seen by everybody who asks; what this reader alone is refused, nobody else would tell.
        this.#refusal = (error as Error).name === 'ReplyError' ? (error as Error) : null
        await this.#clock.sleep(retryMs, this.#stop.signal)
      }
    }
  }

  /** Empty when none came within a second. */
  async #readAfter(client: RedisClient, id: string): Promise<RawEntry[]> {
    const options = ['COUNT', entriesAtOnce, 'BLOCK', blockMs, 'STREAMS', this.#key, id] as const
    const reply = (await client.xreadBuffer(...options)) as [Buffer, RawEntry[]][] | null
    return reply?.[0]?.[1] ?? []
  }

  /** Entries of other writers have no place in the order of the log: they are noted and left out. */
  #toEntries(found: readonly RawEntry[]): Entry<M>[] {
    return found.flatMap((raw) => {
      const entry = readEntry<M>(this.#topic, raw)
      if (typeof entry !== 'string') return entry
      this.#skipped.add({ topic: this.#topic, follower: 'the Redis bus', sequence: String(raw[0]) }, entry)
      return []
    })
  }

  /** Asks on the tail's own connection, which is given up when it is silent for too long. */
  async #run<R>(command: (client: RedisClient) => Promise<R>): Promise<R> {
    this.#client ??= this.#redis.openBlocking()
    const client = this.#client
    // Waiting for its `end` is not enough: a connection that is given up between two attempts says nothing more.
    const givenUp = Promise.withResolvers<never>()
    const giveUp = () => {
      client.disconnect()
      this.#client = null
      givenUp.reject(new Error('the connection was given up'))
    }
    const timeout = setTimeout(giveUp, blockMs + responseMarginMs)
    this.#stop.signal.addEventListener('abort', giveUp, { once: true })
    try {
      const reply = async () => {
        if (client.status !== 'ready') await ready(client)
        return command(client)
      }
      return await Promise.race([reply(), givenUp.promise])
    } finally {
      clearTimeout(timeout)
      this.#stop.signal.removeEventListener('abort', giveUp)
    }
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#client?.disconnect()
    this.window.wakeAll()
    await this.#running
  }
}

const ready = (client: RedisClient): Promise<void> => new Promise((resolve) => client.once('ready', () => resolve()))
