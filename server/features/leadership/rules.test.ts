import { describe, expect, test } from 'vitest'
import { convoyId, leads, led, play, report, stands, t0 } from '../../../tests/support/leadership-story.ts'
import { droneIdOf } from '../../../tests/support/simulated-election.ts'
import type { Report } from './evidence.ts'
import { restoreElection, startGracePeriod } from './rules.ts'

const [a, b, c] = [droneIdOf(1), droneIdOf(2), droneIdOf(3)]

describe('terms', () => {
  test('before the first report leadership is unknown, however long it takes', () => {
    const { shown, reasons } = play([0, 60_000])
    expect(shown).toMatchObject(led('unknown', 0, null))
    expect(reasons).toEqual([])
  })
  test('the first leader is healthy since its first report', () => {
    const { shown, reasons } = play([leads(a, 1, 500)])
    expect(shown).toMatchObject({ ...led('healthy', 1, a), heartbeatAtMs: t0 + 500, sinceMs: t0 + 500 })
    expect(reasons).toEqual(['first_report'])
  })
  test('a higher term wins, and so does its leader', () => {
    const { shown, changes } = play([leads(a, 1, 0), leads(b, 2, 100)])
    expect(shown).toMatchObject(led('healthy', 2, b))
    expect(changes.at(-1)).toEqual({
      convoyId,
      atMs: t0 + 100,
      reason: 'higher_term',
      before: led('healthy', 1, a),
      after: { ...led('healthy', 2, b), rivalId: null },
    })
  })
  test('an old term never deposes a new one, however late it comes and whatever time it claims', () => {
    const late = leads(a, 1, 50_000, { sequence: 9 })
    const { shown, reasons } = play([leads(b, 2, 0), late])
    expect(shown).toMatchObject({ term: 2, leaderId: b, heartbeatAtMs: t0 })
    expect(reasons).not.toContain('two_leaders')
  })
  test('a single follower makes a new term and its leader known; the leader has three intervals to report', () => {
    const story = [leads(a, 1, 0), report(c, 1_000, { term: 2, leaderId: b })]
    expect(play(story).shown).toMatchObject({ ...led('healthy', 2, b), heartbeatAtMs: null })
    expect(play([...story, 6_999]).shown.state).toBe('healthy')
    expect(play([...story, 7_000]).shown.state).toBe('suspect')
  })
  test('a drone that reports itself as follower is not made leader by what others report', () => {
    const { shown } = play([report(b, 0, { leaderId: c }), report(a, 100, { leaderId: b })])
    expect(shown.leaderId).toBe(c)
  })
})

describe('heartbeats', () => {
  test('silent for 3 intervals is suspect, for 5 lost, each since the instant it became so', () => {
    const { shown, changes, reasons } = play([leads(a, 1, 0), 5_999, 6_100, 9_999, 10_300])
    expect(shown).toMatchObject({ ...led('lost', 1, a), sinceMs: t0 + 10_000, heartbeatAtMs: t0 })
    expect(reasons).toEqual(['first_report', 'heartbeat_late', 'heartbeat_lost'])
    expect(changes.map(({ atMs }) => atMs - t0)).toEqual([0, 6_000, 10_000])
  })
  test('a heartbeat brings a lost leader back', () => {
    const { shown, reasons } = play([leads(a, 1, 0), 10_000, leads(a, 1, 11_000)])
    expect(shown).toMatchObject({ ...led('healthy', 1, a), sinceMs: t0 + 11_000 })
    expect(reasons.at(-1)).toBe('heartbeat_resumed')
  })
  test('a late report never makes a heartbeat older', () => {
    const { shown } = play([leads(a, 1, 5_000), leads(a, 1, 1_000)])
    expect(shown.heartbeatAtMs).toBe(t0 + 5_000)
  })
  test('a late heartbeat brings a leader back only if it is recent enough', () => {
    const old = leads(a, 1, 1_000, { receivedAtMs: t0 + 12_000 })
    expect(play([leads(a, 1, 0), 10_000, old]).shown).toMatchObject({ state: 'lost', heartbeatAtMs: t0 + 1_000 })
    const young = leads(a, 1, 11_000, { receivedAtMs: t0 + 12_000 })
    expect(play([leads(a, 1, 0), 10_000, young]).shown.state).toBe('healthy')
  })
  test('an old heartbeat that is newer than the last one makes a lost leader suspect', () => {
    const old = leads(a, 1, 5_000, { receivedAtMs: t0 + 12_000 })
    const { shown, reasons } = play([leads(a, 1, 0), 10_000, old])
    expect(shown.state).toBe('suspect')
    expect(reasons.at(-1)).toBe('heartbeat_resumed')
  })
  test('a term that becomes known long after it began is dated by its oldest report', () => {
    const old = leads(a, 2, 5_000, { receivedAtMs: t0 + 60_000 })
    const { shown, changes } = play([leads(b, 1, 0), old])
    expect(shown.state).toBe('lost')
    expect(changes.at(-1)).toMatchObject({ reason: 'higher_term', atMs: t0 + 5_000 })
  })
  test('a leader whose clock is a minute ahead is lost no later than others', () => {
    const ahead = leads(a, 1, 60_000, { receivedAtMs: t0 })
    const { shown } = play([ahead, 10_000])
    expect(shown).toMatchObject({ state: 'lost', heartbeatAtMs: t0 })
  })
  test('reports of followers are no heartbeat of their leader', () => {
    const { shown } = play([leads(a, 1, 0), report(b, 9_000, { leaderId: a }), 10_000])
    expect(shown.state).toBe('lost')
  })
  test('F112 the clock forward an hour and back: no leader is lost for good, no change is older than the one before', () => {
    const { shown, changes } = play([leads(a, 1, 0), 3_600_000, 1_000, leads(a, 1, 2_000)])
    expect(shown).toMatchObject({ ...led('healthy', 1, a), heartbeatAtMs: t0 + 2_000 })
    expect(changes.map(({ atMs }) => atMs)).toEqual(changes.map(({ atMs }) => atMs).sort((x, y) => x - y))
  })
  test('F112 the clock back an hour: a leader that sends heartbeats stays healthy, and is lost in time when they stop', () => {
    const backMs = -3_600_000
    const { shown } = play([leads(a, 1, 0), backMs, leads(a, 1, 0, { receivedAtMs: t0 + backMs }), 5_999])
    expect(shown.state).toBe('healthy')
    expect(play([leads(a, 1, 0), backMs, 10_000]).shown.state).toBe('lost')
  })
})

describe('elections', () => {
  test('a candidate opens an election; its votes are counted as they become known', () => {
    const { shown, reasons } = play([
      leads(a, 1, 0),
      stands(b, 2, 100),
      stands(c, 2, 200),
      report(a, 300, { term: 2, votedFor: c }),
    ])
    expect(shown).toMatchObject({ ...led('electing', 2, null), heartbeatAtMs: null })
    expect(shown.candidates).toEqual([
      { droneId: c, votes: 2 },
      { droneId: b, votes: 1 },
    ])
    expect(reasons).toEqual(['first_report', 'election_started'])
  })
  test('the winner ends it, and a late report of another candidate does not reopen it', () => {
    const { shown, reasons } = play([leads(a, 1, 0), stands(b, 2, 100), leads(b, 2, 300), stands(c, 2, 200)])
    expect(shown).toMatchObject({ ...led('healthy', 2, b), candidates: [] })
    expect(reasons).toEqual(['first_report', 'election_started', 'elected'])
  })
  test('an election in which all fall silent is lost', () => {
    const { shown, reasons } = play([stands(b, 2, 0), 9_999, 10_000])
    expect(shown).toMatchObject({ ...led('lost', 2, null), candidates: [] })
    expect(reasons).toEqual(['first_report', 'heartbeat_lost'])
  })
})

describe('two leaders in one term', () => {
  test('both are shown, by drone id, whichever came first', () => {
    for (const story of [
      [leads(a, 3, 0), leads(b, 3, 100)],
      [leads(b, 3, 0), leads(a, 3, 100)],
    ]) {
      const { shown, reasons } = play(story)
      expect(shown).toMatchObject({ ...led('split_brain', 3, a), rivalId: b })
      expect(reasons).toEqual(['first_report', 'two_leaders'])
    }
  })
  test('neither silence nor heartbeats end it: one of them must follow', () => {
    const split = [leads(a, 3, 0), leads(b, 3, 100), leads(a, 3, 2_000), 60_000]
    expect(play(split).shown).toMatchObject({ state: 'split_brain', heartbeatAtMs: t0 + 2_000 })
    const { shown, reasons } = play([...split.slice(0, 3), report(a, 3_000, { term: 3, leaderId: b })])
    expect(shown).toMatchObject({ ...led('healthy', 3, b), rivalId: null, heartbeatAtMs: t0 + 100 })
    expect(reasons.at(-1)).toBe('split_resolved')
  })
  test('a higher term ends it', () => {
    const { shown, reasons } = play([leads(a, 3, 0), leads(b, 3, 100), leads(c, 4, 200)])
    expect(shown).toMatchObject({ ...led('healthy', 4, c), rivalId: null })
    expect(reasons.at(-1)).toBe('higher_term')
  })
  test('an older report of leading does not reopen it', () => {
    const { shown } = play([leads(b, 3, 0), report(a, 3_000, { term: 3, leaderId: b }), leads(a, 3, 1_000)])
    expect(shown).toMatchObject({ ...led('healthy', 3, b), rivalId: null })
  })
})

describe('a restarted server', () => {
  const restart = (story: (Report | number)[], nowMs: number) =>
    startGracePeriod(restoreElection(play(story).shown), t0 + nowMs)

  test('does not call a leader lost for the time in which it received no reports, but does soon after', () => {
    const restored = restart([leads(a, 1, 0)], 60_000)
    expect(play([60_500, 65_999], restored)).toMatchObject({ shown: led('healthy', 1, a), reasons: [] })
    expect(play([66_000, 70_000], restored).reasons).toEqual(['heartbeat_late', 'heartbeat_lost'])
  })
  test.each([
    ['a leader', [leads(a, 1, 0), 10_000]],
    ['an election', [stands(a, 1, 0), 10_000]],
  ])('does not bring back %s that was lost', (_what, story) => {
    expect(play([10_500, 60_000], restart(story, 10_400))).toMatchObject({ shown: { state: 'lost' }, reasons: [] })
  })
  test('shows what it showed before: an election with its candidates, two leaders', () => {
    expect(play([600], restart([stands(a, 1, 0)], 500)).shown).toMatchObject({
      ...led('electing', 1, null),
      candidates: [{ droneId: a, votes: 0 }],
    })
    const split = restart([leads(a, 1, 0), leads(b, 1, 0)], 500)
    expect(play([600], split)).toMatchObject({ shown: { state: 'split_brain', rivalId: b }, reasons: [] })
  })
  test('still ignores older terms', () => {
    expect(play([leads(b, 1, 700)], restart([leads(a, 2, 0)], 600)).shown).toMatchObject(led('healthy', 2, a))
  })
})
