import DataLoader from 'dataloader'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { Actor } from '../../../schema/permissions.ts'

/** For whom something is read. */
export interface Reader {
  readonly actor: Actor
  /** Aborts when nobody waits for the result any more. */
  readonly signal: AbortSignal
}

/** How a feature reads what several fields of one request ask for. Equal keys, by their text, are read once. */
export type Loader<K, V> = {
  textOf(key: K): string
} & (
  | {
      /** Reads the keys together; the values keep their order. */
      readAll(keys: readonly K[], reader: Reader): Promise<readonly V[]>
    }
  | {
      /** Reads one key. A key that fails does not spoil the others, and nothing is begun once the signal has aborted. */
      read(key: K, reader: Reader): Promise<V>
      /** Of one request; further keys wait. */
      atOnce: number
    }
)

/** The loaders that one request has used. */
export class RequestLoaders {
  readonly #reader: Reader
  readonly #used = new Map<unknown, unknown>()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  load<K, V>(loader: Loader<K, V>, key: K): Promise<V> {
    const used = this.#used.get(loader) as DataLoader<K, V, string> | undefined
    if (used) return used.load(key)
    const opened = new DataLoader<K, V, string>((keys) => readKeys(loader, keys, this.#reader), {
      cacheKeyFn: loader.textOf,
    })
    this.#used.set(loader, opened)
    return opened.load(key)
  }
}

function readKeys<K, V>(loader: Loader<K, V>, keys: readonly K[], reader: Reader): Promise<ArrayLike<V | Error>> {
  if ('readAll' in loader) return loader.readAll(keys, reader)
  return mapLimited(keys, loader.atOnce, async (key) => {
    try {
      reader.signal.throwIfAborted()
      return await loader.read(key, reader)
    } catch (error) {
      return error as Error
    }
  })
}
