/** One of the threads that make up the past of the simulated fleet. */
import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Engagement } from '../schema/engagements.ts'
import type { ConvoyId } from '../schema/ids.ts'
import type { PastChunk } from './features/past/chunk.ts'
import type { PastPlan } from './features/past/plan.ts'

export interface FleetOptions {
  seed: number | string
  convoys: number
  dronesPerConvoy: number
  rateHz: number
}

export interface StoryOptions extends FleetOptions {
  plan: PastPlan & { recordedFromMs: number }
  /** Which of the threads this is, from 0: the convoys take turns. */
  part: number
  parts: number
}

export type FromStoryThread = { engagements: Map<ConvoyId, Engagement[]> } | { chunk: PastChunk } | { isComplete: true }

/** To be closed in any case. Everything rejects when the thread fails or the signal aborts. */
export interface PartOfPast {
  /** To be called once, before the chunks. */
  engagements(): Promise<ReadonlyMap<ConvoyId, Engagement[]>>
  /** Null after the last. The thread then makes the next one. */
  nextChunk(): Promise<PastChunk | null>
  close(): Promise<unknown>
}

/** It needs little, and must not grow while the server is slow to store what it makes. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }

export function openPartOfPast(options: StoryOptions, signal: AbortSignal): PartOfPast {
  const thread = new Worker(new URL('./past-thread.ts', import.meta.url), {
    workerData: options,
    resourceLimits,
    name: `past of the fleet ${options.part}`,
  })
  const messages = on(thread, 'message', { signal, close: ['exit'] }) as AsyncIterableIterator<[FromStoryThread]>
  async function next(): Promise<FromStoryThread> {
    const result = await messages.next()
    if (result.done) throw new Error('A thread that makes up the past ended midway.')
    return result.value[0]
  }
  return {
    async engagements() {
      const message = await next()
      if (!('engagements' in message)) throw new Error('A thread that makes up the past began with something else.')
      return message.engagements
    },
    async nextChunk() {
      const message = await next()
      if (!('chunk' in message)) return null
      thread.postMessage('next')
      return message.chunk
    },
    close: () => thread.terminate(),
  }
}
