/** A worker thread of past-part.ts: posts its convoys' engagements, then a chunk for each message that it gets, and the first unasked. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { openTerrain } from '../lib/geo/terrain.ts'
import type { FromStoryThread, StoryOptions } from './past-part.ts'
import { reconstructPast } from './reconstruct-past.ts'
import { engagementsBetween } from './simulator/engagements.ts'
import { createFleet } from './simulator/fleet.ts'

if (parentPort) {
  const port = parentPort
  const post = (message: FromStoryThread) => port.postMessage(message)
  const { plan, seed, rateHz, part, parts, ...size } = workerData as StoryOptions
  const { fromMs, joinMs, joinTerm, engagementsUntilMs, recordedFromMs } = plan
  const grid = await readFile(new URL('../public/map/elev-60s.i16.gz', import.meta.url))
  const whole = createFleet(String(seed), { ...size, terrain: await openTerrain(new Blob([grid])) })
  const fleet = { ...whole, convoys: whole.convoys.filter((_, place) => place % parts === part) }
  const engagements = engagementsBetween(fleet, fromMs, engagementsUntilMs)
  post({
    engagements: Map.groupBy(
      engagements.map((one) => ({ ...one, recordedAtMs: one.engagedAtMs })),
      ({ convoyId }) => convoyId,
    ),
  })
  const intervalMs = Math.round(1_000 / rateHz)
  const span = { fromMs, joinMs, joinTerm, intervalMs, untilMs: recordedFromMs, framesUntilMs: recordedFromMs, part }
  for await (const chunk of reconstructPast(fleet, span)) {
    const asked = once(port, 'message')
    post({ chunk })
    await asked
  }
  post({ isComplete: true })
  port.close()
}
