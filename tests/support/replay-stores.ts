/** The stores that replay is tested on: each opened again and again over the same data, as by a process that restarts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { allTables } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { openScyllaTables } from '../../server/adapters/scylla/tables.ts'
import type { Clock } from '../../server/ports/index.ts'
import type { OpenTables, Tables } from '../../server/ports/tables.ts'
import { connectionTo, dropKeyspace, keyspaceOf, makeKeyspace } from './scylla-keyspace.ts'
import { describeWithScylla } from './servers.ts'

export interface TestStore {
  open(clock: Clock): Promise<OpenTables>
  /** Deletes the data, once every opened store is closed. */
  remove(): Promise<void>
}

export type MakeStore = () => Promise<TestStore>

export const makeLmdbStore: MakeStore = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'replay-'))
  return {
    open: (clock) => openLmdbTables({ dataDir, clock, tables: allTables }),
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

let made = 0
const makeScyllaStore: MakeStore = async () => {
  const keyspace = keyspaceOf(`replay_${process.pid}_${made++}`)
  await makeKeyspace(keyspace, allTables)
  return {
    open: (clock) => openScyllaTables({ connection: connectionTo(keyspace), clock, tables: allTables }),
    remove: () => dropKeyspace(keyspace),
  }
}

/** Defines the same tests for the embedded store and, where there is one, for a real Cassandra. */
export function describeOnBothStores(name: string, define: (makeStore: MakeStore) => void): void {
  describe(`${name}, embedded`, () => define(makeLmdbStore))
  describeWithScylla(`${name}, Cassandra`, () => define(makeScyllaStore))
}

export interface TrackedTables extends Tables {
  /** Resolves when no call is under way, and none follows from those that were. */
  settled(): Promise<void>
}

export function trackTables(tables: Tables): TrackedTables {
  const underWay = new Set<Promise<unknown>>()
  const tracked = Object.fromEntries(
    (['insert', 'insertIf', 'find', 'scan', 'add', 'delete'] as const).map((method) => [
      method,
      (...args: unknown[]) => {
        const call = (tables[method] as (...args: unknown[]) => Promise<unknown>)(...args)
        underWay.add(call)
        const forget = () => underWay.delete(call)
        call.then(forget, forget)
        return call
      },
    ]),
  ) as unknown as Tables
  return {
    ...tracked,
    async settled() {
      for (let idle = 0; idle < 2; idle++) {
        await new Promise((resolve) => setImmediate(resolve))
        if (underWay.size === 0) continue
        idle = -1
        await Promise.allSettled(underWay)
      }
    },
  }
}
