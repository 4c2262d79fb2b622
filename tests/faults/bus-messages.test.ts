/** FAULTS 121: what can't be read or applied on the bus is skipped, counted and told; the next message is heard by every follower. */
import { randomUUID } from 'node:crypto'
import { pack } from 'msgpackr'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Topic, Topics } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { type StoredReading, unmeasured } from '../../schema/telemetry.ts'
import { systemClock as clock } from '../../server/adapters/memory/clock.ts'
import { createRedisBus } from '../../server/adapters/redis/bus.ts'
import { openRedis } from '../../server/adapters/redis/connection.ts'
import { createSkippedMessages } from '../../server/ports/skipped-messages.ts'
import { followTopic } from '../../server/repositories/follow-topic.ts'
import { describeWithRedisProgram, type RedisProcess, startRedisProcess } from '../support/redis-process.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
const droneId = '660e8400-e29b-41d4-a716-446655440001' as DroneId
const reading: StoredReading = {
  ...unmeasured,
  ...{ droneId, recordedAtMs: 1, receivedAtMs: 1, sequence: 1, flags: 0, latitudeDeg: 34, longitudeDeg: 69 },
  leadership: null,
}
const good: { [T in Topic]: (n: number) => Topics[T] } = {
  readings: (n) => ({ convoyId, readings: [{ ...reading, sequence: n }] }),
  events: (n) => ({ kind: 'roster', convoyId, droneIds: [], atMs: n }),
  settings: (n) => ({ kind: 'strategy', entity: 'route', read: 'store-only', write: null, by: 'x', atMs: n }),
}
const numberOf = (message: Topics[Topic]): number =>
  'readings' in message ? (message.readings[0]?.sequence ?? -1) : message.atMs
const topics = Object.keys(good) as Topic[]

/** Messages that a process of another version, or a broken one, might publish. */
const unreadable: Record<string, unknown> = {
  'a text': 'rubbish',
  nothing: null,
  'a list': [1, 2, 3],
  'a kind of a newer version': { kind: 'teleported', convoyId, atMs: 5 },
  'a message without its convoy': { kind: 'roster', readings: [], atMs: 5 },
  'readings that are none': { convoyId, readings: [null] },
  'readings without a place': { convoyId, readings: [{ ...reading, latitudeDeg: undefined }] },
  'a report of another form': { convoyId, readings: [{ ...reading, leadership: { term: 'IX' } }] },
  'a time that is none': { kind: 'strategy', entity: 'route', read: 'store-only', write: null, by: 'x', atMs: 'soon' },
}

describeWithRedisProgram('on a real Redis', () => {
  let server: RedisProcess
  beforeAll(async () => {
    server = await startRedisProcess()
  })
  afterAll(() => server.close())
  const closing: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  async function open(capacity = 500) {
    const prefix = `test:${randomUUID()}:`
    const logged: string[] = []
    const log = { warn: () => {}, info: () => {}, error: (_: object, words: string) => void logged.push(words) }
    const redis = await openRedis({ url: server.url, password: null, poolSize: 2, tlsCaFile: null, prefix, log })
    const skipped = createSkippedMessages(clock, log)
    const bus = createRedisBus({
      redis,
      clock,
      skipped,
      capacity: { readings: capacity, events: capacity, settings: capacity },
    })
    const stop = new AbortController()
    closing.push(
      () => redis.close(),
      () => bus.close(),
      () => stop.abort(),
    )
    const heard: number[] = []
    let loads = 0
    const follow = (topic: Topic) =>
      followTopic(
        { bus, clock, log },
        topic,
        { name: 'a follower', reload: () => void loads++, onMessage: (message) => void heard.push(numberOf(message)) },
        stop.signal,
      )
    const key = (topic: Topic) => redis.key(`bus:{${topic}}`)
    return {
      ...{ bus, heard, logged, follow },
      loads: () => loads,
      publish: (topic: Topic, n: number) => bus.publish(topic, good[topic](n)),
      /** As another process publishes it. */
      publishAny: (topic: Topic, bytes: Buffer) =>
        redis.run('publish', [key(topic), `${key(topic)}:meta`], [bytes, 1, capacity]),
      addForeign: (topic: Topic, ...fields: string[]) =>
        redis.use(key(topic), (client) => client.xadd(key(topic), '*', ...fields)),
      lengthOf: (topic: Topic) => redis.use(key(topic), (client) => client.xlen(key(topic))),
    }
  }

  test.each(topics)(
    'F121 %s: rubbish and other versions are skipped, counted and logged, and the next is heard',
    async (topic) => {
      const { bus, heard, logged, follow, publish, publishAny, loads } = await open()
      await follow(topic)
      let n = 0
      await publish(topic, ++n)
      const bad = Object.values(unreadable).map((message) => pack(message))
      for (const bytes of [Buffer.from([0xc1]), Buffer.from(''), Buffer.from('\x93not MessagePack'), ...bad]) {
        await publishAny(topic, bytes)
        await publish(topic, ++n)
      }
      await expect.poll(() => heard, { timeout: 10_000 }).toEqual(Array.from({ length: n }, (_, at) => at + 1))
      expect(bus.skipped.list()).toMatchObject([{ topic, follower: 'a follower', count: n - 1 }])
      expect(logged).toEqual(['a message on the bus was skipped'])
      // What they said is loaded from the store.
      await expect.poll(loads, { timeout: 10_000 }).toBeGreaterThan(1)
    },
  )

  test.each(topics)(
    'F121 %s: entries of another writer are left out, and the order of the log goes on',
    async (topic) => {
      const { bus, heard, follow, publish, addForeign } = await open()
      await follow(topic)
      await publish(topic, 1)
      await addForeign(topic, 'hello', 'world')
      await addForeign(topic, 'p', 'x', 'w', '-1', 'm', '')
      await publish(topic, 2)
      await addForeign(topic, 'm', 'only')
      await expect.poll(() => heard).toEqual([1, 2])
      // It stays so over the look for what the log has lost, and a place in it is still a place.
      await new Promise((resolve) => clock.sleep(1_500).then(resolve))
      await publish(topic, 3)
      await expect.poll(() => heard).toEqual([1, 2, 3])
      expect(bus.skipped.list()).toMatchObject([{ topic, follower: 'the Redis bus', count: 3 }])
    },
  )

  test('F121 a subscriber resumes over what cannot be read, and is told of it in its place', async () => {
    const { bus, publish, publishAny, addForeign } = await open()
    const first = await publish('events', 1)
    await publishAny('events', pack('rubbish'))
    for (let n = 0; n < 450; n++) await addForeign('events', 'hello', String(n))
    await publish('events', 2)
    const stop = new AbortController()
    const resumed = await bus.subscribe('events', { after: first, signal: stop.signal })
    expect(resumed.gap).toBe(false)
    const got: unknown[] = []
    for await (const { message, fault } of resumed) {
      got.push(message ? numberOf(message) : fault)
      if (got.length === 2) break
    }
    expect(got).toEqual([expect.stringMatching(/^Message on the bus: /), 2])
  })

  test('F121 entries of another writer in the way of the newest are dropped with the oldest', async () => {
    const { publish, addForeign, lengthOf } = await open(100)
    await publish('events', 0)
    for (const weight of ['-7', '1e300', 'x', '', '999999999999999999999'])
      await addForeign('events', 'w', weight, 'm', 'x')
    await addForeign('events', 'a', 'b')
    for (let n = 1; n <= 300; n++) await publish('events', n)
    expect(await lengthOf('events')).toBeLessThanOrEqual(100)
  })
})
