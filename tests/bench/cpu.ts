import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Seconds of CPU that a process has used, all threads together; to 10 ms. Linux only. */
export function cpuSecondsOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** The processes that a process has started and that have not ended. Linux only. */
export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number)

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null // It has just ended.
  }
}

/** Seconds of CPU that the whole machine has used, that others took from it (a host that it shares), and that it had. Linux only. */
export function machineSeconds(): { busy: number; stolen: number; had: number } {
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.trim().split(/\s+/).map(Number) ?? []
  const had = ticks.slice(0, 8).reduce((sum, one) => sum + one, 0)
  const stolen = ticks[7] ?? 0
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0)
  return { busy: (had - idle - stolen) / 100, stolen: stolen / 100, had: had / 100 }
}

/**
 * Keeps the servers on the first core and this process on the others, until the returned function is called. Without it, what a
 * write to a socket costs depends on which cores the scheduler has chosen: waking a reader on another one is dear. No effect
 * where there is no `taskset`.
 */
export function separateCores(serverPids: readonly (number | undefined)[]): () => void {
  const last = cpus().length - 1
  const assign = (pid: number | undefined, cores: string) => spawnSync('taskset', ['-acp', cores, String(pid)])
  for (const pid of serverPids) assign(pid, '0')
  assign(process.pid, `1-${last}`)
  return () => void assign(process.pid, `0-${last}`)
}
