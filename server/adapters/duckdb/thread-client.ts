/** Calls the lake's worker thread, which is started with the first call. */
import { Worker } from 'node:worker_threads'
import { Failure } from '../../../lib/errors.ts'
import { buffersOf, type CallMessage, type ReplyMessage, type ThreadCalls, type ThreadOptions } from './thread-calls.ts'

export interface LakeThread extends ThreadCalls {
  /** Calls in progress fail. */
  close(): Promise<void>
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Every call fails with `unavailable` when DuckDB fails or the thread ends. */
export function createLakeThread(options: ThreadOptions): LakeThread {
  const pending = new Map<number, Pending>()
  let worker: Worker | null = null
  let lastId = 0

  function start(): Worker {
    const started = new Worker(new URL('./thread.ts', import.meta.url), { workerData: options })
    // Only calls in progress keep the process alive.
    started.unref()
    started.on('message', (reply: ReplyMessage) => {
      const call = pending.get(reply.id)
      pending.delete(reply.id)
      if (pending.size === 0) started.unref()
      if ('error' in reply) call?.reject(new Failure('unavailable', `DuckDB: ${reply.error}`))
      else call?.resolve(reply.value)
    })
    const fail = (reason: string) => {
      if (worker === started) worker = null
      for (const { reject } of pending.values()) reject(new Failure('unavailable', reason))
      pending.clear()
    }
    started.on('error', (error) =>
      fail(`The thread of the lake failed: ${error instanceof Error ? error.message : error}`),
    )
    started.on('exit', () => fail('The thread of the lake has ended.'))
    return started
  }

  function call<R>(name: keyof ThreadCalls, args: unknown[], transfer: ArrayBuffer[] = []): Promise<R> {
    worker ??= start()
    const id = ++lastId
    const { promise, resolve, reject } = Promise.withResolvers<R>()
    pending.set(id, { resolve: (value) => resolve(value as R), reject })
    worker.ref()
    worker.postMessage({ id, call: name, args } satisfies CallMessage, transfer)
    return promise
  }

  return {
    begin: (...args) => call('begin', args),
    append: (writer, batch) => call('append', [writer, batch], buffersOf(batch)),
    finish: (...args) => call('finish', args),
    abandon: (...args) => call('abandon', args),
    derive: (...args) => call('derive', args),
    inspect: (...args) => call('inspect', args),
    async close() {
      await worker?.terminate()
    },
  }
}
