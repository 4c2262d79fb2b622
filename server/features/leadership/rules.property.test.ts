import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../../lib/random/random.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipChange } from '../../../schema/leadership.ts'
import { heartbeatIntervalMs, runExercise, stepMs } from '../../../tests/support/simulated-election.ts'
import { next, openElection, type Report, tick } from './rules.ts'

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

/** Drops, repeats and delays reports; of each drone's last report at least one copy arrives. */
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

function hearAll(reports: readonly Report[], nowMs: number): Leadership[] {
  let election = openElection(convoyId, heartbeatIntervalMs, 0)
  return reports.map((report) => {
    election = next(election, [report], { nowMs, heartbeatIntervalMs }).election
    return election.shown
  })
}

/** What must not depend on the order of arrival. When this server came to know it does. */
const settled = ({ sinceMs: _sinceMs, ...rest }: Leadership) => rest

const runs = { numRuns: 300 }

test('reports shuffled, repeated and lost never show an older term after a newer one, and end with the true leader', () => {
  const property = fc.property(exercises, (drawn) => {
    const { reports, random, leaderId, term, endMs } = run(drawn)
    const shown = hearAll(random.shuffled(disorder(reports, drawn.droneCount, random)), endMs)
    for (const [index, later] of shown.entries())
      expect(later.term).toBeGreaterThanOrEqual(shown[index - 1]?.term ?? -1)
    expect(shown.at(-1)).toMatchObject({ state: 'healthy', leaderId, term, rivalId: null })
    expect(shown.at(-1)?.heartbeatAtMs).toBeGreaterThanOrEqual(endMs)
  })
  fc.assert(property, runs)
})

test('the end does not depend on order, repetition or how reports are batched', () => {
  const property = fc.property(exercises, (drawn) => {
    const { reports, random, endMs } = run(drawn)
    // Cut anywhere, so that elections under way are compared too.
    const heard = reports.slice(0, random.int(1, reports.length))
    const inOrder = hearAll(heard, endMs).at(-1) as Leadership
    const twice = hearAll(random.shuffled([...heard, ...heard]), endMs).at(-1) as Leadership
    const atOnce = next(openElection(convoyId, heartbeatIntervalMs, 0), random.shuffled(heard), {
      nowMs: endMs,
      heartbeatIntervalMs,
    }).election.shown
    expect(settled(twice)).toEqual(settled(inOrder))
    expect(settled(atOnce)).toEqual(settled(inOrder))
  })
  fc.assert(property, runs)
})

test('words that no election would utter still end the same in any order', () => {
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
    const end = (list: readonly Report[]) => settled(hearAll(list, 20_000).at(-1) as Leadership)
    expect(end(createRandom(`order ${seed}`).shuffled(reports))).toEqual(end(reports))
  })
  fc.assert(property, { numRuns: 2_000 })
})

test('as time passes, delayed reports tell a history whose terms and times never go back', () => {
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
      expect(later.after.term).toBeGreaterThanOrEqual(earlier.after.term)
      expect(later.atMs).toBeGreaterThanOrEqual(earlier.atMs)
      expect(later.before).toMatchObject({ state: earlier.after.state, leaderId: earlier.after.leaderId })
    }
    expect(changes.map(({ reason }) => reason)).not.toContain('two_leaders')
    expect(election.shown).toMatchObject({ leaderId, term })
  })
  fc.assert(property, runs)
})
