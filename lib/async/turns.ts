/** One at a time for each key, in the order of asking; different keys never wait for each other. */
export interface Turns<K> {
  /** Runs when those before it with this key have ended, however they ended. Answers what `run` answers. */
  take<R>(key: K, run: () => Promise<R>): Promise<R>
}

export function createTurns<K>(): Turns<K> {
  const last = new Map<K, Promise<unknown>>()

  return {
    take(key, run) {
      const turn = (last.get(key) ?? Promise.resolve()).then(run)
      const ended = turn.then(ignore, ignore).then(() => {
        if (last.get(key) === ended) last.delete(key)
      })
      last.set(key, ended)
      return turn
    },
  }
}

const ignore = () => {}
