import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DatabaseLimits, FromProcess, ToProcess } from './messages.ts'

export interface Child {
  send(message: ToProcess): void
  kill(): void
  /** Resolves with how it ended: a signal or an exit code. */
  ended: Promise<string>
}

/** Starts process.ts with an empty environment and a folder of its own to spill to. */
export function startChild(
  limits: Omit<DatabaseLimits, 'spillFolder'>,
  onMessage: (message: FromProcess) => void,
): Child {
  const spillFolder = mkdtempSync(join(tmpdir(), 'convoy-questions-'))
  const child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), [], {
    env: { NODE_ENV: 'production', TZ: 'UTC' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('message', onMessage)
  const send = (message: ToProcess) => {
    if (child.connected) child.send(message, () => undefined)
  }
  const ended = new Promise<string>((resolve) => {
    const onEnd = (how: string) => {
      rmSync(spillFolder, { recursive: true, force: true })
      resolve(how)
    }
    child.once('error', (error) => onEnd(error.message))
    child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`))
  })
  send({ type: 'open', limits: { ...limits, spillFolder } })
  return { send, ended, kill: () => void child.kill('SIGKILL') }
}
