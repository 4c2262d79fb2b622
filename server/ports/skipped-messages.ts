import type { Topic } from '../../schema/events.ts'
import type { Clock } from './clock.ts'

/** Messages of one topic that one follower in this process could not read or apply. */
export interface SkippedOf {
  topic: Topic
  follower: string
  count: number
  /** Of the newest of them. */
  sequence: string
  reason: string
  atMs: number
}

/** What was skipped since the start, so that what comes after it is heard. */
export interface SkippedMessages {
  add(skipped: Pick<SkippedOf, 'topic' | 'follower' | 'sequence'>, reason: unknown): void
  list(): readonly SkippedOf[]
}

type Log = { error(details: object, message: string): void }

const logEveryMs = 10_000
const maxReasonLength = 500

/** Logs the first message that a follower skips, and then at most one in ten seconds with the count until then. */
export function createSkippedMessages(clock: Pick<Clock, 'nowMs'>, log: Log | null = null): SkippedMessages {
  const byFollower = new Map<string, SkippedOf & { loggedAtMs: number }>()
  return {
    add({ topic, follower, sequence }, cause) {
      const key = `${topic} ${follower}`
      const reason = (cause instanceof Error ? cause.message : String(cause)).slice(0, maxReasonLength)
      const before = byFollower.get(key)
      const atMs = clock.nowMs()
      const isLogged = !before || Math.abs(atMs - before.loggedAtMs) >= logEveryMs
      const skipped = { topic, follower, count: (before?.count ?? 0) + 1, sequence, reason, atMs }
      byFollower.set(key, { ...skipped, loggedAtMs: isLogged ? atMs : before.loggedAtMs })
      if (isLogged) log?.error({ ...skipped, error: cause }, 'a message on the bus was skipped')
    },
    list: () => [...byFollower.values()].map(({ loggedAtMs: _, ...skipped }) => skipped),
  }
}
