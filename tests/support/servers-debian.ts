/** Programs from Debian's packages: installed as root, or unpacked into a folder of the checkout without. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath, runToEnd } from './servers-child.ts'

type Say = (line: string) => void
/** Where packages put programs, whatever the PATH of a user or service says. */
const programFolders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']

/** Path of a program of the PATH or of the system; null where there is none. */
export const findProgram = (name: string): string | null => findOnPath(name, programFolders)

// Runlevel 1: a service of the package is not to start.
const quiet = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
const aptGet = (args: readonly string[], timeoutMs = 300_000) => runToEnd(['apt-get', ...args], timeoutMs, quiet)
const install = ['install', '-y', '--no-install-recommends']

/** Installs packages; false, with the reason said, where that can't be: without apt-get, or without being root. */
export async function installFromDebian(packages: readonly string[], say: Say): Promise<boolean> {
  if (process.getuid?.() !== 0 || !findOnPath('apt-get')) return false
  say(`Installing ${packages.join(' ')} by apt-get …`)
  if ((await aptGet([...install, ...packages])).isDone) return true
  // A new machine has no list of packages, or an old one.
  await aptGet(['update'], 120_000)
  const { isDone, output } = await aptGet([...install, ...packages])
  if (!isDone) say(`apt-get gave no ${packages.join(' ')}: ${output.trim().split('\n').at(-1)}`)
  return isDone
}

/** Downloads packages, which needs no root, and unpacks them below `into`; what they depend on must be there. */
export async function unpackFromDebian(packages: readonly string[], into: string, say: Say): Promise<boolean> {
  if (!findOnPath('apt-get') || !findOnPath('dpkg-deb')) return false
  say(`Unpacking ${packages.join(' ')} of Debian …`)
  mkdirSync(into, { recursive: true })
  const inFolder = { cwd: into }
  const { isDone, output } = await runToEnd(['apt-get', 'download', ...packages], 120_000, quiet, inFolder)
  if (!isDone) say(`apt-get gave no ${packages.join(' ')}: ${output.trim().split('\n').at(-1)}`)
  for (const name of readdirSync(into).filter((entry) => entry.endsWith('.deb')))
    await runToEnd(['dpkg-deb', '-x', join(into, name), into], 60_000)
  return isDone
}
