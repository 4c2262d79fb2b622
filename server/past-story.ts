/** Makes up the past of the simulated fleet in a worker thread: it costs seconds, in which the server has other things to do. */
import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Engagement } from '../schema/engagements.ts'
import type { ConvoyId } from '../schema/ids.ts'
import type { PastChunk } from './features/past/chunk.ts'
import type { PastPlan } from './features/past/plan.ts'
import type { PastStory } from './features/past/tell.ts'
import { pastIntervalMs } from './simulator/past.ts'

export interface FleetOptions {
  seed: number | string
  convoys: number
  dronesPerConvoy: number
  rateHz: number
}

export interface StoryOptions extends FleetOptions {
  plan: PastPlan & { recordedFromMs: number }
}

export type FromStoryThread = { engagements: Map<ConvoyId, Engagement[]> } | { chunk: PastChunk } | { isComplete: true }

/** It needs little, and must not grow while the server is slow to store what it makes. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }

/** The next chunk is made while the one before is being stored. */
export async function openPastStory(
  fleet: FleetOptions,
  plan: StoryOptions['plan'],
  signal: AbortSignal,
): Promise<PastStory> {
  signal.throwIfAborted()
  const { seed, convoys, dronesPerConvoy, rateHz } = fleet
  const workerData: StoryOptions = { seed, convoys, dronesPerConvoy, rateHz, plan }
  const thread = new Worker(new URL('./past-thread.ts', import.meta.url), {
    workerData,
    resourceLimits,
    name: 'past of the fleet',
  })
  // Rejects when the thread fails or `signal` aborts.
  const messages = on(thread, 'message', { signal, close: ['exit'] }) as AsyncIterableIterator<[FromStoryThread]>
  const first = await messages.next()
  const engagements = first.done || !('engagements' in first.value[0]) ? null : first.value[0].engagements
  if (!engagements) throw new Error('The thread that makes up the past ended before it began.')

  async function* chunks(): AsyncGenerator<PastChunk> {
    let isComplete = false
    try {
      for await (const [message] of messages) {
        if ('isComplete' in message) isComplete = true
        if (isComplete) break
        if (!('chunk' in message)) continue
        thread.postMessage('next')
        yield message.chunk
      }
      if (!isComplete) throw new Error('The thread that makes up the past ended midway.')
    } finally {
      await thread.terminate()
    }
  }
  return { intervalMs: pastIntervalMs, engagements, chunks: chunks() }
}
