/** What a feature receives and what it contributes to a process. Only container.ts lists the features. */
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Metric } from './metrics.ts'
import type { Lake } from './ports/lake.ts'
import type { Lease } from './repositories/leases.ts'
import type { Roster } from './repositories/roster.ts'
import type { Resolvers } from './resolvers.generated.ts'
import type { Stores } from './stores.ts'
import type { ActorOf } from './transport/http/actor-of.ts'
import type { AddressOf } from './transport/http/client-address.ts'
import type { RequestDoor, UpgradeDoor } from './transport/http/doors.ts'

/** Shared by all features: the ports, the roster, and facts about this process. */
export interface Platform extends Stores {
  config: Config
  log: Logger
  isDev: boolean
  version: string
  startedAtMs: number
  /** True when other processes use the same databases. */
  isShared: boolean
  roster: Roster
  /** Parquet files of what the store had; see docs/lake.md. */
  lake: Lake
  /** Aborts when the process closes, to end background work. */
  signal: AbortSignal
  actorOf: ActorOf
  addressOf: AddressOf
  /** The report of the adapters' contract tests. */
  contractsPath: string
  /** Runs `work` until the process ends, in only one process at a time of those that share the store. */
  runExclusive(name: string, work: (signal: AbortSignal, lease: Lease) => Promise<void>): void
}

/** What a feature contributes; everything is optional. */
export interface Feature {
  resolvers?: Resolvers
  /** Tried in the order of the features; the first that accepts a request serves it. */
  requestDoors?: readonly RequestDoor[]
  /** By exact path. */
  upgradeDoors?: Readonly<Record<string, UpgradeDoor>>
  /** Background work that runs until the signal aborts; rejects only for a bug. */
  jobs?: readonly ((signal: AbortSignal) => Promise<void>)[]
  metrics?: readonly Metric[]
  /** Called once the server listens at this address. */
  start?(url: string): void
  /** Accepts no new work; resolves when all work in progress has finished. */
  drain?(): Promise<void> | void
  /** Called after draining, once the signal has aborted and before the databases close. */
  close?(): Promise<void> | void
}
