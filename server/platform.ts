/** Opens what every feature depends on: the databases, the roster, and exclusive work. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { localActor } from '../schema/permissions.ts'
import { openDuckdbLake } from './adapters/duckdb/lake.ts'
import { systemClock } from './adapters/memory/clock.ts'
import type { Config } from './config.ts'
import { openEmbeddedStores } from './embedded-stores.ts'
import type { Platform } from './feature.ts'
import type { Clock } from './ports/index.ts'
import { holdLease, permanentLease } from './repositories/leases.ts'
import { createRoster, openRoster } from './repositories/roster.ts'
import { followRoster } from './repositories/roster-events.ts'
import type { Stores } from './stores.ts'
import { createAddressOf } from './transport/http/client-address.ts'

/** A platform that can be closed: `stop` it, then wait for `settled`. */
export interface OpenPlatform extends Platform {
  /** Aborts `signal`. */
  stop(): void
  /** Resolves once all exclusive work has ended. */
  settled(): Promise<unknown>
}

/** Rejects with an Error for the operator when a database can't be opened. */
export async function openPlatform(config: Config, log: Logger, isDev: boolean): Promise<OpenPlatform> {
  const clock = systemClock
  const stop = new AbortController()
  const { signal } = stop
  const opened = await openStores(config, clock, log)
  const isShared = opened.mode === 'cluster'
  const roster = isShared ? createRoster(opened) : await openRoster(opened)
  // This bus delivers an event about the roster only after the roster includes it.
  const bus = isShared ? await followRoster({ ...opened, roster, log }, signal) : opened.bus
  const stores = { ...opened, bus }
  const lake = openDuckdbLake({ folder: config.lakeDir, clock })
  const running: Promise<void>[] = []
  return {
    ...stores,
    ...{ config, log, isDev, isShared, roster, lake, signal, contractsPath },
    version: readVersion(),
    startedAtMs: clock.nowMs(),
    actorOf: () => localActor,
    addressOf: createAddressOf(config.trustedProxies),
    runExclusive(name, work) {
      running.push(isShared ? holdLease({ ...stores, log }, name, work, signal) : work(signal, permanentLease))
    },
    stop: () => stop.abort(),
    settled: () => Promise.all(running),
    async close() {
      await lake.close()
      await stores.close()
    },
  }
}

async function openStores({ cluster, dataDir }: Config, clock: Clock, log: Logger): Promise<Stores> {
  const deps = { clock, log, processId: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}` }
  if (!cluster) return openEmbeddedStores(dataDir, deps)
  // The database drivers are large: loaded only in cluster mode.
  const { openClusterStores } = await import('./cluster-stores.ts')
  return openClusterStores(cluster, deps)
}

const contractsPath = fileURLToPath(new URL('../test-results/contracts.json', import.meta.url))

const readVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
