/** Makes another process give up what it no longer needs, so that what is left is what it holds. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ServerProcess } from '../support/server-process.ts'

/** What a server has to be started with. */
export const inspected = ['--inspect=127.0.0.1:0']

/** Returns the MiB held then, of the heap and of buffers outside of it. */
export async function collectGarbage(server: ServerProcess): Promise<number> {
  const [, url] = /Debugger listening on (ws:\S+)/.exec(server.output()) ?? []
  if (!url) throw new Error('Expected a server with an inspector, got none.')
  const inspector = new WebSocket(url)
  await once(inspector, 'open')
  const ask = async (method: string) => {
    const answered = once(inspector, 'message')
    inspector.send(JSON.stringify({ id: 1, method }))
    const { result, error } = JSON.parse(String((await answered)[0])) as Answer
    if (error) throw new Error(`The inspector refused ${method}: ${error.message}`)
    return result
  }
  // Weak references and finalizers take a second round.
  for (let round = 1; round <= 2; round++) await ask('HeapProfiler.collectGarbage')
  const { usedSize = 0, backingStorageSize = 0 } = (await ask('Runtime.getHeapUsage')) ?? {}
  inspector.close()
  return (usedSize + backingStorageSize) / 2 ** 20
}

interface Answer {
  result?: { usedSize?: number; backingStorageSize?: number }
  error?: { message: string }
}
