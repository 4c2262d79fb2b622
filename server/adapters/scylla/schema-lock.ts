/** A lock for schema changes among processes: a row written by compare and set, with a TTL in case its holder dies. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { Failure } from '../../../lib/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Client } from './connect.ts'

export interface SchemaLock {
  /** Extends the lock for another `lockSeconds`. Rejects with a Failure when it was lost. */
  renew(): Promise<void>
  release(): Promise<void>
}

/** Longer than any statement takes: the holder renews the lock after each. */
const lockSeconds = 60
const retryMs = 200
const maxWaitMs = 180_000

export const lockTable =
  'CREATE TABLE IF NOT EXISTS schema_lock (name text PRIMARY KEY, holder text) ' +
  "WITH comment = 'Who changes the schema just now.'"

/** Waits until the lock is free. Rejects with a Failure `unavailable` when another holds it for minutes. */
export async function acquireSchemaLock(client: Client, clock: Clock, serialConsistency: number): Promise<SchemaLock> {
  const holder = `${hostname()}/${process.pid}/${randomUUID()}`
  const options = { prepare: true, serialConsistency, isIdempotent: false }
  const change = async (cql: string, params: string[]): Promise<{ applied: boolean; holder: string | null }> => {
    const row = (await client.execute(cql, params, options)).rows[0]
    return { applied: row?.['[applied]'] === true, holder: row?.holder ?? null }
  }
  const take = `INSERT INTO schema_lock (name, holder) VALUES ('migrate', ?) IF NOT EXISTS USING TTL ${lockSeconds}`
  const renew = `UPDATE schema_lock USING TTL ${lockSeconds} SET holder = ? WHERE name = 'migrate' IF holder = ?`
  const startedMs = clock.monotonicMs()

  for (;;) {
    const outcome = await change(take, [holder])
    // The insert of an earlier try may have been applied though its response was lost.
    if (outcome.applied || outcome.holder === holder) break
    if (clock.monotonicMs() - startedMs > maxWaitMs)
      throw new Failure(
        'unavailable',
        `The schema is being changed by ${outcome.holder ?? 'another process'}: expected an end within ${maxWaitMs} ms.`,
        { retryAfterMs: maxWaitMs },
      )
    await clock.sleep(retryMs)
  }
  return {
    async renew() {
      const { applied, holder: other } = await change(renew, [holder, holder])
      if (!applied)
        throw new Failure(
          'unavailable',
          `The lock on the schema was lost to ${other ?? 'nobody'}: expected every statement within ${lockSeconds} s.`,
        )
    },
    async release() {
      await change(`DELETE FROM schema_lock WHERE name = 'migrate' IF holder = ?`, [holder])
    },
  }
}
