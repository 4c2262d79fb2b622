/** Reads one topic's log from Redis: from its end on, for the whole process, and pages of it for who is behind. */
import { unpack } from 'msgpackr'
import type { Clock } from '../../ports/clock.ts'
import type { RedisClient, RedisConnection } from './connection.ts'
import { compareIds, type Entry, firstId, LogWindow } from './log-window.ts'

type RawEntry = [id: Buffer, fields: Buffer[]]

const waitAtServerMs = 1_000
/** A server that says nothing for this long after its wait is over is a black hole. */
const patienceMs = 1_500
const retryMs = 200
const entriesAtOnce = 200

export class BusTail<M> {
  readonly window: LogWindow<M>
  readonly #redis: RedisConnection
  readonly #clock: Clock
  readonly #key: string
  readonly #stop = new AbortController()
  #running: Promise<void> | null = null
  #client: RedisClient | null = null
  /** Id of the newest entry that was read. */
  #last = firstId

  constructor(redis: RedisConnection, clock: Clock, key: string, windowCapacity: number) {
    this.#redis = redis
    this.#clock = clock
    this.#key = key
    this.window = new LogWindow(windowCapacity)
  }

  /** Id of the newest entry. Fails with `unavailable`. */
  async head(): Promise<string> {
    const read = this.#last
    const head = (await this.#redis.use(this.#key, (client) => client.hget(`${this.#key}:meta`, 'last'))) ?? firstId
    this.#checkLoss(read, head)
    return head
  }

  /** A log that ends before what was read of it has lost that, by a FLUSHALL or a failover. */
  #checkLoss(read: string, head: string): void {
    if (read !== this.#last || compareIds(head, read) >= 0) return
    this.#last = head
    this.window.restartAfter(head)
  }

  /** Up to 200 entries after an id. Fails with `unavailable`. */
  async page(after: string): Promise<Entry<M>[]> {
    const found = await this.#redis.use(this.#key, (client) =>
      client.xrangeBuffer(this.#key, `(${after}`, '+', 'COUNT', entriesAtOnce),
    )
    return (found as RawEntry[]).map((raw) => toEntry<M>(raw))
  }

  /** Reads on from an id, unless it reads already. */
  follow(from: string): void {
    if (this.#running) return
    this.#last = from
    this.window.beginAfter(from)
    this.#running = this.#read()
  }

  async #read(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const from = this.#last
        const entries = await this.#ask((client) => this.#entriesAfter(client, from))
        // What came after an end that the log no longer has is read again from its new one.
        if (this.#last !== from) continue
        if (entries.length === 0) {
          const head = await this.#ask((client) => client.hget(`${this.#key}:meta`, 'last'))
          this.#checkLoss(from, head ?? firstId)
          continue
        }
        this.#last = (entries.at(-1) as Entry<M>).id
        this.window.append(entries)
      } catch {
        if (this.#stop.signal.aborted) return
        await this.#clock.sleep(retryMs, this.#stop.signal)
      }
    }
  }

  /** Empty when none came within a second. */
  async #entriesAfter(client: RedisClient, id: string): Promise<Entry<M>[]> {
    const options = ['COUNT', entriesAtOnce, 'BLOCK', waitAtServerMs, 'STREAMS', this.#key, id] as const
    const answer = (await client.xreadBuffer(...options)) as [Buffer, RawEntry[]][] | null
    return (answer?.[0]?.[1] ?? []).map((raw) => toEntry<M>(raw))
  }

  /** Asks on the tail's own connection, which is given up when it is silent for too long. */
  async #ask<R>(question: (client: RedisClient) => Promise<R>): Promise<R> {
    this.#client ??= this.#redis.openWaiting()
    const client = this.#client
    // Waiting for its `end` is not enough: a connection that is given up between two attempts says nothing more.
    const givenUp = Promise.withResolvers<never>()
    const giveUp = () => {
      client.disconnect()
      this.#client = null
      givenUp.reject(new Error('the connection was given up'))
    }
    const patience = setTimeout(giveUp, waitAtServerMs + patienceMs)
    this.#stop.signal.addEventListener('abort', giveUp, { once: true })
    try {
      const answer = async () => {
        if (client.status !== 'ready') await ready(client)
        return question(client)
      }
      return await Promise.race([answer(), givenUp.promise])
    } finally {
      clearTimeout(patience)
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

function toEntry<M>([id, fields]: RawEntry): Entry<M> {
  const field = new Map<string, Buffer>()
  for (let at = 0; at < fields.length; at += 2) field.set(String(fields[at]), fields[at + 1] as Buffer)
  return {
    id: String(id),
    previous: String(field.get('p')),
    weight: Number(field.get('w')),
    message: unpack(field.get('m') as Buffer) as M,
  }
}
