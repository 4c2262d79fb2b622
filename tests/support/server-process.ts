/** Starts the real server as a process of its own, for tests and benchmarks. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface ServerProcess {
  /** `http://127.0.0.1:<port>` */
  url: string
  child: ChildProcess
  /** Everything it has printed. */
  output: () => string
  /** SIGTERM; returns the exit code. */
  stop(): Promise<number | null>
}

/** False for a process that is gone, or whose parent has not collected it yet. Linux. */
export function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z'
  } catch {
    return false
  }
}

const root = join(import.meta.dirname, '../..')

/** `pages` false leaves out what Next renders. Resolves when the server says that it is ready; rejects with what it printed when it ends before. */
export async function startServer(
  environment: Record<string, string>,
  { nodeOptions = [] as readonly string[], pages = false } = {},
): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    [...nodeOptions, join(root, 'server/main.ts'), '--exit-with-parent', ...(pages ? [] : ['--no-pages'])],
    {
      cwd: root,
      env: {
        NODE_ENV: 'production',
        PATH: process.env.PATH,
        SERVER_ADDR: '127.0.0.1:0',
        LOG_LEVEL: 'info',
        // Tests of the past say so.
        SIMULATOR_PAST_HOURS: '0',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`
      const [, found] = /"url":"([^"]+)"/.exec(line) ?? []
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready:\n${output}`)))
  })
  // What a test did not ask for must be seen: the server's last words say why.
  child.once('exit', (code, signal) => {
    if (code || (signal && !child.killed))
      process.stderr.write(`The server ended with ${code ?? signal}:\n${output.slice(-4_000)}\n`)
  })
  return {
    url,
    child,
    output: () => output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}
