import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeFrame } from '../lib/frames/encode.ts'
import { createFramePacker } from '../lib/frames/pack.ts'
import type { Convoy, Drone } from '../schema/convoys.ts'
import { unmeasured } from '../schema/telemetry.ts'
import { storeActivity, storeMark } from '../server/repositories/recorded-activity.ts'
import { storeFrames, storeSpan } from '../server/repositories/recorded-frames.ts'
import { storeRosterRecord } from '../server/repositories/roster-history.ts'
import { convoyId, droneId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
/** A recorded minute. */
let atMs: number

beforeAll(async () => {
  rig = await openGraphqlRig()
  atMs = rig.clock.nowMs() + 60_000
  await rig.clock.advance(600_000)
  await storeSpan(rig.store, { startedAtMs: atMs, untilMs: atMs + 60_000 }, 0)
  const drone = rig.roster.findDrone(droneId(1)) as Drone
  const convoy = { ...(rig.roster.findConvoy(convoyId) as Convoy), callsign: 'EAGLE-9' }
  const roster = { convoy, isWhole: true, drones: [{ ...drone, callsign: 'EAGLE-9-1' }], gone: [] }
  await storeRosterRecord(rig.store, convoyId, atMs, roster, 0)
  await storeFrames(rig.store, [{ convoyId, frames: [{ atMs, packed: createFramePacker().pack(frameAt(atMs)) }] }], 0)
  await storeActivity(rig.store, [{ stepMs: 60_000, convoyId, atMs, fence: 0, readings: 5, late: 2, marks: 1 }])
  await storeMark(rig.store, { convoyId, atMs, kind: 'handover', droneId: droneId(1) })
})
afterAll(() => rig.close())

const frameAt = (shownMs: number) =>
  encodeFrame({
    ...{ kind: 'full', convoyId, epoch: 1, sequence: 1, atMs: shownMs, newestReceivedAtMs: shownMs, droneCount: 1 },
    leadership: {
      ...{ state: 'healthy', term: 3, leaderSlot: 0, rivalSlot: null, heartbeatAtMs: shownMs, sinceMs: shownMs },
      ...{ heartbeatIntervalMs: 2_000, candidates: [], doubt: null },
    },
    records: [
      {
        ...{ ...unmeasured, slot: 0, droneId: droneId(1), flags: 0, role: 'leader', recordedAtMs: shownMs },
        ...{ sequence: 1, expectedIntervalMs: 1_000, latitudeDeg: 34.5, longitudeDeg: 69.1, fuelPct: 50 },
      },
    ],
    links: [],
  })

const iso = (ms: number) => new Date(ms).toISOString()

test('a past picture has names, positions, leader and board as they were, in one question', async () => {
  await rig.record({ engagedAtMs: atMs })
  const { data, errors } = await rig.ask<{ picture: { convoys: object[] } }>(`{ picture(at: "${iso(atMs + 1_000)}") {
    coverage isRecorded
    convoys { convoyId leadershipState term leaderId roster { callsign archivedAt drones { droneId callsign } }
      drones { droneId callsign freshness reading { latitudeDeg fuelPct } }
      leaderboard(limit: 3) { convoyCallsign totalDrones entries { rank callsign inConvoy } } } } }`)
  expect(errors).toBeUndefined()
  expect(data?.picture).toEqual({
    coverage: 'RECORDED',
    isRecorded: true,
    convoys: [
      {
        ...{ convoyId, leadershipState: 'HEALTHY', term: 3, leaderId: droneId(1) },
        roster: { callsign: 'EAGLE-9', archivedAt: null, drones: [{ droneId: droneId(1), callsign: 'EAGLE-9-1' }] },
        drones: [
          {
            ...{ droneId: droneId(1), callsign: 'EAGLE-9-1', freshness: 'LIVE' },
            reading: { latitudeDeg: 34.5, fuelPct: 50 },
          },
        ],
        leaderboard: {
          ...{ convoyCallsign: 'EAGLE-9', totalDrones: 1 },
          entries: [{ rank: 1, callsign: 'EAGLE-9-1', inConvoy: true }],
        },
      },
    ],
  })
})

test('names of a past instant come with the time until which they hold', async () => {
  await rig.record()
  const { data, errors } = await rig.ask(`{ rosters(at: "${iso(atMs + 1_000)}") { at until isKnown
    convoys { convoyId roster { callsign drones { droneId callsign } } } } }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    rosters: {
      ...{ at: iso(atMs + 1_000), until: iso(rig.clock.nowMs()), isKnown: true },
      convoys: [
        {
          convoyId,
          roster: { callsign: 'EAGLE-9', drones: [{ droneId: droneId(1), callsign: 'EAGLE-9-1' }] },
        },
      ],
    },
  })
})

test('the timeline gets spans, activity and marks', async () => {
  const span = `from: "${iso(atMs - 60_000)}", to: "${iso(atMs + 120_000)}"`
  const { data, errors } = await rig.ask(`{
    recording(${span}) { from to }
    recordedActivity(${span}, convoyIds: ["${convoyId}"]) { stepMs areMarksComplete
      steps { at readings late marks } marks { at kind convoyId droneId } } }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    recording: [{ from: iso(atMs), to: iso(atMs + 60_000) }],
    recordedActivity: {
      ...{ stepMs: 60_000, areMarksComplete: true },
      steps: [{ at: iso(atMs), readings: 5, late: 2, marks: 1 }],
      marks: [{ at: iso(atMs), kind: 'HANDOVER', convoyId, droneId: droneId(1) }],
    },
  })
})

test('an instant of the future, a span of over 31 days and one that ends before it begins are refused', async () => {
  const refused = async (query: string) => (await rig.ask(query)).errors?.[0]?.extensions.code
  expect(await refused(`{ picture(at: "${iso(rig.clock.nowMs() + 1_000)}") { at } }`)).toBe('INVALID')
  for (const [fromMs, toMs] of [
    [atMs, atMs - 1],
    [atMs - 32 * 86_400_000, atMs],
  ] as const)
    for (const query of ['recording', 'recordedActivity'])
      expect(
        await refused(
          `{ ${query}(from: "${iso(fromMs)}", to: "${iso(toMs)}") { ${query === 'recording' ? 'from' : 'stepMs'} } }`,
        ),
      ).toBe('INVALID')
})
