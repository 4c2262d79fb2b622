/** One process at a time has a data folder. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Holder {
  pid: number
  /** Tells two processes of one number apart; null where the system does not say. */
  startedAt: string | null
}

const maxAttempts = 20

/**
 * Takes the folder and answers how to give it back. Throws an Error that names process and folder when a living process has
 * it; the lock of a dead one is taken over.
 */
export function takeFolder(dataDir: string): () => void {
  const lock = join(dataDir, 'store.lock')
  const mine = `${lock}.${process.pid}`
  const content = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies Holder)
  writeFileSync(mine, content)
  try {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (links(mine, lock)) return () => rmSync(lock, { force: true })
      const found = read(lock)
      const holder = found === null ? null : parse(found)
      if (holder && isAlive(holder))
        throw new Error(
          `The store in ${dataDir} is in use by process ${holder.pid}: one process at a time. Stop that process, or set DATA_DIR to another folder.`,
        )
      if (found !== null) discard(lock, found)
    }
  } finally {
    rmSync(mine, { force: true })
  }
  throw new Error(`The store in ${dataDir} is being opened by other processes at the same time. Start one of them.`)
}

function links(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false
    throw error
  }
}

/** Takes a dead process's lock away; one that a living process put there meanwhile is put back. */
function discard(lock: string, dead: string): void {
  const aside = `${lock}.${process.pid}.stale`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  if (read(aside) !== dead) links(aside, lock)
  rmSync(aside, { force: true })
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function parse(text: string): Holder | null {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<Holder>
    return Number.isInteger(pid) ? { pid: pid as number, startedAt: startedAt ?? null } : null
  } catch {
    return null
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as { code?: string }).code === 'ESRCH') return false
  }
  return startedAt === null || startedAt === startOf(pid)
}

/** When a process began: the boot, and ticks since. Null for one that has ended, though it may still be listed. */
function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`)
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  const ticks = fields[18]
  return state === 'Z' || !ticks ? null : `${read('/proc/sys/kernel/random/boot_id')?.trim()} ${ticks}`
}
