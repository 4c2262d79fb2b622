/** Sequences of reports and silences to test the leadership rules with. */
import type { ConvoyId } from '../../schema/ids.ts'
import type { Leadership, LeadershipChange } from '../../schema/leadership.ts'
import type { Report } from '../../server/features/leadership/evidence.ts'
import { type Election, next, openElection, tick } from '../../server/features/leadership/rules.ts'

export const convoyId = '00000000-0000-4000-8000-0000000000c0' as ConvoyId
export const heartbeatIntervalMs = 2_000
export const t0 = Date.UTC(2026, 0, 1)

export const report = (
  droneId: Report['droneId'],
  afterMs: number,
  leadership: Partial<Report['leadership']>,
  own: Partial<Report> = {},
): Report => ({
  droneId,
  recordedAtMs: t0 + afterMs,
  receivedAtMs: t0 + afterMs,
  sequence: 0,
  leadership: { term: 1, role: 'follower', leaderId: null, votedFor: null, peers: [], ...leadership },
  ...own,
})
export const leads = (droneId: Report['droneId'], term: number, afterMs: number, own: Partial<Report> = {}) =>
  report(droneId, afterMs, { term, role: 'leader', leaderId: droneId }, own)
export const stands = (droneId: Report['droneId'], term: number, afterMs: number) =>
  report(droneId, afterMs, { term, role: 'candidate', votedFor: droneId })

/** Feeds reports one at a time, each at its time of receipt, and instants without a report. */
export function play(story: readonly (Report | number)[], election = openElection(convoyId, heartbeatIntervalMs, t0)) {
  const changes: LeadershipChange[] = []
  let current: Election = election
  for (const scene of story) {
    const step =
      typeof scene === 'number'
        ? tick(current, { nowMs: t0 + scene, heartbeatIntervalMs })
        : next(current, [scene], { nowMs: scene.receivedAtMs, heartbeatIntervalMs })
    current = step.election
    if (step.change) changes.push(step.change)
  }
  return { election: current, shown: current.shown, reasons: changes.map(({ reason }) => reason), changes }
}
export const led = (state: Leadership['state'], term: number, leaderId: Leadership['leaderId']) => ({
  state,
  term,
  leaderId,
})
