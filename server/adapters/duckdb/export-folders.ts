/** Folders for files that live as long as one request, and the removal of those that a killed process left. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** A process of another machine, which shares the disk, is done with its folder by then. */
const abandonedAfterMs = 86_400_000

export interface ExportFolders {
  /** Makes an empty folder of its own. Rejects with the error of the file system. */
  make(): Promise<string>
  /** Removes what earlier processes left. Rejects with the error of the file system. */
  removeLeftovers(): Promise<void>
}

/** Folders in `root`, which need not exist. */
export function createExportFolders(root: string): ExportFolders {
  const own = `${hostname()}-${process.pid}`
  return {
    async make() {
      const path = join(root, `${own}-${randomUUID()}`)
      await mkdir(root, { recursive: true })
      await mkdir(path, { mode: 0o700 })
      return path
    },
    async removeLeftovers() {
      for (const name of await namesIn(root)) {
        const path = join(root, name)
        // A link is removed, never followed.
        if (await isLeftOver(path, name)) await rm(path, { recursive: true, force: true })
      }
    },
  }
}

async function namesIn(root: string): Promise<string[]> {
  try {
    return await readdir(root)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function isLeftOver(path: string, name: string): Promise<boolean> {
  const [, host, pid] = /^(.+)-(\d+)-[0-9a-f-]{36}$/.exec(name) ?? []
  if (host === undefined) return false
  if (host === hostname()) return Number(pid) === process.pid || !isRunning(Number(pid))
  const found = await stat(path).catch(() => null)
  return found !== null && found.mtimeMs < Date.now() - abandonedAfterMs
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
