/** Write timestamps, by which the database orders writes. */
import cassandra from 'cassandra-driver'

const driftMs = 2

/**
 * Strictly increasing microseconds since 1970. The driver's own generator starts each millisecond at 0 µs: a write right after a
 * compare and set, whose timestamp the database assigns, could then get an earlier timestamp and be lost.
 */
export function createMicrosecondClock(): cassandra.policies.timestampGeneration.TimestampGenerator {
  let offsetMs = Date.now() - performance.now()
  let last = 0
  const nowMicros = () => {
    const wallMs = Date.now()
    // performance.now() does not change when the system clock is set.
    if (Math.abs(offsetMs + performance.now() - wallMs) > driftMs) offsetMs = wallMs - performance.now()
    last = Math.max(last + 1, Math.floor((offsetMs + performance.now()) * 1_000))
    return last
  }
  // The driver accepts only instances of its own class.
  const generator = new cassandra.policies.timestampGeneration.MonotonicTimestampGenerator(0, 0)
  return Object.assign(generator, { next: nowMicros })
}
