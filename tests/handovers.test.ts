import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConvoyEventItem } from '../lib/api/convoy-events.ts'
import { createPicture } from '../lib/feed/apply-frame.ts'
import type { ConvoyTrack } from '../lib/feed/feed.ts'
import { createHandoverWatch, handoverShownForMs } from '../lib/map/handovers.ts'
import { createRandom } from '../lib/random/random.ts'
import { createMarkReader, type Mark } from '../lib/view/session-log.ts'
import type { Leadership, LeadershipChange } from '../schema/leadership.ts'
import { createLeadershipResolvers } from '../server/features/leadership/resolvers.ts'
import { next, openElection, reset } from '../server/features/leadership/rules.ts'
import { convoyId, leads, play, stands } from './support/leadership-story.ts'
import { droneIdOf, heartbeatIntervalMs, runExercise } from './support/simulated-election.ts'

const [x, y] = [droneIdOf(2), droneIdOf(1)]

const resolvers = createLeadershipResolvers({} as never).LeadershipChange as unknown as Record<
  string,
  (change: LeadershipChange) => unknown
>

/** The change as a subscriber gets it. */
function toEvent(change: LeadershipChange, at: number): ConvoyEventItem {
  const fields = Object.entries(resolvers).map(([name, resolve]) => [name, resolve(change)])
  const inCapitals = { ...Object.fromEntries(fields), reason: change.reason.toUpperCase() }
  for (const name of ['stateBefore', 'stateAfter']) inCapitals[name] = String(inCapitals[name]).toUpperCase()
  const timestamp = new Date(change.atMs).toISOString()
  return {
    __typename: 'LeadershipEvent',
    sequence: `${at}`,
    convoyId,
    timestamp,
    change: inCapitals,
  } as ConvoyEventItem
}

function marksOf(changes: readonly LeadershipChange[], markOf = createMarkReader((id) => id)): Mark[] {
  return changes.flatMap((change, at) => markOf(toEvent(change, at)) ?? [])
}
const handoversIn = (changes: readonly LeadershipChange[]) => marksOf(changes).filter(({ kind }) => kind === 'handover')

/** Lines that the map draws, each when it is first drawn. */
function createMapWatch() {
  const picture = createPicture()
  const watch = createHandoverWatch()
  return (shown: Leadership, nowMs: number) => {
    picture.nowMs = nowMs
    picture.convoys.set(convoyId, { convoyId, leadership: shown } as unknown as ConvoyTrack)
    watch.sync(picture)
    return watch.current
  }
}

test('an elected handover leaves one mark, though nobody leads in between', () => {
  const { changes } = play([leads(x, 1, 0), stands(y, 2, 7_000), leads(y, 2, 9_000), leads(y, 2, 11_000)])
  expect(changes.map(({ reason }) => reason)).toEqual(['first_report', 'election_started', 'elected'])
  expect(marksOf(changes).map(({ kind, text }) => [kind, text])).toEqual([
    ['handover', `${convoyId}: ${y} leads after ${x}, T2 (elected)`],
  ])
})

test('an elected handover is marked though the page was opened when the first leader already led', () => {
  const { changes } = play([leads(x, 1, 0), stands(y, 2, 7_000), leads(y, 2, 9_000)])
  expect(handoversIn(changes.slice(1))).toHaveLength(1)
})

test('a leader elected again, two leaders at once, and the first leader after a reset are no handovers', () => {
  expect(handoversIn(play([leads(x, 1, 0), stands(y, 2, 7_000), leads(x, 3, 9_000)]).changes)).toEqual([])
  const split = play([leads(x, 3, 0), leads(y, 3, 100)])
  expect(marksOf(split.changes).map(({ kind }) => kind)).toEqual(['alert'])
  expect(handoversIn(play([leads(x, 3, 0), leads(y, 3, 100), stands(x, 4, 200), leads(x, 4, 300)]).changes)).toEqual([])
  const forgotten = reset(split.election, {
    convoyId,
    atMs: split.shown.sinceMs + 1,
    by: 'kestrel',
    note: 'radio test',
  })
  const after = play([leads(y, 4, 5_000)], forgotten.election)
  const changes = [...split.changes.slice(0, 1), forgotten.change as LeadershipChange, ...after.changes]
  expect(marksOf(changes).map(({ kind, text }) => [kind, text])).toEqual([
    ['alert', `${convoyId}: leadership reset by an operator (kestrel: radio test)`],
  ])
})

test('a term in doubt is marked with who spoke of it', () => {
  const { changes } = play([leads(x, 7, 0), leads(x, 7, 1_000), leads(y, 5_000, 1_500)])
  expect(marksOf(changes).map(({ kind, tone, text }) => [kind, tone, text])).toEqual([
    ['alert', 'watch', `${convoyId}: term in doubt (T5000, reported by ${y})`],
  ])
})

test('real elections: as many marks on the timeline and lines on the map as leaders that took over, each line for ten seconds', () => {
  const property = fc.property(fc.nat(), fc.integer({ min: 2, max: 6 }), (seed, droneCount) => {
    const random = createRandom(`handovers ${seed}`)
    const { reports } = runExercise({ random: random.unit, droneCount, roughSteps: 400, maxSkewMs: 0 })
    let election = openElection(convoyId, heartbeatIntervalMs, 0)
    const changes: LeadershipChange[] = []
    const mapOf = createMapWatch()
    const lines = new Map<unknown, { firstMs: number; lastMs: number }>()
    const led: string[] = []
    for (const report of reports) {
      const circumstances = { nowMs: report.receivedAtMs, heartbeatIntervalMs }
      {
        const step = next(election, [report], circumstances)
        election = step.election
        if (step.change) changes.push(step.change)
      }
      const { leaderId, rivalId } = election.shown
      if (leaderId && !rivalId && led.at(-1) !== leaderId) led.push(leaderId)
      for (const line of mapOf(election.shown, report.receivedAtMs)) {
        const first = lines.get(line)?.firstMs ?? report.receivedAtMs
        lines.set(line, { firstMs: first, lastMs: report.receivedAtMs })
      }
    }
    expect(handoversIn(changes)).toHaveLength(led.length - 1)
    expect(lines.size).toBe(led.length - 1)
    for (const { firstMs, lastMs } of lines.values()) expect(lastMs - firstMs).toBeLessThan(handoverShownForMs)
  })
  fc.assert(property, { numRuns: 60 })
})
