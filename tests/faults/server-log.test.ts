/** F117: a log that can't be written never holds, slows or ends the server. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enrollFleet } from '../support/fleet-load.ts'
import { mountTmpfs, remount, unmount, whyNoMounts } from '../support/mounts.ts'
import { isRunning } from '../support/server-process.ts'
import { findFreePort, findOnPath, runToEnd } from '../support/servers-child.ts'

const root = join(import.meta.dirname, '../..')
const command = [process.execPath, join(root, 'server/main.ts'), '--no-pages']
const noMounts = whyNoMounts()

let folder: string
let child: ChildProcess | null = null
let url: string
const environment: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: process.env.PATH,
  ROLES: 'ingest',
  LOG_LEVEL: 'info',
}
let settings: NodeJS.ProcessEnv
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'server-log-'))
  const address = `127.0.0.1:${await findFreePort()}`
  url = `http://${address}`
  settings = { ...environment, SERVER_ADDR: address, DATA_DIR: join(folder, 'data') }
})
afterEach(() => {
  child?.kill('SIGKILL')
  child = null
  rmSync(folder, { recursive: true, force: true })
})

const isAlive = () =>
  fetch(`${url}/api/health`)
    .then(({ status }) => status === 200)
    .catch(() => false)

/** Resolves with the status of a batch of readings. */
const post = (droneId: string, first: number) =>
  fetch(`${url}/api/v1/telemetry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(
      Array.from({ length: 500 }, (_, n) => ({
        droneId,
        recordedAt: Date.now(),
        sequence: first + n,
        latitudeDeg: 34,
        longitudeDeg: 69,
      })),
    ),
  }).then(({ status }) => status)

/** Names of the stores that do not do all of their work now. */
const degraded = () =>
  fetch(`${url}/api/ready`)
    .then((response) => response.json())
    .then((ready) => (ready as { degraded: string[] }).degraded)

/** Makes the server log a line at level debug: a socket that breaks the protocol. */
async function breakSocket(): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(
    `GET /ws/telemetry HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(socket, 'data')
  socket.on('data', () => undefined)
  socket.end(Buffer.from([0x81, 0x02, 0x7b, 0x7d])) // not masked
  await once(socket, 'close')
}

/** Sends SIGTERM to a server that answers, and expects that it ends as it should; the server's own deadline would make the code 1. */
async function expectCleanEnd(server: ChildProcess): Promise<void> {
  await expect.poll(isAlive).toBe(true)
  const exited = once(server, 'exit')
  server.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
}

test('F117 stdout and stderr closed by whoever read them: requests are answered, and it ends when told to', async () => {
  const server = spawn(command[0] as string, command.slice(1), { env: settings, stdio: ['ignore', 'pipe', 'pipe'] })
  child = server
  server.stdout.destroy()
  server.stderr.destroy()
  await expectCleanEnd(server)
})

test('F117 Ctrl-C ends the server too when it ends the reader of its log first', async () => {
  const pipeline = `echo $$ > ${folder}/pid; exec ${command.join(' ')}`
  const terminal = spawn('sh', ['-c', `sh -c '${pipeline}' | tee ${folder}/log`], {
    env: settings,
    stdio: 'ignore',
    detached: true,
  })
  child = terminal
  await expect.poll(isAlive).toBe(true)
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await runToEnd(['pkill', '-INT', '--session', String(terminal.pid), 'tee'], 10_000)
  process.kill(-(terminal.pid as number), 'SIGINT')
  await expect.poll(() => isRunning(pid)).toBe(false)
})

test.runIf(findOnPath('mkfifo'))(
  'F117 a pipe that is full and that nobody reads does not hold the server',
  async () => {
    const path = join(folder, 'log')
    await runToEnd(['mkfifo', path], 10_000)
    const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
    // Filled to the last byte before the server has it.
    for (const sizeBytes of [4_096, 1])
      try {
        for (;;) writeSync(reader, Buffer.alloc(sizeBytes, 10))
      } catch (error) {
        expect(error).toMatchObject({ code: 'EAGAIN' })
      }
    const writer = openSync(path, constants.O_WRONLY)
    const server = spawn(command[0] as string, command.slice(1), { env: settings, stdio: ['ignore', writer, writer] })
    child = server
    closeSync(writer)
    await expectCleanEnd(server)
    closeSync(reader)
  },
)

test.runIf(findOnPath('script'))(
  'F117 a terminal whose output was stopped (Ctrl-S) does not hold the server',
  async () => {
    const path = join(folder, 'start.sh')
    writeFileSync(path, `#!/bin/sh\necho $$ > ${folder}/pid\nexec ${command.join(' ')}\n`, { mode: 0o755 })
    const terminal = spawn('script', ['-qfc', path, '/dev/null'], { env: settings, stdio: ['pipe', 'pipe', 'inherit'] })
    child = terminal
    let shown = ''
    terminal.stdout.on('data', (chunk) => {
      shown += chunk
    })
    await expect.poll(() => shown).toContain('is ready')
    terminal.stdin.write('\x13')
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    process.kill(pid, 'SIGTERM')
    await expect.poll(isAlive).toBe(false)
    await expect.poll(() => isRunning(pid)).toBe(false)
  },
)

test.skipIf(noMounts)(
  'F117 data and log on one full disk: reads are answered, writes refused, the log goes on when there is room and says what it lost',
  async () => {
    mountTmpfs(folder, '12m')
    try {
      const [droneId] = await enrollFleet(join(folder, 'data'), 1)
      const path = join(folder, 'log')
      const log = openSync(path, 'a')
      const env = { ...settings, LOG_LEVEL: 'debug' }
      const server = spawn(command[0] as string, command.slice(1), { env, stdio: ['ignore', log, log] })
      child = server
      closeSync(log)
      await expect.poll(isAlive).toBe(true)
      writeFileSync(join(folder, 'filler'), '')
      await runToEnd(['dd', 'if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=64k'], 20_000)
      const statuses: number[] = []
      for (let batch = 0; batch < 40; batch++) statuses.push(await post(droneId as string, batch * 500))
      expect(statuses).toContain(503)
      expect(await degraded()).toEqual(['LMDB'])
      for (let line = 0; line < 100; line++) await breakSocket()
      expect(await isAlive()).toBe(true)
      remount(folder, 'size=64m')
      await expect.poll(() => post(droneId as string, 0)).toBe(200)
      await expect.poll(degraded).toEqual([])
      await expectCleanEnd(server)
      const lines = readFileSync(path, 'utf8').split('\n')
      expect(server.exitCode).toBe(0)
      const lost = lines.find((line) => line.includes('could not be written'))
      expect(JSON.parse(lost ?? '{}')).toMatchObject({ level: 40, lines: expect.any(Number) })
      expect(lines.at(-2)).toContain('stopped')
    } finally {
      unmount(folder)
    }
  },
)

test.skipIf(noMounts)('F117 a disk that stays full does not hold up the exit', async () => {
  mountTmpfs(folder, '12m')
  try {
    const log = openSync(join(folder, 'log'), 'a')
    const server = spawn(command[0] as string, command.slice(1), { env: settings, stdio: ['ignore', log, log] })
    child = server
    closeSync(log)
    await expect.poll(isAlive).toBe(true)
    await runToEnd(['dd', 'if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=4k'], 20_000)
    await expectCleanEnd(server)
  } finally {
    child?.kill('SIGKILL')
    unmount(folder)
  }
})
