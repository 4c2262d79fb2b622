import { isFailure } from '../../../lib/errors.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import { everyEngagement } from '../../repositories/engagements.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import { readLeadershipChanges } from '../../repositories/leadership-history.ts'
import type { Lease } from '../../repositories/leases.ts'
import { type Mark, storeMark } from '../../repositories/recorded-activity.ts'
import { readSpans } from '../../repositories/recorded-frames.ts'
import type { Roster } from '../../repositories/roster.ts'
import { createActivityCounts } from './activity-counts.ts'
import { closedAfterMs, minuteMs, minuteOf } from './frame-chains.ts'
import { toEngagementMark, toLeadershipMark, toMark } from './marks.ts'

interface Deps extends Pick<Ports, 'tables' | 'bus' | 'clock'> {
  roster: Pick<Roster, 'convoys' | 'archivedConvoys'>
  log: { warn(details: object, message: string): void }
}

const everyMs = 5_000
/** An event is delivered within so long. */
const overlapMs = 10_000
/** Leadership changes of a gap that is longer are not marked. */
const longestGapMs = 2 * 86_400_000

/**
 * Counts the readings of each minute and those of them that came after it was closed, and stores marks, until `signal` aborts.
 * Handovers and changes of first place that happened while no recorder ran are marked when one runs again; readings that came then are not counted.
 */
export async function recordActivity(deps: Deps, signal: AbortSignal, lease: Lease): Promise<void> {
  const { tables, clock, roster, log } = deps
  const counts = createActivityCounts(deps, lease)
  let marks: Mark[] = []
  const [lastSpan] = (await readSpans(tables, clock.nowMs() - longestGapMs, clock.nowMs())).slice(-1)
  /** Marks of earlier events are stored, or in `marks`. */
  let markedUntilMs = lastSpan?.untilMs ?? clock.nowMs()

  await followTopic(
    deps,
    'readings',
    {
      name: 'the recorder of activity',
      reload: () => undefined,
      onMessage({ convoyId, readings }) {
        for (const [minute, own] of Map.groupBy(readings, ({ recordedAtMs }) => minuteOf(recordedAtMs)))
          counts.add(convoyId, minute, { readings: own.length, late: own.filter(isLate).length })
      },
    },
    signal,
  )
  await followTopic(
    deps,
    'events',
    {
      name: 'the recorder of marks',
      async reload() {
        const nowMs = clock.nowMs()
        const fromMs = markedUntilMs - overlapMs
        for (const { convoyId } of [...roster.convoys(), ...roster.archivedConvoys()]) {
          for await (const changes of readLeadershipChanges(tables, convoyId, fromMs, nowMs + 1))
            marks.push(...changes.flatMap((change) => toLeadershipMark(change) ?? []))
          for await (const records of everyEngagement(tables, convoyId, { afterMs: fromMs, upToMs: nowMs }))
            marks.push(...records.flatMap((record) => toEngagementMark(record) ?? []))
        }
        markedUntilMs = nowMs
      },
      onMessage(event) {
        const mark = toMark(event)
        if (mark) marks.push(mark)
      },
    },
    signal,
  )

  async function storeMarks(): Promise<void> {
    const due = marks
    marks = []
    while (due[0]) {
      try {
        lease.requireHeld()
        if (await storeMark(tables, due[0])) counts.add(due[0].convoyId, due[0].atMs, { marks: 1 })
        due.shift()
      } catch (error) {
        marks.unshift(...due)
        throw error
      }
    }
  }

  async function store(): Promise<void> {
    try {
      await storeMarks()
      await counts.store()
      markedUntilMs = clock.nowMs()
    } catch (error) {
      if (!isFailure(error)) throw error
      log.warn({ error }, 'activity could not be recorded; trying again')
    }
  }

  while (!signal.aborted) {
    await clock.sleep(everyMs, signal)
    await store()
  }
}

/** It came after the minute of its event time was closed. */
const isLate = ({ recordedAtMs, receivedAtMs }: StoredReading): boolean =>
  receivedAtMs >= minuteOf(recordedAtMs) + minuteMs + closedAfterMs
