import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import { everyConvoyId } from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import type { Lease } from '../../repositories/leases.ts'
import {
  type Activity,
  type ActivityKey,
  activityStepsMs,
  findActivity,
  noActivity,
  storeActivity,
} from '../../repositories/recorded-activity.ts'

/** Counts what happens in minutes and hours, and stores the counts. */
export interface ActivityCounts {
  /** Adds to the minute and the hour of `atMs`, of the convoy and of all. */
  add(convoyId: ConvoyId, atMs: number, amounts: Partial<Activity>): void
  /** Stores what was added since the last call that succeeded. Fails as the store does; then the next call stores it. */
  store(): Promise<void>
}

interface Step extends ActivityKey {
  /** As stored; null: not read yet. */
  stored: Activity | null
  added: Activity
}

/** Steps whose stored counts are kept in memory, the oldest dropped: late readings may come in any of them. */
const maxSteps = 5_000
const readsAtOnce = 32

export function createActivityCounts({ tables }: Pick<Ports, 'tables'>, lease: Lease): ActivityCounts {
  const steps = new Map<string, Step>()
  const changed = new Set<Step>()

  function stepOf(convoyId: ConvoyId, stepMs: number, atMs: number): Step {
    const startMs = Math.floor(atMs / stepMs) * stepMs
    const key = `${convoyId}/${stepMs}/${startMs}`
    const known = steps.get(key)
    if (known) return known
    const step: Step = { convoyId, stepMs, atMs: startMs, fence: lease.fence, stored: null, added: noActivity() }
    steps.set(key, step)
    return step
  }

  function dropOldest(): void {
    for (const [key, step] of steps) {
      if (steps.size <= maxSteps) return
      if (!changed.has(step)) steps.delete(key)
    }
  }

  return {
    add(convoyId, atMs, amounts) {
      for (const counted of [convoyId, everyConvoyId])
        for (const stepMs of Object.values(activityStepsMs)) {
          const step = stepOf(counted, stepMs, atMs)
          step.added = plus(step.added, { ...noActivity(), ...amounts })
          changed.add(step)
        }
    },
    async store() {
      const due = [...changed]
      if (due.length === 0) return
      lease.requireHeld()
      await mapLimited(due, readsAtOnce, async (step) => {
        step.stored ??= (await findActivity(tables, step)) ?? noActivity()
      })
      const totals = due.map((step) => ({
        step,
        added: step.added,
        total: plus(step.stored ?? noActivity(), step.added),
      }))
      lease.requireHeld()
      await storeActivity(
        tables,
        totals.map(({ step: { convoyId, stepMs, atMs, fence }, total }) => ({
          convoyId,
          stepMs,
          atMs,
          fence,
          ...total,
        })),
      )
      for (const { step, added, total } of totals) {
        const { readings, late, marks } = step.added
        step.stored = total
        step.added = { readings: readings - added.readings, late: late - added.late, marks: marks - added.marks }
        if (!Object.values(step.added).some((count) => count > 0)) changed.delete(step)
      }
      dropOldest()
    },
  }
}

const plus = (a: Activity, b: Activity): Activity => ({
  readings: a.readings + b.readings,
  late: a.late + b.late,
  marks: a.marks + b.marks,
})
