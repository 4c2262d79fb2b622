/** File systems of a test's own: small ones that get full, and ones whose power can be cut. Linux, as root. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOnPath } from './servers-child.ts'

/** Why no file system can be mounted here; null: it can. */
export function whyNoMounts(): string | null {
  if (process.platform !== 'linux') return 'mounts need Linux'
  if (process.getuid?.() !== 0) return 'mounts need root'
  const folder = mkdtempSync(join(tmpdir(), 'mount-'))
  try {
    mountTmpfs(folder, '64k')
    unmount(folder)
    return null
  } catch {
    return 'mounts are not allowed here'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' })

/** Puts an empty file system in memory at a folder. */
export const mountTmpfs = (folder: string, size: string) =>
  run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder)

export const remount = (folder: string, options: string) => run('mount', '-o', `remount,${options}`, folder)

/** Mounts a file as a disk; what was not flushed is not in the file. */
export const mountImage = (image: string, folder: string) => {
  mkdirSync(folder, { recursive: true })
  run('mount', '-o', 'loop', image, folder)
}

export const unmount = (folder: string) => run('umount', '--lazy', folder)

/** Whether an exFAT can be made and mounted: a file system without hard links. */
export const hasExfat = () =>
  whyNoMounts() === null && findOnPath('mkfs.exfat') !== null && findOnPath('mount.exfat-fuse') !== null

export function mountExfat(image: string, folder: string, size: string): void {
  mkdirSync(folder, { recursive: true })
  run('truncate', '-s', size, image)
  run('mkfs.exfat', image)
  run('mount', '-t', 'exfat-fuse', '-o', 'loop', image, folder)
}
