/** A mutex for each key: work on one key runs one at a time, first come, first served; different keys never wait for each other. */
export interface KeyedMutex<K> {
  /** Runs `work` once all earlier work on this key has finished, even if it failed. Returns what `work` returns. */
  run<R>(key: K, work: () => Promise<R>): Promise<R>
}

export function createKeyedMutex<K>(): KeyedMutex<K> {
  const last = new Map<K, Promise<unknown>>()

  return {
    run(key, work) {
      const result = (last.get(key) ?? Promise.resolve()).then(work)
      const finished = result.then(ignore, ignore).then(() => {
        if (last.get(key) === finished) last.delete(key)
      })
      last.set(key, finished)
      return result
    },
  }
}

const ignore = () => {}
