import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { expectWholePast, pastEnvironment, pastOf, whileWriting } from './support/past-check.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'past-'))
let server: ServerProcess | null = null
afterEach(async () => {
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a server that is killed while it writes the past completes it at the next start, and never writes it again', async () => {
  const start = () => startServer({ DATA_DIR: dataDir, ...pastEnvironment })
  server = await start()
  await whileWriting(server)
  server.child.kill('SIGKILL')
  server = await start()
  await expectWholePast(server)
  const before = await pastOf(server)
  await server.stop()
  server = await start()
  await expect.poll(() => server?.output().includes('the simulated fleet is running'), { timeout: 60_000 }).toBe(true)
  expect(await pastOf(server)).toEqual(before)
  expect(server.output()).not.toContain('the past of the simulated fleet is written')
}, 300_000)
