/** What lives as long as one request: who asks, what was read for it, and whether anybody still waits for the result. */
import { randomUUID } from 'node:crypto'
import { type FailureCode, type Fault, isFailure } from '../../../lib/errors.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { type Loader, RequestLoaders } from './loaders.ts'

/** The part of a mutation's result that says whether the change was made, and why not. */
export interface Outcome {
  success: boolean
  code: FailureCode | null
  message: string | null
  faults: Fault[]
}

export interface GraphqlContext {
  readonly actor: Actor
  /** Aborts when nobody waits for the result any more: long reads stop. */
  readonly signal: AbortSignal
  /** Names this request in the log and in masked errors. */
  readonly requestId: string
  /** Reads by a loader: equal keys are read once, and keys of the same moment together. */
  load<K, V>(loader: Loader<K, V>, key: K): Promise<V>
  /** Makes a change. Resolves with its parts, or, for a Failure, with the reason; a bug rejects. What was loaded before is forgotten. */
  change<Parts>(work: () => Promise<Parts>): Promise<Outcome & Partial<Parts>>
}

/** `signalOf` is called when something first asks for the signal: most requests are over before. */
export const createContext = (actor: Actor, signalOf: () => AbortSignal): GraphqlContext =>
  new RequestContext(actor, signalOf)

/** A class: V8 puts the getters of an object literal into the old space, where they keep all of a request until a full collection. */
class RequestContext implements GraphqlContext {
  readonly actor: Actor
  readonly #signalOf: () => AbortSignal
  #loaders: RequestLoaders | undefined
  #signal: AbortSignal | undefined
  #requestId: string | undefined

  constructor(actor: Actor, signalOf: () => AbortSignal) {
    this.actor = actor
    this.#signalOf = signalOf
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#signalOf()
    return this.#signal
  }

  get requestId(): string {
    this.#requestId ??= randomUUID()
    return this.#requestId
  }

  load<K, V>(loader: Loader<K, V>, key: K): Promise<V> {
    this.#loaders ??= new RequestLoaders(this)
    return this.#loaders.load(loader, key)
  }

  async change<Parts>(work: () => Promise<Parts>): Promise<Outcome & Partial<Parts>> {
    this.#loaders = undefined
    try {
      return { success: true, code: null, message: null, faults: [], ...(await work()) }
    } catch (error) {
      if (!isFailure(error)) throw error
      const { code, message, faults } = error
      return { success: false, code, message, faults: [...faults] } as Outcome & Partial<Parts>
    }
  }
}
