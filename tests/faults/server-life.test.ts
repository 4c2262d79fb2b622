import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSender, enrollFleet, expectBooksAgree } from '../support/fleet-load.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let dataDir: string
let server: ServerProcess | null = null
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'life-'))
})
afterEach(() => {
  server?.child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true })
})

/** `onSignal` is run by the process when it gets SIGUSR2: a fault from within. */
async function start(onSignal?: string): Promise<ServerProcess> {
  const planted = `data:text/javascript,process.on('SIGUSR2',()=>{${onSignal}})`
  const nodeOptions = onSignal ? ['--import', planted] : []
  server = await startServer({ DATA_DIR: dataDir, ROLES: 'ingest', LOG_LEVEL: 'info' }, { nodeOptions })
  return server
}

interface Readiness {
  ready: boolean
  reason: string | null
}
/** What `/api/ready` says; null when nobody answers. */
const askReady = ({ url }: ServerProcess): Promise<Readiness | null> =>
  fetch(`${url}/api/ready`).then(
    async (response) => {
      const readiness = (await response.json()) as Readiness
      expect(response.status).toBe(readiness.ready ? 200 : 503)
      return readiness
    },
    () => null,
  )

test('F113 SIGTERM under load: not ready, drained, exit within 10 s, nothing acknowledged lost', async () => {
  const [slowDrone, ...droneIds] = await enrollFleet(dataDir, 7)
  const busy = Promise.withResolvers<void>()
  let acknowledged = 0
  const senders = droneIds.map((droneId, n) =>
    createSender(droneId, n % 2 === 0 ? 'websocket' : 'rest', (readings) => {
      acknowledged += readings
      if (acknowledged > 5_000) busy.resolve()
    }),
  )
  const life = await start()
  const slow = beginPost(life, { droneId: slowDrone, recordedAt: Date.now(), sequence: 0 })
  const sending = senders.map((sender) => sender.send(life.url))
  await busy.promise

  const toldAtMs = performance.now()
  const exited = once(life.child, 'exit')
  life.child.kill('SIGTERM')
  await expect.poll(life.output).toContain('shutting down')
  expect((await askReady(life))?.ready ?? false, 'ready while it drains').toBe(false)
  expect(await slow.finish()).toMatchObject({ status: 200, body: { accepted: 1 } })
  expect(await exited).toEqual([0, null])
  expect(performance.now() - toldAtMs).toBeLessThan(10_000)
  await Promise.all(sending)

  const again = await start()
  for (const sender of senders) await expectBooksAgree(again.url, sender)
})

test('F113 a request that never ends does not hold up the exit', async () => {
  const [droneId] = await enrollFleet(dataDir, 1)
  const life = await start()
  const stuck = beginPost(life, { droneId, recordedAt: Date.now(), sequence: 0 })
  expect(await askReady(life)).toEqual({ ready: true, reason: null, degraded: [] })
  const exited = once(life.child, 'exit')
  life.child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  await expect(stuck.finish()).rejects.toThrow()
})

/** Sends the head and half of the body of one reading; the rest when it is told to. */
function beginPost(life: ServerProcess, reading: object) {
  const body = JSON.stringify({ ...reading, latitudeDeg: 34, longitudeDeg: 69 })
  const post = request(`${life.url}/api/v1/telemetry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length },
  })
  const answered = once(post, 'response').then(async ([response]) => {
    let text = ''
    for await (const chunk of response) text += chunk
    return { status: response.statusCode, body: JSON.parse(text) }
  })
  answered.catch(() => {})
  post.write(body.slice(0, 20))
  return {
    finish() {
      post.end(body.slice(20))
      return answered
    },
  }
}

test('F114 event loop blocked 2 s: not ready, then recovers', async () => {
  const [droneId] = await enrollFleet(dataDir, 1)
  const life = await start('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,2000)')
  expect(await askReady(life)).toEqual({ ready: true, reason: null, degraded: [] })
  life.child.kill('SIGUSR2')
  await expect
    .poll(() => askReady(life), { timeout: 10_000 })
    .toEqual({ ready: false, reason: 'event loop blocked', degraded: [] })
  const reading = { droneId, recordedAt: Date.now(), sequence: 0 }
  expect(await beginPost(life, reading).finish()).toMatchObject({ status: 200, body: { accepted: 1 } })
  await expect.poll(() => askReady(life), { timeout: 10_000 }).toEqual({ ready: true, reason: null, degraded: [] })
  expect(await life.stop()).toBe(0)
})

test.each([
  ['F115 an unhandled rejection', "Promise.reject(new Error('planted'))"],
  ['an exception nobody caught', "throw new Error('planted')"],
])('%s: logged, exit 1', async (_what, fault) => {
  const life = await start(fault)
  const exited = once(life.child, 'exit')
  life.child.kill('SIGUSR2')
  expect(await exited).toEqual([1, null])
  const lines = life.output().split('\n')
  const logged = JSON.parse(lines.find((line) => line.includes('"level":60')) ?? '{}')
  expect(logged).toMatchObject({ error: { message: 'planted', stack: expect.stringContaining('data:text') } })
})
