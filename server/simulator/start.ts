/** Runs the simulator in a worker thread: ten thousand simulated drones must not block the server's event loop. */
import { Worker } from 'node:worker_threads'
import type { SimulatorLog } from './host.ts'
import type { SimulatorOptions } from './simulator.ts'
import type { FromThread, ThreadOptions } from './thread.ts'

type Options = Omit<SimulatorOptions, 'clock' | 'log'> & {
  log: SimulatorLog & { error(facts: object, message: string): void }
}

const shutdownTimeoutMs = 1_000

/**
 * Starts the simulator and stops it when `signal` aborts. Resolves when it has stopped. Never rejects: an error is logged and
 * stops only the simulator.
 */
export async function startSimulator(options: Options): Promise<void> {
  const { log, signal, onRunning, ...rest } = options
  if (signal.aborted) return
  const workerData: ThreadOptions = rest
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData, name: 'simulator' })
  thread.on('message', (message: FromThread) => {
    if ('isRunning' in message) onRunning?.()
    else log[message.level](message.facts, message.message)
  })
  thread.on('error', (error) => log.error({ err: error }, 'the simulator failed and has ended'))
  let terminateTimer: NodeJS.Timeout | undefined
  const requestEnd = () => {
    thread.postMessage('end')
    terminateTimer = setTimeout(() => void thread.terminate(), shutdownTimeoutMs)
  }
  signal.addEventListener('abort', requestEnd, { once: true })
  await new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  signal.removeEventListener('abort', requestEnd)
  clearTimeout(terminateTimer)
}
