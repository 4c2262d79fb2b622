/** Timestamps of writes, by which the database tells which of two is later. */
import cassandra from 'cassandra-driver'

const driftMs = 2

/**
 * Microseconds since 1970 that never repeat or go back. The driver's own count within a millisecond from 0: a write right
 * after a compare and set, whose time the database takes, would then lie before it and be lost.
 */
export function createMicrosecondClock(): cassandra.policies.timestampGeneration.TimestampGenerator {
  let offsetMs = Date.now() - performance.now()
  let last = 0
  const nowMicros = () => {
    const wallMs = Date.now()
    // performance.now() does not follow when the machine's clock is set.
    if (Math.abs(offsetMs + performance.now() - wallMs) > driftMs) offsetMs = wallMs - performance.now()
    last = Math.max(last + 1, Math.floor((offsetMs + performance.now()) * 1_000))
    return last
  }
  // The driver takes only what is made by a class of its own.
  const generator = new cassandra.policies.timestampGeneration.MonotonicTimestampGenerator(0, 0)
  return Object.assign(generator, { next: nowMicros })
}
