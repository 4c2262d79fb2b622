/** The past of a simulated fleet, as this server would have stored it had the fleet been running. */
import { dayMsOf } from '../lib/time/day.ts'
import type { Drone } from '../schema/convoys.ts'
import type { ConvoyId } from '../schema/ids.ts'
import { defaultHeartbeatIntervalMs, type LeadershipChange } from '../schema/leadership.ts'
import { everyConvoyId } from '../schema/tables.ts'
import { type Reading, telemetryBucketMs } from '../schema/telemetry.ts'
import type { PastChunk } from './features/past/chunk.ts'
import { createFrameChains } from './features/replay/frame-chains.ts'
import { toLeadershipMark } from './features/replay/marks.ts'
import { type ReconstructedConvoy, reconstructConvoy } from './reconstruct-convoy.ts'
import { activityStepsMs } from './repositories/recorded-activity.ts'
import { toFrameRows } from './repositories/recorded-frames.ts'
import type { ConvoyPlan, Fleet } from './simulator/fleet.ts'
import { type PastSpan, pastIntervalMs, pastSteps } from './simulator/past.ts'

/** What is written at once; a multiple of a minute. */
const chunkMs = 600_000
/** Network and server took this long in the past. */
const deliveryMs = 120
/** Beside what recorders count, whose tokens are 0 and more: readers add. Each part of a fleet has its own. */
const activityFenceOf = (part: number) => -1 - part

interface Needs extends PastSpan {
  /** Frames before this instant only: from then on they were recorded live. */
  framesUntilMs: number
  /** Of a fleet whose convoys are split between threads: which part this is, from 0. */
  part?: number
}

/** In order of time. Always the same for the same fleet and span. */
export async function* reconstructPast(fleet: Fleet, span: Needs): AsyncGenerator<PastChunk> {
  const { fromMs, joinMs, untilMs, framesUntilMs, intervalMs, part = 0 } = span
  const convoys = new Map<ConvoyId, ReturnType<typeof reconstructConvoy>>()
  const chains = createFrameChains((convoyId) => (convoys.get(convoyId) as ReconstructedConvoy).fullFrame())
  const counts = createCounts(activityFenceOf(part))
  const ordinals = createOrdinals()
  let isShown = true
  const show = (frame: Uint8Array) => {
    if (isShown) chains.add(frame)
  }
  const begin = (plan: ConvoyPlan, startMs: number, reportIntervalMs: number, heartbeatIntervalMs: number) => {
    const election = convoys.get(plan.convoyId)?.election
    const drones = plan.drones.map(({ droneId }) => ({ droneId, reportIntervalMs }) as Drone)
    const past = { convoyId: plan.convoyId, drones, heartbeatIntervalMs, startMs, ...(election && { election }) }
    convoys.set(plan.convoyId, reconstructConvoy({ ...past, onFrame: show }))
  }
  for (const plan of fleet.convoys) begin(plan, fromMs, pastIntervalMs, pastIntervalMs)

  let chunk = emptyChunk()
  let hasJoined = false
  for (const { atMs, isRepeated, readings } of pastSteps(fleet, span)) {
    isShown = atMs < framesUntilMs
    if (isRepeated && !hasJoined) {
      for (const plan of fleet.convoys) begin(plan, joinMs, intervalMs, defaultHeartbeatIntervalMs)
      hasJoined = true
    }
    for (const [convoyId, convoy] of convoys) {
      const own = (readings.get(convoyId) ?? []).map(toStored)
      const change = convoy.step(own, atMs)
      if (isRepeated) continue
      for (const reading of own) chunk.readings.push({ ...reading, timeBucketMs: hourOf(reading.recordedAtMs) })
      // A step lies within a minute.
      if (own[0]) counts.add(convoyId, own[0].recordedAtMs, { readings: own.length })
      // The watch of this server tells what came after.
      if (!change || change.atMs >= joinMs) continue
      chunk.changes.push({ convoyId, dayMs: dayMsOf(change.atMs), atMs: change.atMs, ...ordinals.of(change) })
      const mark = toLeadershipMark(change)
      if (!mark) continue
      chunk.marks.push(mark)
      counts.add(convoyId, mark.atMs, { marks: 1 })
    }
    if (atMs % chunkMs !== 0 && atMs < Math.max(joinMs, untilMs)) continue
    if (isShown) await chains.completeMinute(atMs - 1)
    yield { ...chunk, untilMs: atMs, frames: await toFrameRows(chains.take().groups, 0), activity: counts.take() }
    chunk = emptyChunk()
  }
}

const emptyChunk = (): PastChunk => ({ untilMs: 0, readings: [], frames: [], changes: [], marks: [], activity: [] })
const toStored = (reading: Reading) => ({ ...reading, receivedAtMs: reading.recordedAtMs + deliveryMs, flags: 0 })
const hourOf = (atMs: number) => Math.floor(atMs / telemetryBucketMs) * telemetryBucketMs

/** Orders changes of one convoy at one instant. */
function createOrdinals() {
  const newest = new Map<ConvoyId, { atMs: number; ordinal: number }>()
  return {
    of(change: LeadershipChange) {
      const before = newest.get(change.convoyId)
      const ordinal = before?.atMs === change.atMs ? before.ordinal + 1 : 0
      newest.set(change.convoyId, { atMs: change.atMs, ordinal })
      return { ordinal, change }
    },
  }
}

/** Readings and marks of each minute and hour, of each convoy and of all. */
function createCounts(fence: number) {
  const totals = new Map<string, PastChunk['activity'][number]>()
  const changed = new Set<PastChunk['activity'][number]>()
  return {
    add(convoyId: ConvoyId, atMs: number, { readings = 0, marks = 0 }): void {
      for (const counted of [convoyId, everyConvoyId])
        for (const stepMs of Object.values(activityStepsMs)) {
          const startMs = Math.floor(atMs / stepMs) * stepMs
          const key = `${counted}/${stepMs}/${startMs}`
          const step = { stepMs, convoyId: counted, atMs: startMs, fence }
          const total = totals.get(key) ?? { ...step, readings: 0, late: 0, marks: 0 }
          total.readings += readings
          total.marks += marks
          totals.set(key, total)
          changed.add(total)
        }
    },
    take() {
      const taken = [...changed].map((total) => ({ ...total }))
      changed.clear()
      return taken
    },
  }
}
