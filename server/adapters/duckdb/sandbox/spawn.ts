import { fork } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FromSandbox, ToSandbox } from './messages.ts'

export interface Spawned {
  /** Its own; removed when it has ended. */
  spillFolder: string
  /** Does nothing once it has ended. */
  post(message: ToSandbox): void
  /** Its next message; null once it has ended. */
  next(): Promise<FromSandbox | null>
  kill(): void
  /** Resolves with how it ended: a signal or an exit code. */
  ended: Promise<string>
}

const folderPrefix = 'convoy-sql-'
const heapMib = 256

/** Starts child.ts with no environment and a folder of its own in `spillBase`, which is given to the user. */
export function spawnSandbox(spillBase: string, user: { uid: number; gid: number } | null): Spawned {
  const spillFolder = mkdtempSync(join(spillBase, `${folderPrefix}${process.pid}-`))
  if (user) chownSync(spillFolder, user.uid, user.gid)
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
    cwd: spillFolder,
    env: { NODE_ENV: 'production', TZ: 'UTC' },
    execArgv: ['--expose-gc', `--max-old-space-size=${heapMib}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const received: (FromSandbox | null)[] = []
  let take: ((message: FromSandbox | null) => void) | null = null
  const deliver = (message: FromSandbox | null) => {
    if (!take) return void received.push(message)
    take(message)
    take = null
  }
  child.on('message', deliver)
  const ended = new Promise<string>((resolve) => {
    const onEnd = (how: string) => {
      rmSync(spillFolder, { recursive: true, force: true })
      deliver(null)
      resolve(how)
    }
    child.once('error', (error) => onEnd(error.message))
    child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`))
  })
  return {
    spillFolder,
    ended,
    post(message) {
      if (child.connected) child.send(message, () => undefined)
    },
    next: () =>
      new Promise((resolve) => {
        const message = received.shift()
        if (message === undefined) take = resolve
        else resolve(message)
      }),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Removes the folders that processes which died have left in `spillBase`. */
export function removeLeftFolders(spillBase: string): void {
  for (const name of readdirSync(spillBase)) {
    const [, pid] = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(spillBase, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
