import { setTimeout as sleep } from 'node:timers/promises'
import type cassandra from 'cassandra-driver'

/** What the driver keeps to itself: the connection by which it learns of hosts. */
interface ControlConnection {
  _isShuttingDown: boolean
  /** Makes it again; with `hosts` it goes on with the next of them. */
  _refresh(hosts?: unknown): Promise<void>
}

const retryMs = 500

/**
 * When a database goes and comes back, the driver may make its control connection again several times at once: each takes away
 * what the others stand on, and one that was begun by a timer rejects where nobody hears it, which ends the process. From now
 * on one is made at a time, and one that broke is made again. To be called before the client connects.
 */
export function refreshOneAtATime(client: cassandra.Client): void {
  const { controlConnection: control } = client as typeof client & { controlConnection: ControlConnection }
  const refresh = control._refresh.bind(control)
  let running: Promise<void> | null = null
  let isWanted = false

  async function refreshWhileWanted(): Promise<void> {
    while (isWanted && !control._isShuttingDown) {
      isWanted = false
      try {
        await refresh()
      } catch {
        isWanted = true
        await sleep(retryMs, undefined, { ref: false })
      }
    }
    running = null
  }

  control._refresh = (hosts) => {
    if (hosts) return refresh(hosts)
    isWanted = true
    running ??= refreshWhileWanted()
    return running
  }
}
