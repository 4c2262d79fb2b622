/** SQL processes of a test, over a small lake. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { openSqlSandbox, type SandboxOptions } from '../../server/adapters/duckdb/sandbox/open-sandbox.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import type { SqlFormat, SqlProgress } from '../../server/ports/sql-sandbox.ts'
import type { SandboxLake } from './sandbox-lake.ts'

export const isRoot = process.getuid?.() === 0
export const nobody = { uid: 65_534, gid: 65_534 }
export const sandboxLimits: SandboxOptions['limits'] = {
  threads: 2,
  memoryBytes: 256 << 20,
  spillBytes: 64 << 20,
  timeMs: 60_000,
  resultBytes: 4 << 20,
  processes: 1,
  waiting: 20,
  waitingOfActor: 10,
}

export type SandboxRig = ReturnType<typeof openSandboxRig>

export function openSandboxRig(
  lake: Pick<SandboxLake, 'folder' | 'open'>,
  {
    limits = {},
    ...others
  }: Partial<Omit<SandboxOptions, 'limits'>> & { limits?: Partial<SandboxOptions['limits']> } = {},
) {
  const logLines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void logLines.push(line) })
  const sandbox = openSqlSandbox({
    ...{ clock: systemClock, log, lakeFolder: lake.folder, openLake: lake.open, user: nobody },
    ...others,
    limits: { ...sandboxLimits, ...limits },
  })
  const ask = (sql: string, options: AskOptions = {}) => {
    const { maxRows = 1_000, format = 'json', askedBy = 'analyst', signal, onProgress } = options
    const query = { sql, maxRows, format, askedBy }
    return sandbox.run(query, signal ?? new AbortController().signal, onProgress ?? (() => undefined))
  }
  return {
    ...{ sandbox, ask, logLines },
    rowsOf: async (sql: string, options: AskOptions = {}) =>
      JSON.parse(`[${textOf(await ask(sql, options))}]`) as unknown[][],
    close: () => sandbox.close(),
  }
}

interface AskOptions {
  maxRows?: number
  format?: SqlFormat
  askedBy?: string
  signal?: AbortSignal
  onProgress?: (progress: SqlProgress) => void
}

export const textOf = ({ body }: { body: readonly Uint8Array[] }): string => Buffer.concat(body).toString()

/** Of this process, by what Linux tells of its children. */
export function sandboxPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const parent = readProc(pid, 'stat').split(') ')[1]?.split(' ')[1]
      return parent === String(process.pid) && readProc(pid, 'cmdline').includes('sandbox/child.ts')
    })
    .map(Number)
}

/** Empty once the process has ended. */
export function readProc(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** A process that asks a query which hears nothing, to be killed. It prints the state of the query. */
export const startSandboxParent = (lakeFolder: string, spillBase: string) =>
  spawn(process.execPath, [fileURLToPath(new URL('./sandbox-parent.ts', import.meta.url)), lakeFolder], {
    env: { ...process.env, TMPDIR: spillBase },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
