/** Reads one topic's stream from Redis: new entries once for the whole process, and pages for subscribers that are behind. */

import { Failure } from '../../../lib/errors.ts'
import type { Topic, Topics } from '../../../schema/events.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SkippedMessages } from '../../ports/skipped-messages.ts'
import { type RawEntry, readEntry } from './bus-entry.ts'
import type { RedisClient, RedisConnection } from './connection.ts'
import { compareIds, type Entry, firstId, LogWindow } from './log-window.ts'

const blockMs = 1_000
/** A server that has not replied this long after the end of its blocking wait is considered unreachable. */
const responseMarginMs = 1_500
const retryMs = 200
const entriesAtOnce = 200

interface TailOptions {
  redis: RedisConnection
  clock: Clock
  topic: Topic
  /** Key of the stream. */
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
  /** Id of the newest entry read that `publish` wrote. */
  #last = firstId
  /** Id of the last entry read, which may be one of another writer. */
  #readTo = firstId
  /** The error reply to the last attempt to read; null after a success. */
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
      const message = `The log of ${this.#topic} in Redis can't be read: ${this.#refusal.message}.`
      throw new Failure('unavailable', message, { retryAfterMs: retryMs, cause: this.#refusal })
    }
    return head
  }

  /** A log that ends before an entry already read has lost entries, by a FLUSHALL or a failover. */
  #checkLoss(read: string, head: string): void {
    if (read !== this.#last || compareIds(head, read) >= 0) return
    this.#last = head
    this.#readTo = head
    this.window.restartAfter(head)
  }

  /** At most 200 entries after an id; none if it is the newest. Fails with `unavailable`. */
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

  /** Starts reading after an id, unless it is already reading. */
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
        // A loss was detected during the read: discard the result and read again from the new end.
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
        // Lost connections show in every command, but an error reply to this read would go unnoticed: `head` reports it.
        this.#refusal = (error as Error).name === 'ReplyError' ? (error as Error) : null
        await this.#clock.sleep(retryMs, this.#stop.signal)
      }
    }
  }

  /** Waits for entries for a second; empty when none came. */
  async #readAfter(client: RedisClient, id: string): Promise<RawEntry[]> {
    const options = ['COUNT', entriesAtOnce, 'BLOCK', blockMs, 'STREAMS', this.#key, id] as const
    const reply = (await client.xreadBuffer(...options)) as [Buffer, RawEntry[]][] | null
    return reply?.[0]?.[1] ?? []
  }

  /** Skips and counts entries of other writers, which have no position in the log. */
  #toEntries(found: readonly RawEntry[]): Entry<M>[] {
    return found.flatMap((raw) => {
      const entry = readEntry<M>(this.#topic, raw)
      if (typeof entry !== 'string') return entry
      this.#skipped.add({ topic: this.#topic, follower: 'the Redis bus', sequence: String(raw[0]) }, entry)
      return []
    })
  }

  /** Runs a command on the tail's own connection, which is dropped when it does not reply in time. */
  async #run<R>(command: (client: RedisClient) => Promise<R>): Promise<R> {
    this.#client ??= this.#redis.openBlocking()
    const client = this.#client
    // Waiting for its `end` event is not enough: a connection dropped between two attempts emits none.
    const givenUp = Promise.withResolvers<never>()
    const giveUp = () => {
      client.disconnect()
      this.#client = null
      givenUp.reject(new Error('the connection was dropped'))
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
