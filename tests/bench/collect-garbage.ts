/** Makes another process give up what it no longer needs, so that what is left is what it holds. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ServerProcess } from '../support/server-process.ts'

/** What a server has to be started with. */
export const inspected = ['--inspect=127.0.0.1:0']

export async function collectGarbage(server: ServerProcess): Promise<void> {
  const [, url] = /Debugger listening on (ws:\S+)/.exec(server.output()) ?? []
  if (!url) throw new Error('Expected a server with an inspector, got none.')
  const inspector = new WebSocket(url)
  await once(inspector, 'open')
  // Weak references and finalizers take a second round.
  for (let round = 1; round <= 2; round++) {
    const answered = once(inspector, 'message')
    inspector.send(JSON.stringify({ id: round, method: 'HeapProfiler.collectGarbage' }))
    const answer = JSON.parse(String((await answered)[0])) as { error?: { message: string } }
    if (answer.error) throw new Error(`The inspector refused to collect: ${answer.error.message}`)
  }
  inspector.close()
}
