import { setTimeout as sleep } from 'node:timers/promises'
import type cassandra from 'cassandra-driver'

/** A private part of the driver: the connection by which it discovers hosts. */
interface ControlConnection {
  _isShuttingDown: boolean
  /** Reconnects; with `hosts`, tries the next of them. */
  _refresh(hosts?: unknown): Promise<void>
}

const retryMs = 500

/**
 * Works around a bug of the driver: after an outage it may refresh its control connection several times concurrently. These
 * refreshes overwrite each other's state, and one started by a timer causes an unhandled rejection, which ends the process. This
 * makes refreshes sequential and retries failed ones. Call it before the client connects.
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
