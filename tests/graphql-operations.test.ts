import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DroneId } from '../schema/ids.ts'
import type { LeadershipReport } from '../schema/leadership.ts'
import { type StoredReading, unmeasured } from '../schema/telemetry.ts'
import { convoyId, droneId, engagementId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

const ofDesign = '660e8400-e29b-41d4-a716-446655440001' as DroneId

let rig: GraphqlRig
beforeAll(async () => {
  rig = await openGraphqlRig({ drones: 3 })
  const [any] = rig.roster.dronesOf(convoyId)
  if (any) await rig.roster.addDrones(convoyId, [{ ...any, droneId: ofDesign, callsign: 'HAWK-1-D' }])
})
afterAll(() => rig.close())

const reading = (n: number, recordedAtMs: number, more: Partial<StoredReading> = {}): StoredReading => ({
  ...unmeasured,
  droneId: droneId(n),
  recordedAtMs,
  sequence: Math.floor(recordedAtMs / 1000) % 1_000_000,
  latitudeDeg: 34.5,
  longitudeDeg: 69.2,
  altitudeM: 4_000,
  headingDeg: 90,
  speedMps: 60,
  fuelPct: 70,
  linkPct: 95,
  leadership: null,
  receivedAtMs: recordedAtMs,
  flags: 0,
  ...more,
})

test('the mutation of the design works as written', async () => {
  const answer =
    await rig.ask(`mutation { recordEngagement(input: { convoyId: "550e8400-e29b-41d4-a716-446655440000", droneId: "660e8400-e29b-41d4-a716-446655440001",
    hit: true, weaponType: AGM114_HELLFIRE }) { success newRank rankChange newAccuracyPct } }`)
  expect(answer).toMatchObject({
    status: 200,
    data: { recordEngagement: { success: true, newRank: 1, rankChange: 0, newAccuracyPct: 100 } },
  })
  expect(answer.errors).toBeUndefined()
})

test('the query of the design works as written', async () => {
  const { data, errors } =
    await rig.ask(`query { leaderboard(convoyId: "550e8400-e29b-41d4-a716-446655440000", limit: 10) { convoyCallsign totalDrones averageAccuracy
    entries { rank callsign accuracyPct totalEngagements successfulHits currentStreak } } }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    leaderboard: {
      convoyCallsign: 'HAWK-1',
      totalDrones: 4,
      averageAccuracy: 100,
      entries: [
        { rank: 1, callsign: 'HAWK-1-D', accuracyPct: 100, totalEngagements: 1, successfulHits: 1, currentStreak: 1 },
      ],
    },
  })
})

test('a convoy answers with everything that hangs on it', async () => {
  const atMs = rig.clock.nowMs()
  const leadership: LeadershipReport = { term: 7, role: 'leader', leaderId: droneId(1), votedFor: null, peers: [] }
  await rig.report([reading(1, atMs, { leadership }), reading(2, atMs, { flags: 6 })])
  await rig.clock.advance(1_000)
  const { data, errors } = await rig.ask(`{ convoy(convoyId: "${convoyId}") {
    callsign aor { latitudeDeg } roe commandingUnit status heartbeatIntervalMs version
    leadership { state term leader { callsign } rival { callsign } heartbeatAt heartbeatIntervalMs since candidates { callsign votes } }
    leaderboard { tieRule minimumSample rankBy asOf stale }
    drones { callsign platformType reportIntervalMs convoy { callsign } route { sequence }
      latest { recordedAt latitudeDeg altitudeM nullIsland implausible late } history { from to } engagements { hit callsign engagedAt } } } }`)
  expect(errors).toBeUndefined()
  const at = new Date(atMs).toISOString()
  expect(data).toMatchObject({
    convoy: {
      callsign: 'HAWK-1',
      version: 1,
      leadership: { state: 'HEALTHY', term: 7, leader: { callsign: 'HAWK-1-1' }, rival: null, heartbeatAt: at },
      leaderboard: { minimumSample: 10, rankBy: 'ACCURACY', stale: false },
      drones: [
        {
          callsign: 'HAWK-1-1',
          convoy: { callsign: 'HAWK-1' },
          route: [],
          latest: { recordedAt: at, latitudeDeg: 34.5, altitudeM: 4_000, late: false },
          history: { from: at, to: at },
          engagements: [],
        },
        { latest: { nullIsland: false, implausible: true, late: true } },
        { latest: null, history: null },
        { latest: null, engagements: [{ hit: true, callsign: 'HAWK-1-D' }] },
      ],
    },
  })
})

test('history of leadership, engagements and telemetry answer by page and range', async () => {
  const fromMs = rig.clock.nowMs() - 3_600_000
  await rig.report(
    Array.from({ length: 100 }, (_, n) => reading(3, fromMs + n * 1_000, { altitudeM: n === 50 ? 9_000 : 100 })),
  )
  const { data, errors } = await rig.ask(
    `query($convoy: ID!, $drone: ID!, $from: DateTime!, $to: DateTime!) {
      leadershipHistory(convoyId: $convoy, first: 1) { nodes { at reason stateBefore stateAfter termAfter leaderIdAfter } next }
      engagements(convoyId: $convoy, first: 1) { nodes { droneId weaponType bda target } next }
      telemetry(droneId: $drone, from: $from, to: $to, maxPoints: 20) { readingsFound readingsShown stepMs method readings { altitudeM } }
      system { mode version startedAt readingsAccepted readingsRefused convoys drones }
      leadership(convoyId: $convoy) { state }
    }`,
    {
      convoy: convoyId.toUpperCase(),
      drone: droneId(3),
      from: new Date(fromMs).toISOString(),
      to: new Date(fromMs + 3_600_000).toISOString(),
    },
  )
  expect(errors).toBeUndefined()
  expect(data).toMatchObject({
    leadershipHistory: { nodes: [{ reason: 'FIRST_REPORT', termAfter: 7, leaderIdAfter: droneId(1) }] },
    engagements: {
      nodes: [{ droneId: ofDesign, weaponType: 'AGM114_HELLFIRE', bda: 'UNKNOWN', target: null }],
      next: null,
    },
    telemetry: { readingsFound: 100, readingsShown: expect.toSatisfy((shown: number) => shown <= 20) },
    system: { mode: 'embedded', version: '1.2.3', convoys: 2, drones: 5 },
    leadership: { state: 'HEALTHY' },
  })
  const { readings } = (data as { telemetry: { readings: { altitudeM: number }[] } }).telemetry
  expect(Math.max(...readings.map(({ altitudeM }) => altitudeM))).toBe(9_000)
})

test('a failed mutation says so with its code and every fault', async () => {
  const { data } =
    await rig.ask(`mutation { recordEngagement(input: { engagementId: "nope", convoyId: "nope", droneId: "${droneId(1)}",
    hit: true, weaponType: NONE }) { success code message newRank faults { code path expected got } } }`)
  expect(data).toMatchObject({
    recordEngagement: {
      success: false,
      code: 'INVALID',
      newRank: null,
      faults: [{ code: 'INVALID', path: 'engagementId' }, { path: 'convoyId' }],
    },
  })
})

test('a mutation that is retried with its engagement id answers the same', async () => {
  const record = () =>
    rig.ask(`mutation { recordEngagement(input: { engagementId: "${engagementId(9)}", convoyId: "${convoyId}", droneId: "${droneId(2)}",
      hit: false, weaponType: NONE, engagedAt: "2025-12-31T23:00:00Z" }) { success engagementId newRank newAccuracyPct } }`)
  const first = await record()
  expect(first.data).toMatchObject({ recordEngagement: { success: true, engagementId: engagementId(9) } })
  expect((await record()).data).toEqual(first.data)
})

test('convoys, drones and routes are made, changed and found', async () => {
  const made = await rig.ask<{ createConvoy: { convoy: { convoyId: string } } }>(
    `mutation { createConvoy(input: { callsign: "  Kestrel 7 ", commandingUnit: "TF South" }) { success convoy { convoyId callsign version roe status } } }`,
  )
  expect(made.data).toMatchObject({
    createConvoy: {
      success: true,
      convoy: { callsign: 'Kestrel 7', version: 1, roe: 'OBSERVE_ONLY', status: 'PLANNED' },
    },
  })
  const id = made.data?.createConvoy.convoy.convoyId
  const changed = await rig.ask(`mutation { 
    ok: updateConvoy(input: { convoyId: "${id}", version: 1, status: ACTIVE, callsign: null }) { success convoy { callsign status version } }
    stale: updateConvoy(input: { convoyId: "${id}", version: 1, status: HOLDING }) { success code message faults { path expected got } }
    drones: addDrones(input: { convoyId: "${id}", drones: [
      { droneId: "${droneId(700)}", callsign: "K-1", route: [{ latitudeDeg: 34, longitudeDeg: 69, altitudeM: 3000 }] }, { callsign: "K-2" }] }) { success drones { callsign route { sequence altitudeM } } }
    stolen: addDrone(input: { convoyId: "${id}", droneId: "${droneId(1)}", callsign: "K-3" }) { success code message faults { path } }
    route: setRoute(input: { convoyId: "${id}", droneId: "${droneId(700)}", waypoints: [
      { latitudeDeg: 35, longitudeDeg: 69, altitudeM: 3100 }, { latitudeDeg: 36, longitudeDeg: 69, altitudeM: 3200 }] }) { success drone { route { sequence altitudeM } } }
  }`)
  expect(changed.data).toMatchObject({
    ok: { success: true, convoy: { callsign: 'Kestrel 7', status: 'ACTIVE', version: 2 } },
    stale: { success: false, code: 'CONFLICT', faults: [{ path: 'version', expected: 'version 2', got: 'version 1' }] },
    drones: { success: true, drones: [{ callsign: 'K-1' }, { callsign: 'K-2', route: [] }] },
    stolen: { success: false, code: 'CONFLICT', faults: [{ path: 'droneId' }] },
    route: {
      success: true,
      drone: {
        route: [
          { sequence: 1, altitudeM: 3_100 },
          { sequence: 2, altitudeM: 3_200 },
        ],
      },
    },
  })
})

test('a drone has its accuracy with each weapon it used, and no other', async () => {
  const n = 3
  for (const [weaponType, hit] of [
    ['AGM114_HELLFIRE', true],
    ['AGM114_HELLFIRE', false],
    ['AGM114_HELLFIRE', true],
    ['GBU38_JDAM', false],
  ] as const)
    await rig.record({ droneId: droneId(n), weaponType, hit })
  const { data } = await rig.ask(
    `{ drone(droneId: "${droneId(n)}") { accuracyByWeapon { weaponType totalEngagements successfulHits accuracyPct } } }`,
  )
  expect(data).toEqual({
    drone: {
      accuracyByWeapon: [
        { weaponType: 'AGM114_HELLFIRE', totalEngagements: 3, successfulHits: 2, accuracyPct: 66.67 },
        { weaponType: 'GBU38_JDAM', totalEngagements: 1, successfulHits: 0, accuracyPct: 0 },
      ],
    },
  })
})
