import type { Engagement } from '../../../schema/engagements.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Tables } from '../../ports/tables.ts'
import type { Lease } from '../../repositories/leases.ts'
import { markPastEvents } from '../../repositories/past-events.ts'
import { readSpans } from '../../repositories/recorded-frames.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { PastChunk } from './chunk.ts'
import { type PastPlan, storePlan } from './plan.ts'
import { storeChunk, storeReconstructedSpans } from './store-chunk.ts'
import { storePastRoster } from './store-roster.ts'

/** What the past consists of; always the same for a plan. */
export interface PastStory {
  /** Reporting interval of the past. */
  intervalMs: number
  /** Of each convoy, oldest first. */
  engagements: ReadonlyMap<ConvoyId, readonly Engagement[]>
  /** In order of time. Throws the signal's reason when it aborts. */
  chunks: AsyncIterable<PastChunk>
}

export interface TellDeps {
  tables: Tables
  clock: Pick<Clock, 'nowMs'>
  roster: Pick<Roster, 'convoys' | 'dronesOf'>
  log: { info(details: object, message: string): void }
  openStory(plan: PastPlan & { recordedFromMs: number }, signal: AbortSignal): Promise<PastStory>
  /** Records those of a convoy that are not recorded yet. */
  recordEngagements(convoyId: ConvoyId, engagements: readonly Engagement[]): Promise<void>
}

/**
 * Writes the past of a plan that is not finished, from where it was interrupted, until `signal` aborts. Everything has the same keys
 * whenever it is written: nothing is there twice. To be called once the fleet has reported.
 */
export async function tellPast(deps: TellDeps, planned: PastPlan, signal: AbortSignal, lease: Lease): Promise<void> {
  const { tables, clock, log, roster } = deps
  if (planned.finishedAtMs !== null) return
  const startedMs = clock.nowMs()
  const recordedFromMs = planned.recordedFromMs ?? (await findRecordedFrom(deps, planned))
  let plan = { ...planned, recordedFromMs }
  const keep = async (progress: Partial<PastPlan>) => {
    lease.requireHeld()
    plan = { ...plan, ...progress, recordedFromMs }
    await storePlan(tables, plan)
  }
  const { intervalMs, engagements, chunks } = await deps.openStory(plan, signal)
  await keep({})
  await storePastRoster(tables, roster, { ...plan, intervalMs })
  let readings = 0
  for await (const chunk of chunks) {
    if (signal.aborted) return
    if (chunk.untilMs <= planned.writtenUntilMs) continue
    lease.requireHeld()
    await storeChunk(tables, chunk, clock.nowMs())
    await storeReconstructedSpans(tables, plan.fromMs, Math.min(chunk.untilMs, recordedFromMs))
    await keep({ writtenUntilMs: chunk.untilMs })
    readings += chunk.readings.length
  }
  for (const [convoyId, own] of engagements) {
    if (signal.aborted) return
    lease.requireHeld()
    await deps.recordEngagements(convoyId, own)
  }
  if (signal.aborted) return
  await markPastEvents(tables, clock.nowMs())
  await keep({ finishedAtMs: clock.nowMs() })
  log.info({ readings, elapsedMs: clock.nowMs() - startedMs }, 'the past of the simulated fleet is written')
}

/** When the live picture began to be recorded: from then on its own frames are there. */
async function findRecordedFrom({ tables, clock }: TellDeps, { fromMs }: PastPlan): Promise<number> {
  const nowMs = clock.nowMs()
  const live = (await readSpans(tables, fromMs, nowMs + 1)).find(({ isReconstructed }) => !isReconstructed)
  return live?.startedAtMs ?? nowMs
}
