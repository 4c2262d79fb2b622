/** FAULTS 122: many unknown drones at once are refused one by one; the database is not taken for away, nor shut. A real database. */
import { expect, test } from 'vitest'
import type { DroneId } from '../../schema/ids.ts'
import { localActor } from '../../schema/permissions.ts'
import { convoys, droneClaims, drones, leases, telemetry, telemetryBuckets } from '../../schema/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { systemClock as clock } from '../../server/adapters/memory/clock.ts'
import { openScyllaTables } from '../../server/adapters/scylla/tables.ts'
import { createIngestCounters } from '../../server/features/telemetry/counters.ts'
import { createIngest } from '../../server/features/telemetry/ingest.ts'
import { parseReading } from '../../server/features/telemetry/parse.ts'
import { openRoster } from '../../server/repositories/roster.ts'
import { watchTables } from '../../server/repositories/watched-tables.ts'
import { connectionTo, dropKeyspace, makeKeyspace } from '../support/scylla-keyspace.ts'
import { describeWithScylla } from '../support/servers.ts'

const tables = [convoys, drones, droneClaims, telemetry, telemetryBuckets, leases]
const droneIdOf = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId

describeWithScylla('a real database', () => {
  test('F122 four batches of 5,000 unknown drones at once are refused as unknown, and the store stays up', async () => {
    const keyspace = `test_full_${process.pid}`
    await makeKeyspace(keyspace, tables)
    const store = await openScyllaTables({ connection: connectionTo(keyspace), clock, tables })
    const changes: boolean[] = []
    const watched = watchTables({ tables: store, clock }, ({ isUp }) => changes.push(isUp), true)
    const bus = createMemoryBus({ clock })
    const roster = await openRoster({ tables: watched.tables, bus, clock })
    const ingest = createIngest({
      ...{ tables: watched.tables, bus, clock, roster, counters: createIngestCounters(), enroll: null },
      ...{ findElsewhere: roster.findElsewhere, owners: null, kept: null, maySend: () => true },
    })
    const batchOf = (batch: number) =>
      Array.from({ length: 5_000 }, (_, n) =>
        parseReading(
          {
            ...{ droneId: droneIdOf(batch * 5_000 + n), recordedAt: clock.nowMs(), sequence: 1 },
            ...{ latitudeDeg: 34, longitudeDeg: 69 },
          },
          clock.nowMs(),
        ),
      )
    const answers = await Promise.all([0, 1, 2, 3].map((batch) => ingest.ingestReadings(localActor, batchOf(batch))))
    for (const { accepted, refused } of answers) {
      expect(accepted).toBe(0)
      expect(refused).toHaveLength(5_000)
      expect(refused.every(({ code }) => code === 'missing')).toBe(true)
    }
    expect(changes).toEqual([])
    watched.close()
    await store.close()
    await dropKeyspace(keyspace)
  })
})
