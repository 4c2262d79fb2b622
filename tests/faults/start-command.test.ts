/** F118: whatever ends the start command ends the server, which finishes what it began. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRunning } from '../support/server-process.ts'
import { findFreePort, findOnPath } from '../support/servers-child.ts'

const root = join(import.meta.dirname, '../..')
let folder: string
let child: ChildProcess | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-command-'))
})
afterEach(() => {
  // A group of its own: what a failed test leaves goes too.
  if (child?.pid) tryKill(-child.pid)
  child = null
  rmSync(folder, { recursive: true, force: true })
})

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone, as it should be.
  }
}

/** Starts a command in a process group of its own and gathers what it prints. */
function start(command: string, args: string[], cwd: string, environment: Record<string, string> = {}) {
  const started = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  child = started
  let output = ''
  started.stdout.on('data', (chunk) => {
    output += chunk
  })
  return { pid: started.pid as number, exited: once(started, 'exit'), output: () => output }
}

/** The real npm runs the script of package.json; what comes before it is tested below. */
async function startByNpm() {
  const address = `127.0.0.1:${await findFreePort()}`
  const settings = { SERVER_ADDR: address, DATA_DIR: join(folder, 'data'), ROLES: 'ingest', NODE_ENV: 'production' }
  const npm = start('npm', ['start', '--ignore-scripts'], root, settings)
  await expect.poll(npm.output).toContain('is ready')
  const serverPid = Number(/"pid":(\d+)/.exec(npm.output())?.[1])
  return { ...npm, serverPid, url: `http://${address}` }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'F118 %s to npm start: npm waits, the server drains and ends',
  async (signal) => {
    const npm = await startByNpm()
    process.kill(npm.pid, signal)
    expect(await npm.exited).toEqual([0, null])
    expect(isRunning(npm.serverPid)).toBe(false)
    await expect.poll(npm.output).toContain('"msg":"stopped"') // the pipe may be read after the end
  },
)

test.each(['SIGHUP', 'SIGKILL'] as const)(
  'F118 %s to npm alone, which passes it on to nobody: the server ends',
  async (signal) => {
    const npm = await startByNpm()
    process.kill(npm.pid, signal)
    await expect.poll(() => isRunning(npm.serverPid)).toBe(false)
    await expect.poll(npm.output).toContain('"msg":"stopped"') // the pipe may be read after the end
  },
)

test.each(['SIGINT', 'SIGHUP'] as const)(
  'F118 %s to everything in the terminal, so that the server gets it more than once: it drains',
  async (signal) => {
    const npm = await startByNpm()
    process.kill(-npm.pid, signal)
    await npm.exited
    await expect.poll(() => isRunning(npm.serverPid)).toBe(false)
    await expect.poll(npm.output).toContain('"msg":"stopped"') // the pipe may be read after the end
  },
)

test('F118 a signal while the server opens ends it', async () => {
  const address = `127.0.0.1:${await findFreePort()}`
  // Whoever connects there gets no answer: it waits for its databases.
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const away = `127.0.0.1:${(silent.address() as AddressInfo).port}`
  const settings = { SERVER_ADDR: address, SCYLLA_HOSTS: away, REDIS_URL: `redis://${away}`, ROLES: 'ingest' }
  const npm = start('npm', ['start', '--ignore-scripts'], root, settings)
  const [connection] = (await once(silent, 'connection')) as [Socket]
  const closed = once(
    connection.resume().on('error', () => {}),
    'close',
  )
  process.kill(npm.pid, 'SIGTERM')
  await npm.exited
  await closed
  silent.close()
  await expect.poll(npm.output).toContain('"msg":"stopped before it was ready"')
  expect(isRunning(Number(/"pid":(\d+)/.exec(npm.output())?.[1]))).toBe(false)
})

test('F118 SIGTERM to npm start while it installs or builds: that ends too', async () => {
  mkdirSync(join(folder, 'scripts'))
  mkdirSync(join(folder, 'bin'))
  copyFileSync(join(root, 'scripts/prepare.mjs'), join(folder, 'scripts/prepare.mjs'))
  writeFileSync(join(folder, 'package-lock.json'), '{}')
  const { prestart } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { prestart, start: 'true' } }))
  // Stands for an install that takes its time: npm start finds it as the npm of the PATH.
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\necho installing as $$\nexec sleep 600\n', { mode: 0o755 })
  const path = [join(folder, 'bin'), process.env.PATH].join(delimiter)
  const npm = start('sh', ['-c', `exec "$NPM" start`], folder, { PATH: path, NPM: findOnPath('npm') ?? '' })
  await expect.poll(npm.output).toContain('installing as')
  const installing = Number(/installing as (\d+)/.exec(npm.output())?.[1])
  process.kill(npm.pid, 'SIGTERM')
  await npm.exited
  await expect.poll(() => isRunning(installing)).toBe(false)
})
