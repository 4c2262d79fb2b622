/** The simulator's worker thread: started by start.ts, stopped by any message. */
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { SimulatorClock, SimulatorLog } from './host.ts'
import { runSimulator, type SimulatorOptions } from './simulator.ts'

export type ThreadOptions = Omit<SimulatorOptions, 'clock' | 'log' | 'signal' | 'onRunning'>

export type FromThread = { level: keyof SimulatorLog; facts: object; message: string } | { isRunning: true }

const clock: SimulatorClock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { ...(signal ? { signal } : {}) }).catch(() => undefined),
}
const forward = (level: keyof SimulatorLog) => (facts: object, message: string) =>
  parentPort?.postMessage({ level, facts, message } satisfies FromThread)
const log: SimulatorLog = { debug: forward('debug'), info: forward('info'), warn: forward('warn') }

const ended = new AbortController()
parentPort?.once('message', () => ended.abort())
const onRunning = () => parentPort?.postMessage({ isRunning: true } satisfies FromThread)
await runSimulator({ ...(workerData as ThreadOptions), clock, log, onRunning, signal: ended.signal })
parentPort?.close()
