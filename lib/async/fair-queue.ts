import { Failure } from '../errors.ts'

export interface FairQueueLimits {
  /** How many work at once. */
  slots: number
  /** How many may wait, of all keys and of one. */
  waiting: number
  waitingOfKey: number
}

export interface FairQueue {
  /**
   * Resolves when it is this caller's turn, with the function that ends it. Turns go round the keys that wait, and by age within
   * one, so that who asks much waits behind himself. Rejects with `limited` when too many wait, and with the reason of `signal`
   * when it aborts before the turn.
   */
  acquire(key: string, signal: AbortSignal): Promise<() => void>
  /** How many wait. */
  readonly waiting: number
}

interface Waiter {
  begin(): void
}

export function createFairQueue(limits: FairQueueLimits): FairQueue {
  /** In the order of their next turn; none without waiters. */
  const lines = new Map<string, Waiter[]>()
  let busy = 0
  let waiting = 0

  function next(): void {
    busy -= 1
    const [first] = lines
    if (!first) return
    const [key, line] = first
    const waiter = line.shift()
    lines.delete(key)
    if (line.length > 0) lines.set(key, line)
    waiter?.begin()
  }

  function begin(): () => void {
    busy += 1
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      next()
    }
  }

  function remove(key: string, waiter: Waiter): void {
    const line = lines.get(key) ?? []
    line.splice(line.indexOf(waiter), 1)
    if (line.length === 0) lines.delete(key)
  }

  return {
    get waiting() {
      return waiting
    },
    acquire: (key, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (busy < limits.slots) return resolve(begin())
        const line = lines.get(key) ?? []
        requireRoom(limits, waiting, line.length)
        const waiter: Waiter = {
          begin() {
            waiting -= 1
            signal.removeEventListener('abort', leave)
            resolve(begin())
          },
        }
        const leave = () => {
          waiting -= 1
          remove(key, waiter)
          reject(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
        line.push(waiter)
        lines.set(key, line)
        waiting += 1
      }),
  }
}

const retryAfterMs = 5_000

function requireRoom(limits: FairQueueLimits, waiting: number, waitingOfKey: number): void {
  if (waitingOfKey >= limits.waitingOfKey)
    throw new Failure('limited', `${waitingOfKey} of yours wait already, expected fewer than ${limits.waitingOfKey}.`, {
      retryAfterMs,
    })
  if (waiting >= limits.waiting)
    throw new Failure('limited', `${waiting} wait already, expected fewer than ${limits.waiting}.`, { retryAfterMs })
}
