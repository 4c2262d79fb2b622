/** Makes another process give up what it no longer needs, so that what is left is what it holds. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ServerProcess } from '../support/server-process.ts'

/** What a server has to be started with. */
export const inspected = ['--inspect=127.0.0.1:0', '--expose-gc']

/** Of a process whose heaps were collected just before, so that neither counts garbage. */
export interface Memory {
  /** What the program holds, in its heaps and in buffers outside of them. */
  heldMiB: number
  /** What the process has of the machine for itself, without the pages of its store. */
  privateMiB: number
}

/**
 * Collects the heap of every thread of a server, and returns what is left. A heap holds as much garbage as V8 likes: a busy
 * server has twice of what it holds within seconds of a collection. So no thread is left out, and the server itself reads its
 * private memory, in the same turn of the event loop as the collection.
 */
export async function collectGarbage(server: Pick<ServerProcess, 'output'>): Promise<Memory> {
  const [, url] = /Debugger listening on (ws:\S+)/.exec(server.output()) ?? []
  if (!url) throw new Error('Expected a server with an inspector, got none.')
  const inspector = await openInspector(url)
  try {
    let heldMiB = 0
    for (const worker of await inspector.workers()) heldMiB += (await collect(worker)).heldMiB
    const ofMain = await collect(inspector.main)
    return { ...ofMain, heldMiB: heldMiB + ofMain.heldMiB }
  } finally {
    inspector.close()
  }
}

/** Returns what the thread's heap holds, and what the whole process has then. */
async function collect(ask: Ask): Promise<Memory> {
  // Weak references and finalizers take a second round.
  await ask('HeapProfiler.collectGarbage')
  const { result, exceptionDetails } = await ask('Runtime.evaluate', {
    expression: collectAndRead,
    returnByValue: true,
  })
  const [heldBytes, status] = (result?.value ?? []) as [heldBytes?: number, status?: string]
  const [, privateKiB] = /^RssAnon:\s+(\d+) kB/m.exec(status ?? '') ?? []
  if (heldBytes === undefined || privateKiB === undefined)
    throw new Error(`Expected the memory of a Linux process, got ${JSON.stringify(exceptionDetails ?? result)}`)
  return { heldMiB: heldBytes / 2 ** 20, privateMiB: Number(privateKiB) / 2 ** 10 }
}
/** Run by the server. */
const collectAndRead = `(() => {
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return [heapUsed + arrayBuffers, process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8')]
})()`

type Ask = (method: string, params?: object) => Promise<Result>

interface Inspector {
  main: Ask
  /** Those that run. */
  workers(): Promise<Ask[]>
  close(): void
}

async function openInspector(url: string): Promise<Inspector> {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const pending = new Map<number, { resolve: (answer: Message) => void; reject: (error: Error) => void }>()
  const sessionIds: string[] = []
  let lastId = 0

  socket.on('message', (data) => take(JSON.parse(String(data)) as Message))
  socket.on('close', () => {
    for (const { reject } of pending.values()) reject(new Error('The inspector closed before it answered.'))
  })
  function take(message: Message): void {
    if (message.id !== undefined) pending.get(message.id)?.resolve(message)
    const { sessionId = '', message: ofWorker = '{}' } = message.params ?? {}
    if (message.method === 'NodeWorker.attachedToWorker') sessionIds.push(sessionId)
    if (message.method === 'NodeWorker.receivedMessageFromWorker') take(JSON.parse(ofWorker) as Message)
  }
  const asking =
    (send: (text: string) => void): Ask =>
    async (method, params = {}) => {
      lastId += 1
      const id = lastId
      const answered = new Promise<Message>((resolve, reject) => pending.set(id, { resolve, reject }))
      send(JSON.stringify({ id, method, params }))
      const { result = {}, error } = await answered
      pending.delete(id)
      if (error) throw new Error(`The inspector refused ${method}: ${error.message}`)
      return result
    }
  const main = asking((text) => socket.send(text))
  const toWorker = (sessionId: string) =>
    // Its own answer says nothing; the worker's comes as an event.
    asking((message) => void main('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(() => undefined))

  return {
    main,
    async workers() {
      // Those that run are named before this is answered.
      await main('NodeWorker.enable', { waitForDebuggerOnStart: false })
      return sessionIds.map(toWorker)
    },
    close: () => socket.close(),
  }
}

/** Of an evaluation. */
interface Result {
  result?: { value?: unknown }
  exceptionDetails?: object
}

interface Message {
  id?: number
  result?: Result
  error?: { message: string }
  method?: string
  params?: { sessionId?: string; message?: string }
}
