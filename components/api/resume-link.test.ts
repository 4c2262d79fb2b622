import { ApolloClient } from '@apollo/client'
import { ApolloLink } from '@apollo/client/link'
import { Observable, type Subscriber } from 'rxjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { StreamStatus } from '../../lib/api/convoy-events.ts'
import { ConvoyEventsDocument } from '../../lib/api/documents.generated.ts'
import { Failure } from '../../lib/errors.ts'
import { createCache } from './cache.ts'
import { createResumeLink } from './resume-link.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A server that does what the test says; each attempt is a subscriber, with the variables it came with. */
function setUp(after: string | null = null) {
  const attempts: { observer: Subscriber<ApolloLink.Result>; after: unknown }[] = []
  const statuses: StreamStatus[] = []
  const seen: string[] = []
  let gaps = 0
  let ended: unknown = null
  const server = new ApolloLink(
    ({ variables }) =>
      new Observable((observer) => {
        attempts.push({ observer, after: variables.after })
      }),
  )
  const link = createResumeLink({
    random: () => 1,
    onStatus: (status) => statuses.push(status),
    onGap: () => gaps++,
  }).concat(server)
  const client = new ApolloClient({ cache: createCache(), link: server })
  const request = { query: ConvoyEventsDocument, variables: { convoyIds: null, after } }
  const following = ApolloLink.execute(link, request, { client }).subscribe({
    next: ({ data }) => void seen.push((data as { convoyEvents: { sequence: string } }).convoyEvents.sequence),
    error: (error) => {
      ended = error
    },
    complete: () => {
      ended = 'complete'
    },
  })
  const last = () => {
    const attempt = attempts.at(-1)
    if (!attempt) throw new Error('Expected an attempt.')
    return attempt
  }
  const send = (convoyEvents: object) => last().observer.next({ data: { convoyEvents } })
  return {
    attempts,
    statuses,
    seen,
    last,
    stop: () => following.unsubscribe(),
    gaps: () => gaps,
    ended: () => ended,
    notice: (kind: string, sequence: string) => send({ __typename: 'StreamNotice', kind, sequence }),
    event: (sequence: string) => send({ __typename: 'RankEvent', sequence }),
    cut: () => last().observer.error(new Error('Socket closed')),
    /** Lets the retry link see the error, then time pass. */
    wait: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}

test('every attempt asks for what came after the last sequence seen, notices included', async () => {
  const stream = setUp()
  expect(stream.last().after).toBeNull()
  stream.notice('STARTED', '1-5')
  stream.cut()
  await stream.wait(500)
  expect(stream.last().after).toBe('1-5')
  stream.event('1-6')
  stream.event('1-7')
  stream.cut()
  await stream.wait(5_000)
  expect(stream.attempts.map(({ after }) => after)).toEqual([null, '1-5', '1-7'])
})

test('a sequence known from before is asked for by the first attempt', () => {
  expect(setUp('1-3').last().after).toBe('1-3')
})

test('an end that nobody asked for is a failure, and is tried again', async () => {
  const stream = setUp()
  stream.notice('STARTED', '1-1')
  stream.last().observer.complete()
  await stream.wait(500)
  expect(stream.attempts).toHaveLength(2)
  expect(stream.ended()).toBeNull()
})

test('the pause before another attempt doubles until events flow again, then it is short again', async () => {
  const stream = setUp()
  for (const ms of [500, 1_000, 2_000]) {
    stream.cut()
    await stream.wait(ms)
  }
  stream.notice('STARTED', '1-1')
  stream.cut()
  await stream.wait(0)
  const pauses = stream.statuses.flatMap((status) => (status.state === 'disconnected' ? [status.retryInMs] : []))
  expect(pauses).toEqual([500, 1_000, 2_000, 500])
})

test('events replayed are counted over every attempt, and told when the stream is live', async () => {
  const stream = setUp()
  stream.notice('STARTED', '1-1')
  for (const sequence of ['1-2', '1-3']) {
    stream.cut()
    await stream.wait(5_000)
    stream.notice('RESUMED', '1-1')
    stream.event(sequence)
  }
  stream.notice('CAUGHT_UP', '1-3')
  expect(stream.statuses.at(-1)).toEqual({ state: 'connected', recovered: 2, gap: false })
  expect(stream.gaps()).toBe(0)
})

test('a gap is told once, and the stream goes on after it', () => {
  const stream = setUp('1-1')
  stream.notice('GAP', '2-0')
  stream.event('2-1')
  expect(stream.gaps()).toBe(1)
  expect(stream.statuses.at(-1)).toEqual({ state: 'connected', recovered: 0, gap: true })
  expect(stream.seen).toEqual(['2-0', '2-1'])
})

test('a refusal is final: it ends the subscription with its reason and is not tried again', async () => {
  const stream = setUp()
  stream.last().observer.next({ errors: [{ message: 'expected a UUID', extensions: { code: 'INVALID' } }] })
  await stream.wait(60_000)
  expect(stream.attempts).toHaveLength(1)
  expect(stream.ended()).toBeInstanceOf(Failure)
  expect(stream.statuses.at(-1)).toMatchObject({ state: 'failed', failure: { code: 'invalid' } })
})

test('a reader that was too slow is cut off for the moment only', async () => {
  const stream = setUp()
  stream.last().observer.next({ errors: [{ message: 'too slow', extensions: { code: 'LIMITED' } }] })
  await stream.wait(500)
  expect(stream.attempts).toHaveLength(2)
})

test('after unsubscribing nothing is tried', async () => {
  const stream = setUp()
  stream.cut()
  await stream.wait(0)
  stream.stop()
  await stream.wait(60_000)
  expect(stream.attempts).toHaveLength(1)
})
