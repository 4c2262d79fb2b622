/** What resolvers reach: the features' verbs, the roster and the bus, and what lives as long as one request. */
import { randomUUID } from 'node:crypto'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Routes } from '../../repositories/routes.ts'
import { createLoaders, type Loaders } from './loaders.ts'
import type { Verbs } from './verbs.ts'

export type ResolverDeps = Pick<Ports, 'tables' | 'bus' | 'clock'> & { roster: Roster; routes: Routes; verbs: Verbs }

export interface GraphqlContext {
  deps: ResolverDeps
  actor: Actor
  loaders: Loaders
  /** Aborts when nobody waits for the result any more: what reads much stops. */
  readonly signal: AbortSignal
  /** Names this request in the log and in masked errors. */
  readonly requestId: string
}

/** `signalOf` is called when something first asks for the signal: most requests are over before. */
export const createContext = (deps: ResolverDeps, actor: Actor, signalOf: () => AbortSignal): GraphqlContext =>
  new RequestContext(deps, actor, signalOf)

/** A class: V8 puts the getters of an object literal into the old space, where they keep all of a request until a full collection. */
class RequestContext implements GraphqlContext {
  readonly deps: ResolverDeps
  readonly actor: Actor
  readonly loaders: Loaders
  readonly #signalOf: () => AbortSignal
  #signal: AbortSignal | undefined
  #requestId: string | undefined

  constructor(deps: ResolverDeps, actor: Actor, signalOf: () => AbortSignal) {
    this.deps = deps
    this.actor = actor
    this.#signalOf = signalOf
    this.loaders = createLoaders(deps, actor, () => this.signal)
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#signalOf()
    return this.#signal
  }

  get requestId(): string {
    this.#requestId ??= randomUUID()
    return this.#requestId
  }
}
