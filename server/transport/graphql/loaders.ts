import DataLoader from 'dataloader'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { Actor } from '../../../schema/permissions.ts'

/** The caller that something is read for. */
export interface Reader {
  readonly actor: Actor
  /** Aborts when the caller disconnects. */
  readonly signal: AbortSignal
}

/** Reads values that several fields of one request need. Equal keys, compared as text, are read once. */
export type Loader<K, V> = {
  textOf(key: K): string
} & (
  | {
      /** Reads the keys in one batch; the values keep their order. */
      readAll(keys: readonly K[], reader: Reader): Promise<readonly V[]>
    }
  | {
      /** Reads one key. A key that fails does not affect the others; no read starts after the signal has aborted. */
      read(key: K, reader: Reader): Promise<V>
      /** Concurrent reads per request; further keys wait. */
      atOnce: number
    }
)

/** The loaders used by one request. */
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
