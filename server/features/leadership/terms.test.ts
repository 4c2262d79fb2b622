import { describe, expect, test } from 'vitest'
import { convoyId, heartbeatIntervalMs, leads, led, play, report, t0 } from '../../../tests/support/leadership-story.ts'
import { droneIdOf } from '../../../tests/support/simulated-election.ts'
import { type Circumstances, forget, type Report } from './evidence.ts'
import { type Election, next, openElection, reset, restoreElection, startGracePeriod } from './rules.ts'

const [a, b, c] = [droneIdOf(1), droneIdOf(2), droneIdOf(3)]

describe('a leap of terms', () => {
  const leapt = 2 ** 31 - 1
  const [d, e] = [droneIdOf(4), droneIdOf(5)]
  const follows = (id: Report['droneId'], term: number, afterMs: number) => report(id, afterMs, { term, leaderId: a })
  const convoy = (term: number, afterMs: number) => [leads(a, term, afterMs), follows(b, term, afterMs + 100)]

  test('F123 of one drone is not applied, is shown as a doubt, and ends when it is not reported for thirty intervals', () => {
    const story = [...convoy(7, 0), leads(c, leapt, 500), ...convoy(7, 1_000)]
    const { shown, reasons, changes } = play(story)
    expect(shown).toMatchObject({
      ...led('healthy', 7, a),
      doubt: { term: leapt, droneId: c, spokenOfBy: 1, reporting: 3, sinceMs: t0 + 500, heardAtMs: t0 + 500 },
    })
    expect(reasons).toEqual(['first_report', 'term_doubted'])
    expect(changes.at(-1)).toMatchObject({ atMs: t0 + 500, doubt: { term: leapt, droneId: c } })
    expect(play([...story, follows(c, 7, 1_500), ...convoy(7, 60_000)]).shown.doubt).not.toBeNull()
    const after = play([...story, follows(c, 7, 1_500), ...convoy(7, 60_500)])
    expect(after.shown).toMatchObject({ ...led('healthy', 7, a), doubt: null })
    expect(after.reasons.slice(2)).toEqual(expect.arrayContaining(['doubt_ended']))
  })
  test('F123 reported repeatedly is one doubt in the history, and a regular election continues', () => {
    const story = [0, 1, 2, 3, 4].flatMap((n) => [...convoy(7, n * 1_000), leads(c, leapt - n, n * 1_000 + 500)])
    const { shown, reasons } = play([...story, leads(b, 8, 5_000), follows(a, 8, 5_100)])
    expect(shown).toMatchObject({ ...led('healthy', 8, b), doubt: { term: leapt } })
    expect(reasons).toEqual(['first_report', 'term_doubted', 'higher_term'])
  })
  test('counts once more than half of the reporting drones report it or a higher term', () => {
    const half = [...convoy(7, 0), ...[c, d].map((id) => follows(id, 5_000, 500))]
    expect(play(half).shown).toMatchObject({ term: 7, doubt: { term: 5_000, spokenOfBy: 2, reporting: 4 } })
    const { shown, reasons } = play([...half, leads(e, 5_001, 600), 1_000])
    expect(shown).toMatchObject({ ...led('healthy', 5_001, e), doubt: null })
    expect(reasons).toEqual(['first_report', 'term_doubted', 'higher_term', 'doubt_ended'])
  })
  test('as the first report of a convoy is doubted until a second drone or five intervals confirm it', () => {
    expect(play([leads(a, 5_000, 0)]).shown).toMatchObject({ ...led('unknown', 0, null), doubt: { term: 5_000 } })
    expect(play([leads(a, 5_000, 0), follows(b, 5_000, 100)]).shown).toMatchObject(led('healthy', 5_000, a))
    expect(play([leads(a, 5_000, 0), leads(a, 5_000, 9_999)]).shown.state).toBe('unknown')
    expect(play([leads(a, 5_000, 0), leads(a, 5_000, 10_000)]).shown).toMatchObject(led('healthy', 5_000, a))
  })
  test('as the first report, contradicted by the next, never counts', () => {
    expect(play([leads(c, leapt, 0), leads(a, 7, 100), leads(c, leapt, 20_000)]).shown).toMatchObject({
      term: 7,
      doubt: { term: leapt },
    })
  })
  test('of the only drone that reports after a restart does not count before the others have had time to report', () => {
    const restored = startGracePeriod(restoreElection(play(convoy(7, 0)).shown), t0 + 600_000)
    const receivedAt = (ms: number) => ({ receivedAtMs: t0 + ms, recordedAtMs: t0 + ms })
    const { shown } = play([leads(c, leapt, 0, receivedAt(600_100)), leads(c, leapt, 0, receivedAt(615_000))], restored)
    expect(shown).toMatchObject({ term: 7, doubt: { term: leapt } })
  })
  test('is still in doubt after a restart', () => {
    const shown = play([...convoy(7, 0), leads(c, leapt, 500)]).shown
    const restored = startGracePeriod(restoreElection(shown), t0 + 600_000)
    expect(play([600_500], restored)).toMatchObject({ shown: { doubt: { term: leapt, droneId: c } }, reasons: [] })
  })
  test('that was applied by an older version is dropped when no drone reports it', () => {
    const { doubt: _, restartedAtMs: __, changedAtMs: ___, ...old } = play([leads(c, 99, 0), 10_000]).shown
    const restored = startGracePeriod(restoreElection({ ...old, term: leapt }), t0 + 20_000)
    const drones = (ms: number) => [...convoy(7, ms), follows(d, 7, ms + 200)]
    const { shown, reasons } = play([...drones(21_000), ...drones(50_000), ...drones(50_500)], restored)
    expect(shown).toMatchObject(led('healthy', 7, a))
    expect(reasons).toEqual(['terms_restarted'])
  })
})

describe('terms that restart', () => {
  const convoy = (term: number, afterMs: number) => [
    leads(a, term, afterMs),
    report(b, afterMs + 100, { term, leaderId: a }),
    report(c, afterMs + 200, { term, leaderId: a }),
  ]
  const steps = (from: number, to: number, term: number) =>
    Array.from({ length: (to - from) / 1_000 }, (_, n) => convoy(term, from + n * 1_000)).flat()

  test('F123 are accepted after fifteen intervals without a report of the higher term, with the reason', () => {
    const before = [...convoy(90, 0), ...convoy(90, 1_000)]
    expect(play([...before, ...steps(2_000, 31_000, 1)]).shown).toMatchObject({ state: 'lost', term: 90 })
    const { shown, reasons, changes } = play([...before, ...steps(2_000, 34_000, 1)])
    expect(shown).toMatchObject({ ...led('healthy', 1, a), restartedAtMs: t0 + 31_200 })
    expect(reasons).toEqual(['first_report', 'heartbeat_late', 'heartbeat_lost', 'terms_restarted'])
    expect(changes.at(-1)).toMatchObject({
      reason: 'terms_restarted',
      before: { term: 90 },
      after: led('healthy', 1, a),
    })
  })
  test('earlier reports are ignored, however late they arrive; a later report of a higher term wins again', () => {
    const restarted = [...convoy(9, 0), ...steps(1_000, 34_000, 1)]
    const late = leads(b, 9, 20_000, { receivedAtMs: t0 + 34_500 })
    expect(play([...restarted, late]).shown).toMatchObject(led('healthy', 1, a))
    expect(play([...restarted, late, leads(b, 9, 35_000)]).shown).toMatchObject(led('healthy', 9, b))
  })
  test('are not accepted while any drone reports the higher term', () => {
    const story = [...convoy(9, 0), report(droneIdOf(4), 300, { term: 9, leaderId: a })]
    const beside = steps(1_000, 90_000, 1).flatMap((one, n) =>
      n % 30 === 0 ? [one, report(droneIdOf(4), one.receivedAtMs - t0, { term: 9, leaderId: a })] : [one],
    )
    expect(play([...story, ...beside]).shown).toMatchObject({ state: 'lost', term: 9 })
  })
  test('are not accepted from a minority, nor while the others disagree', () => {
    const others = (afterMs: number) => [4, 5, 6].map((n) => report(droneIdOf(n), afterMs, { term: n, leaderId: null }))
    const story = Array.from({ length: 50 }, (_, n) => [
      ...(n < 2 ? convoy(9, n * 1_000) : convoy(1, n * 1_000)),
      ...others(n * 1_000 + 500),
    ]).flat()
    expect(play(story).shown).toMatchObject({ term: 9, state: 'lost' })
  })
  test('are accepted after a restart of the server no sooner than others could have reported', () => {
    const restored = startGracePeriod(restoreElection(play([...convoy(9, 0), 10_000]).shown), t0 + 60_000)
    const alone = Array.from({ length: 29 }, (_, n) => leads(b, 1, 60_500 + n * 1_000))
    expect(play(alone, restored).shown).toMatchObject({ state: 'lost', term: 9 })
    expect(play([...alone, ...steps(90_000, 92_000, 1)], restored).shown).toMatchObject(led('healthy', 1, a))
  })
})

describe('a reset', () => {
  const order = { convoyId, atMs: t0 + 5_000, by: 'kestrel', note: 'radio test' }
  test('F123 forgets term and leader, records who ordered it and why, and counts only later reports', () => {
    const { election } = play([leads(a, 50, 0), leads(b, 2 ** 31 - 1, 1_000)])
    const step = reset(election, order)
    expect(step.change).toEqual({
      convoyId,
      atMs: t0 + 5_000,
      reason: 'reset',
      before: led('healthy', 50, a),
      after: { ...led('unknown', 0, null), rivalId: null },
      reset: { by: 'kestrel', note: 'radio test' },
    })
    const late = leads(a, 50, 4_000, { receivedAtMs: t0 + 5_500 })
    expect(play([late, leads(b, 3, 6_000)], step.election).shown).toMatchObject({
      ...led('healthy', 3, b),
      doubt: null,
    })
  })
  test('survives a restart', () => {
    const { shown } = reset(play([leads(a, 50, 0)]).election, order).election
    const restored = startGracePeriod(restoreElection(shown), t0 + 6_000)
    const late = leads(a, 50, 4_000, { receivedAtMs: t0 + 6_500 })
    expect(play([late, leads(b, 3, 7_000)], restored).shown).toMatchObject(led('healthy', 3, b))
  })
})

describe('a drone that changes convoy', () => {
  const joinedAt =
    (instants: Record<string, number | null>): Circumstances['joinedAtMs'] =>
    (id) =>
      id in instants ? (instants[id] as number | null) : 0
  const receive = (election: Election, reports: Report[], joinedAtMs: Circumstances['joinedAtMs']) =>
    next(election, reports, {
      nowMs: Math.max(...reports.map(({ receivedAtMs }) => receivedAtMs)),
      heartbeatIntervalMs,
      ...(joinedAtMs && { joinedAtMs }),
    }).election
  const led3 = () => play([leads(a, 3, 0), report(b, 100, { term: 3, leaderId: a })]).election

  test('and keeps leading the old one does not depose the leader of the new one', () => {
    const joined = joinedAt({ [c]: t0 + 500 + 3_600_000 })
    const own = (ms: number) => ({ receivedAtMs: t0 + ms, recordedAtMs: t0 + ms })
    const beat = 3_600_000
    const before = receive(led3(), [leads(a, 3, 0, own(beat))], joined)
    const after = receive(before, [leads(c, 50, 0, own(beat + 1_000))], joined)
    expect(after.shown).toMatchObject({ ...led('healthy', 3, a), doubt: null })
    const followed = receive(after, [report(c, 0, { term: 3, leaderId: a }, own(beat + 2_000))], joined)
    expect(followed.newestStatements.get(c)?.term).toBe(3)
    const elected = receive(followed, [leads(c, 4, 0, own(beat + 3_000))], joined)
    expect(elected.shown).toMatchObject(led('healthy', 4, c))
  })
  test('is elected there when the others follow it', () => {
    const joined = joinedAt({ [c]: t0 + 3_600_000 })
    const votes = {
      ...report(b, 0, { term: 4, votedFor: c }),
      receivedAtMs: t0 + 3_601_000,
      recordedAtMs: t0 + 3_601_000,
    }
    const won = { ...leads(c, 4, 0), receivedAtMs: t0 + 3_602_000, recordedAtMs: t0 + 3_602_000 }
    expect(receive(receive(led3(), [votes], joined), [won], joined).shown).toMatchObject(led('healthy', 4, c))
  })
  test('does not lead the convoy that it has left, even while others still follow it', () => {
    const gone = joinedAt({ [a]: null })
    const left = forget(led3(), (id) => id === a)
    expect(receive(left, [report(b, 1_000, { term: 3, leaderId: a })], gone).shown).toMatchObject(
      led('electing', 3, null),
    )
    expect(receive(left, [leads(a, 9, 1_000), report(b, 1_100, { term: 3 })], gone).shown).toMatchObject({
      term: 3,
      leaderId: null,
    })
  })
  test('together with all others of a new convoy counts at once', () => {
    const joined = joinedAt({ [a]: t0, [b]: t0 + 1_000, [c]: t0 + 2_000 })
    const reports = [report(b, 0, { term: 7, leaderId: a }), leads(a, 7, 100), report(c, 200, { term: 7, leaderId: a })]
    let election = openElection(convoyId, heartbeatIntervalMs, t0)
    for (const one of reports) election = receive(election, [one], joined)
    expect(election.shown).toMatchObject(led('healthy', 7, a))
    expect(election.newestStatements.size).toBe(3)
  })
})
