/** The newest decoded entries of a topic's log, shared by all subscribers in one process. */

export interface Entry<M> {
  id: string
  /** Id of the previous entry: a reader at any other id has missed entries. */
  previous: string
  weight: number
  /** Null when it can't be decoded; `fault` then says why. */
  message: M | null
  fault: string | null
}

/** Id of the entry before the first. */
export const firstId = '0-0'

export const isId = (text: string): boolean => /^\d{1,15}-\d{1,15}$/.test(text)

/** Compares by log order. */
export function compareIds(a: string, b: string): number {
  const [aMs, aN] = a.split('-') as [string, string]
  const [bMs, bN] = b.split('-') as [string, string]
  return Number(aMs) - Number(bMs) || Number(aN) - Number(bN)
}

/** Holds entries with a total weight of at most `capacity`, and always the last one. */
export class LogWindow<M> {
  readonly #capacity: number
  #entries: Entry<M>[] = []
  /** Entries before this index have been dropped. */
  #start = 0
  #weight = 0
  #wakes = new Set<() => void>()

  /** The window starts after this id. */
  #begin = firstId
  #losses = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Call it before the first `append`: the next entry is the one after this id. */
  beginAfter(id: string): void {
    this.#begin = id
  }

  /** Number of times that the log was found to have lost entries already read. */
  get losses(): number {
    return this.#losses
  }

  /** Clears the window after a loss. The next entry is the one after this id. */
  restartAfter(id: string): void {
    this.#entries = []
    this.#start = 0
    this.#weight = 0
    this.#begin = id
    this.#losses += 1
    this.wakeAll()
  }

  append(entries: readonly Entry<M>[]): void {
    for (const entry of entries) {
      this.#entries.push(entry)
      this.#weight += entry.weight
    }
    while (this.#weight > this.#capacity && this.#start < this.#entries.length - 1) {
      this.#weight -= (this.#entries[this.#start] as Entry<M>).weight
      this.#start += 1
    }
    if (this.#start > 1_000 && this.#start > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
    this.wakeAll()
  }

  /** The first entry after an id; `unknown` when it may be before the window; null when there is none yet. */
  after(id: string): Entry<M> | 'unknown' | null {
    const first = this.#entries[this.#start]
    if (!first) return compareIds(id, this.#begin) < 0 ? 'unknown' : null
    if (compareIds(id, first.id) < 0) return first.previous === id ? first : 'unknown'
    let low = this.#start
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareIds((this.#entries[middle] as Entry<M>).id, id) > 0) high = middle
      else low = middle + 1
    }
    return this.#entries[low] ?? null
  }

  wakeAll(): void {
    const waiting = [...this.#wakes]
    this.#wakes.clear()
    for (const wake of waiting) wake()
  }

  /** Resolves when entries are appended, or the signal aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#wakes.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      if (signal.aborted) return done()
      this.#wakes.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }
}
