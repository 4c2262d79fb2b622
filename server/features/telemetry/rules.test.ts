import { describe, expect, test } from 'vitest'
import { isNewer } from '../../../lib/readings/order.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { LeadershipReport } from '../../../schema/leadership.ts'
import { type Reading, readingFlag, unmeasured } from '../../../schema/telemetry.ts'
import { advance, type DroneState, flagsOf, isSurelyNew, judge, missedBefore } from './rules.ts'

const droneId = '550e8400-e29b-41d4-a716-446655440000' as DroneId
const at = (recordedAtMs: number, changes: Partial<Reading> = {}): Reading => ({
  ...unmeasured,
  droneId,
  recordedAtMs,
  sequence: 0,
  latitudeDeg: 34.5,
  longitudeDeg: 69.2,
  altitudeM: 2_400,
  leadership: null,
  ...changes,
})
const newDroneState = (): DroneState => ({ newest: null, trusted: null, mark: null })
const stateAfter = (...readings: Reading[]): DroneState => {
  const state = newDroneState()
  for (const reading of readings) advance(state, reading, flagsOf(reading, 'accepted', state))
  return state
}

test('of two readings the later one is newer, and within one instant the one counted later', () => {
  expect(isNewer(at(2), at(1))).toBe(true)
  expect(isNewer(at(1), at(2))).toBe(false)
  expect(isNewer(at(1, { sequence: 2 }), at(1, { sequence: 1 }))).toBe(true)
  expect(isNewer(at(1), at(1))).toBe(false)
  expect(isNewer(at(1), null)).toBe(true)
})

test('a reading newer than all known is accepted without a lookup, an older one is late', () => {
  const state = stateAfter(at(10))
  expect(isSurelyNew(at(11), state)).toBe(true)
  expect(isSurelyNew(at(10), state)).toBe(false)
  expect(judge(at(11), null, state)).toBe('accepted')
  expect(judge(at(9), null, state)).toBe('late')
  expect(judge(at(1), null, newDroneState())).toBe('accepted')
})

const report: LeadershipReport = {
  term: 1,
  role: 'follower',
  leaderId: null,
  votedFor: null,
  peers: [{ droneId, linkPct: 5 }],
}
test.each<[string, Partial<Reading>, 'duplicate' | 'conflict']>([
  ['the same values', {}, 'duplicate'],
  ['another value', { altitudeM: 1 }, 'conflict'],
  ['a value that was not reported before', { fuelPct: 0 }, 'conflict'],
  ['the same report in another object', { leadership: structuredClone(report) }, 'duplicate'],
  ['no report', { leadership: null }, 'conflict'],
  ['another term', { leadership: { ...report, term: 2 } }, 'conflict'],
  ['another leader', { leadership: { ...report, leaderId: droneId } }, 'conflict'],
  ['another vote', { leadership: { ...report, votedFor: droneId } }, 'conflict'],
  ['another link', { leadership: { ...report, peers: [{ droneId, linkPct: 6 }] } }, 'conflict'],
  ['a peer more', { leadership: { ...report, peers: [...report.peers, ...report.peers] } }, 'conflict'],
])('under a known key %s is a %s', (_name, changes, verdict) => {
  const stored = at(10, { leadership: report })
  expect(judge({ ...stored, ...changes }, stored, stateAfter(stored))).toBe(verdict)
})

describe('implausible is', () => {
  const isMarked = (reading: Reading, state: DroneState) =>
    (flagsOf(reading, 'accepted', state) & readingFlag.implausible) !== 0

  test('what no platform flies, and not what the fastest one does', () => {
    const state = stateAfter(at(0))
    // A hundredth of a degree of latitude is 1,112 m; a kilometre is forgiven, 1,000 m/s are allowed.
    expect(isMarked(at(1_000, { latitudeDeg: 34.51 }), state)).toBe(false)
    expect(isMarked(at(1_000, { latitudeDeg: 34.52 }), state)).toBe(true)
    expect(isMarked(at(3_600_000, { latitudeDeg: 66 }), state)).toBe(false)
    expect(isMarked(at(3_600_000, { latitudeDeg: 68 }), state)).toBe(true)
  })
  test('not the first reading of a drone, nor a step over the date line', () => {
    expect(isMarked(at(0), newDroneState())).toBe(false)
    const west = stateAfter(at(0, { latitudeDeg: 0, longitudeDeg: -179.999 }))
    expect(isMarked(at(1_000, { latitudeDeg: 0, longitudeDeg: 179.999 }), west)).toBe(false)
  })
  test('one wild fix, and not the return from it', () => {
    const state = stateAfter(at(0), at(1_000, { latitudeDeg: 39 }))
    expect(isMarked(at(2_000), state)).toBe(false)
    expect(isMarked(at(2_000, { latitudeDeg: 20 }), state)).toBe(true)
  })
  test('a jump once: what stays there is believed', () => {
    const moved = { latitudeDeg: 39 }
    expect(isMarked(at(2_000, moved), stateAfter(at(0), at(1_000, moved)))).toBe(false)
    expect(isMarked(at(3_000, moved), stateAfter(at(0), at(1_000, moved), at(2_000, moved)))).toBe(false)
  })
})

test('exactly 0,0 is marked, beside it nothing is', () => {
  expect(flagsOf(at(0, { latitudeDeg: 0, longitudeDeg: 0 }), 'accepted', newDroneState())).toBe(readingFlag.nullIsland)
  expect(flagsOf(at(0, { latitudeDeg: 0, longitudeDeg: 1e-9 }), 'accepted', newDroneState())).toBe(0)
})

test('a late reading never moves a drone backwards', () => {
  const state = stateAfter(at(10))
  const late = at(5)
  expect(flagsOf(late, 'late', state)).toBe(readingFlag.late)
  advance(state, late, readingFlag.late)
  expect(state.newest?.recordedAtMs).toBe(10)
  expect(state.mark?.recordedAtMs).toBe(10)
})

test('readings missed are those the drone counted since its newest', () => {
  const counted = (recordedAtMs: number, sequence: number) => at(recordedAtMs, { sequence })
  expect(missedBefore(counted(2, 5), counted(1, 4))).toBe(0)
  expect(missedBefore(counted(2, 8), counted(1, 4))).toBe(3)
  expect(missedBefore(counted(2, 0), counted(1, 4))).toBe(0)
  expect(missedBefore(counted(0, 8), counted(1, 4))).toBe(0)
  expect(missedBefore(counted(2, 8), null)).toBe(0)
})
