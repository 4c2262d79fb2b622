/** Makes up the past of the simulated fleet in worker threads: it costs seconds, in which the server has other things to do. */
import type { PastChunk } from './features/past/chunk.ts'
import type { PastStory } from './features/past/tell.ts'
import { type FleetOptions, openPartOfPast, type PartOfPast, type StoryOptions } from './past-part.ts'
import { pastIntervalMs } from './simulator/past.ts'

/** More would not be faster on two cores. Fixed, as the keys of activity depend on it. */
const mostParts = 2

/** The convoys are split between two threads. The next chunk is made while the one before is being stored. */
export async function openPastStory(
  fleet: FleetOptions,
  plan: StoryOptions['plan'],
  signal: AbortSignal,
): Promise<PastStory> {
  signal.throwIfAborted()
  const { seed, convoys, dronesPerConvoy, rateHz } = fleet
  const parts = Math.max(1, Math.min(mostParts, convoys))
  const opened = Array.from({ length: parts }, (_, part) =>
    openPartOfPast({ seed, convoys, dronesPerConvoy, rateHz, plan, part, parts }, signal),
  )
  const close = () => Promise.all(opened.map((part) => part.close()))
  try {
    const engagements = await Promise.all(opened.map((part) => part.engagements()))
    return {
      intervalMs: pastIntervalMs,
      engagements: new Map(engagements.flatMap((own) => [...own])),
      chunks: joinChunks(opened, close),
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function* joinChunks(parts: readonly PartOfPast[], close: () => Promise<unknown>): AsyncGenerator<PastChunk> {
  try {
    for (;;) {
      const chunks = await Promise.all(parts.map((part) => part.nextChunk()))
      const present = chunks.filter((chunk) => chunk !== null)
      const [first] = present
      if (!first) return
      if (present.length < parts.length || present.some(({ untilMs }) => untilMs !== first.untilMs))
        throw new Error('The threads that make up the past differ in time.')
      yield {
        untilMs: first.untilMs,
        readings: present.flatMap(({ readings }) => readings),
        frames: present.flatMap(({ frames }) => frames),
        changes: present.flatMap(({ changes }) => changes),
        marks: present.flatMap(({ marks }) => marks),
        activity: present.flatMap(({ activity }) => activity),
      }
    }
  } finally {
    await close()
  }
}
