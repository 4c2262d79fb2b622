/** What a process that runs SQL gives up for good before it takes any. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import type { Opening } from './messages.ts'

/** Beside the buffers of DuckDB: lists and text that functions make, and the rows on their way out. */
const workingBytes = 512 << 20
const prlimits = ['/usr/bin/prlimit', '/bin/prlimit']
/** Live ingest goes first. */
const lowPriority = 10

export interface Confinement {
  isOtherUser: boolean
  isMemoryBounded: boolean
  /** So much is taken, or in pieces, that a query may be refused for what others took. */
  isWornOut(): boolean
}

/**
 * Bounds the memory of this process, `memoryBytes` of buffers and what works beside them, lowers its priority, and becomes the
 * user. To be called with everything loaded and opened: that user may not be able to read the code.
 */
export function confine({ user, limits }: Opening): Confinement {
  setPriority(lowPriority)
  preferToBeKilled()
  const mostBytes = boundMemory(limits.memoryBytes)
  if (user) {
    process.setgroups?.([])
    process.setgid?.(user.gid)
    process.setuid?.(user.uid)
  }
  return {
    isOtherUser: user !== null && process.getuid?.() === user.uid,
    isMemoryBounded: mostBytes !== null,
    isWornOut: () => mostBytes !== null && (takenBytes() ?? 0) > mostBytes - workingBytes / 2,
  }
}

/** RLIMIT_DATA, which counts what is used; --as would count the address space that V8 reserves. Null: it can't be bounded here. */
function boundMemory(memoryBytes: number): number | null {
  const path = prlimits.find((it) => existsSync(it))
  const taken = takenBytes()
  if (!path || taken === null) return null
  const mostBytes = taken + memoryBytes + workingBytes
  const { status } = spawnSync(path, ['--pid', String(process.pid), `--data=${mostBytes}`, '--core=0'], {
    env: { NODE_ENV: 'production' },
  })
  return status === 0 ? mostBytes : null
}

/** What the limit counts. */
function takenBytes(): number | null {
  const kib = readFile('/proc/self/status')?.match(/^VmData:\s+(\d+) kB$/m)?.[1]
  return kib === undefined ? null : Number(kib) * 1_024
}

/** When the machine runs out of memory. */
function preferToBeKilled(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {
    // Not Linux, or a container that forbids it.
  }
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
