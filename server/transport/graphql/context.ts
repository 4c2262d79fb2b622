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
export function createContext(deps: ResolverDeps, actor: Actor, signalOf: () => AbortSignal): GraphqlContext {
  let requestId: string | undefined
  let signal: AbortSignal | undefined
  const ownSignal = () => {
    signal ??= signalOf()
    return signal
  }
  return {
    deps,
    actor,
    loaders: createLoaders(deps, actor, ownSignal),
    get signal() {
      return ownSignal()
    },
    get requestId() {
      requestId ??= randomUUID()
      return requestId
    },
  }
}
