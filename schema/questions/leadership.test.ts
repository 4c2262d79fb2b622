import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  alpha,
  asOfMs,
  at,
  bravo,
  drone,
  openQuestionRig,
  type QuestionRig,
  type Row,
} from '../../tests/support/question-rig.ts'

let rig: QuestionRig
beforeEach(async () => {
  rig = await openQuestionRig()
  await rig.insertRoster()
})
afterEach(() => rig.close())

interface State {
  state: string
  term: number
  leader: number | null
}
const unknown: State = { state: 'unknown', term: 0, leader: null }
const idOf = (leader: number | null) => (leader === null ? null : drone(leader))

/** The changes of a convoy, each from the state before. */
function story(convoyId: string, steps: readonly (readonly [time: string, reason: string, State])[]): Row[] {
  let before = unknown
  return steps.map(([time, reason, after], ordinal) => {
    const row = {
      ...{ convoyId, at: at(time), ordinal, reason },
      ...{ stateBefore: before.state, termBefore: before.term, leaderBefore: idOf(before.leader) },
      ...{ stateAfter: after.state, termAfter: after.term, leaderAfter: idOf(after.leader), rivalAfter: null },
    }
    before = after
    return row
  })
}

/** Drone 1 leads from 10:00, is lost at 10:30, drone 2 is elected at 10:32 in term 2 and again in term 3. */
const ofAlpha = story(alpha, [
  ['10:00', 'first_report', { state: 'healthy', term: 1, leader: 1 }],
  ['10:29', 'heartbeat_late', { state: 'suspect', term: 1, leader: 1 }],
  ['10:30', 'heartbeat_lost', { state: 'lost', term: 1, leader: 1 }],
  ['10:31', 'election_started', { state: 'electing', term: 2, leader: null }],
  ['10:32', 'elected', { state: 'healthy', term: 2, leader: 2 }],
  ['11:00', 'higher_term', { state: 'healthy', term: 3, leader: 2 }],
])

test('a tenure lasts as long as the same leader is named, over terms, and goes on until the lake ends', async () => {
  await rig.insert('leadership_events', ofAlpha)
  const rows = await rig.ask('tenures', { toAt: at('12:00') })
  expect(rows).toMatchObject([
    {
      ...{ convoyCallsign: 'ALPHA', leaderCallsign: 'A-1', termFrom: 1, termTo: 1, isOngoing: false },
      // 31 minutes, of which 29 were healthy.
      ...{ tenureFromAt: '2026-03-01T10:00:00.000Z', tenureToAt: '2026-03-01T10:31:00.000Z' },
      ...{ tenureS: 31 * 60, healthyS: 29 * 60 },
    },
    { leaderCallsign: 'A-2', termFrom: 2, termTo: 3, tenureS: 88 * 60, healthyS: 88 * 60, isOngoing: true },
  ])
  const open = await rig.ask('tenures', { toAt: '2027-01-01T00:00:00Z' })
  expect(open[1]).toMatchObject({ tenureToAt: new Date(asOfMs).toISOString(), isOngoing: true })
})

test('a tenure that began before the range is cut to it', async () => {
  await rig.insert('leadership_events', ofAlpha)
  const rows = await rig.ask('tenures', { fromAt: at('10:10'), toAt: at('10:20') })
  expect(rows).toMatchObject([
    { leaderCallsign: 'A-1', tenureFromAt: '2026-03-01T10:10:00.000Z', tenureS: 600, isOngoing: true },
  ])
})

test('time without a leader is lost and electing, from the first report on', async () => {
  await rig.insert('leadership_events', ofAlpha)
  await rig.insert(
    'leadership_events',
    story(bravo, [
      ['11:00', 'first_report', { state: 'split_brain', term: 1, leader: 3 }],
      ['11:30', 'reset', { state: 'unknown', term: 0, leader: null }],
    ]),
  )
  const rows = await rig.ask('time-without-leader', { toAt: at('12:00') })
  expect(rows).toMatchObject([
    { convoyCallsign: 'BRAVO', observedS: 3_600, splitBrainS: 1_800, withoutLeaderS: 1_800, withoutLeaderPct: 50 },
    {
      ...{ convoyCallsign: 'ALPHA', observedS: 7_200, healthyS: 117 * 60, suspectS: 60, lostS: 60, electingS: 60 },
      ...{ splitBrainS: 0, withoutLeaderS: 120 },
    },
  ])
  expect(rows[1]?.withoutLeaderPct).toBeCloseTo((100 * 120) / 7_200, 9)
  // The state at the begin of the range comes from before it.
  expect(await rig.ask('time-without-leader', { fromAt: at('10:30:30'), toAt: at('10:31') })).toMatchObject([
    { observedS: 30, lostS: 30, withoutLeaderPct: 100 },
  ])
})

test('elections are counted by the hour, hours without one too, and a first report is none', async () => {
  await rig.insert('leadership_events', ofAlpha)
  const rows = await rig.ask('elections-per-hour', { fromAt: at('09:30'), toAt: at('13:00') })
  expect(
    rows.map(({ hour, elections, losses, changes }) => [String(hour).slice(11, 13), elections, losses, changes]),
  ).toEqual([
    ['09', 0, 0, 0],
    ['10', 1, 1, 5],
    ['11', 1, 0, 1],
    ['12', 0, 0, 0],
  ])
})

test('reasons are shared within each convoy', async () => {
  await rig.insert('leadership_events', ofAlpha)
  await rig.insert('leadership_events', story(bravo, [['10:00', 'elected', { state: 'healthy', term: 1, leader: 3 }]]))
  const rows = await rig.ask('leadership-reasons', { fromAt: at('10:30'), toAt: at('11:00') })
  expect(rows.map(({ convoyCallsign, reason, changes }) => [convoyCallsign, reason, changes])).toEqual([
    ['ALPHA', 'elected', 1],
    ['ALPHA', 'election_started', 1],
    ['ALPHA', 'heartbeat_lost', 1],
  ])
  expect(rows[0]?.sharePct).toBeCloseTo(100 / 3, 9)
})

test("the link before a loss is the lost leader's, by minutes, against its usual one", async () => {
  await rig.insert('leadership_events', ofAlpha)
  const minute = (time: string, index: number, linkMeanPct: number | null, readings = 60) => ({
    ...{ convoyId: alpha, droneId: drone(index), minute: at(time), readings, linkMeanPct, linkMinPct: linkMeanPct },
  })
  await rig.insert('minute_by_drone', [
    ...[minute('10:00', 1, 90), minute('10:28', 1, 60), minute('10:29', 1, 30, 20), minute('10:30', 1, null)],
    // Another drone's link says nothing about the leader.
    minute('10:29', 2, 99),
  ])
  const rows = await rig.ask('link-before-loss', { minutesBefore: 3 })
  // (60 · 90 + 60 · 60 + 20 · 30) / 140.
  const usual = { usualLinkMeanPct: expect.closeTo(9_600 / 140, 9) }
  expect(rows).toEqual([
    { minutesBefore: 3, losses: 0, linkMeanPct: null, linkMinPct: null, ...usual },
    { minutesBefore: 2, losses: 1, linkMeanPct: 60, linkMinPct: 60, ...usual },
    { minutesBefore: 1, losses: 1, linkMeanPct: 30, linkMinPct: 30, ...usual },
    { minutesBefore: 0, losses: 0, linkMeanPct: null, linkMinPct: null, ...usual },
  ])
})
