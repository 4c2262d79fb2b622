/** One or several leadership watches over a real store and bus, with a clock controlled by the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyEvent } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipReport } from '../../schema/leadership.ts'
import { localActor } from '../../schema/permissions.ts'
import { allTables } from '../../schema/tables.ts'
import type { StoredReading } from '../../schema/telemetry.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { listLeadershipChanges } from '../../server/features/leadership/history.ts'
import { type LeadershipWatch, startLeadershipWatch } from '../../server/features/leadership/watch.ts'
import type { OpenTables } from '../../server/ports/tables.ts'
import type { Lease } from '../../server/repositories/leases.ts'
import { droneIdOf } from './simulated-election.ts'

export const convoyId = '00000000-0000-4000-8000-0000000000c0' as ConvoyId
/** Its leaders send a heartbeat every 4 s, those of the first convoy every 2 s. */
export const otherConvoyId = '00000000-0000-4000-8000-0000000000c1' as ConvoyId
export const t0 = Date.UTC(2026, 0, 1, 12)

const convoyOf = (id: ConvoyId) =>
  ({ convoyId: id, createdAtMs: t0 - 1_000, heartbeatIntervalMs: id === otherConvoyId ? 4_000 : 2_000 }) as Convoy
const drones = [1, 2].map((n) => ({ droneId: droneIdOf(n), convoyId }) as Drone)
export const roster = {
  findConvoy: convoyOf,
  convoys: () => [convoyId, otherConvoyId].map(convoyOf),
  findDrone: (_: DroneId): Drone | null => null,
  dronesOf: (id: ConvoyId) => (id === convoyId ? drones : []),
}

/** A lease whose holder does not notice that it has expired. */
export const leaseOf = (fence: number): Lease => ({ fence, requireHeld: () => undefined })

/** To be opened before each test and closed after it. */
export function createLeadershipRig() {
  let dataDir: string
  let stops: (() => Promise<void>)[]
  let sequence = 0
  const rig = {
    clock: createTestClock(t0),
    bus: createMemoryBus({ clock: createTestClock(t0) }),
    tables: null as unknown as OpenTables,

    async open() {
      dataDir = mkdtempSync(join(tmpdir(), 'leadership-'))
      rig.clock = createTestClock(t0)
      rig.bus = createMemoryBus({ clock: rig.clock })
      rig.tables = await openLmdbTables({ dataDir, clock: rig.clock, tables: allTables })
      stops = []
    },
    async close() {
      for (const stop of stops) await stop()
      await rig.tables.close()
      rmSync(dataDir, { recursive: true })
    },

    async startWatch(own: Partial<Parameters<typeof startLeadershipWatch>[0]> = {}, isOnlyProcess = true) {
      const control = new AbortController()
      const warnings: string[] = []
      const log = { warn: (_details: object, message: string) => void warnings.push(message) }
      const { tables, bus, clock } = rig
      const deps = { tables, bus, clock, roster, canReceive: () => true, newest: null, fleet: null, log, ...own }
      const watch = await startLeadershipWatch(deps, control.signal, isOnlyProcess)
      const stop = async () => {
        control.abort()
        await watch.closed
      }
      stops.push(stop)
      return { watch, stop, warnings }
    },

    async followEvents() {
      const events: ConvoyEvent[] = []
      const control = new AbortController()
      const subscription = await rig.bus.subscribe('events', { after: null, signal: control.signal })
      const ended = (async () => {
        for await (const { message } of subscription) if (message) events.push(message)
      })()
      stops.push(async () => {
        control.abort()
        await ended
      })
      return events
    },

    says(droneId: DroneId, report: Partial<LeadershipReport> | null): StoredReading {
      const nowMs = rig.clock.nowMs()
      return {
        droneId,
        recordedAtMs: nowMs,
        receivedAtMs: nowMs,
        sequence: sequence++,
        leadership: report && { term: 1, role: 'follower', leaderId: null, votedFor: null, peers: [], ...report },
      } as StoredReading
    },
    leads: (droneId: DroneId, term: number) => rig.says(droneId, { term, role: 'leader', leaderId: droneId }),
    publish: (readings: StoredReading[], to = convoyId) => rig.bus.publish('readings', { convoyId: to, readings }),

    /** Waits until the watch has processed what was published and shows the expected leadership. */
    shows: (watch: LeadershipWatch, expected: object, of = convoyId) =>
      expect.poll(() => watch.of(of), { interval: 1 }).toMatchObject(expected),
    history: async (id = convoyId, first = 100) =>
      (await listLeadershipChanges(rig, localActor, { convoyId: id, first, after: null })).changes,
  }
  return rig
}
