/** The state of one request: the caller, what was loaded for it, and whether it was cancelled. */
import { randomUUID } from 'node:crypto'
import { type FailureCode, type Fault, isFailure } from '../../../lib/errors.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { type Loader, RequestLoaders } from './loaders.ts'

/** The part of a mutation's result that says whether the change was made and, if not, why. */
export interface Outcome {
  success: boolean
  code: FailureCode | null
  message: string | null
  faults: Fault[]
}

export interface GraphqlContext {
  readonly actor: Actor
  /** Aborts when the caller disconnects: long reads stop. */
  readonly signal: AbortSignal
  /** Identifies this request in the log and in masked errors. */
  readonly requestId: string
  /** Reads through a loader: equal keys are read once, concurrent keys in one batch. */
  load<K, V>(loader: Loader<K, V>, key: K): Promise<V>
  /** Makes a change and clears the loaders. Resolves with its result or, for a Failure, with the reason; rejects for a bug. */
  change<Parts>(work: () => Promise<Parts>): Promise<Outcome & Partial<Parts>>
}

/** `signalOf` is called on the first use of the signal; most requests never use it. */
export const createContext = (actor: Actor, signalOf: () => AbortSignal): GraphqlContext =>
  new RequestContext(actor, signalOf)

/** A class, because V8 puts getters of an object literal into the old generation, which would keep the request until a full GC. */
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
