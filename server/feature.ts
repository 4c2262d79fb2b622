/** What a feature is given and what it adds to a process. container.ts lists the features; nothing else does. */
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Metric } from './metrics.ts'
import type { Lease } from './repositories/leases.ts'
import type { Roster } from './repositories/roster.ts'
import type { Resolvers } from './resolvers.generated.ts'
import type { Stores } from './stores.ts'
import type { ActorOf } from './transport/http/actor-of.ts'
import type { AddressOf } from './transport/http/client-address.ts'
import type { RequestDoor, UpgradeDoor } from './transport/http/doors.ts'

/** The same for every feature: the ports, the roster, and what is known of this process. */
export interface Platform extends Stores {
  config: Config
  log: Logger
  isDev: boolean
  version: string
  startedAtMs: number
  /** Other processes work on the same databases. */
  isShared: boolean
  roster: Roster
  /** Aborts when the process closes: what runs on its own ends then. */
  signal: AbortSignal
  actorOf: ActorOf
  addressOf: AddressOf
  /** Where the tests leave what they found of the adapters. */
  contractsPath: string
  /** Runs `work` until the process ends; of all processes that share a store, in one at a time. */
  runExclusive(name: string, work: (signal: AbortSignal, lease: Lease) => Promise<void>): void
}

/** What a feature adds; everything may be left out. */
export interface Feature {
  resolvers?: Resolvers
  /** Asked in the order of the features; the first that takes a request answers it. */
  requestDoors?: readonly RequestDoor[]
  /** By exact path. */
  upgradeDoors?: Readonly<Record<string, UpgradeDoor>>
  /** What runs in the background until the signal aborts; rejects for a bug only. */
  jobs?: readonly ((signal: AbortSignal) => Promise<void>)[]
  metrics?: readonly Metric[]
  /** The server listens at this address. */
  start?(url: string): void
  /** Takes no new work; resolves when what was begun is finished. */
  drain?(): Promise<void> | void
  /** After draining, once the signal has aborted and before the databases close. */
  close?(): Promise<void> | void
}
