import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { collectGarbage, inspected } from './collect-garbage.ts'

/** A thread that keeps 64 MiB and has made more garbage than that, and a main thread that makes some in each turn of the event loop. */
const program = `
  const { Worker } = require('node:worker_threads')
  const thread = () => {
    globalThis.kept = Buffer.alloc(64 << 20, 1)
    let garbage = Array.from({ length: 6_000_000 }, (_, at) => ({ at }))
    garbage = null
    require('node:worker_threads').parentPort.postMessage('made')
    setInterval(() => undefined, 60_000)
  }
  new Worker('(' + thread + ')()', { eval: true }).once('message', () => {
    const make = () => {
      Array.from({ length: 500_000 }, (_, at) => ({ at }))
      setImmediate(make)
    }
    make()
    process.stderr.write('made')
  })`

test('memory is measured without the garbage of any thread, and with what each holds', async () => {
  const child = spawn(process.execPath, [...inspected, '--eval', program], { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    let output = ''
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    await expect.poll(() => output, { timeout: 30_000 }).toContain('made')
    for (let round = 1; round <= 5; round++) {
      const { heldMiB, privateMiB } = await collectGarbage({ output: () => output })
      expect(heldMiB).toBeGreaterThan(64)
      expect(privateMiB).toBeGreaterThan(heldMiB)
      expect(privateMiB).toBeLessThan(200)
    }
  } finally {
    child.kill('SIGKILL')
  }
})
