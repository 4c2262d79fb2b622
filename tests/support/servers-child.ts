/** A server started for tests: a child process that ends with its parent, whatever happens. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

export interface ServerChild {
  /** The last of what it printed, at most 64 KiB. */
  output(): string
  /** SIGTERM, and SIGKILL after ten seconds. Again: nothing. */
  stop(): Promise<void>
}

export interface ChildOptions {
  command: readonly string[]
  /** What it prints, on either stream, once it serves. */
  ready: RegExp
  readyWithinMs: number
  environment?: Record<string, string>
}

const alive = new Set<ChildProcess>()
// A parent that dies by an exception or process.exit has no time for SIGTERM and patience.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** Resolves when it serves; rejects with what it printed when it ends before, or is not ready in time (then it is ended). */
export async function startChild({ command, ready, readyWithinMs, environment }: ChildOptions): Promise<ServerChild> {
  const [file, ...args] = [...diesWithParent(), ...command] as [string, ...string[]]
  const child = spawn(file, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  alive.add(child)
  child.once('close', () => alive.delete(child))
  let output = ''
  const stop = async () => {
    if (!alive.has(child)) return
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    const killing = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await closed
    clearTimeout(killing)
  }
  const serving = Promise.withResolvers<void>()
  const hear = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-65_536)
    if (ready.test(output)) serving.resolve()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  child.once('error', (error) => {
    alive.delete(child)
    serving.reject(error)
  })
  child.once('close', (code, signal) =>
    serving.reject(new Error(`${command[0]} ended with ${code ?? signal} before it served:\n${output.slice(-4_000)}`)),
  )
  const waiting = setTimeout(
    () =>
      serving.reject(
        new Error(`${command[0]}: expected ${ready} within ${readyWithinMs} ms, got:\n${output.slice(-4_000)}`),
      ),
    readyWithinMs,
  )
  try {
    await serving.promise
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(waiting)
  }
  return { output: () => output, stop }
}

/**
 * Linux ends the child with its parent even when that is killed. As root it also loses the right to lock memory, else a Java
 * heap is held whole from the start.
 */
function diesWithParent(): string[] {
  if (process.platform !== 'linux' || !findOnPath('setpriv')) return []
  const capabilities = process.getuid?.() === 0 ? ['--bounding-set=-ipc_lock', '--inh-caps=-ipc_lock'] : []
  return ['setpriv', '--pdeathsig', 'TERM', ...capabilities]
}

/** Path of a program; null where neither the PATH nor `otherFolders` have one. */
export function findOnPath(name: string, otherFolders: readonly string[] = []): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...otherFolders]) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not there: the next folder may have it.
    }
  }
  return null
}

/** Runs a command to its end. Returns what it printed, with whether it succeeded; a command that is not there did not. */
export async function runToEnd(
  command: readonly string[],
  timeoutMs: number,
  environment: Record<string, string> = {},
  { cwd }: { cwd?: string } = {},
) {
  const [file, ...args] = command as [string, ...string[]]
  const options = { cwd, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, ...environment } }
  return new Promise<{ isDone: boolean; output: string }>((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) =>
      resolve({ isDone: error === null, output: `${stdout}${stderr}${error?.message ?? ''}` }),
    )
  })
}

/** A port of the loopback address that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (!address || typeof address === 'string') throw new Error(`Expected a port, got ${address}.`)
  return address.port
}
