/** A mutex for each key: work on one key runs one at a time, first come, first served; different keys never wait for each other. */
export interface KeyedMutex<K> {
  /** Resolves once all earlier work on this key has finished. Later work waits until the lock is disposed of. */
  acquire(key: K): Promise<Disposable>
  /** Runs `work` once all earlier work on this key has finished, even if it failed. Returns what `work` returns. */
  run<R>(key: K, work: () => Promise<R>): Promise<R>
}

export function createKeyedMutex<K>(): KeyedMutex<K> {
  const last = new Map<K, Promise<unknown>>()

  function run<R>(key: K, work: () => Promise<R>): Promise<R> {
    const result = (last.get(key) ?? Promise.resolve()).then(work)
    const finished = result.then(ignore, ignore).then(() => {
      if (last.get(key) === finished) last.delete(key)
    })
    last.set(key, finished)
    return result
  }

  return {
    run,
    acquire(key) {
      return new Promise((resolve) => {
        const { promise: released, resolve: release } = Promise.withResolvers<void>()
        void run(key, () => {
          resolve({ [Symbol.dispose]: release })
          return released
        })
      })
    },
  }
}

const ignore = () => {}
