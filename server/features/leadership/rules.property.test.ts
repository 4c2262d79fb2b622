import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../../lib/random/random.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipChange } from '../../../schema/leadership.ts'
import { heartbeatIntervalMs, runExercise, stepMs } from '../../../tests/support/simulated-election.ts'
import type { Report } from './evidence.ts'
import { next, openElection, tick } from './rules.ts'

const convoyId = '00000000-0000-4000-8000-0000000000c0' as ConvoyId

const exercises = fc.record({
  seed: fc.nat({ max: 2 ** 31 }),
  droneCount: fc.integer({ min: 1, max: 7 }),
  roughSteps: fc.integer({ min: 0, max: 300 }),
  maxSkewMs: fc.constantFrom(0, 5_000, 60_000),
})
type Drawn = typeof exercises extends fc.Arbitrary<infer T> ? T : never

function run({ seed, ...options }: Drawn) {
  const random = createRandom(`exercise ${seed}`)
  return { random, ...runExercise({ random: random.unit, ...options }) }
}

/** Drops, repeats and delays reports; at least one copy of each drone's last report arrives. */
function disorder(reports: readonly Report[], droneCount: number, random: Random): Report[] {
  const lossRate = random.unit()
  const maxDelayMs = random.between(0, 60_000)
  return reports.flatMap((report, index) => {
    const isLast = index >= reports.length - droneCount
    if (!isLast && random.unit() < lossRate) return []
    const receivedAtMs = report.receivedAtMs + (isLast ? 0 : Math.floor(random.between(0, maxDelayMs)))
    const arrived = { ...report, receivedAtMs }
    return random.unit() < 0.2 ? [arrived, arrived] : [arrived]
  })
}

function replayAll(reports: readonly Report[], nowMs: number): Leadership[] {
  let election = openElection(convoyId, heartbeatIntervalMs, 0)
  return reports.map((report) => {
    election = next(election, [report], { nowMs, heartbeatIntervalMs }).election
    return election.shown
  })
}

/** The part that must not depend on the order of arrival; the times at which this server learnt of it do. */
const settled = ({ sinceMs: _sinceMs, changedAtMs: _changedAtMs, ...rest }: Leadership) => rest

const runs = { numRuns: 300 }

test('reports shuffled, repeated and lost never show an older term after a newer one, and end with the true leader', () => {
  const property = fc.property(exercises, (drawn) => {
    const { reports, random, leaderId, term, endMs } = run(drawn)
    const shown = replayAll(random.shuffled(disorder(reports, drawn.droneCount, random)), endMs)
    for (const [index, later] of shown.entries())
      expect(later.term).toBeGreaterThanOrEqual(shown[index - 1]?.term ?? -1)
    expect(shown.at(-1)).toMatchObject({ state: 'healthy', leaderId, term, rivalId: null })
    expect(shown.at(-1)?.heartbeatAtMs).toBeGreaterThanOrEqual(endMs)
  })
  fc.assert(property, runs)
})

test('the result does not depend on order, repetition or batching of reports', () => {
  const property = fc.property(exercises, (drawn) => {
    const { reports, random, endMs } = run(drawn)
    // Cut anywhere, so that elections in progress are compared too.
    const heard = reports.slice(0, random.int(1, reports.length))
    const inOrder = replayAll(heard, endMs).at(-1) as Leadership
    const twice = replayAll(random.shuffled([...heard, ...heard]), endMs).at(-1) as Leadership
    const atOnce = next(openElection(convoyId, heartbeatIntervalMs, 0), random.shuffled(heard), {
      nowMs: endMs,
      heartbeatIntervalMs,
    }).election.shown
    expect(settled(twice)).toEqual(settled(inOrder))
    expect(settled(atOnce)).toEqual(settled(inOrder))
  })
  fc.assert(property, runs)
})

test('reports that no real election would produce still lead to the same result in any order', () => {
  const id = fc.integer({ min: 1, max: 4 }).map((n) => `00000000-0000-4000-8000-00000000000${n}` as Report['droneId'])
  const words = fc.uniqueArray(
    fc.record({
      droneId: id,
      recordedAtMs: fc.integer({ min: 1_000, max: 20_000 }),
      receivedAtMs: fc.integer({ min: 1_000, max: 20_000 }),
      sequence: fc.nat({ max: 3 }),
      leadership: fc.record({
        term: fc.nat({ max: 2 }),
        role: fc.constantFrom('leader' as const, 'follower' as const, 'candidate' as const),
        leaderId: fc.option(id),
        votedFor: fc.option(id),
        peers: fc.constant<Report['leadership']['peers']>([]),
      }),
    }),
    { minLength: 1, selector: ({ droneId, recordedAtMs, sequence }) => `${droneId} ${recordedAtMs} ${sequence}` },
  )
  const property = fc.property(words, fc.nat(), (reports, seed) => {
    const end = (list: readonly Report[]) => settled(replayAll(list, 20_000).at(-1) as Leadership)
    expect(end(createRandom(`order ${seed}`).shuffled(reports))).toEqual(end(reports))
  })
  fc.assert(property, { numRuns: 2_000 })
})

test('with delayed reports, times in the history never go back, and terms only by a restart', () => {
  const property = fc.property(exercises, (drawn) => {
    const { reports, random, leaderId, term, endMs } = run(drawn)
    const arrivals = disorder(reports, drawn.droneCount, random).sort((x, y) => x.receivedAtMs - y.receivedAtMs)
    let election = openElection(convoyId, heartbeatIntervalMs, 0)
    const changes: LeadershipChange[] = []
    const lastMs = Math.max(endMs, arrivals.at(-1)?.receivedAtMs ?? 0)
    for (let nowMs = reports[0]?.receivedAtMs ?? 0; nowMs <= lastMs; nowMs += stepMs) {
      while (arrivals[0] && arrivals[0].receivedAtMs <= nowMs) {
        const step = next(election, arrivals.splice(0, 1), { nowMs, heartbeatIntervalMs })
        election = step.election
        if (step.change) changes.push(step.change)
      }
      const step = tick(election, { nowMs, heartbeatIntervalMs })
      election = step.election
      if (step.change) changes.push(step.change)
    }
    for (const [index, later] of changes.entries()) {
      const earlier = changes[index - 1]
      if (!earlier) continue
      if (later.reason !== 'terms_restarted') expect(later.after.term).toBeGreaterThanOrEqual(earlier.after.term)
      expect(later.atMs).toBeGreaterThanOrEqual(earlier.atMs)
      expect(later.before).toMatchObject({ state: earlier.after.state, leaderId: earlier.after.leaderId })
    }
    expect(changes.map(({ reason }) => reason)).not.toContain('two_leaders')
    expect(election.shown).toMatchObject({ leaderId, term })
  })
  fc.assert(property, runs)
})

test('F123 a drone that leaps to a far term, among shuffled, repeated and lost reports, never changes the leader', () => {
  const property = fc.property(exercises, fc.integer({ min: 1_000, max: 2 ** 31 - 1 }), (drawn, leapt) => {
    const { reports, random, leaderId, term, endMs } = run({ ...drawn, droneCount: drawn.droneCount + 1 })
    const [faulty] = random.shuffled(reports)
    const leaps = reports
      .filter(({ droneId }) => droneId === faulty?.droneId && random.unit() < 0.3)
      .map((report) => ({ ...report, sequence: report.sequence + 1_000_000 }))
      .map((report) => ({ ...report, leadership: { ...report.leadership, term: leapt, role: 'leader' as const } }))
    const heard = disorder([...leaps, ...reports], drawn.droneCount + 1, random)
    const shown = replayAll(random.shuffled(heard), endMs)
    for (const { term: shownTerm } of shown) expect(shownTerm).toBeLessThanOrEqual(term)
    expect(shown.at(-1)).toMatchObject({ leaderId, term, rivalId: null })
  })
  fc.assert(property, runs)
})

test('F123 when a convoy restarts its terms, its new leader is found although old reports arrive late', () => {
  const property = fc.property(exercises, exercises, (before, after) => {
    const droneCount = before.droneCount + 1
    const first = run({ ...before, droneCount })
    const second = run({ ...after, droneCount })
    const shiftMs = first.endMs - (second.reports[0]?.receivedAtMs ?? 0) + 10_000
    const shifted = (report: Report) => ({
      ...report,
      recordedAtMs: report.recordedAtMs + shiftMs,
      receivedAtMs: report.receivedAtMs + shiftMs,
    })
    const delayed = (report: Report) => ({ ...report, receivedAtMs: report.receivedAtMs + first.random.int(0, 5_000) })
    const arrivals = [...first.reports.map(delayed), ...second.reports.map(shifted)].sort(
      (x, y) => x.receivedAtMs - y.receivedAtMs,
    )
    let election = openElection(convoyId, heartbeatIntervalMs, 0)
    for (const report of arrivals)
      election = next(election, [report], { nowMs: report.receivedAtMs, heartbeatIntervalMs }).election
    // The drones keep reporting: the exercise may end before the set time has passed.
    const last = second.reports.slice(-droneCount).map(shifted)
    for (let afterMs = 0; afterMs <= 120_000; afterMs += 1_000)
      for (const report of last) {
        const nowMs = report.receivedAtMs + afterMs
        const again = { ...report, receivedAtMs: nowMs, recordedAtMs: nowMs, sequence: report.sequence + afterMs }
        election = next(election, [again], { nowMs, heartbeatIntervalMs }).election
      }
    expect(election.shown).toMatchObject({ state: 'healthy', leaderId: second.leaderId, term: second.term })
  })
  fc.assert(property, { numRuns: 100 })
})
