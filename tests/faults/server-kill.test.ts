import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRandom, type Random } from '../../lib/random/random.ts'
import { createSender, enrollFleet, expectBooksAgree } from '../support/fleet-load.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const killCount = 100
const seed = 'kill 87'

let dataDir: string
let server: ServerProcess | null = null
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'kill-'))
})
afterEach(() => {
  server?.child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true })
})

const environment = () => ({ DATA_DIR: dataDir, ROLES: 'ingest', LOG_LEVEL: 'info' })
async function startLife(): Promise<ServerProcess> {
  server = await startServer(environment())
  return server
}

test(`E87 kill -9 during ingest, ${killCount} times: every acknowledged row there, none twice, opened without repair`, async () => {
  const random = createRandom(seed)
  let acknowledgedReadings = 0
  let onAcknowledged = () => {}
  const senders = (await enrollFleet(dataDir, 6)).map((droneId, n) =>
    createSender(droneId, n % 2 === 0 ? 'websocket' : 'rest', (readings) => {
      acknowledgedReadings += readings
      onAcknowledged()
    }),
  )
  for (let kill = 1; kill <= killCount; kill++) {
    if (kill % 10 === 0) await killWhileStarting(random)
    const life = await startLife()
    const target = acknowledgedReadings + random.int(1, 1_500)
    onAcknowledged = () => {
      if (acknowledgedReadings >= target) life.child.kill('SIGKILL')
    }
    const exited = once(life.child, 'exit')
    await Promise.all(senders.map((sender) => sender.send(life.url)))
    await exited
    expect(life.child.signalCode, `life ${kill} of ${seed} ended by itself:\n${life.output()}`).toBe('SIGKILL')
  }
  onAcknowledged = () => {}
  const last = await startLife()
  expect(last.output()).not.toMatch(/repair|corrupt|damaged/i)
  for (const sender of senders) await expectBooksAgree(last.url, sender)
  for (const sender of senders) await sender.settle(last.url)
  for (const sender of senders) {
    expect(sender.acknowledged.size).toBe(sender.sent.length)
    await expectBooksAgree(last.url, sender)
  }
  expect(acknowledgedReadings).toBeGreaterThan(killCount * 100)
  expect(await last.stop()).toBe(0)
}, 600_000)

async function killWhileStarting(random: Random): Promise<void> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: { ...environment(), NODE_ENV: 'production', SERVER_ADDR: '127.0.0.1:0' },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  await after(random.int(1, 600))
  child.kill('SIGKILL')
  await exited
}
